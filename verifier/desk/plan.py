"""Plan of an association: the documents to be signed, and how many persons must decide on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from verifier.desk.people import CHAIRED, GRAVE, PLAIN

STOCK, SKIPPED = "opening-stock", "skipped"
"""Values in place of a notice's digest: certificates older than the desk; a gate that the plan skips."""

SUSPEND, REVOKE, ISSUE, PEOPLE, AGREEMENT = "suspend", "revoke", "issue", "people", "agreement"
MARK_KEY = "key-compromised"
EMERGENCIES = (SUSPEND, MARK_KEY)
"""Operations that may be signed first and decided afterwards."""

_OVERTAKING = (SUSPEND, REVOKE)
_CHAIRED = (ISSUE, "downgrade", "reinstate", REVOKE, AGREEMENT, PEOPLE)
_GRAVE = ("keys-change", MARK_KEY, "salvage")
_WIDENING = ("rename", "correction")
AHEAD = timedelta(minutes=5)
"""How far the clock of a plan's or a statement's author may be from the reader's."""
_LATE = timedelta(hours=24)
"""A change that acts earlier than this before its plan is grave: it may affect past bids."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The facts of a plan that rules ask about; `documents` are digests, in order."""

    digest: str
    operation: str
    created: datetime
    expires: datetime
    documents: Sequence[str]
    objects: frozenset[str] = frozenset()
    """Its objects: ids of credentials, numbers it gives, key list, people list, an agreement's version."""
    scheme: str | None = None
    notice: str | None = None
    not_before: datetime | None = None
    effective_from: datetime | None = None
    reason: str | None = None
    widens: bool = False
    """True where a rename or a correction moves the grade or the end, or adds a category."""
    removes: frozenset[str] = frozenset()
    previous: str | None = None
    arrived: datetime | None = None
    """Moment at which a plan of elsewhere came; None for one that the desk dated, or of unknown arrival."""

    @property
    def planned(self) -> datetime:
        """Return the moment by which the class and the number of persons are asked.

        Whoever brings a plan dates it: a date before its arrival must not make a late change an early one.
        """
        return self.created if self.arrived is None else max(self.created, self.arrived)

    @property
    def class_(self) -> str:
        """Return the class of the operation."""
        if self._is_grave():
            return GRAVE
        return CHAIRED if self.operation in _CHAIRED or self._is_wider() else PLAIN

    @property
    def needs_notice(self) -> bool:
        """True where the items must have been under public notice."""
        return self.operation == ISSUE or self._is_wider()

    @property
    def overtakes(self) -> bool:
        """True for an operation that an open plan on the same credential does not hold up."""
        return self.operation in _OVERTAKING

    @property
    def is_late(self) -> bool:
        """True where it acts so long before its plan that it may affect past bids."""
        return self.effective_from is not None and self.planned - self.effective_from > _LATE

    def _is_wider(self) -> bool:
        return self.operation in _WIDENING and self.widens

    def _is_grave(self) -> bool:
        return (
            self.is_late
            or self.operation in _GRAVE
            or self.notice in (STOCK, SKIPPED)
            or (self.operation == REVOKE and self.reason == "false-material")
        )


def date_arrival(plan: Plan, arrived: datetime | None) -> Plan:
    """Return the plan with its arrival, where it came later than it says it was made."""
    is_late = arrived is not None and arrived > plan.created + AHEAD
    return replace(plan, arrived=arrived) if is_late else plan


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan at hand, and its state: open, exported, stored or rejected."""

    plan: Plan
    state: str

    @property
    def is_open(self) -> bool:
        """True where its documents may still be signed or stored."""
        return self.state in ("open", "exported")


def is_part_of(plan: Plan, earlier: Plan) -> bool:
    """True where the plan has only rows of the earlier one, in the same order."""
    # `in` on an iterator continues after its last match, so this compares the order, too
    rest = iter(earlier.documents)
    return len(plan.documents) < len(earlier.documents) and all(
        document in rest for document in plan.documents
    )


def find_conflict(plan: Plan, others: Sequence[OtherPlan], *, is_exported: bool) -> str | None:
    """Return the code if another plan replaces this one, overtakes it, or is open for the same object."""
    if any(other.plan.previous == plan.digest and other.state != "rejected" for other in others):
        return "plan-replaced"
    replaced = {other.plan.previous for other in others if other.state != "rejected"} | {plan.previous}
    rivals = [
        other
        for other in others
        if other.is_open and other.plan.digest not in replaced and plan.objects & other.plan.objects
    ]
    if not is_exported and any(other.plan.overtakes and not plan.overtakes for other in rivals):
        return "plan-overtaken"
    if any(_goes_first(other, plan, is_exported=is_exported) for other in rivals):
        return "other-plan-open"
    return None


def _goes_first(other: OtherPlan, plan: Plan, *, is_exported: bool) -> bool:
    """True where the other plan has precedence: never must two exports of one credential both be signed."""
    if (other.state == "exported") != is_exported:
        return other.state == "exported"
    if other.plan.overtakes != plan.overtakes:
        return other.plan.overtakes
    # the digest settles a tie: of two plans exactly one goes first, whoever asks
    return (other.plan.created, other.plan.digest) < (plan.created, plan.digest)
