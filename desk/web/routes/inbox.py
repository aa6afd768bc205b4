"""The inbox: entries by sender, which a person sorts, answers, or types in from paper."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.words import speaker
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.desk.objection import ApplicationEntry, ObjectionEntry
from credentials.errors import RecordError
from credentials.times import day_of
from desk.batches.applications import find_open_batch
from desk.batches.kept import list_batches
from desk.errors import DeskError
from desk.inbox.due import find_due
from desk.inbox.entries import (
    OBJECTION,
    PAPER,
    RESULTS,
    InboxEntry,
    act_on_entry,
    add_entry,
    find_entry,
    list_entries,
)
from desk.inbox.forms import read_objection
from desk.inbox.holds import find_hold
from desk.inbox.subjects import (
    AskedSubject,
    ListedItem,
    SubjectChoice,
    find_item,
    find_listings,
    find_subject,
    list_notices,
    list_subjects,
    name_notice,
)
from desk.office.desk import DeskView
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_day, read_form
from desk.web.pages import desk_page, download, go_to
from desk.web.shown.letters import set_letters, tell_answer
from desk.web.visits import DeskVisit, begin_act, begin_visit
from signing.errors import Lang
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE

router = APIRouter()

_LONGEST = timedelta(days=60)
"""Paper is typed in within this time."""


@router.get("/inbox", dependencies=costs(rows=1_000, kib=512))
async def show_inbox(request: Request) -> Response:
    """Show the entries, grouped by sender."""
    visit = await begin_visit(request)

    def read(desk: DeskView) -> tuple[list[InboxEntry], dict[str, date]]:
        listed = list_entries(desk)
        return listed, find_due(desk, listed)

    entries, due = await visit.read(read)
    groups: dict[str, list[InboxEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.sender, []).append(entry)
    return desk_page(visit, "inbox", groups=groups, due=due)


@router.get("/inbox/new", dependencies=costs(rows=200, kib=512, verifications=700))
async def show_paper_form(request: Request) -> Response:
    """Show the choice of an item or a certificate, then the form for an objection that came on paper."""
    visit, query = await begin_visit(request), request.query_params
    typed = AskedSubject(*(query.get(name, "").strip()[:250] for name in AskedSubject._fields))
    return await _paper_page(visit, typed)


@router.post("/inbox/new", dependencies=costs(rows=100, parts=FORM_PARTS))
async def type_in(request: Request) -> Response:
    """Keep an objection that came on paper; show the form again with what is wrong."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)
    typed = AskedSubject.of(form)

    def keep(desk: DeskView) -> str:
        value = read_objection(form, find_subject(desk, typed), _read_receipt(form, day_of(visit.now)))
        return add_entry(desk, OBJECTION, value, PAPER, visit.now)

    try:
        id_ = await visit.write(keep)
    except (DeskError, DeskWebError, RecordError) as error:
        return await _paper_page(visit, typed, form, error)
    return go_to(visit, f"/inbox/{id_}")


def _read_receipt(form: DeskForm, today: date) -> date:
    """Return the day on which paper was received, which decides whether it came within a notice.

    RecordError for no day, DeskWebError field-value, DeskError day-outside.
    """
    day, first = read_day(form.text("receivedOn"), "receivedOn"), today - _LONGEST
    if day is None:
        raise RecordError("member-missing", "receivedOn")
    if not first <= day <= today:
        raise DeskError("day-outside", "receivedOn", since=first, until=today)
    return day


async def _paper_page(
    visit: DeskVisit,
    typed: AskedSubject,
    form: DeskForm | None = None,
    fault: DeskError | DeskWebError | RecordError | None = None,
) -> Response:
    def look(desk: DeskView) -> tuple[SubjectChoice, DeskError | None]:
        """Return the choices; behind a subject that is not here, the first ones."""
        try:
            return list_subjects(desk, typed), None
        except DeskError as error:
            return list_subjects(desk, AskedSubject()), error

    choice, missing = await visit.read(look)
    return desk_page(
        visit,
        "inbox_new",
        fault=fault or missing,
        choice=choice,
        asked=typed,
        given=form or DeskForm({}),
        today=day_of(visit.now),
        path="/inbox/new",
        parameters={},
    )


