"""Judge whether a plan may be signed now; planning, export, signing and upload all call `judge_plan`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from credentials.times import day_of
from verifier.desk.gate import OF_ROWS, Gate
from verifier.desk.people import PeopleChain, PeopleList, Person, suffices
from verifier.desk.plan import AHEAD, PEOPLE, STOCK, OtherPlan, Plan, find_conflict, is_part_of
from verifier.desk.statements import REJECT, RETURN, PlanStatement, WeighedPlan, weigh

LATE = timedelta(days=7)
"""How far `created` may be before or after an export: only the signing machine's clock dates a signature."""


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Question about a plan: may its documents be signed at `created`, as known at `now`?

    At signing, offline or on the desk, both moments are the same; at an upload `now` is the arrival.
    """

    plan: Plan
    statements: Sequence[PlanStatement]
    chain: PeopleChain
    created: datetime
    now: datetime
    others: Sequence[OtherPlan] = ()
    previous: Plan | None = None
    gate: Gate | None = None
    exported: datetime | None = None
    is_offline: bool = False
    stored: frozenset[int] = frozenset()
    """Rows of the plan (from 0) whose documents are stored."""
    is_stock_entered: bool = False
    """True where records show that the opening stock of the scheme was entered, by whatever plan."""

    @property
    def left(self) -> list[int]:
        """Return the rows that are not stored."""
        return [row for row in range(len(self.plan.documents)) if row not in self.stored]


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """The first code against signing, None for yes; `rows`: the code of each row that must not be signed."""

    code: str | None
    people: PeopleList | None = None
    weighed: WeighedPlan | None = None
    rows: Mapping[int, str] = field(default_factory=dict)

    @property
    def persons(self) -> list[str]:
        """Return who has decided: the maker, then those who approve."""
        return [statement.by for statement in self.weighed.counting] if self.weighed is not None else []


def judge_plan(question: PlanQuestion) -> PlanAnswer:
    """Answer with the first reason against signing, or None; `words.AGAINST` has them in order."""
    # 1. The time of signing, and the people list in force at that time.
    people = question.chain.in_force(question.created)
    code = _check_moment(question) or _check_people(question, people)
    if code is not None or people is None:
        return PlanAnswer(code or "people-missing")
    weighed = weigh(question.plan, question.statements, question.chain, people, question.now)
    # 2. The plan itself, and its conflicts with other plans.
    code = _check_plan(question)
    # 3. The statements: all that are known now, then those made before the moment of signing.
    code = code or _check_statements(question, people, weighed)
    if code is not None:
        return PlanAnswer(code, people, weighed)
    # 4. The signing machine's clock, the plan's first day, the notice of each row.
    rows = _judge_rows(question)
    code = _check_clock(question) or _check_rows(question, rows)
    return PlanAnswer(code, people, weighed, rows)


def is_decided(weighed: WeighedPlan, plan: Plan, people: PeopleList) -> bool:
    """True where nothing stops the plan, it has a maker, and enough persons decided."""
    return not weighed.stops and check_count(weighed, plan, people) is None


def check_count(weighed: WeighedPlan, plan: Plan, people: PeopleList) -> str | None:
    """Return what is missing: a maker, persons, a chair."""
    if weighed.maker is None:
        return "no-maker"
    decided, needed = list_decided(weighed, people), people.count_needed(plan.class_, day_of(plan.planned))
    if len(decided) < needed:
        return "too-few"
    return None if suffices(decided, plan.class_, needed) else "chair-missing"


def list_decided(weighed: WeighedPlan, people: PeopleList) -> list[Person]:
    """Return the persons whose statements count, with their entries in the list in force."""
    return [person for item in weighed.counting if (person := people.person(item.by)) is not None]


def weigh_as_of(question: PlanQuestion, people: PeopleList, moment: datetime) -> WeighedPlan:
    """Weigh the statements made by a moment: later statements change nothing about a record signed then."""
    stated = [statement for statement in question.statements if statement.at <= moment]
    return weigh(question.plan, stated, question.chain, people, max(moment, question.now))


def _check_moment(question: PlanQuestion) -> str | None:
    if question.created > question.now + AHEAD:
        return "created-ahead"
    return "before-plan" if question.created < question.plan.created else None


def _check_people(question: PlanQuestion, people: PeopleList | None) -> str | None:
    chain = question.chain
    if people is None or (chain.known is not None and chain.place(chain.known) is None):
        return "people-missing"  # an old backup must not revive a person who was removed
    if not chain.is_anchored:
        return "people-unanchored"  # whoever holds the assessment key can write a list
    if people.is_expired(question.created) and question.plan.operation != PEOPLE:
        return "people-expired"
    return None


def _check_plan(question: PlanQuestion) -> str | None:
    plan = question.plan
    if question.previous is not None and not is_part_of(plan, question.previous):
        return "not-a-subset"
    is_used = question.is_stock_entered or any(_used_stock(plan, other) for other in question.others)
    if plan.notice == STOCK and is_used:
        return "stock-used"
    if plan.needs_notice and plan.notice is None:
        return "notice-missing"
    if not question.left:
        return "stored"
    conflict = find_conflict(plan, question.others, is_exported=question.exported is not None)
    if conflict is not None:
        return conflict
    return "plan-expired" if question.created > plan.expires else None


def _used_stock(plan: Plan, other: OtherPlan) -> bool:
    """True once the other plan was exported: a second plan of opening stock would get around the notice.

    A part of that plan, made after a return, brings in nothing new.
    """
    is_same = other.plan.notice == STOCK and other.plan.scheme == plan.scheme
    return is_same and other.state in ("exported", "stored") and not is_part_of(plan, other.plan)


def _check_statements(question: PlanQuestion, people: PeopleList, weighed: WeighedPlan) -> str | None:
    if REJECT in weighed.stops:
        return "rejected"
    if RETURN in weighed.stops:
        return "returned"
    missing = check_count(weighed, question.plan, people)
    missing = missing or _check_arrival(question)
    if missing is not None:
        return missing
    then = weigh_as_of(question, people, question.created)
    return None if is_decided(then, question.plan, people) else "before-statement"


def _check_arrival(question: PlanQuestion) -> str | None:
    """Return what is missing under the list in force at the arrival of a plan that dates itself.

    Whoever was removed keeps a key, and can date a plan and its statements into the old term.
    """
    people = question.chain.in_force(question.plan.arrived) if question.plan.arrived is not None else None
    if people is None:
        return None
    weighed = weigh(question.plan, question.statements, question.chain, people, question.now)
    return check_count(weighed, question.plan, people)


def _check_clock(question: PlanQuestion) -> str | None:
    exported, plan = question.exported, question.plan
    if question.is_offline and exported is not None and not exported <= question.now <= exported + LATE:
        return "clock"
    return "not-before" if plan.not_before is not None and question.created < plan.not_before else None


def _judge_rows(question: PlanQuestion) -> Mapping[int, str]:
    """Return the code of each row that must not be signed, by its date or by what is known now.

    A slow clock gets nothing past an objection, or past a later version of the notice.
    """
    gate, left, created = question.gate, question.left, question.created
    if gate is None:
        return {}
    return {**gate.judge_rows(left, max(created, question.now)), **gate.judge_rows(left, created)}


def _check_rows(question: PlanQuestion, rows: Mapping[int, str]) -> str | None:
    if len(rows) < len(question.left):
        return None
    return next(code for code in OF_ROWS if code in rows.values())
