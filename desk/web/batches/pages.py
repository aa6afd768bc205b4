"""Pages of batches: the list, and one batch from its sheet to what is published."""

import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.costs import costs
from api.http.responses import content_disposition
from api.node import BYTES_A_TOKEN
from carriers.spreadsheet import ASSESSMENTS, CheckedRow, write_errors
from carriers.spreadsheet.formats.cells import format_cell
from carriers.spreadsheet.granted import Granted
from credentials.documents.agreement import AgreementText
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.plan import MAX_PLAN_LIFE
from credentials.drafting.draft import AssessmentDraft
from credentials.record import JsonObject, Record
from credentials.times import day_of, start_of
from desk.batches.kept import (
    MAX_SHEET_BYTES,
    Batch,
    drop_batch,
    find_batch,
    keep_batch,
    list_batches,
)
from desk.batches.stages import BatchSheet, BatchStage, check_left, find_stages, find_standings, read_batch
from desk.inbox.next_version import look_at_notices
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.plans import OfficePlan
from desk.office.settings import find_setting
from desk.web.batches.certificates import pack_certificates
from desk.web.batches.making import NOTICE_FIELDS, begin_notice, compose_notice, plan_certificates
from desk.web.errors import DeskWebError
from desk.web.forms import DeskForm, FormFile, read_form
from desk.web.pages import desk_page, go_to
from desk.web.routes.making import CellFault, keep_plan, list_faults
from desk.web.shown.plans import show_plan
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry import RegistryError
from signing.errors import HurenError
from signing.plain_text import plain
from verifier.desk.plan import STOCK
from verifier.policy import BACKDATED_AFTER

router = APIRouter()

_PARTS = MAX_SHEET_BYTES // BYTES_A_TOKEN + 1
_RANDOM = SystemRandom()
_SHOWN = 100
"""Rows that a page has at once; of those with errors the returned workbook has the others."""
_LONGEST = 60
"""Characters of the name of a batch, as a notice has it."""


class BatchLook(NamedTuple):
    """A batch with its sheet, its stage, and what became of each row."""

    batch: Batch
    sheet: BatchSheet
    stage: BatchStage
    standings: dict[int, str]
    before: Record[ListNotice] | None
    """The last notice of its scheme."""
    days: int

    @property
    def left(self) -> list[AssessmentDraft]:
        """Good rows that are in no plan, nor withdrawn."""
        drafts = [(row.number, row.draft) for row in self.sheet.rows]
        return [draft for number, draft in drafts if draft is not None and self.standings[number] == "left"]

    @property
    def firms(self) -> int:
        """How many enterprises the sheet names, by code as typed."""
        typed = (row.cells.get("unifiedSocialCreditCode", "") for row in self.sheet.sheet.rows)
        return len({code for cell in typed if (code := format_cell(cell).strip().upper())})

    def find_signing(self, now: datetime) -> datetime:
        """Return the first moment at which the certificates may be signed, by a notice still to come too."""
        # from tomorrow on, as `begin_notice` has it
        return max(now, self.stage.opens or start_of(day_of(now) + timedelta(days=1 + self.days)))

    def count_early(self, signed: datetime) -> int:
        """Return how many rows begin so long before `signed` that each verification will say so.

        An empty cell stays the day of the assessment: the day of the signature is not known when a plan
        fixes the term, and the format means the same to every reader.
        """
        return sum(signed - draft.valid_from > BACKDATED_AFTER for draft in self.left)

    @property
    def faults(self) -> int:
        """How many rows have errors."""
        return sum(bool(row.errors) for row in self.sheet.rows)


class FaultyRow(NamedTuple):
    """A row with errors: whose it is, and its cells that are wrong."""

    number: int
    name: str
    code: str
    faults: Sequence[CellFault]


@router.get("/batches", dependencies=costs(rows=2_000, kib=512, verifications=2_000))
async def show_batches(request: Request) -> Response:
    """List the batches with the step that each is at; take a sheet, or ask for renewals."""
    return await show_list(await begin_visit(request))


async def show_list(visit: DeskVisit, fault: HurenError | None = None) -> Response:
    """Return the list of batches; above it what is wrong with the form that was sent."""
    text = text_of(visit)

    def look(desk: DeskView) -> list[tuple[Batch, str]]:
        batches = list_batches(desk)
        stages = find_stages(desk, batches, text, visit.now)
        return [(batch, stage.find_step(visit.now)) for batch, stage in zip(batches, stages, strict=True)]

    schemes = Granted(text, visit.service.desk.issuer).schemes
    listed = await visit.read(look)
    return desk_page(visit, "batches", fault=fault, listed=listed, schemes=schemes)