@router.get("/inbox/{entry}", dependencies=costs(rows=1_000, kib=512, verifications=700))
async def show_entry(request: Request, entry: str) -> Response:
    """Show an entry, and what was done about it."""
    visit = await begin_visit(request)

    def look(desk: DeskView) -> dict[str, Any]:
        kept = find_entry(desk, entry)
        about = kept.body.about.notice if isinstance(kept.body, ObjectionEntry) else None
        return {
            "entry": kept,
            "hold": find_hold(desk, kept, visit.now),
            "due": find_due(desk, [kept]).get(kept.id),
            "batch": name_notice(desk, about) if about is not None else "",
            "begun": find_open_batch(desk, kept),
            "alike": _find_alike(desk, kept, day_of(visit.now)),
        }

    looked = await visit.read(look)
    kept: InboxEntry = looked["entry"]
    acts = [(act, visit.name_of(act.person)) for act in kept.acts]
    return desk_page(visit, "entry", acts=acts, results=RESULTS[kept.kind], version=kept.version, **looked)


def _find_alike(desk: DeskView, entry: InboxEntry, today: date) -> list[tuple[InboxEntry, list[str]]]:
    """Return the applications to the scheme of one that may begin a batch, itself first; none of any other.

    Each with the batches in whose notice its enterprise is listed now.
    """
    own, notices = entry.body, list_notices(desk)
    if not isinstance(own, ApplicationEntry):
        return []
    listed = [entry, *(other for other in list_entries(desk) if other.id != entry.id)]
    batches = {batch.id for batch in list_batches(desk)}
    free = [one for one in listed if one.is_taken_up and one.batch not in batches]
    alike = [
        (one, find_listings(notices, one.body.scheme, one.body.unified_social_credit_code, today))
        for one in free
        if isinstance(one.body, ApplicationEntry) and one.body.scheme == own.scheme
    ]
    return alike if alike and alike[0][0].id == entry.id else []


@router.get("/inbox/{entry}/checklist", dependencies=costs(rows=20, kib=64))
async def show_checklist(request: Request, entry: str) -> Response:
    """Show what an application must come with, to be printed: from the scheme that it is for."""
    visit = await begin_visit(request)
    kept = await visit.read(lambda desk: find_entry(desk, entry))
    scheme_id = kept.body.scheme if isinstance(kept.body, ApplicationEntry) else ""
    scheme = visit.visit.names.text.scheme(scheme_id)
    if scheme is None:
        raise DeskError("entry-unknown", entry=entry)
    return desk_page(visit, "checklist", entry=kept, scheme=scheme)


@router.get("/inbox/{entry}/letter", dependencies=costs(rows=20, kib=512))
async def get_letter(request: Request, entry: str) -> Response:
    """Return the letter that tells the sender of a closed entry what came of it."""
    visit = await begin_visit(request)

    def find(desk: DeskView) -> tuple[InboxEntry, ListedItem | None]:
        kept = find_entry(desk, entry)
        about = kept.body.about if isinstance(kept.body, ObjectionEntry) else None
        return kept, find_item(desk, about) if about is not None else None

    kept, listed = await visit.read(find)
    if kept.is_open:
        raise DeskError("entry-open")
    text = visit.visit.trust.chain.in_force_or_last(visit.now).text

    def name(lang: Lang) -> str:
        """Return what the entry is about, so that no other item or certificate of the firm fits."""
        body = kept.body
        if isinstance(body, ApplicationEntry):
            return f"{body.by.name}, {AgreementNames(text, lang).scheme(body.scheme)}"
        if listed is None:
            return " ".join(filter(None, (body.about.name, body.about.number)))
        place = speaker("desk")("shared", lang)("item_of", item=listed.place)
        grade = AgreementNames(text, lang).grade(listed.scheme, listed.grade)
        return ", ".join((listed.batch, place, body.about.name, grade))

    data = await run_in_threadpool(set_letters, visit, "entry", [tell_answer(kept, name)])
    return download(data, "letter.pdf", "application/pdf")


@router.post("/inbox/{entry}", dependencies=costs(rows=20, parts=FORM_PARTS))
async def act(request: Request, entry: str) -> Response:
    """Accept, refuse or answer an entry."""
    visit = await begin_act(request, by_own_key=True)
    form = await read_form(request)
    act_ = form.text("act")
    if act_ not in (ACCEPT, REFUSE, ANSWER):
        raise DeskWebError("field-value", name="事项 act")

    def note(desk: DeskView) -> Any:
        if find_entry(desk, entry).version != form.text("version"):
            raise DeskWebError("form-stale")
        return act_on_entry(
            desk,
            entry,
            act_,
            visit.me.id,
            visit.now,
            result=form.text("result") or None if act_ == ANSWER else None,
            reasons=form.text("reasons") or None,
        )

    await visit.write(note)
    return go_to(visit, f"/inbox/{entry}")
