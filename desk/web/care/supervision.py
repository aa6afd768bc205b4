"""Supervision: what is due, letters, results by sheet, and plans to suspend what failed or lapsed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.pages.rendering import is_example
from api.words import Say, speaker
from carriers.certificate.content import Certificate, Said
from carriers.spreadsheet import RowError, read_sheet
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from credentials.times import end_of
from credentials.words.closed_lists import REASONS as REASON_WORDS
from credentials.words.closed_lists import word_for
from credentials.words.days import add_months, day_of
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.journal import DeskAct, list_journal
from desk.office.make_plan import PLAN_LIFE
from desk.supervision.cares import CareAdded, add_acts, count_cares, list_cares, load_names, load_rules
from desk.supervision.judge import (
    DUE_SOON,
    LETTER,
    NO_LETTER,
    NOT_DUE,
    OVERDUE,
    STATES,
    SUSPENDED,
    Care,
    SupervisionRule,
)
from desk.supervision.sheet import RESULTS_SHEET, check_results, write_results_sheet
from desk.web.care.drafts import plan_drafts
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_day, read_form
from desk.web.pages import desk_page, download, go_to
from desk.web.routes.making import FILE_BYTES, FILE_PARTS, CellFault, keep_plan, list_faults
from desk.web.shown.letters import ask_for_material, set_letters
from desk.web.shown.noted import name_noted
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry.lookup.printable import check_printable, find_paper
from signing.errors import Lang

router = APIRouter()

_SHOWN = 200
_MOST_LETTERS = 500
_LONGEST = timedelta(days=60)
"""A letter is noted within this time."""
_RECENT = timedelta(minutes=5)
_MONTHS = 6
"""Length of a suspension, in months, where nobody says otherwise."""
_OVERDUE: Final = "annual-check-overdue"
"""Reason of a suspension for a supervision that failed or lapsed, where nobody chooses another."""
_PASSES = 3
"""Most supervisions that a reprint names."""
_JOINTS: Final[tuple[tuple[Lang, str], ...]] = (("zh", "、"), ("en", ", "))
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_speak = speaker("desk")

FILTERS: Final = (*STATES, "lapsed", "unsent", "ran-out", "remedied")


class CareLook(NamedTuple):
    """Cares of a list, with the names of their enterprises by credential."""

    cares: Sequence[Care]
    names: Mapping[str, str]


@router.get("/supervision", dependencies=costs(rows=20_000, kib=512, verifications=2_000))
async def show_supervision(request: Request) -> Response:
    """Show the due list of a state, and what can be done."""
    return await _page(await begin_visit(request))


@router.get("/supervision/results.xlsx", dependencies=costs(rows=20_000, kib=4_096, verifications=2_000))
async def get_results_sheet(request: Request) -> Response:
    """Return a list as the sheet in which its results are filled."""
    visit = await begin_visit(request)
    look = await visit.read(lambda desk: _look(desk, list_cares(desk, visit.now), _filter_of(visit)))
    data = await run_in_threadpool(write_results_sheet, look.cares, look.names)
    return download(data, "supervision.xlsx", _XLSX)


@router.get(
    "/supervision/reprint/{credential}", dependencies=costs(rows=20_000, kib=1_024, verifications=700)
)
async def reprint(request: Request, credential: str) -> Response:
    """Return the certificate as printed, with a line about the supervisions that it passed."""
    visit = await begin_visit(request)
    node, trust = visit.visit.node, visit.visit.trust

    def write(desk: DeskView) -> Certificate:
        record = desk.view.credential(desk.issuer, credential)
        if record is None:
            raise DeskError("number-unknown", number=credential[:64])
        check_printable(record, trust, visit.now)
        care = next(care for care in list_cares(desk, visit.now) if care.credential.id == credential)
        paper = find_paper(record, trust, now=visit.now, example=is_example(visit.visit.trusted))
        if not care.passes:
            return paper
        zh, en = (_tell_passes(_speak("supervision", lang), care, joint) for lang, joint in _JOINTS)
        return replace(paper, supervised=Said(zh, en))

    paper = await visit.read(write)
    data = await node.papers.find(lambda: paper, file="certificate.pdf", font=node.settings.font)
    return download(data, "certificate.pdf", "application/pdf")


def _tell_passes(say: Say, care: Care, joint: str) -> str:
    return say("passed_on", days=joint.join(f"{day}" for day in care.passes[-_PASSES:]))


@router.post("/supervision/letters", dependencies=costs(rows=20_000, kib=8_192, parts=FORM_PARTS))
async def make_letters(request: Request) -> Response:
    """Return the letters about what is ticked, or about all of a list; note nothing."""
    visit = await begin_act(request)
    form = await read_form(request)
    look = await visit.read(lambda desk: _find_asked(desk, visit, form))
    sent = read_day(form.text("sent"), "sent") or day_of(visit.now)
    letters = [ask_for_material(care, look.names[care.credential.id], sent) for care in look.cares]
    data = await run_in_threadpool(set_letters, visit, "supervision", letters)
    return download(data, "letters.pdf", "application/pdf")


@router.post("/supervision/sent", dependencies=costs(rows=20_000, parts=FORM_PARTS))
async def note_letters(request: Request) -> Response:
    """Note, or take back, on which day letters about what is ticked or all of a list were sent."""
    visit = await begin_act(request)
    form = await read_form(request)

    def note(desk: DeskView) -> int:
        cares = _find_asked(desk, visit, form).cares
        day, today = read_day(form.text("sent"), "sent"), day_of(visit.now)
        if day is None or not today - _LONGEST <= day <= today:
            raise DeskWebError("field-value", name="发函日期 sent")
        act = NO_LETTER if form.text("act") == NO_LETTER else LETTER
        added = [CareAdded(care.credential.id, act, day) for care in cares]
        return add_acts(desk, added, visit.now, by=visit.me.id)

    count = await visit.write(note)
    return go_to(visit, "/supervision", list=_filter_of(visit), noted=f"{min(count, 1)}")


def _find_asked(desk: DeskView, visit: DeskVisit, form: DeskForm) -> CareLook:
    """Return what is ticked and may be asked for its material; DeskWebError none-ticked, none-asked."""
    chosen = _chosen_of(form)
    cares = [care for care in list_cares(desk, visit.now) if care.may_be_asked]
    look = _look(desk, cares, _filter_of(visit), chosen)
    if not look.cares or len(look.cares) > _MOST_LETTERS:
        raise DeskWebError("none-asked", most=_MOST_LETTERS)
    return look


@router.post("/supervision/results", dependencies=costs(rows=40_000, parts=FILE_PARTS))
async def note_results(request: Request) -> Response:
    """Note the results of a sheet; show the errors of its rows where it has any."""
    visit = await begin_act(request, by_own_key=True)
    form = await read_form(request, file_bytes=FILE_BYTES)
    sheet = await run_in_threadpool(read_sheet, form.file("sheet").data, RESULTS_SHEET)

    def note(desk: DeskView) -> tuple[list[RowError], int]:
        rows = [*check_results(sheet, list_cares(desk, visit.now), visit.now)]
        if not rows:
            raise DeskWebError("none-filled")
        errors = [error for row in rows for error in row.errors]
        # all rows or none: after half a sheet nobody would know which rows are missing
        added = [row.draft for row in rows if row.draft is not None]
        return errors, 0 if errors else add_acts(desk, added, visit.now, by=visit.me.id)

    errors, count = await visit.write(note)
    if errors:
        return await _page(visit, list_faults(errors, RESULTS_SHEET, visit.visit.lang))
    return go_to(visit, "/supervision", noted=f"{min(count, 1)}")


@router.post("/supervision/suspend", dependencies=costs(rows=40_000, verifications=4_000, parts=FORM_PARTS))
async def plan_suspensions(request: Request) -> Response:
    """Make one plan to suspend what is ticked, has lapsed or failed, and is not suspended already."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    chosen, until, reason = _chosen_of(form), _read_until(form, visit.now), form.text("reason") or _OVERDUE
    if reason not in REASONS["suspend"]:
        raise DeskWebError("field-value", name="暂停原因 reason")
    # looked up again: a form with other ids suspends nothing that has not lapsed
    look = await visit.read(lambda desk: _look(desk, list_cares(desk, visit.now), "lapsed", chosen))
    if not look.cares:
        raise DeskWebError("none-lapsed")
    drafts = [StatusDraft(care.credential.id, "suspend", reason, until=end_of(until)) for care in look.cares]
    documents = await run_in_threadpool(plan_drafts, visit.service.desk, drafts, visit.now)
    # in Chinese on an English page too: the reasons become part of the plan
    say, failed = _speak("supervision", "zh"), sum(care.failed is not None for care in look.cares)
    reasons = say("suspend_reasons", failed=failed, lapsed=len(look.cares) - failed)
    plan = await visit.write(lambda desk: keep_plan(visit, desk, documents, PLAN_LIFE, reasons=reasons))
    return go_to(visit, f"/plans/{plan.digest}")


