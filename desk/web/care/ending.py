"""End or suspend: a legal kind, its day, what it changes for whom, and a plan of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.words import speaker
from carriers.spreadsheet import write_change_template
from carriers.spreadsheet.change_columns import CHANGES
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import AssessmentDraft, StatusDraft, redraft
from credentials.errors import RecordError
from credentials.record import JsonObject
from credentials.times import end_of, first_moment
from credentials.words.closed_lists import REASONS as REASON_WORDS
from credentials.words.closed_lists import word_for
from credentials.words.days import add_months, day_of, format_when
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.settings import find_setting
from desk.web.care.drafts import RANDOM, foresee_drafts, plan_drafts
from desk.web.care.effects import (
    ACTIVE,
    OVER,
    STANDINGS,
    HeldCredential,
    find_seats,
    hold,
    list_concerns,
    stand,
    tell_sentence,
)
from desk.web.care.kinds import DOWNGRADE, KINDS
from desk.web.errors import DeskWebError
from desk.web.forms import DeskForm, read_day, read_form
from desk.web.pages import desk_page, download, go_to
from desk.web.routes.making import FILE_BYTES, FILE_PARTS, keep_plan, list_faults
from desk.web.sheets import plan_sheet
from desk.web.shown.documents import tell_standing
from desk.web.shown.letters import DatedLetter, set_letters, tell_change
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry import RegistryError
from registry.issuing.issue import plan_assessments
from registry.issuing.plan_events import Foreseen
from registry.lookup.search import search_credentials
from registry.lookup.search_text import SearchText
from signing.errors import HurenError

router = APIRouter()

_MOST = 50
"""Most credentials chosen one by one; more come in a sheet."""
_FOUND, _LOOKED, _SEVERAL = 20, 200, 10
_MONTHS = 6
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = ("kind", "from", "until", "reason", "grade", "number", "reasons", "words", "follows")
_speak = speaker("desk")


class Preview(NamedTuple):
    """What a choice would do."""

    changes: Sequence[Foreseen]
    sentence: str
    concerns: Sequence[Any]
    seats: Any


@router.get("/end", dependencies=costs(rows=20_000, kib=512, verifications=2_000))
async def show_end(request: Request) -> Response:
    """Show the choice of credentials, then of a kind, then what it changes."""
    visit = await begin_visit(request)
    return await _page(visit, _ask(visit, request.query_params))


@router.get("/end/changes.xlsx", dependencies=costs(rows=10, kib=128))
async def get_template(request: Request) -> Response:
    """Return an empty sheet of changes."""
    await begin_visit(request)
    return download(await run_in_threadpool(write_change_template), "changes.xlsx", _XLSX)


@router.get("/end/letter", dependencies=costs(rows=20_000, kib=512, verifications=2_000))
async def get_letters(request: Request) -> Response:
    """Return the letters that tell enterprises of suspensions and ends on record."""
    visit = await begin_visit(request)
    ids = _ask(visit, request.query_params).ids

    def write(desk: DeskView) -> list[DatedLetter]:
        return [
            tell_change(
                one.record.body,
                one.told,
                one.until,
                find_setting(desk, "answerDays", one.record.body.scheme),
            )
            for one in hold(desk, visit, ids)
            if one.told is not None
        ]

    letters = await visit.read(write)
    if not letters:
        raise DeskWebError("field-value", name="证书 credential")
    return download(
        await run_in_threadpool(set_letters, visit, "end", letters), "letters.pdf", "application/pdf"
    )


@router.post("/end/sheet", dependencies=costs(rows=20_000, verifications=40_000, parts=FILE_PARTS))
async def plan_changes_of_sheet(request: Request) -> Response:
    """Make a plan of a sheet of changes; show the errors of its rows where it has any."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=FILE_BYTES)
    desk = visit.service.desk
    sheet = form.file("sheet").data
    plan = partial(
        plan_sheet, desk.registry, sheet, "change", issuer=desk.issuer, now=visit.now, random=RANDOM
    )
    made = await run_in_threadpool(plan)
    if made.errors:
        faults = list_faults(made.errors, CHANGES, visit.visit.lang)
        return await _page(visit, _ask(visit, {}), faults=faults, status=422)
    if not made.documents:
        raise DeskWebError("sheet-empty")
    return await _keep(visit, made.documents, form)


@router.post("/end", dependencies=costs(rows=20_000, verifications=4_000, parts=FILE_PARTS))
async def plan_end(request: Request) -> Response:
    """Make a plan of the chosen kind, or show what it would change; show the form again with what is wrong.

    What is shown is asked for by POST: reasons in an address would stay in histories and logs.
    """
    visit = await begin_act(request, draft=True)
    form = await read_form(request, file_bytes=FILE_BYTES)
    choice = _ask(visit, {name: form.text(name) for name in _FIELDS}, form.all("credential"))
    if form.text("show"):
        return await _page(visit, choice)
    chosen = await visit.read(lambda desk: hold(desk, visit, choice.ids))
    try:
        documents = await run_in_threadpool(_plan, visit, chosen, choice)
        return await _keep(visit, documents, form)
    except (DeskError, DeskWebError, RegistryError, RecordError) as error:
        return await _page(visit, choice, error)


