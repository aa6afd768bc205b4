"""Status events: the truth about suspension, reinstatement, revocation and supersession."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.record import Credential, Maybe, Model, Time, Uuid, refuse

# a thief's event numbered 2^53-1 would leave the issuer no higher number
MAX_SEQUENCE = 4096
"""No credential has so many changes; an event with a higher number is malformed."""

Action = Literal["suspend", "reinstate", "revoke", "supersede"]
Reason = Literal[
    "complaint",
    "investigation",
    "annual-check-overdue",
    "enterprise-request",
    "resolved",
    "false-material",
    "serious-violation",
    "enterprise-dissolved",
    "issued-in-error",
    "renewal",
    "rename",
    "upgrade",
    "downgrade",
    "correction",
    "called-off",
    "postponed",
]

REASONS: dict[Action, tuple[Reason, ...]] = {
    "suspend": ("complaint", "investigation", "annual-check-overdue", "enterprise-request"),
    "reinstate": ("resolved", "issued-in-error"),
    "revoke": (
        "false-material",
        "serious-violation",
        "enterprise-dissolved",
        "enterprise-request",
        "issued-in-error",
    ),
    "supersede": ("renewal", "rename", "upgrade", "downgrade", "correction"),
}
"""The closed list of reasons, by action, for a credential or a technology."""

NOTICE_REASONS: dict[Action, tuple[Reason, ...]] = {
    "revoke": ("called-off", "issued-in-error"),
    "supersede": ("postponed", "correction"),
}
"""The reasons for a notice, which is cancelled, withdrawn, postponed or corrected, but not suspended."""

EndKind = Literal["annulled", "cancelled", "given-up"]

# the event has no member for the legal kind, which could contradict the reason
KINDS: dict[Reason, EndKind] = {
    "called-off": "cancelled",
    "issued-in-error": "annulled",
    "false-material": "annulled",
    "serious-violation": "cancelled",
    "enterprise-request": "given-up",
    "enterprise-dissolved": "given-up",
}
"""The legal kind of a revocation, by its reason: annulled 撤销, cancelled 取消, given up 注销."""


def kind_of(reason: Reason) -> EndKind:
    """Return the legal kind of a revocation for this reason; KeyError for a reason that revokes nothing."""
    return KINDS[reason]


def default_effect(reason: str, *, valid_from: datetime, now: datetime) -> datetime:
    """Return the default start of an event: now, or that of the term if it rests on false material."""
    # a certificate based on false material was never earned; otherwise the past stays valid
    return min(valid_from, now) if reason == "false-material" else now


def acts_from(action: str, effective_from: datetime, signed: datetime) -> datetime:
    """Return the time from which an event acts; reinstate and supersede not before the signature."""
    return max(effective_from, signed) if action in ("reinstate", "supersede") else effective_from


class StatusChange(Model):
    """One change of one credential, the `sequence`-th."""

    type: Literal["StatusEvent"]
    credential: Uuid
    sequence: Annotated[int, Field(ge=1, le=MAX_SEQUENCE)]
    action: Action
    effective_from: Time
    until: Maybe[Time] = None
    reason: Reason
    successor: Maybe[Uuid] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.until is not None and self.action != "suspend":
            raise refuse("event-member", "until", action=self.action)
        if (self.successor is not None) != (self.action == "supersede"):
            raise refuse("event-member", "successor", action=self.action)
        if self.successor == self.credential:
            raise refuse("event-member", "successor", action=self.action)
        if self.until is not None and not self.effective_from < self.until:
            raise refuse("interval-empty", "until")
        # an event does not say whether it is about a notice: both lists of reasons are allowed
        expected = [*dict.fromkeys((*REASONS[self.action], *NOTICE_REASONS.get(self.action, ())))]
        if self.reason not in expected:
            raise refuse("event-reason", "reason", action=self.action, expected=expected)
        return self


class StatusEvent(Credential):
    """A signed status change; it never expires, so it has no validity period."""

    KIND = "status-event"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["StatusEventCredential"]], Strict(False)]
    credential_subject: StatusChange
