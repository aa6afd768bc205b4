"""Making of a plan from a sheet or a file of documents; errors come back at their cells."""

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.node import BYTES_A_TOKEN
from carriers.spreadsheet import Layout, write_template
from carriers.spreadsheet.row_cells import RowError
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.plan import MAX_PLAN_LIFE
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from desk.office.desk import DeskView
from desk.office.make_plan import add_plan, compose_plan, read_documents
from desk.office.plans import OfficePlan
from desk.web.errors import DeskWebError, mend_on_page
from desk.web.forms import DeskForm, read_count, read_form
from desk.web.pages import desk_page, go_to
from desk.web.sheets import LAYOUTS, SheetResult, plan_sheet
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry import RegistryError
from signing.errors import Lang
from verifier.desk.plan import SKIPPED, STOCK

router = APIRouter()

FILE_BYTES = 32 * 1024 * 1024
"""A sheet and its attachments together."""
FILE_PARTS = FILE_BYTES // BYTES_A_TOKEN + 1
_RANDOM = SystemRandom()
_NOTICES = 50
UNSIGNED = "file"
"""Use of a file that --export-unsigned wrote, whatever command it was: an agreement, a key list."""


class CellFault(NamedTuple):
    """An error at its cell, in words."""

    row: int
    column: str
    value: str
    what: str
    mend: str


@router.get("/plans/new", dependencies=costs(rows=100, kib=64))
async def show_form(request: Request) -> Response:
    """Show the choice of a sheet."""
    return await _form_page(await begin_visit(request))


@router.get("/plans/new/template.xlsx", dependencies=costs(rows=10, kib=128))
async def get_template(request: Request) -> Response:
    """Return an empty sheet for this association's schemes."""
    visit = await begin_visit(request)
    text = visit.service.desk.registry.text(visit.now)
    if text is None:
        raise RegistryError("no-agreement")
    data = await run_in_threadpool(write_template, text, visit.service.desk.issuer)
    headers = {"Content-Disposition": 'attachment; filename="template.xlsx"', "Cache-Control": "no-store"}
    return Response(data, headers=headers, media_type="application/octet-stream")


@router.post("/plans/new", dependencies=costs(rows=20_000, verifications=40_000, parts=FILE_PARTS))
async def make(request: Request) -> Response:
    """Make a plan of a sheet, or of a file of unsigned documents; show the errors of rows where there are
    any."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=FILE_BYTES)
    use = form.text("use")
    if use not in LAYOUTS and use != UNSIGNED:
        raise DeskWebError("field-value", name="用途 use")
    members = _read_members(form)
    life = _read_life(form)
    desk, data = visit.service.desk, form.file("sheet").data

    def read() -> SheetResult:
        if use not in LAYOUTS:
            return SheetResult(read_documents(data))
        return plan_sheet(desk.registry, data, use, issuer=desk.issuer, now=visit.now, random=_RANDOM)

    made = await run_in_threadpool(read)
    if made.errors and use in LAYOUTS:
        faults = list_faults(made.errors, LAYOUTS[use], visit.visit.lang)
        return await _form_page(visit, faults)
    if not made.documents:
        raise DeskWebError("sheet-empty")
    plan = await visit.write(lambda view: keep_plan(visit, view, made.documents, life, **members))
    return go_to(visit, f"/plans/{plan.digest}")


def keep_plan(
    visit: DeskVisit, view: DeskView, documents: Sequence[JsonObject], life: timedelta, **members: Any
) -> OfficePlan:
    """Keep a plan of these documents under the name of the person who made it.

    Raises DeskError, RecordError; DeskWebError basis-missing.
    """
    plan = compose_plan(view.issuer, documents, visit.now, life=life, **members)
    kept = add_plan(view, plan, documents, visit.now, by=visit.me.id)
    asked = kept.question.plan
    # bids of the past may fall: those who decide, and a court later, ask why
    if asked.is_late and not (members.get("reasons") or members.get("attachments")):
        raise DeskWebError("basis-missing", since=asked.effective_from)
    return kept


def _read_members(form: DeskForm) -> JsonObject:
    """Return notice, reasons and attachments; what they may be, the plan's reader says."""
    notice = {"stock": STOCK, "skipped": SKIPPED, "notice": form.text("digest")}.get(form.text("notice"))
    attachments: list[JsonObject] = [
        {"name": name, "digest": digest} for name, digest in form.digests("attachment").items()
    ]
    return {
        "notice": notice,
        "reasons": form.text("reasons") or None,
        "attachments": [*attachments] or None,
    }


def _read_life(form: DeskForm) -> timedelta:
    return timedelta(days=read_count(form.text("days") or "30", "有效天数 days", 1, MAX_PLAN_LIFE.days))


def list_faults(errors: Sequence[RowError], layout: Layout, lang: Lang) -> list[CellFault]:
    """Return the errors of a sheet in words."""
    columns = layout.by_name
    return [
        CellFault(
            error.row,
            columns[error.column].label(lang) if error.column in columns else error.column,
            error.value,
            error.what(lang),
            mend_on_page(error.cause, lang),
        )
        for error in errors
    ]


async def _form_page(visit: DeskVisit, faults: Sequence[CellFault] = ()) -> Response:
    notices = await visit.read(_list_notices)
    return desk_page(
        visit,
        "new",
        status=422 if faults else 200,
        faults=faults,
        most_days=MAX_PLAN_LIFE.days,
        notices=notices,
    )


def _list_notices(desk: DeskView) -> list[Record[ListNotice]]:
    """Return the first versions of the association's notices, the newest notice first."""
    records = (parse_any(data) for data in desk.view.of_kind(ListNotice.KIND))
    own = [
        record
        for record in records
        if record.body.issuer == desk.issuer and record.body.credential_subject.version == 1
    ]
    return sorted(own, key=lambda record: record.created, reverse=True)[:_NOTICES]
