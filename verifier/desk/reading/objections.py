"""Weigh the acts of persons on objections into a result for each row of the gate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from credentials.documents.desk.objection import EntryAct, EntryResult, ObjectionAbout, ObjectionEntry
from credentials.times import day_of
from verifier.desk.gate import ItemObjection
from verifier.desk.people import PLAIN, PeopleChain
from verifier.desk.reading.gate import NoticeRows

ACCEPT, REFUSE, ANSWER = "accept", "refuse", "answer"


@dataclass(frozen=True, slots=True)
class DoneAct:
    """An act on record: who, when, what."""

    act: str
    person: str
    at: datetime
    body: EntryAct


@dataclass(frozen=True, slots=True)
class WeighedActs:
    """Result of the acts on an entry: one person may accept; refusals and answers need several persons."""

    accepted: datetime | None = None
    refused_by: Mapping[str, datetime] = field(default_factory=dict)
    """Time of each person's first refusal."""
    answered: datetime | None = None
    result: EntryResult | None = None


def weigh_acts(acts: Iterable[DoneAct], chain: PeopleChain) -> WeighedActs:
    """Weigh the acts; an act counts only if its person was allowed to decide at the time.

    One person accepts. An answer is a plain operation: it is final once enough persons have given the same
    result. Only the last result of each person counts. The first final answer is the answer.
    """
    counting = sorted(_list_counting(acts, chain), key=lambda act: (act.at, act.person, act.act))
    accepted = next((act.at for act in counting if act.act == ACCEPT), None)
    refused = {act.person: act.at for act in reversed(counting) if act.act == REFUSE}
    return WeighedActs(accepted, refused, *_find_answer(counting, chain))


def read_item_objections(
    entries: Iterable[tuple[ObjectionEntry, Sequence[DoneAct]]], rows: NoticeRows, chain: PeopleChain
) -> list[ItemObjection]:
    """Return the objections to the items of a plan's rows, for its gate.

    A notice is named by the digest of any of its versions: an item keeps its place in all.
    """
    digests = {version.record.digest for version in rows.versions}
    return [
        ItemObjection(
            row,
            entry.received_on,
            weighed.accepted,
            weighed.answered,
            weighed.result == "upheld",
            [*weighed.refused_by.values()],
        )
        for entry, acts in entries
        if entry.about.notice in digests
        for weighed in [weigh_acts(acts, chain)]
        for row in _find_rows(entry.about, rows)
    ]


def _find_rows(about: ObjectionAbout, rows: NoticeRows) -> Iterator[int]:
    return (row for row, item in rows.items.items() if item == about.item)


def _list_counting(acts: Iterable[DoneAct], chain: PeopleChain) -> Iterator[DoneAct]:
    """Yield the acts of persons who may decide at the time, by the list in force then."""
    for act in acts:
        people = chain.in_force(act.at)
        person = people.person(act.person) if people is not None and not people.is_expired(act.at) else None
        if person is not None and person.may_decide and person.is_in_term(day_of(act.at)):
            yield act


def _find_answer(acts: Sequence[DoneAct], chain: PeopleChain) -> tuple[datetime | None, EntryResult | None]:
    """Return the moment at which the answer became final, and its result."""
    results: dict[str, EntryResult | None] = {}
    for act in acts:
        people, result = chain.in_force(act.at), act.body.result
        if act.act != ANSWER or people is None or result is None:
            continue
        results[act.person] = result
        needed = people.count_needed(PLAIN, day_of(act.at))
        if sum(other == result for other in results.values()) >= needed:
            return act.at, result
    return None, None