@router.post("/batches", dependencies=costs(rows=5_000, verifications=10_000, parts=_PARTS))
async def take_sheet(request: Request) -> Response:
    """Keep a dropped sheet as a batch, under the name typed or that of the file."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=MAX_SHEET_BYTES)
    return await keep_sheet(visit, form.text("name"), form.file("sheet"))


@router.get("/batches/{id_}", dependencies=costs(rows=20_000, kib=4_096, verifications=20_000))
async def show_batch(request: Request, id_: str) -> Response:
    """Show a batch: its steps, what stands at its rows, and what is next."""
    visit = await begin_visit(request)
    return _show(visit, await _look(visit, id_))


@router.post("/batches/{id_}", dependencies=costs(rows=40_000, verifications=40_000, parts=_PARTS))
async def act(request: Request, id_: str) -> Response:
    """Take the mended sheet, plan the notice or the certificates, or take the batch off the list."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=MAX_SHEET_BYTES)
    look = await _look(visit, id_)
    _check_version(look.stage, look.batch, form)
    name = form.text("act")
    if name == "drop":
        await visit.write(lambda desk: drop_batch(desk, look.batch.id))
        return go_to(visit, "/batches")
    if name == "sheet":
        return await keep_sheet(visit, look.batch.name, form.file("sheet"), look.batch)
    if look.faults or not look.left or name not in ("notice", "issue", "stock"):
        return _show(visit, look, status=422)
    # nobody has seen hidden rows: a tick says that they belong
    if look.sheet.hides and not form.text("hidden"):
        raise DeskWebError("field-value", name="隐藏内容 hidden")
    return await _make_plans(visit, look, form)


@router.get("/batches/{id_}/errors.xlsx", dependencies=costs(rows=20_000, kib=4_096, verifications=20_000))
async def get_errors(request: Request, id_: str) -> Response:
    """Return the dropped sheet with the errors of each row in front."""
    visit = await begin_visit(request)
    look = await _look(visit, id_)
    data = await run_in_threadpool(write_errors, look.batch.data, look.sheet.rows, visit.visit.lang)
    return save_as(look.batch.name, "xlsx", data)


@router.get(
    "/batches/{id_}/certificates/{day}", dependencies=costs(rows=20_000, kib=65_536, verifications=20_000)
)
async def get_certificates(request: Request, id_: str, day: str) -> Response:
    """Return the certificates that were stored on a day: one ZIP of one folder."""
    visit = await begin_visit(request)
    text = text_of(visit)

    def find(desk: DeskView) -> tuple[Batch, BatchStage]:
        batch = find_batch(desk, id_)
        return batch, find_stages(desk, [batch], text, visit.now)[0]

    batch, stage = await visit.read(find)
    ids = [
        certificate.id
        for certificate in stage.certificates
        if day_of(certificate.admitted).isoformat() == day
    ]
    if not ids:
        raise DeskWebError("field-value", name="日期 day")
    return save_as(f"{batch.name} {day}", "zip", pack_certificates(visit, ids, day))


def text_of(visit: DeskVisit) -> AgreementText:
    """Return the agreement in force; RegistryError no-agreement."""
    text = visit.service.desk.registry.text(visit.now)
    if text is None:
        raise RegistryError("no-agreement")
    return text


async def keep_sheet(
    visit: DeskVisit,
    name: str,
    file: FormFile,
    before: Batch | None = None,
    note: Callable[..., None] | None = None,
) -> Response:
    """Keep a sheet as a batch, or in place of the one before; CarrierError for one that cannot be read.

    `note` is called with the desk and the `batch` id in the same transaction.
    """
    issuer, typed = visit.service.desk.issuer, name or file.name.rpartition(".")[0]
    called = plain(typed)[:_LONGEST] or day_of(visit.now).isoformat()
    new = before.id if before is not None else uuid.uuid4().hex
    batch = Batch(
        new, issuer, called, visit.me.id, visit.now, plain(file.name)[:200] or "sheet", "", file.data
    )
    await run_in_threadpool(_read, visit, batch)

    def keep(desk: DeskView) -> None:
        if note is not None:
            note(desk, batch=batch.id)
        keep_batch(desk, batch)

    await visit.write(keep)
    await _look(visit, batch.id)  # so that the page, with its rows checked, is there at once
    return go_to(visit, f"/batches/{batch.id}")