class EndChoice(NamedTuple):
    """A choice as it was typed."""

    ids: Sequence[str]
    typed: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Return the kind chosen, or nothing."""
        return self.typed["kind"] if self.typed["kind"] in KINDS else ""


def _ask(visit: DeskVisit, fields: Any, ids: Sequence[str] | None = None) -> EndChoice:
    """Return a choice; a suspension ends after six months where the address says nothing about its end."""
    until = f"{day_of(add_months(visit.now, _MONTHS))}"
    chosen = ids if ids is not None else fields.getlist("credential") if hasattr(fields, "getlist") else ()
    # capped before anything is looked up: the address may be anybody's
    typed = {name: fields.get(name, "").strip()[:2_000] for name in _FIELDS}
    return EndChoice(
        [id_[:64] for id_ in chosen][:_MOST], {**typed, "until": fields.get("until", until).strip()}
    )


async def _keep(visit: DeskVisit, documents: Sequence[JsonObject], form: DeskForm) -> Response:
    attachments = [{"name": name, "digest": digest} for name, digest in form.digests("attachment").items()]
    members: dict[str, Any] = {"reasons": form.text("reasons") or None, "attachments": attachments or None}
    plan = await visit.write(lambda desk: keep_plan(visit, desk, documents, PLAN_LIFE, **members))
    return go_to(visit, f"/plans/{plan.digest}")


def _plan(visit: DeskVisit, chosen: Sequence[HeldCredential], choice: EndChoice) -> Sequence[JsonObject]:
    """Return the documents of a choice, on record to be signed elsewhere."""
    desk = visit.service.desk
    if choice.kind != DOWNGRADE:
        return plan_drafts(desk, _draft(chosen, choice), visit.now)
    drafts = [_lower(chosen, choice, visit.now)]
    try:
        planned = plan_assessments(desk.registry, drafts, issuer=desk.issuer, now=visit.now, random=RANDOM)
        return [entry.document for entry in planned]
    except RegistryError as error:
        raise error.problems[0][1] if error.problems else error from None


def _draft(chosen: Sequence[HeldCredential], choice: EndChoice) -> list[StatusDraft]:
    """Return the changes of a choice; DeskWebError field-value, day-missing, no-end-yet."""
    if not chosen:
        raise DeskWebError("field-value", name="证书 credential")
    if not choice.kind or any(credential.standing not in KINDS[choice.kind].of for credential in chosen):
        raise DeskWebError("field-value", name="事由 kind")
    kind = KINDS[choice.kind]
    since, until = (read_day(choice.typed[name], name) for name in ("from", "until"))
    if kind.day == "typed" and since is None:
        raise DeskWebError("day-missing", name="from")
    if kind.day == "end" and until is None:
        raise DeskWebError("day-missing", name="until")
    ends = end_of(until) if until is not None and kind.action == "suspend" else None
    return [
        StatusDraft(
            credential.record.body.id,
            kind.action,
            kind.reason or _find_reason(credential, choice),
            first_moment(since)
            if since is not None
            else _find_end(credential)
            if kind.day == "end"
            else None,
            ends,
        )
        for credential in chosen
    ]


def _find_reason(credential: HeldCredential, choice: EndChoice) -> str:
    """Return the reason of a suspension: as chosen; an extended one keeps its own."""
    running = credential.suspension
    if KINDS[choice.kind].day == "end" and running is not None:
        return running.change.reason
    if choice.typed["reason"] not in REASONS["suspend"]:
        raise DeskWebError("field-value", name="原因 reason")
    return choice.typed["reason"]


def _find_end(credential: HeldCredential) -> datetime:
    """Return the moment at which the suspension that runs would end: from then on it is extended."""
    if credential.until is None:
        raise DeskWebError("no-end-yet", number=credential.record.body.title)
    return credential.until


def _lower(chosen: Sequence[HeldCredential], choice: EndChoice, now: datetime) -> AssessmentDraft:
    """Return the certificate of a lower grade that takes the place of the one chosen."""
    if (
        len(chosen) != 1
        or chosen[0].standing != ACTIVE
        or not choice.typed["grade"]
        or not choice.typed["number"]
    ):
        raise DeskWebError("field-value", name="降级后的等级与编号 grade, number")
    body, typed = chosen[0].record.body, choice.typed
    changes: Any = {
        "grade": typed["grade"], "certificateNumber": typed["number"], "assessedOn": day_of(now).isoformat(),
        "score": None, "scoreMax": None,
    }  # fmt: skip
    return redraft(body, "downgrade", now, **changes)


async def _page(
    visit: DeskVisit,
    choice: EndChoice,
    fault: HurenError | None = None,
    *,
    faults: Sequence[Any] = (),
    status: int = 200,
) -> Response:
    chosen = await visit.read(lambda desk: hold(desk, visit, choice.ids))
    words = choice.typed["words"]
    matches, is_cut = (
        await visit.read(lambda desk: _search(desk, visit, words)) if not chosen else ([], False)
    )
    preview = None
    if chosen and choice.kind and choice.kind != DOWNGRADE and fault is None:
        try:
            preview = await run_in_threadpool(_preview, visit, chosen, choice)
        except (DeskError, DeskWebError, RegistryError, RecordError) as error:
            fault = error
    standings = {credential.standing for credential in chosen}
    offered = [name for name, kind in KINDS.items() if chosen and standings <= {*kind.of}]
    if len(chosen) != 1:
        offered = [name for name in offered if name != DOWNGRADE]
    lang = visit.visit.lang
    return desk_page(
        visit,
        "end",
        status=status,
        held=chosen,
        asked=choice,
        given=choice.typed,
        offered=offered,
        found=matches,
        is_cut=is_cut,
        preview=preview,
        stands=partial(tell_standing, visit),
        fault=fault,
        at=str(fault.facts.get("name", "")) if isinstance(fault, DeskWebError) else "",
        faults=faults,
        over=[credential for credential in chosen if credential.standing == OVER],
        suspend_reasons=[(code, word_for(REASON_WORDS, code, lang)) for code in REASONS["suspend"]],
        grades=_list_lower(visit, chosen),
        days={name: _tell_day(name, chosen, visit) for name in offered},
        cited=_cite(visit, chosen) if choice.typed["follows"] else "",
    )


def _preview(visit: DeskVisit, chosen: Sequence[HeldCredential], choice: EndChoice) -> Preview:
    changes = foresee_drafts(visit.service.desk, _draft(chosen, choice), visit.now)
    documents = [change.document for change in changes]
    concerns, seats = visit.service.desk.read(
        lambda desk: (list_concerns(desk, visit, chosen, changes), find_seats(desk, visit, documents))
    )
    return Preview(changes, tell_sentence(visit, chosen[0], changes[0]), concerns, seats)


def _search(desk: DeskView, visit: DeskVisit, words: str) -> tuple[list[tuple[Any, str]], bool]:
    """Return the credentials of the association that fit words, a code or a number, with their standings.

    What is in force comes first, and what is over last. True where there may be more.
    """
    matches: dict[str, tuple[Any, str]] = {}
    parts, is_cut = re.split(r"[\s,，、;；]+", words[:200]), False
    # several numbers or codes are looked up one by one; a name may have spaces
    several = parts[:_SEVERAL] if all(re.search("[0-9]{3}", part) for part in parts) else [words[:200]]
    for text in several if words else ():
        cost = 0
        for reached in search_credentials(visit.service.desk.registry, SearchText(text), desk.issuer):
            cost += reached.cost
            if reached.fits and (body := reached.record.body).issuer == desk.issuer:
                matches[body.id] = (reached.record, stand(desk, visit, reached.record))
            # words that fit little would read the whole register
            if is_cut := len(matches) >= _FOUND or cost > _LOOKED // len(several):
                break
    return sorted(matches.values(), key=lambda match: STANDINGS.index(match[1])), is_cut


def _list_lower(visit: DeskVisit, chosen: Sequence[HeldCredential]) -> list[str]:
    """Return the grades below that of the one chosen."""
    if len(chosen) != 1:
        return []
    body = chosen[0].record.body
    scheme = visit.visit.trust.chain.in_force_or_last(visit.now).text.scheme(body.scheme)
    codes = [grade.code for grade in scheme.grades] if scheme is not None else []
    return codes[codes.index(body.grade) + 1 :] if body.grade in codes else []


def _tell_day(name: str, chosen: Sequence[HeldCredential], visit: DeskVisit) -> str:
    """Return the day from which a kind acts where nobody types another."""
    day = KINDS[name].day
    if day == "first":
        return format_when(min(credential.record.body.valid_from for credential in chosen))
    if day == "end":
        return format_when(chosen[0].until) if chosen[0].until is not None else ""
    return f"{day_of(visit.now)}" if day == "today" else ""


def _cite(visit: DeskVisit, chosen: Sequence[HeldCredential]) -> str:
    """Return the suspension that came before, cited for the reasons of the plan that follows, in Chinese."""
    running = chosen[0].suspension if chosen else None
    if running is None:
        return ""
    say, change = _speak("end", "zh"), running.change
    records = visit.service.desk.read(lambda desk: desk.view.event_records(desk.issuer, change.credential))
    event = next((record.body.id for record in records if record.digest == running.digest), running.digest)
    why = word_for(REASON_WORDS, change.reason, "zh")
    return say("cites", event=event, since=format_when(change.effective_from), why=why)
