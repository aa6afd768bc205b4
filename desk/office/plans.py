"""Plans of the office: each with its question, the answer of the rules, and what it waits for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.plan import MAX_PLAN_LIFE
from credentials.errors import RecordError
from credentials.record import JsonObject
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.facts import (
    begins_people,
    find_draft,
    find_signed,
    find_stopped,
    find_stored,
    group_rows,
    read_facts,
    widen_rows,
)  # fmt: skip
from desk.office.gates import find_gate, find_held, is_stock_entered
from desk.office.people import OfficePeople, find_people, party_of
from desk.office.stored import digest_of, find_recent, load_arrivals, load_exports, load_plans
from verifier.desk.decision import PlanAnswer, PlanQuestion, is_decided, judge_plan, weigh_as_of
from verifier.desk.gate import OBJECTION_OPEN
from verifier.desk.people import PeopleChain
from verifier.desk.plan import EMERGENCIES, STOCK, OtherPlan, Plan, date_arrival
from verifier.desk.reading.people import find_association_keys
from verifier.desk.reading.statements import read_statements
from verifier.desk.statements import REJECT, RETURN, PlanStatement, weigh
from verifier.desk.waiting import NOBODY, Wait, find_wait

OPEN, EXPORTED, STORED, REJECTED, REPLACED, EXPIRED = (
    "open", "exported", "stored", "rejected", "replaced", "expired",
)  # fmt: skip
_PASSING = (OBJECTION_OPEN, "successor-not-in-force")
"""Codes of what may end by itself: an objection, and the suspension of a successor."""


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """A plan as it stands at a moment; nothing of this is stored."""

    stated: StatedPlan
    question: PlanQuestion
    answer: PlanAnswer
    wait: Wait | None
    """Its wait; None where it is not open."""
    state: str
    signed: datetime | None = None
    """Moment at which its first document was signed; None unless all are stored."""
    held: Mapping[int, str] = field(default_factory=dict)
    """Code of each row, not stored, that may not be signed as things stand; none of a plan that is closed."""
    passing: frozenset[int] = frozenset()
    """Rows of `held` that may yet be stored."""

    @property
    def digest(self) -> str:
        """Digest of the plan."""
        return self.question.plan.digest

    @property
    def is_open(self) -> bool:
        """Return whether its documents may still be signed or stored."""
        return self.state in (OPEN, EXPORTED)

    @property
    def is_owed(self) -> bool:
        """Return whether it was signed first, and its decision may and must still be made."""
        is_stored = self.state == STORED and self.question.now <= self.question.plan.expires
        return is_stored and self.question.plan.operation in EMERGENCIES and self.wait is not None

    @property
    def is_stuck(self) -> bool:
        """Return whether no row that is left can ever be stored: nothing but a rejection ends the plan."""
        left = {*self.question.left}
        return self.is_open and bool(left) and left <= self.held.keys() - self.passing

    @property
    def is_partly_stored(self) -> bool:
        """Return whether some of its documents are stored, and others are not."""
        return 0 < len(self.question.stored) < len(self.question.plan.documents)


class Plans:
    """The plans of a desk at a moment, read once in one view."""

    def __init__(self, desk: DeskView, now: datetime, *, people: OfficePeople | None = None) -> None:
        self._desk = desk
        self.now = now
        self.people = people if people is not None else find_people(desk)
        self._known: dict[str, _PlanHere] = {}
        self._load(find_recent(desk, now - MAX_PLAN_LIFE))

    def find(self, digest: str) -> OfficePlan | None:
        """Return the plan with a digest."""
        self._load([digest])
        entry = self._known.get(digest)
        if entry is None:
            return None
        return self._open(entry)

    def find_successor(self, digest: str) -> str | None:
        """Return the digest of the plan that replaces another."""
        followers = (entry for entry in self._known.values() if entry.facts.previous == digest)
        return next(
            (follower.facts.digest for follower in followers if self._state(follower) != REJECTED), None
        )

    def list(self) -> list[OfficePlan]:
        """Return the plans of the last weeks, newest first."""
        recent = sorted(self._known.values(), key=lambda entry: entry.facts.created, reverse=True)
        return [self._open(entry) for entry in recent]

    def ask(self, stated: StatedPlan, *, statements: Sequence[PlanStatement] | None = None) -> PlanQuestion:
        """Return the question about a plan that may not be here; RecordError as `read_plan_facts`."""
        entry = self._read(stated)
        return self._question(entry, entry.statements if statements is None else statements)

    def _load(self, digests: Iterable[str]) -> None:
        missing = [digest for digest in digests if digest not in self._known]
        exports, arrivals = load_exports(self._desk, missing), load_arrivals(self._desk, missing)
        for stated in load_plans(self._desk, missing):
            try:
                digest = stated.plan.digest
                self._known[digest] = self._read(stated, exports.get(digest), arrivals.get(digest))
            except RecordError:  # rows that somebody edited are no plan
                continue
        previous = [entry.facts.previous for entry in self._known.values()]
        further = [digest for digest in previous if digest is not None and digest in {*missing}]
        if further:
            self._load(further)

    def _read(
        self, stated: StatedPlan, exported: datetime | None = None, arrived: datetime | None = None
    ) -> "_PlanHere":
        facts = date_arrival(read_facts(self._desk, stated, self.people), arrived)
        lists = [*self.people.lists.values()]
        return _PlanHere(
            stated,
            facts,
            read_statements(stated.statements, lists).proven,
            exported,
            find_stored(self._desk, stated, self.people),
        )

    def _open(self, entry: "_PlanHere") -> OfficePlan:
        question, state = self._question(entry, entry.statements), self._state(entry)
        signed = find_signed(self._desk, entry.stated) if state == STORED else None
        if signed is not None:  # by the list of that day: who leaves later decided all the same
            question = _ask_as_signed(question, signed)
        answer = judge_plan(question)
        is_emergency = entry.facts.operation in EMERGENCIES and bool(entry.stored)
        held, passing = self._hold(entry, question) if state in (OPEN, EXPORTED) else ({}, frozenset[int]())
        wait = find_wait(question, _held_up(question, answer, held), is_emergency=is_emergency)
        plan = OfficePlan(entry.stated, question, answer, wait, state, signed, held, passing)
        return replace(plan, wait=Wait(other=NOBODY)) if plan.is_stuck else plan

    def _hold(self, entry: "_PlanHere", question: PlanQuestion) -> tuple[dict[int, str], frozenset[int]]:
        """Return the code of each row that may not be signed now, and which of these may yet be stored.

        A row is held by what holds any row of its group.
        """
        stopped = find_stopped(self._desk, entry.stated, question.left, self.now)
        final = {row for row, error in stopped.items() if error.code not in _PASSING}
        if entry.exported is not None and final:  # it may have been signed any time since
            signed = find_stopped(self._desk, entry.stated, final, entry.exported)
            final = {row for row, error in signed.items() if error.code not in _PASSING}
        codes = {**{row: error.code for row, error in stopped.items()}, **find_held(question)}
        final = {row for row in codes if row in final or (row not in stopped and codes[row] not in _PASSING)}
        held: dict[int, str] = {}
        for group in group_rows(entry.stated.documents):
            holding = sorted({*group} & codes.keys(), key=lambda row: (row not in final, row))
            held |= {row: codes.get(row, codes[holding[0]]) for row in group if holding}
        left = {row: held[row] for row in sorted(question.left) if row in held}
        return left, frozenset(left.keys() - widen_rows(entry.stated.documents, final))

    def _question(self, entry: "_PlanHere", statements: Sequence[PlanStatement]) -> PlanQuestion:
        facts = entry.facts
        others = [
            OtherPlan(other.facts, self._state_beside(other, facts))
            for digest, other in self._known.items()
            if digest != facts.digest
        ]
        previous = self._known.get(facts.previous) if facts.previous is not None else None
        return PlanQuestion(
            facts,
            statements,
            self._chain(entry),
            self.now,
            self.now,
            others,
            previous.facts if previous is not None else None,
            find_gate(self._desk, entry.stated, facts, self.people),
            entry.exported,
            stored=entry.stored,
            is_stock_entered=is_stock_entered(self._desk, entry.stated, facts, self.people.chain),
        )

    def _chain(self, entry: "_PlanHere") -> PeopleChain:
        """Return the lists that decide a plan: for a first list itself, which the root then names."""
        if not begins_people(entry.stated):
            return self.people.chain
        draft = find_draft(entry.stated, find_association_keys(party_of(self._desk)))
        return PeopleChain([draft] if draft is not None else [])

    def _state_beside(self, entry: "_PlanHere", asking: Plan) -> str:
        """Return the state as another plan sees it: to an opening, one that was once used stays so.

        One that came as a signed file has no export here, but some of its rows are stored.
        """
        state = self._state(entry)
        is_used = entry.exported is not None or bool(entry.stored)
        is_stock = asking.notice == entry.facts.notice == STOCK
        return EXPORTED if is_stock and is_used and state != STORED else state

    def _state(self, entry: "_PlanHere") -> str:
        if entry.state is None:
            entry.state = self._find_state(entry)
        return entry.state

    def _find_state(self, entry: "_PlanHere") -> str:
        facts = entry.facts
        if len(entry.stored) == len(facts.documents):
            return STORED
        chain = self._chain(entry)
        people = chain.in_force(self.now)
        if people is not None:
            weighed = weigh(facts, entry.statements, chain, people, self.now)
            if REJECT in weighed.stops:
                # what is stored stays in force: the rejection closes the rest, and frees no earlier plan
                return STORED if entry.stored else REJECTED
        followers = [other for other in self._known.values() if other.facts.previous == facts.digest]
        if any(self._state(other) != REJECTED for other in followers):
            return REPLACED
        if self.now > facts.expires:
            return EXPIRED
        return EXPORTED if entry.exported is not None else OPEN


def _ask_as_signed(question: PlanQuestion, signed: datetime) -> PlanQuestion:
    """Return the question as of the signature; of an emergency not decided then, as of now.

    It is decided under the list of the day on which it is decided: a list may have followed meanwhile.
    """
    people = question.chain.in_force(signed)
    if people is None or question.plan.operation not in EMERGENCIES:
        return replace(question, created=signed)
    is_late = not is_decided(weigh_as_of(question, people, signed), question.plan, people)
    return question if is_late else replace(question, created=signed)


def _held_up(question: PlanQuestion, answer: PlanAnswer, held: Mapping[int, str]) -> PlanAnswer:
    """Return the answer by which a plan waits: one with a row that may not be signed is not exported.

    It waits for whoever may return the row, as for an objection.
    """
    is_held = answer.code is None and bool(held) and question.exported is None
    return replace(answer, code=OBJECTION_OPEN) if is_held else answer


class _PlanHere:
    """A plan that is here, its facts, and which rows are stored."""

    def __init__(
        self,
        stated: StatedPlan,
        facts: Plan,
        statements: Sequence[PlanStatement],
        exported: datetime | None,
        stored: frozenset[int],
    ) -> None:
        self.stated = stated
        self.facts = facts
        self.statements = statements
        self.exported = exported
        self.stored = stored
        self.state: str | None = None


def list_plans(desk: DeskView, now: datetime) -> list[OfficePlan]:
    """Return the plans of the last weeks, newest first, each with its answer and wait."""
    return Plans(desk, now).list()


def find_plan(desk: DeskView, digest: str, now: datetime) -> OfficePlan:
    """Return a plan as it stands; DeskError plan-unknown."""
    plan = Plans(desk, now).find(digest)
    if plan is None:
        raise DeskError("plan-unknown", plan=digest)
    return plan


def find_naming(desk: DeskView, document: JsonObject, now: datetime) -> str:
    """Return the digest of the newest plan of a document; nothing where none is of the last weeks."""
    name = digest_of(document)
    naming = (plan.digest for plan in list_plans(desk, now) if name in plan.question.plan.documents)
    return next(naming, "")


def list_returned(plan: OfficePlan) -> list[int]:
    """Return the rows that persons currently return, with their groups; all if a return names none."""
    weighed = plan.answer.weighed
    aside = weighed.aside if weighed is not None else {}
    standing = [item for item in plan.question.statements if item.digest not in aside]
    named = {item.after for item in standing}
    last: dict[str, PlanStatement] = {}
    for item in sorted(standing, key=lambda item: (item.digest not in named, item.at)):
        last[item.by] = item
    returns = {item.digest for item in last.values() if item.decision == RETURN}
    everything = range(len(plan.question.plan.documents))
    rows = {
        row
        for statement in plan.stated.statements
        if statement.digest in returns
        for row in ([row for row in statement.body.rows or () if row in everything] or everything)
    }
    return sorted(widen_rows(plan.stated.documents, rows))