def _look(
    desk: DeskView,
    cares: Sequence[Care],
    wanted: str,
    chosen: Sequence[str] | None = None,
    most: int | None = None,
) -> CareLook:
    """Return the cares of a list, or those chosen from it, by the day on which they are due."""
    of_list = [
        care for care in cares if is_of(care, wanted) and (chosen is None or care.credential.id in chosen)
    ]
    ordered = sorted(of_list, key=lambda care: (care.due or date.max, care.credential.number))[:most]
    return CareLook(ordered, load_names(desk, [care.credential.id for care in ordered]))


def is_of(care: Care, wanted: str) -> bool:
    """True where a credential belongs to a list: one of the states, or a part of one."""
    match wanted:
        case "lapsed":
            return care.has_lapsed
        case "unsent":
            return care.state == OVERDUE and not care.letters
        case "ran-out":
            return care.ran_out is not None
        case "remedied":
            return care.remedied and care.state == SUSPENDED
    return care.state == wanted


def _filter_of(visit: DeskVisit) -> str:
    wanted = visit.visit.request.query_params.get("list", OVERDUE)
    if wanted not in FILTERS:
        raise DeskWebError("field-value", name="名单 list")
    return wanted


def _chosen_of(form: DeskForm) -> Sequence[str] | None:
    """Return the ids that are ticked; None for `all`; DeskWebError none-ticked."""
    if form.text("all"):
        return None
    if not form.all("credential"):
        raise DeskWebError("none-ticked")
    return form.all("credential")