def save_as(name: str, ending: str, content: bytes | AsyncIterator[bytes]) -> Response:
    """Return a file to be saved under a name of people's making."""
    headers = {
        # a file of people's making never opens as a page of the desk
        "Content-Disposition": content_disposition(name, ending).replace("inline", "attachment", 1),
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    how: Any = {"headers": headers, "media_type": "application/octet-stream"}
    return Response(content, **how) if isinstance(content, bytes) else StreamingResponse(content, **how)


def _read(visit: DeskVisit, batch: Batch) -> BatchSheet:
    return read_batch(batch.data, text_of(visit), batch.issuer, start_of(day_of(visit.now)))


async def _look(visit: DeskVisit, id_: str) -> BatchLook:
    def look(desk: DeskView) -> BatchLook:
        batch = find_batch(desk, id_)
        sheet = _read(visit, batch)
        text = text_of(visit)
        (stage,) = find_stages(desk, [batch], text, visit.now)
        notices = [notice.newest for notice in look_at_notices(desk)]
        of_scheme = [notice for notice in notices if notice.body.credential_subject.scheme == sheet.scheme]
        newest = max(of_scheme, key=lambda notice: notice.created, default=None)
        days = find_setting(desk, "noticeDays", sheet.scheme)
        return BatchLook(batch, sheet, stage, {**find_standings(sheet, stage, text)}, newest, days)

    batch_look = await visit.read(look)
    registry = visit.service.desk.registry
    sheet = await run_in_threadpool(
        check_left, registry, batch_look.batch, batch_look.sheet, batch_look.standings, visit.now
    )
    return batch_look._replace(sheet=sheet)


def _check_version(stage: BatchStage, batch: Batch, form: DeskForm) -> None:
    """Refuse a form of an earlier look; DeskWebError form-stale."""
    if stage.version(batch) != form.text("version"):
        raise DeskWebError("form-stale")


async def _make_plans(visit: DeskVisit, look: BatchLook, form: DeskForm) -> Response:
    """Make the plan of the notice, or those of the certificates; errors of rows come back at the rows."""
    desk, act = visit.service.desk, form.text("act")
    members: dict[str, Any] = {"attachments": [{"name": look.batch.file, "digest": look.batch.sheet}]}
    portions: Sequence[Sequence[JsonObject]]
    if act == "notice":
        fields = {name: form.text(name) for name in NOTICE_FIELDS}
        document = await run_in_threadpool(
            compose_notice, desk.registry, desk.issuer, look.batch.name, look.left, fields, now=visit.now
        )
        portions, life = [[document]], PLAN_LIFE
    else:
        notice = look.stage.notice
        members["notice"] = STOCK if act == "stock" else notice.versions[0].digest if notice else None
        portions = await run_in_threadpool(
            plan_certificates, desk.registry, desk.issuer, look.left, visit.now, _RANDOM
        )
        life = MAX_PLAN_LIFE

    text = text_of(visit)

    def make(view: DeskView) -> list[OfficePlan]:
        batch = find_batch(view, look.batch.id)
        _check_version(find_stages(view, [batch], text, visit.now)[0], batch, form)
        return [keep_plan(visit, view, documents, life, **members) for documents in portions]

    made = await visit.write(make)
    return go_to(visit, f"/plans/{made[0].digest}" if len(made) == 1 else f"/batches/{look.batch.id}")


def _show(visit: DeskVisit, look: BatchLook, status: int = 200) -> Response:
    stage, sheet = look.stage, look.sheet
    faulty = [row for row in sheet.rows if row.errors]
    is_left = bool(look.left or look.faults)
    done = stage.list_done(visit.now, is_good=not look.faults, is_left=is_left)
    part = visit.visit.request.query_params.get("rows", "")
    first = max(int(part) - 1, 0) if part.isascii() and part.isdecimal() and len(part) < 6 else 0
    listed = f"/list-notices/{stage.notice.newest.digest}" if stage.notice is not None else ""
    days = Counter(day_of(certificate.admitted).isoformat() for certificate in stage.certificates)
    return desk_page(
        visit,
        "batch",
        status=status,
        look=look,
        batch=look.batch,
        stage=stage,
        steps=done,
        current=next((name for name, is_done in done.items() if not is_done), None),
        rows=[row for row in sheet.rows if not row.errors],
        faulty=[_show_faults(visit, sheet, row) for row in faulty[:_SHOWN]],
        early=look.count_early(signed := look.find_signing(visit.now)),
        signed=day_of(signed),
        notes=[adjustment.sentence(visit.visit.lang) for adjustment in sheet.sheet.adjusted],
        notice_plans=[show_plan(visit, plan) for plan in stage.notice_plans],
        issue_plans=[show_plan(visit, plan) for plan in stage.issue_plans],
        begun=begin_notice(look.before, visit.now, look.days),
        public=visit.find_public("/"),
        public_notice=listed and visit.find_public(listed),
        version=stage.version(look.batch),
        days=sorted(days.items()),
        part=part,
        first=-1 if part == "all" else first,
        at_once=_SHOWN,
    )


def _show_faults(visit: DeskVisit, sheet: BatchSheet, row: CheckedRow[AssessmentDraft]) -> FaultyRow:
    """Return a row with the cells that are wrong, those that the sheet has no column for too."""
    cells = sheet.cells_of(row.number)
    name, code = (
        format_cell(cells[at])[:200] if at in cells else "" for at in ("legalName", "unifiedSocialCreditCode")
    )
    return FaultyRow(row.number, name, code, list_faults(row.errors, ASSESSMENTS, visit.visit.lang))
