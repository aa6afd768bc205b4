"""Check from an exported folder, years later and without the desk, that a record was decided."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from verifier.desk.decision import PlanQuestion, is_decided, weigh_as_of
from verifier.desk.plan import EMERGENCIES
from verifier.desk.statements import PlanStatement


@dataclass(frozen=True, slots=True)
class Folder:
    """Facts about a folder's statements: files with a bad signature, and copies that their authors kept."""

    edited: Collection[str] = ()
    own_copies: Collection[PlanStatement] = ()
    digests: frozenset[str] = field(default_factory=frozenset)
    """Digests of every statement in the folder, about whatever plan."""


def judge_record(question: PlanQuestion | None, folder: Folder, created: datetime) -> str:
    """Return the code of `words.CHECKED` for a record signed at `created`.

    `question` is about the plan that names it, None where none does.
    """
    if question is None:
        return "undecided"
    people = question.chain.in_force(created)
    if not question.chain.is_anchored or people is None:
        return "people-unanchored"
    if folder.edited:
        return "edited"
    if _is_dropped(question, folder):
        return "statement-dropped"
    if is_decided(weigh_as_of(question, people, created), question.plan, people):
        return "decided"
    last = max((statement.at for statement in question.statements), default=created)
    all_ = weigh_as_of(question, people, last)
    is_emergency = question.plan.operation in EMERGENCIES
    return "decided-after" if is_emergency and is_decided(all_, question.plan, people) else "undecided"


def _is_dropped(question: PlanQuestion, folder: Folder) -> bool:
    """True where a statement is missing that a later one names or that its author has kept a copy of."""
    known = folder.digests | {statement.digest for statement in question.statements}
    earlier = {item.after for item in (*question.statements, *folder.own_copies)} - {None}
    return not earlier <= known or any(item.digest not in known for item in folder.own_copies)
