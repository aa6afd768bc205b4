"""People lists in words: which day who could decide what, and what a list changes to the one before."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from api.words import Say, speaker
from credentials.documents.desk.people import PeopleDocument
from credentials.record import read_body
from credentials.times import day_of
from credentials.words.closed_lists import join_words, word_for
from desk.office.desk import DeskView
from desk.office.facts import find_draft
from desk.office.people import OfficePeople, party_of
from desk.office.plans import OfficePlan
from desk.web.visits import DeskVisit
from signing.errors import Lang
from verifier.desk.people import CHAIRED, GRAVE, PLAIN, PeopleList, suffices, warn_days
from verifier.desk.reading.people import find_association_keys
from verifier.desk.words import PERSON_ROLES


class ClassDay(NamedTuple):
    """Whether a class of operations can be decided, by how many persons and chairs."""

    name: str
    is_met: bool
    needed: int
    deciding: int
    chairs: int


class TermSpan(NamedTuple):
    """Days, both included, on which nothing about it changes."""

    first: date
    last: date
    classes: Sequence[ClassDay]


class ShownPeople(NamedTuple):
    """A list that is to come: what differs, and the days from which something could not be decided."""

    changes: Sequence[str]
    unsatisfied: Sequence[date]
    spans: Sequence[TermSpan]


def list_spans(people: PeopleList, first: date) -> list[TermSpan]:
    """Return the days from `first` to the last of a list, in spans."""
    edges = {day for person in people.people for day in (person.since, person.until + timedelta(days=1))}
    begins = sorted({first, *(edge for edge in edges if first < edge <= people.valid_until)})
    lasts = [*(day - timedelta(days=1) for day in begins[1:]), max(people.valid_until, first)]
    return [
        TermSpan(day, last, [_judge(people, class_, day) for class_ in (PLAIN, CHAIRED, GRAVE)])
        for day, last in zip(begins, lasts, strict=True)
    ]


def _judge(people: PeopleList, class_: str, day: date) -> ClassDay:
    deciding, needed = people.deciding(day), people.count_needed(class_, day)
    chairs = sum(person.is_chair for person in deciding)
    return ClassDay(class_, suffices(deciding, class_, needed), needed, len(deciding), chairs)


def show_people_plan(
    visit: DeskVisit, desk: DeskView, plan: OfficePlan, people: OfficePeople
) -> ShownPeople | None:
    """Return the list that a plan would bring, beside the one before; None for any other plan."""
    draft = find_draft(plan.stated, find_association_keys(party_of(desk)))
    if draft is None:
        return None
    body = read_body(plan.stated.documents[0], PeopleDocument)
    before = people.lists.get(body.previous or "")
    lang = visit.visit.lang
    return ShownPeople(
        [*_compare(before.body if before is not None else None, body, speaker("desk")("plan", lang), lang)],
        [*warn_days(draft)],
        list_spans(draft, day_of(visit.now)),
    )


def _compare(before: PeopleDocument | None, after: PeopleDocument, say: Say, lang: Lang) -> Iterator[str]:
    """Yield what differs; of a first list, everybody in it."""
    old = {person.id: person for person in before.people} if before is not None else {}
    new = {person.id: person for person in after.people}
    yield from (say("person_gone", who=old[id_].name) for id_ in old if id_ not in new)
    for id_, person in new.items():
        roles = join_words((word_for(PERSON_ROLES, role, lang) for role in person.roles), lang)
        was = old.get(id_)
        if was is None:
            yield say("person_new", who=person.name, roles=roles, first=person.since, last=person.until)
            continue
        if (was.since, was.until) != (person.since, person.until):
            yield say("person_term", who=person.name, first=person.since, last=person.until)
        if {*was.roles} != {*person.roles}:
            yield say("person_roles", who=person.name, roles=roles)
        if was.keys != person.keys:
            yield say("person_keys", who=person.name, count=len(person.keys))
        if was.holds != person.holds:
            keys = join_words((key.partition("#")[2] for key in person.holds or ()), lang) or "–"
            yield say("person_holds", who=person.name, keys=keys)
    if before is not None and before.policy != after.policy:
        for class_ in (PLAIN, CHAIRED, GRAVE):
            was, now = (getattr(body.policy, class_) for body in (before, after))
            if was != now:
                matter, least = say(f"class_{class_}"), say("policy_least")
                yield say("policy_differs", matter=matter, was=was or least, now=now or least)
