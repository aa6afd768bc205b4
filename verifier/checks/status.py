"""status: what the issuer's signed events say of the credential (time: at; design section 4, Status events).

1. Only events of the same issuer for this id count; one whose key does not let it count holds its place in
   the sequence and changes nothing.
2. Status at T is that of the highest sequence with effect by T; suspend with `until` <= T is over.
3. revoke and supersede are final; a revoke has a legal kind by its reason. suspend and revoke may act before
   they were signed; reinstate and supersede act from max(effectiveFrom, created).
4. A gap or a repeated sequence is a conflict, and revoked if any of the events revokes by T.
5. Fewer events than some signature counts is incomplete, whatever the events at hand say short of final.
"""

from collections.abc import Iterable
from datetime import datetime

from credentials.record import EventCount
from credentials.status_event import kind_of
from credentials.times import format_time
from verifier.case import Case, failed, noted, passed, skipped, unclear
from verifier.party_trust import Event, PartyTrust
from verifier.trust import TrustStore
from verifier.verdict import Finding

CHECK = "status"
_OK = passed(CHECK)


def check_status(case: Case) -> Finding:
    """The fold of the events, then whether all of them are here."""
    if not case.signed or case.party is None:
        return skipped(CHECK, "proof")
    events = case.party.events.get(case.record.body.id)
    finding = fold_events(events, case.at) if events else _OK
    if finding.code in ("revoked", "superseded"):
        return finding
    shortage = case.snapshot.shortage(case.issuer)
    if shortage is not None:
        return shortage
    return finding


def effective(event: Event) -> datetime:
    """From when an event acts."""
    if event.change.action in ("reinstate", "supersede"):
        return max(event.change.effective_from, event.created)
    return event.change.effective_from


def fold_events(events: Iterable[Event], at: datetime) -> Finding:
    """Status at `at` from the events of one credential, in any order."""
    by_digest = {event.digest: event for event in events}
    sequence: dict[int, Event] = {}
    conflict = ""
    for event in sorted(by_digest.values(), key=lambda e: (e.change.sequence, not e.counts)):
        held = sequence.get(event.change.sequence)
        if held is None:
            sequence[event.change.sequence] = event
        elif held.counts and event.counts:
            conflict = f"sequence {event.change.sequence} twice"
    if len(sequence) != max(sequence, default=0):
        missing = next(n for n in range(1, len(sequence) + 1) if n not in sequence)
        conflict = f"sequence {missing} missing"
    acting = [e for e in by_digest.values() if e.counts and effective(e) <= at]
    acting.sort(key=lambda event: event.change.sequence)
    for event in acting:
        if event.change.action == "revoke":
            return _final("revoked", event, kind=kind_of(event.change.reason))
        if event.change.action == "supersede" and not conflict:
            return _final("superseded", event, successor=event.change.successor)
    if conflict:
        return unclear(CHECK, "status-conflict", what=conflict)
    return _of_last(acting, at)


def _of_last(acting: list[Event], at: datetime) -> Finding:
    if not acting:
        return _OK
    event = acting[-1]
    until = event.change.until
    if event.change.action == "reinstate":
        return noted(CHECK, "reinstated", since=format_time(effective(event)), reason=event.change.reason)
    if until is not None and until <= at:
        return noted(CHECK, "reinstated", since=format_time(until), reason=event.change.reason)
    return failed(
        CHECK,
        "suspended",
        since=format_time(event.change.effective_from),
        signed=format_time(event.created),
        reason=event.change.reason,
        until=format_time(until) if until is not None else None,
    )


def _final(code: str, event: Event, **how: str | None) -> Finding:
    return failed(
        CHECK,
        code,
        since=format_time(effective(event)),
        signed=format_time(event.created),
        reason=event.change.reason,
        **how,
    )


def find_shortage(trust: TrustStore, party: PartyTrust) -> Finding | None:
    """The first signature that counts more, or other, events of this issuer than are here."""
    for by, count in _counts(trust, party):
        fits = party.agrees(count)
        if fits is None:
            return unclear(CHECK, "status-incomplete", known=party.tree.size, named=count.count, by=by)
        if not fits:
            return unclear(CHECK, "status-conflict", what=f"{by} has seen other events")
    if party.manifest is None:
        return unclear(CHECK, "status-incomplete", known=party.tree.size, named=None, by=party.issuer)
    return None


def _counts(trust: TrustStore, party: PartyTrust) -> Iterable[tuple[str, EventCount]]:
    yield f"{party.issuer} (key list)", party.newest_key_list.body.events
    for other in trust.parties.values():
        if other.manifest is None:
            continue
        subject = other.manifest.body.credential_subject
        if other is party:
            yield party.issuer, subject.events
        for seen in subject.seen:
            if seen.issuer == party.issuer:
                yield other.issuer, seen.events
