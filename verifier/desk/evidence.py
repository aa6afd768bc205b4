"""Check from an exported folder, years later and without the desk, that a record was decided."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier.desk.decision import PlanQuestion, is_decided, judge_plan, weigh_as_of
from verifier.desk.plan import EMERGENCIES, find_conflict
from verifier.desk.statements import PlanStatement


@dataclass(frozen=True, slots=True)
class Folder:
    """Facts about a folder's statements: files with a bad signature, and copies that their authors kept."""

    edited: Collection[str] = ()
    own_copies: Collection[PlanStatement] = ()
    digests: frozenset[str] = field(default_factory=frozenset)
    """Digests of every statement in the folder, about whatever plan."""


def judge_record(
    question: PlanQuestion | None, folder: Folder, created: datetime, kept: datetime | None = None
) -> str:
    """Return the code of `words.CHECKED` for a record signed at `created`.

    `question` is about the plan that names it, None where none does. `kept` is the moment at which the record
    was stored, or an earlier one at which it was not stored yet; None where nothing shows any.
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
    if find_refusal(question, created, kept) is None:
        return "decided"
    return "decided-after" if is_decided_after(question, created) else "undecided"


def find_refusal(question: PlanQuestion, created: datetime, kept: datetime | None = None) -> str | None:
    """Return the code for which an upload would not have stored a record, None where it would have.

    Statements count that were made by the time of storing, whichever way the record came: whoever holds the
    key can date a record between an approval and its withdrawal.
    """
    moment = max(created, kept) if kept is not None else created
    stated = [statement for statement in question.statements if statement.at <= moment]
    return judge_plan(replace(question, statements=stated, created=created, now=moment)).code


def is_decided_after(question: PlanQuestion, created: datetime) -> bool:
    """True for an emergency on which enough persons have decided by now, under the list in force then."""
    last = max([created, *(statement.at for statement in question.statements)])
    people = question.chain.in_force(last)
    if question.plan.operation not in EMERGENCIES or people is None or people.is_expired(last):
        return False
    if find_conflict(question.plan, question.others, is_exported=question.exported is not None) is not None:
        return False
    return is_decided(weigh_as_of(question, people, last), question.plan, people)


def _is_dropped(question: PlanQuestion, folder: Folder) -> bool:
    """True where a statement is missing that a later one names or that its author has kept a copy of."""
    digests = folder.digests | {statement.digest for statement in question.statements}
    earlier = {item.after for item in (*question.statements, *folder.own_copies)} - {None}
    return not earlier <= digests or any(item.digest not in digests for item in folder.own_copies)
