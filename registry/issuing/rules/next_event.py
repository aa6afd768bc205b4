"""Next event of a credential: the rules for what this node plans and signs.

1. The sequence number is one more than the last.
2. A change is judged at the time from which it acts. Revocation and supersession are final from the time they
   act: a future one does not prevent changes before that time.
3. A suspended credential is not suspended again. A new suspension may not cut a future one short. Only a
   suspended credential is reinstated; a future suspension counts as one, so that it can be taken back.
4. A credential that is suspended, or will be, is not replaced within its term: its successor would stand.
5. A successor is another credential of the same issuer, scheme and enterprise. It replaces the credential no
   earlier than its own validFrom. It is in force then: not ended, superseded, suspended or past its term
   (unless the replaced credential is past its own term). No future supersession leads from it back to the
   replaced credential.
6. An upgrade may not lead to a lower grade of the scheme, nor a downgrade to a higher one.
7. Only a notice is cancelled, withdrawn, postponed or corrected; it has its own reasons.

Events that do not count (void ones, or a compromised key's) have no number and change nothing. Events of
others are admitted in any order; the verifier decides their effect (verifier.checks.status).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from credentials.documents.assessment import Assessment
from credentials.documents.status_event import NOTICE_REASONS, REASONS, StatusChange, acts_from
from credentials.kinds import KINDS
from credentials.record import Credential
from credentials.times import format_time
from registry.errors import RegistryError
from registry.view.event_reading import find_final
from registry.view.view import RegistryView
from verifier.checks.status import effective
from verifier.trust.events import Event

_ACTION, _REASON, _SUCCESSOR = (f"credentialSubject.{name}" for name in ("action", "reason", "successor"))


def check_change(
    view: RegistryView,
    issuer: str,
    change: StatusChange,
    *,
    signed: datetime,
    successor: Credential | None = None,
) -> None:
    """Refuse a change that cannot follow the stored events; `signed` is the time of its signature.

    `successor` is the body of a successor that is not stored yet. Codes: already-final, already-suspended,
    not-suspended, sequence-conflict, unknown-credential, other-reason, successor-itself, successor-mismatch,
    grade-direction, successor-not-in-force, successor-circle.
    """
    events = view.events(issuer, change.credential)
    check_state(view, issuer, change, events, signed)
    expected = next_sequence(events)
    if change.sequence != expected:
        where = "credentialSubject.sequence"
        raise RegistryError("sequence-conflict", where, found=change.sequence, expected=expected)
    old = _stored(view, issuer, change.credential, "credentialSubject.credential")
    allowed = NOTICE_REASONS if KINDS[old.KIND].announces else REASONS
    if change.reason not in allowed.get(change.action, ()):
        reasons = [*dict.fromkeys(reason for own in allowed.values() for reason in own)]
        raise RegistryError(
            "other-reason", _REASON, reference=old.title, kind=old.KIND, reason=change.reason, allowed=reasons
        )
    if change.successor is not None:
        _check_unsuspended(old, events, change, signed)
        new = successor if successor is not None else _stored(view, issuer, change.successor, _SUCCESSOR)
        _check_successor(old, new, change)
        _check_direction(view, old, new, change.reason)
        _check_stands(view, old, new, acts_from(change.action, change.effective_from, signed))


def refuse_itself(credential: str, successor: str | None) -> None:
    """Raise RegistryError successor-itself."""
    if successor == credential:
        raise RegistryError("successor-itself", _SUCCESSOR, reference=credential)


def next_sequence(events: Sequence[Event]) -> int:
    """Return the next sequence number of a credential: one more than the highest among events that count."""
    return max((event.change.sequence for event in events if event.counts), default=0) + 1


def find_successors(events: Iterable[Event]) -> set[str]:
    """Return the ids of all successors, past and future."""
    successors = (event.change.successor for event in events if event.counts)
    return {successor for successor in successors if successor is not None}


def _stored(view: RegistryView, issuer: str, credential: str, where: str) -> Any:
    """Return the body of a record that events may be about."""
    record = view.changeable(issuer, credential)
    if record is None:
        raise RegistryError("unknown-credential", where, reference=credential)
    return record.body


def _called(view: RegistryView, issuer: str, credential: str) -> str:
    """Return the name that people use for a record; its id where it is not here."""
    record = view.changeable(issuer, credential)
    return record.body.title if record is not None else credential


def check_state(
    view: RegistryView, issuer: str, change: StatusChange, events: Sequence[Event], signed: datetime
) -> None:
    """Refuse a change that the state of its credential shuts out: the first codes of `check_change`."""
    at = acts_from(change.action, change.effective_from, signed)
    state = find_final(events, at)
    if state is not None:
        called = _called(view, issuer, change.credential)
        raise RegistryError("already-final", _ACTION, reference=called, state=state)
    coming = [effective(event) for event in events if effective(event) > at]
    suspended = _is_suspended(events, at)
    code = None
    if change.action == "suspend":
        until = change.until
        shortened = until is not None and any(_is_suspended(events, max(moment, until)) for moment in coming)
        if suspended or shortened:
            code = "already-suspended"
    if change.action == "reinstate" and not (suspended or any(_is_suspended(events, m) for m in coming)):
        code = "not-suspended"
    if code is not None:
        called = _called(view, issuer, change.credential)
        raise RegistryError(code, _ACTION, reference=called, at=format_time(at))


def _is_suspended(events: Iterable[Event], at: datetime) -> bool:
    """Return whether the last counted event in effect at `at` suspends beyond it."""
    acting = [event.change for event in events if event.counts and effective(event) <= at]
    last = max(acting, key=lambda change: change.sequence, default=None)
    return last is not None and last.action == "suspend" and (last.until is None or at < last.until)


def _check_unsuspended(old: Any, events: Sequence[Event], change: StatusChange, signed: datetime) -> None:
    """Refuse to replace what is suspended, or will be: only a reinstatement, and its persons, lift that.

    After its term a credential is renewed by a decision of its own.
    """
    at = acts_from(change.action, change.effective_from, signed)
    moments = {signed, at, *(moment for event in events if (moment := effective(event)) > signed)}
    if any(moment < old.valid_until and _is_suspended(events, moment) for moment in moments):
        raise RegistryError("already-suspended", _ACTION, reference=old.title, at=format_time(signed))


def _check_successor(old: Any, new: Any, change: StatusChange) -> None:
    for what, fits in (
        *((member, new.lineage.get(member) == value) for member, value in old.lineage.items()),
        ("type", old.KIND == new.KIND),
        ("effectiveFrom", change.effective_from >= new.valid_from),
    ):
        if not fits:
            raise RegistryError("successor-mismatch", _SUCCESSOR, successor=new.title, what=what)


def _check_direction(view: RegistryView, old: Any, new: Any, reason: str) -> None:
    """Refuse an upgrade to a lower grade and a downgrade to a higher one; grades stand best first."""
    if reason not in _DIRECTIONS or not isinstance(old, Assessment):
        return
    before, after = (body.credential_subject.assessment for body in (old, new))
    scheme = view.load_trust().chain.latest.text.scheme(before.scheme)
    codes = [grade.code for grade in scheme.grades] if scheme is not None else []
    if not {before.grade, after.grade} <= {*codes}:
        return
    step = codes.index(after.grade) - codes.index(before.grade)
    if step and reason != (fitting := "upgrade" if step < 0 else "downgrade"):
        raise RegistryError(
            "grade-direction", _REASON, before=before.grade, after=after.grade, expected=fitting
        )


_DIRECTIONS = ("upgrade", "downgrade")
_STATES = {
    "revoked": ("is revoked", "已终止"),
    "superseded": ("is superseded itself", "自身已被取代"),
    "suspended": ("is suspended", "处于暂停"),
    "expired": ("is past its last day", "已过有效期"),
}


def _check_stands(view: RegistryView, old: Any, new: Any, at: datetime) -> None:
    """Check that the successor is in force at `at`, and that no supersession leads back from it."""
    events = view.events(new.issuer, new.id)
    state = find_final(events, at)
    if state is None and _is_suspended(events, at):
        state = "suspended"
    if state is None and new.valid_until <= at < old.valid_until:
        state = "expired"
    if state is not None:
        word, word_zh = _STATES[state]
        raise RegistryError(
            "successor-not-in-force", _SUCCESSOR, successor=new.title, state=word, state_zh=word_zh
        )
    visited = {new.id}
    following = find_successors(events)
    # a circle of supersessions would end every credential in it
    while following := following - visited:
        if old.id in following:
            raise RegistryError("successor-circle", _SUCCESSOR, successor=new.title, reference=old.title)
        visited |= following
        following = {
            successor
            for credential in following
            for successor in find_successors(view.events(new.issuer, credential))
        }
