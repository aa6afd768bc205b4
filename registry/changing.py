"""Changing the status of a credential: the plan of one event."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from credentials.compose import build_status_event
from credentials.errors import RecordError
from credentials.record import JsonObject, read_body
from credentials.status_event import StatusEvent, acts_from
from registry.desk import Desk
from registry.errors import RegistryError
from registry.naming import name_credential
from registry.plans import Planned, make_id, record_plans
from registry.registry import Registry
from registry.status import check_change, next_sequence, refuse_itself


def plan_event(
    registry: Registry,
    reference: str,
    *,
    issuer: str,
    action: str,
    reason: str,
    effective_from: datetime,
    until: datetime | None = None,
    successor: str | None = None,
    now: datetime,
    random: Random,
) -> JsonObject:
    """The recorded plan of one status event, to be signed and given to `store_signed`.

    `reference` and `successor` are credential ids or certificate numbers of the issuer. Raises RegistryError:
    unknown-credential, ambiguous-reference, other-association, already-final, already-suspended,
    not-suspended, successor-itself, successor-mismatch, successor-not-in-force, successor-circle,
    log-rewound, and the codes of credentials.errors for a reason, date or
    member that does not go with the action.
    """
    change = Change(issuer, reference, action, reason, effective_from, until, successor)
    return plan_change(registry, change, now=now, random=random).document


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to a credential, as a clerk says it."""

    issuer: str
    reference: str
    action: str
    reason: str
    effective_from: datetime
    until: datetime | None = None
    successor: str | None = None


def plan_change(registry: Registry, change: Change, *, now: datetime, random: Random) -> Planned:
    """See `plan_event`."""
    return registry.write(lambda desk: _plan(desk, change, now, random))


def _plan(desk: Desk, change: Change, now: datetime, random: Random) -> Planned:
    issuer = change.issuer
    at = acts_from(change.action, change.effective_from, now)
    credential = name_credential(desk, issuer, change.reference, at=at, field="credentialSubject.credential")
    successor = (
        name_credential(desk, issuer, change.successor, at=at, field="credentialSubject.successor")
        if change.successor is not None
        else None
    )
    refuse_itself(credential, successor)
    document = build_status_event(
        issuer,
        credential,
        event_id=make_id(random),
        sequence=next_sequence(desk.events(issuer, credential)),
        action=change.action,
        effective_from=change.effective_from,
        reason=change.reason,
        until=change.until,
        successor=successor,
    )
    try:
        body = read_body(document, StatusEvent)
    except RecordError as error:
        raise RegistryError.of(error) from None
    check_change(desk, issuer, body.credential_subject, signed=now)
    plan = Planned.of(document, issuer)
    record_plans(desk.connection, [plan], now=now)
    return plan
