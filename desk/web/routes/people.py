"""People: the list in force in words, and a plan of the next one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.words import speaker
from credentials.record import JsonObject
from credentials.times import day_of
from credentials.words.closed_lists import word_for
from credentials.words.speech import format_key
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.people import OfficePeople, find_people, party_of
from desk.office.plans import OfficePlan
from desk.people.drafts import Enrolled, draft_next, list_enrolled
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_count, read_day, read_form
from desk.web.pages import desk_page, go_to
from desk.web.routes.making import keep_plan
from desk.web.shown.people import list_spans
from desk.web.visits import DeskVisit, begin_act, begin_visit
from verifier.desk.people import CHAIRED, GRAVE, PLAIN, PeopleList, warn_days
from verifier.desk.words import PERSON_ROLES

router = APIRouter()

_speak = speaker("desk")
_MOST = 100


class PeopleLook(NamedTuple):
    """The lists that are here, and who enrolled keys that no list has."""

    people: OfficePeople
    enrolled: list[Enrolled]


@router.get("/people", dependencies=costs(rows=400, kib=128, verifications=200))
async def show_people(request: Request) -> Response:
    """Show who decides, until when, by which keys, and how many must."""
    visit = await begin_visit(request)
    look = await visit.read(lambda desk: PeopleLook(find_people(desk), list_enrolled(desk)))
    chain = look.people.chain
    record, current = look.people.in_force(visit.now), chain.in_force(visit.now)
    if record is None or current is None:
        raise DeskError("people-missing")
    today = day_of(visit.now)
    party = await visit.read(party_of)
    methods = party.newest_key_list.body.verification_method
    listed = {key.public for person in record.body.people for key in person.keys}
    return desk_page(
        visit,
        "people",
        people=record.body,
        list_digest=record.digest,
        needs=_tell_needs(visit, current, today),
        is_expired=current.is_expired(visit.now),
        is_anchored=chain.is_anchored,
        unsatisfied=[*warn_days(current)],
        in_term={person.id for person in current.people if person.is_in_term(today)},
        spans=list_spans(current, today),
        methods=[(method.id, format_key(method.id, visit.visit.lang)) for method in methods],
        today=today,
        role_choices=[(role, word_for(PERSON_ROLES, role, visit.visit.lang)) for role in PERSON_ROLES],
        enrolled=[new for person in look.enrolled if (new := _leave_out(person, listed)).keys],
    )


@router.post("/people/next", dependencies=costs(rows=400, verifications=400, parts=FORM_PARTS))
async def plan_next(request: Request) -> Response:
    """Make a plan of the next list; the people of the one in force decide on it."""
    visit = await begin_act(request)
    form = await read_form(request)
    changes = _read_changes(form)

    def make(desk: DeskView) -> OfficePlan:
        current = find_people(desk).in_force(visit.now)
        if current is None or current.digest != form.text("version"):
            raise DeskWebError("form-stale")
        untils = {person.id: person.until for person in current.body.people}
        removed = [id_ for id_ in form.all("remove") if id_ in untils]
        ends = {
            id_: day
            for id_, day in changes.ends.items()
            if id_ in untils and day != untils[id_] and id_ not in removed
        }
        document = draft_next(
            desk,
            visit.now,
            add=form.all("add"),
            ends=ends,
            remove=removed,
            changes=_read_persons(form, {*untils} - {*removed}),
            policy=changes.policy,
        )
        return keep_plan(visit, desk, [document], PLAN_LIFE)

    plan = await visit.write(make)
    return go_to(visit, f"/plans/{plan.digest}")


class ListChanges(NamedTuple):
    """Last days by person, and how many persons the association asks for by class."""

    ends: Mapping[str, date]
    policy: JsonObject


def _read_changes(form: DeskForm) -> ListChanges:
    ends = {
        name.removeprefix("until:"): _read_day(form, name)
        for name in form.fields
        if name.startswith("until:")
    }
    policy: JsonObject = {}
    for class_ in (PLAIN, CHAIRED, GRAVE):
        text = form.text(f"policy:{class_}")
        if text:
            policy[class_] = read_count(text, "人数 persons", 0, _MOST)
    return ListChanges(ends, policy)


def _read_persons(form: DeskForm, listed: set[str]) -> dict[str, dict[str, Any]]:
    """Return further members of persons: keys in their hands, and the terms of those who are new."""
    changes: dict[str, dict[str, Any]] = {}
    if form.text("holds") == "shown":
        changes = {id_: {"holds": [*form.all(f"holds:{id_}")] or None} for id_ in listed}
    for id_ in form.all("add"):
        terms = (("from", form.text(f"from:{id_}")), ("until", form.text(f"last:{id_}")))
        days = {name: day.isoformat() for name, text in terms if (day := read_day(text, name)) is not None}
        changes[id_] = {**changes.get(id_, {}), **days}
    return changes


def _read_day(form: DeskForm, name: str) -> date:
    day = read_day(form.text(name), name)
    if day is None:
        raise DeskWebError("field-value", name="日期 day")
    return day


def _leave_out(person: Enrolled, listed: set[str]) -> Enrolled:
    """Return a person with the keys that no list has yet."""
    return person._replace(keys=[key for key in person.keys if key["public"] not in listed])


def _tell_needs(visit: DeskVisit, people: PeopleList, day: date) -> dict[str, Any]:
    """Return how many persons each class needs today, in words."""
    say = _speak("plan", visit.visit.lang)
    if people.alone:
        return dict.fromkeys((PLAIN, CHAIRED, GRAVE), say("needs_alone"))
    return {
        class_: say(f"needs_{PLAIN if class_ == PLAIN else CHAIRED}", count=people.count_needed(class_, day))
        for class_ in (PLAIN, CHAIRED, GRAVE)
    }
