"""Pages of the agreement: in force, proposals, and the next text as a form or a workbook."""

import uuid
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.node import BYTES_A_TOKEN
from carriers.agreement_workbook import CheckedText, read_agreement, write_agreement
from credentials.documents.agreement import AgreementText, Equivalence
from credentials.documents.agreement_changes import Change, diff_texts
from credentials.documents.equivalence_tables import join_rows, pair_tables, tabulate_equivalences
from credentials.drafting.compose import build_agreement_half
from credentials.errors import RecordError
from credentials.record import JsonObject
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.web.agreement.edit import MOST_ROWS, NOTHING, REMOVE, edit_text
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.pages import SHEET, desk_page, digest_words, download, go_to
from desk.web.routes.making import CellFault, keep_plan, list_faults
from desk.web.shown.agreements import (
    Proposal,
    ShownChanges,
    compare,
    draft_text,
    find_before,
    find_last,
    list_proposals,
    list_reference_choices,
    read_text,
)
from desk.web.visits import DeskVisit, begin_act, begin_visit
from signing.errors import HurenError

router = APIRouter()

_BOOK_BYTES = 20 * 1024 * 1024
_BOOK_PARTS = _BOOK_BYTES // BYTES_A_TOKEN + 1


@router.get("/agreement", dependencies=costs(rows=8_000, kib=512, verifications=2_000))
async def show_agreement(request: Request) -> Response:
    """Show the version in force, and each proposal with its effect and whom it waits for."""
    visit = await begin_visit(request)

    def look() -> tuple[list[tuple[Proposal, ShownChanges | None]], list[Change]]:
        proposals, befores = visit.service.desk.read(lambda desk: _look(visit, desk))
        shown = [
            (proposal, compare(visit, before, proposal.text) if before is not None else None)
            for proposal, before in zip(proposals, befores, strict=True)
        ]
        return shown, _compare_first(visit, proposals)

    proposals, differences = await run_in_threadpool(look)
    chain = visit.visit.trust.chain
    version = chain.in_force_or_last(visit.now)
    return desk_page(
        visit,
        "agreement",
        version=version,
        text=version.text,
        versions=[*reversed(chain.versions)],
        proposals=proposals,
        differences=differences,
        words_of=lambda digest: digest_words(digest, visit),
        pairs=pair_tables(tabulate_equivalences(version.text, visit.now)),
        join_rows=join_rows,
        regions_of=version.text.regions_of,
        own=visit.service.desk.issuer,
    )


@router.post(
    "/agreement/halves/{digest}", dependencies=costs(rows=2_000, verifications=2_000, parts=FORM_PARTS)
)
async def plan_half(request: Request, digest: str) -> Response:
    """Make a plan of our half of a text that others have signed."""
    visit = await begin_act(request, draft=True)
    await read_form(request)

    def make(desk: DeskView) -> str:
        proposal = next(
            (candidate for candidate in list_proposals(visit, desk) if candidate.digest == digest), None
        )
        if proposal is None:
            raise DeskWebError("form-stale")
        return proposal.plan.digest if proposal.plan is not None else _plan(visit, desk, proposal.value)

    return go_to(visit, f"/plans/{await visit.write(make)}")


@router.get("/agreement/workbook.xlsx", dependencies=costs(rows=200, kib=2_048, verifications=400))
async def get_workbook(request: Request) -> Response:
    """Return the next version as a workbook, to be edited and dropped again."""
    visit = await begin_visit(request)
    value = await visit.read(lambda desk: draft_text(visit, desk))
    data = await run_in_threadpool(write_agreement, value)
    return download(data, f"agreement-{value['version']}.xlsx", media=SHEET)


@router.get("/agreement/next", dependencies=costs(rows=200, kib=2_048, verifications=400))
async def show_form(request: Request) -> Response:
    """Show the next version as a form."""
    visit = await begin_visit(request)
    return await _form_page(visit, DeskForm({}))


