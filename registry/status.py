"""What may happen to a credential next: the rules that planning and admission of status events share.

1. The sequence goes on by one.
2. Revoked and superseded are final.
3. A suspended credential is not suspended again, one that is not is not reinstated. Both are judged at
   max(effectiveFrom, the time of signing); a suspension still to come counts, so that it can be taken back.
4. A successor is of the same issuer, scheme and enterprise, and replaces no earlier than its validFrom.

Events that do not count (a compromised key's, see verifier.party_trust) hold their place and change nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from credentials.assessment import Assessment
from credentials.status_event import StatusChange
from credentials.times import format_time
from registry.desk import Desk, find_final
from registry.errors import RegistryError
from verifier.party_trust import Event

_SUCCESSOR = "credentialSubject.successor"


def check_change(
    desk: Desk,
    issuer: str,
    change: StatusChange,
    *,
    signed: datetime,
    successor: Assessment | None = None,
) -> list[str]:
    """Raises RegistryError for a change that cannot follow the events stored; `signed` is when it is signed.

    `successor` is the body of one that is not stored yet. Codes: already-final, already-suspended,
    not-suspended, sequence-conflict, successor-mismatch. Returns the ids of the credentials it names that are
    not here, with which it could not be compared.
    """
    events = desk.events(issuer, change.credential)
    _check_state(change, events, signed)
    if change.sequence != len(events) + 1:
        raise RegistryError(
            "sequence-conflict",
            "credentialSubject.sequence",
            found=change.sequence,
            expected=len(events) + 1,
        )
    old = desk.credential(issuer, change.credential)
    missing = [change.credential] if old is None else []
    if change.successor is not None and successor is None:
        stored = desk.credential(issuer, change.successor)
        successor = stored.body if stored is not None else None
        missing += [change.successor] if stored is None else []
    if old is not None and successor is not None:
        _check_successor(old.body, successor, change)
    return missing


def _check_state(change: StatusChange, events: Sequence[Event], signed: datetime) -> None:
    where = "credentialSubject.action"
    state = find_final(events)
    if state is not None:
        raise RegistryError("already-final", where, reference=change.credential, state=state)
    at = max(change.effective_from, signed)
    suspended = _is_suspended(events, at)
    facts = {"reference": change.credential, "at": format_time(at)}
    if change.action == "suspend" and suspended:
        raise RegistryError("already-suspended", where, **facts)
    if change.action == "reinstate" and not suspended:
        raise RegistryError("not-suspended", where, **facts)


def _is_suspended(events: Sequence[Event], at: datetime) -> bool:
    """Whether the last event that counts suspends past `at`, or will."""
    last = next((e.change for e in reversed(events) if e.counts), None)
    return last is not None and last.action == "suspend" and (last.until is None or at < last.until)


def _check_successor(old: Assessment, new: Assessment, change: StatusChange) -> None:
    before, after = old.credential_subject, new.credential_subject
    for what, fits in (
        ("scheme", before.assessment.scheme == after.assessment.scheme),
        ("unifiedSocialCreditCode", before.unified_social_credit_code == after.unified_social_credit_code),
        ("effectiveFrom", change.effective_from >= new.valid_from),
    ):
        if not fits:
            raise RegistryError("successor-mismatch", _SUCCESSOR, successor=change.successor, what=what)
