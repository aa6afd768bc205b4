"""Plan of an association: the documents to be signed, and how many persons must decide on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.desk.people import CHAIRED, GRAVE, PLAIN

STOCK, SKIPPED = "opening-stock", "skipped"
"""In place of the digest of a notice: certificates issued before there was a desk; the gate is skipped."""

SUSPEND, REVOKE, ISSUE, PEOPLE, AGREEMENT = "suspend", "revoke", "issue", "people", "agreement"
MARK_KEY = "key-compromised"
EMERGENCIES = (SUSPEND, MARK_KEY)
"""Operations that may be done first and decided afterwards."""

_OVERTAKING = (SUSPEND, REVOKE)
_CHAIRED = (ISSUE, "downgrade", "reinstate", REVOKE, AGREEMENT, PEOPLE)
_GRAVE = ("keys-change", MARK_KEY, "salvage")
_WIDENING = ("rename", "correction")
_LATE = timedelta(hours=24)
"""A change that begins longer than this before it was planned is grave: it touches bids of the past."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The facts of a plan that rules ask about; `documents` are digests, in order."""

    digest: str
    operation: str
    created: datetime
    expires: datetime
    documents: Sequence[str]
    objects: frozenset[str] = frozenset()
    """Its objects: ids of credentials, the key list, the people list, a version of the agreement."""
    scheme: str | None = None
    notice: str | None = None
    not_before: datetime | None = None
    effective_from: datetime | None = None
    reason: str | None = None
    widens: bool = False
    """True where a rename or a correction moves the grade or the end, or adds a category."""
    removes: frozenset[str] = frozenset()
    previous: str | None = None

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

    def _is_wider(self) -> bool:
        return self.operation in _WIDENING and self.widens

    def _is_grave(self) -> bool:
        is_late = self.effective_from is not None and self.created - self.effective_from > _LATE
        return (
            is_late
            or self.operation in _GRAVE
            or self.notice in (STOCK, SKIPPED)
            or (self.operation == REVOKE and self.reason == "false-material")
        )


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan at hand, and what became of it: open, exported, stored or rejected."""

    plan: Plan
    state: str

    @property
    def is_open(self) -> bool:
        """True where its documents may still be signed or stored."""
        return self.state in ("open", "exported")


def is_part_of(plan: Plan, earlier: Plan) -> bool:
    """True where a plan is the earlier one with rows taken out, in order."""
    # `in` goes on from its last match in an iterator: so the order counts
    rest = iter(earlier.documents)
    return len(plan.documents) < len(earlier.documents) and all(
        document in rest for document in plan.documents
    )


def find_conflict(plan: Plan, others: Sequence[OtherPlan], *, is_exported: bool) -> str | None:
    """Return the code of what another plan has against this one: replaced, overtaken, or open besides it."""
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
    """True where the other one stands; two exports of one credential must never both be signed."""
    if (other.state == "exported") != is_exported:
        return other.state == "exported"
    if other.plan.overtakes != plan.overtakes:
        return other.plan.overtakes
    # the digest settles a tie: of two plans exactly one goes first, whoever asks
    return (other.plan.created, other.plan.digest) < (plan.created, plan.digest)