def _read_until(form: DeskForm, now: datetime) -> date:
    """Return the last day of a suspension as typed."""
    day = read_day(form.text("until"), "until")
    if day is None or day <= day_of(now):
        raise DeskWebError("field-value", name="暂停至 until")
    return day


async def _page(visit: DeskVisit, faults: Sequence[CellFault] = ()) -> Response:
    wanted = _filter_of(visit)

    # what was noted is read, never taken from the address: anybody may send a link
    after = visit.visit.request.query_params.get("noted", "")

    def look(
        desk: DeskView,
    ) -> tuple[list[Care], CareLook, CareLook, Mapping[str, SupervisionRule], list[DeskAct]]:
        every = list_cares(desk, visit.now)
        shown, ran_out = (_look(desk, every, name, most=_SHOWN) for name in (wanted, "ran-out"))
        recent = list_journal(desk, since=visit.now - _RECENT, person=visit.me.id) if after == "1" else []
        return every, shown, ran_out, load_rules(desk), [act for act in recent if act.act == "supervision"]

    every, shown, ran_out, rules, recent = await visit.read(look)
    of_list = {name: sum(is_of(care, name) for care in every) for name in FILTERS}
    coming = Counter(f"{care.due:%Y-%m}" for care in every if care.due and care.state in (NOT_DUE, DUE_SOON))
    return desk_page(
        visit,
        "supervision",
        status=422 if faults else 200,
        look=shown,
        rules=rules,
        counts=count_cares(every),
        of_list=of_list,
        wanted=wanted,
        total=len(every),
        uncared=sum(care.due is None and care.state == NOT_DUE for care in every),
        ran_out=ran_out,
        coming=sorted(coming.items())[:3],
        faults=faults,
        most=_SHOWN,
        today=day_of(visit.now),
        until=day_of(add_months(visit.now, _MONTHS)),
        reason=lambda code: word_for(REASON_WORDS, code, visit.visit.lang),
        reasons=[_OVERDUE, *(code for code in REASONS["suspend"] if code != _OVERDUE)],
        is_after=after in ("0", "1"),
        noted=[name_noted(act.subject, visit.visit.lang) for act in recent[:1]],
    )
