"""What a status change that acts in the past makes of answers already given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from credentials.assessment import Assessment
from credentials.compose import build_status_event
from credentials.errors import RecordError
from credentials.record import Record, read_body
from credentials.status_event import StatusEvent, default_effect
from registry.changing import Change
from registry.desk import Desk
from registry.errors import RegistryError
from registry.naming import name_credential
from registry.registry import Registry
from registry.status import check_change, next_sequence
from verifier.checks.status import effective, fold_events
from verifier.events import Event
from verifier.verdict import Result


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A change as it would be signed, on one credential named by its id, and what it does to the past.

    In `falls` are the times, each [from, until), at which the credential stood and then will not have.
    """

    change: Change
    record: Record[Assessment]
    falls: tuple[tuple[datetime, datetime], ...]


def foresee(
    registry: Registry,
    reference: str,
    *,
    issuer: str,
    action: str,
    reason: str,
    effective_from: datetime | None,
    until: datetime | None = None,
    successor: str | None = None,
    now: datetime,
) -> Foreseen:
    """What comes of a change signed at `now`; without `effective_from` it acts as its reason says.

    Raises RegistryError like `registry.naming`, for a change without a successor like `registry.status`, and
    the codes of credentials.errors for a reason, date or member that does not go with the action.
    """

    def look(desk: Desk) -> Foreseen:
        record = _find(desk, issuer, reference, effective_from or now)
        begin = record.body.valid_from
        since = effective_from or default_effect(reason, valid_from=begin, now=now)
        change = Change(issuer, record.body.id, action, reason, since, until, successor)
        if successor is not None:
            return Foreseen(change, record, ())  # acts from its signature on
        events = desk.events(issuer, record.body.id)
        event = _as_event(change, events, now)
        check_change(desk, issuer, event.change, signed=now)
        return Foreseen(change, record, _falls(record, events, event, now))

    return registry.read(look)


def _find(desk: Desk, issuer: str, reference: str, at: datetime) -> Record[Assessment]:
    where = "credentialSubject.credential"
    record = desk.credential(issuer, name_credential(desk, issuer, reference, at=at, field=where))
    if record is None:
        raise RegistryError("unknown-credential", where, reference=reference)
    return record


def _as_event(change: Change, events: Sequence[Event], now: datetime) -> Event:
    """The event the change would be."""
    document = build_status_event(
        change.issuer,
        change.reference,
        event_id=change.reference,  # it is never signed
        sequence=next_sequence(events),
        action=change.action,
        effective_from=change.effective_from,
        reason=change.reason,
        until=change.until,
        successor=None,
    )
    try:
        body = read_body(document, StatusEvent)
    except RecordError as error:
        raise RegistryError.of(error) from None
    return Event(body.credential_subject, created=now, digest="", counts=True)


def _falls(
    record: Record[Assessment], events: Sequence[Event], event: Event, now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    after = [*events, event]
    begin = max(effective(event), record.body.valid_from, record.created)
    end = min(now, record.body.valid_until)
    cuts = {
        begin,
        end,
        *map(effective, after),
        *(e.change.until for e in after if e.change.until is not None),
    }
    found: list[tuple[datetime, datetime]] = []
    for since, until in pairwise(sorted(cut for cut in cuts if begin <= cut <= end)):
        if _stands(events, since) and not _stands(after, since):
            joined = found.pop()[0] if found and found[-1][1] == since else since
            found.append((joined, until))
    return (*found,)


def _stands(events: Sequence[Event], at: datetime) -> bool:
    return fold_events(events, at).outcome is Result.PASSED