@router.post("/agreement/next", dependencies=costs(rows=8_000, verifications=40_000, parts=_BOOK_PARTS))
async def make_next(request: Request) -> Response:
    """Show the effect of what was changed, by the form or in a workbook; or make a plan of it."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=_BOOK_BYTES)
    draft = await visit.read(lambda desk: draft_text(visit, desk))
    if form.text("previous") != draft["previous"]:
        raise DeskWebError("form-stale")
    if form.files_of("workbook"):
        data = form.file("workbook").data
        checked = await run_in_threadpool(read_agreement, data)
        if checked.value is None:
            return await _form_page(visit, form, faults=_list_faults(checked, visit))
        value = checked.value
        if (value.get("agreement"), value.get("previous")) != (draft["agreement"], draft["previous"]):
            raise DeskWebError("form-stale")
    else:
        value = edit_text(draft, form)
    try:
        text = read_text(value)
        if text == read_text(draft):
            raise DeskWebError("nothing-changed")
    except (RecordError, DeskWebError) as error:
        return await _form_page(visit, form, fault=error)
    if form.text("act") != "plan":
        return await _form_page(visit, form, text=text)
    return go_to(visit, f"/plans/{await visit.write(lambda desk: _plan(visit, desk, value))}")


def _plan(visit: DeskVisit, desk: DeskView, value: JsonObject) -> str:
    half = build_agreement_half(value, half_id=uuid.uuid4().urn, issuer=desk.issuer)
    return keep_plan(visit, desk, [half], PLAN_LIFE).digest


async def _form_page(
    visit: DeskVisit,
    form: DeskForm,
    *,
    text: AgreementText | None = None,
    faults: Sequence[CellFault] = (),
    fault: HurenError | None = None,
) -> Response:
    def look() -> tuple[JsonObject, AgreementText, ShownChanges | None]:
        draft, (last, _) = visit.service.desk.read(lambda desk: (draft_text(visit, desk), find_last(desk)))
        return draft, last.text, compare(visit, last.text, text) if text is not None else None

    draft, before, changes = await run_in_threadpool(look)
    return desk_page(
        visit,
        "agreement_next",
        status=422 if faults else 200,
        draft=draft,
        text=read_text(draft),
        groups=_group_rows(before),
        is_cut=len(before.equivalences) > MOST_ROWS,
        changes=changes,
        faults=faults,
        fault=fault,
        given=form,
        choices=[*list_reference_choices(before, visit.visit.names)],
        terms=sorted({name for scheme in before.schemes for name in scheme.categories}),
        clauses=[*dict.fromkeys(row.clause for row in before.equivalences)],
        NOTHING=NOTHING,
        REMOVE=REMOVE,
    )


def _group_rows(text: AgreementText) -> Mapping[tuple[str, str], list[tuple[int, Equivalence]]]:
    """Return the rows that the form shows, with their places, by the schemes from and to which they lead."""
    groups: dict[tuple[str, str], list[tuple[int, Equivalence]]] = {}
    for place, row in enumerate(text.equivalences[:MOST_ROWS]):
        target = row.target.scheme if row.target is not None else ""
        groups.setdefault((row.source.scheme, target), []).append((place, row))
    return groups


def _look(visit: DeskVisit, desk: DeskView) -> tuple[list[Proposal], list[AgreementText | None]]:
    proposals = list_proposals(visit, desk)
    return proposals, [find_before(desk, proposal.text) for proposal in proposals]


def _compare_first(visit: DeskVisit, proposals: Sequence[Proposal]) -> list[Change]:
    """Return how the second proposal differs from the first, where both are for one version."""
    if len(proposals) < 2 or proposals[0].text.version != proposals[1].text.version:
        return []
    return diff_texts(proposals[0].text, proposals[1].text, visit.visit.lang)


def _list_faults(checked: CheckedText, visit: DeskVisit) -> list[CellFault]:
    return [
        fault._replace(column=f"{page.page} · {fault.column}")
        for page, errors in checked.errors.items()
        for fault in list_faults(errors, page, visit.visit.lang)
    ]
