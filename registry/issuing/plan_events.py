"""Changes of status: every change is checked before any is signed, then stored in portions.

1. A foreseen change names the events it follows. If other events have been stored meanwhile, nothing of that
   portion is stored, and it is foreseen anew: a sequence number is never used twice.
2. An event signed here is stored in the next transaction, with its log leaf: a signature that was not stored
   has never left the process. An event to be signed elsewhere is planned first
   (registry.issuing.stored_plans).
3. A change that was made before, as by an interrupted run, is recognised by the last event.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, TypeVar

from credentials.documents.status_event import StatusChange, StatusEvent, acts_from, default_effect
from credentials.drafting.compose import build_status_event
from credentials.drafting.draft import StatusDraft
from credentials.errors import RecordError
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from credentials.words.simplified import fold
from registry.admission.admit import admit_record
from registry.admission.store import store_records
from registry.errors import RegistryError
from registry.filing import note_emergency
from registry.issuing.collector_pause import collector_paused
from registry.issuing.plan_credentials import Progress
from registry.issuing.rules.backdating_effects import find_falls
from registry.issuing.rules.named_credential import name_credential
from registry.issuing.rules.next_event import check_change, next_sequence, refuse_itself
from registry.issuing.stored_plans import Planned, make_id, record_plans
from registry.registry import Registry
from registry.view.prefetched_view import PrefetchedView, event_digests
from registry.view.view import RegistryView
from signing.data_integrity import sign_canonical
from signing.jcs import encode_profile
from signing.signer import Signer
from verifier.checks.status import fold_events
from verifier.trust.events import Event

T = TypeVar("T")

PORTION = 100
"""Changes of one transaction: other writers have their turn in between."""
_READ = 2000
"""Changes read in one view."""
_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class About:
    """Facts by which people know the credential of a change."""

    number: str
    legal_name: str
    scheme: str
    valid_from: datetime
    valid_until: datetime

    @classmethod
    def of(cls, record: Record[Any]) -> "About":
        """Return what to show of a record."""
        body = record.body
        scheme = body.lineage.get("scheme", "")
        return cls(body.title, body.holder, scheme, body.valid_from, body.valid_until)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A change to be signed: the unsigned event and its effect.

    `standing` is the verifier's code for the credential's status before. `falls` are the past times, each
    [from, until), at which the credential counted as valid and after the change no longer will.
    """

    draft: StatusDraft
    about: About
    standing: str
    document: JsonObject
    body: StatusEvent
    falls: tuple[tuple[datetime, datetime], ...]
    follows: dict[str, frozenset[str]]
    """Digests of the events that were known when the change was foreseen, by credential."""
    done: RegistryError | None = None
    """Refusal that tells that the change was made before, else None."""

    @property
    def change(self) -> StatusChange:
        """Statement of the event."""
        return self.body.credential_subject


def foresee(
    registry: Registry,
    drafts: Sequence[StatusDraft],
    *,
    issuer: str,
    now: datetime,
    random: Random,
    progress: Progress | None = None,
) -> list[Foreseen | RegistryError]:
    """Return for each draft the change as signed at `now`, or the refusal; change nothing.

    Refusals: those of `registry.issuing.rules.named_credential` and `registry.issuing.rules.next_event`,
    successor-itself, other-enterprise, change-repeated, and the codes of credentials.errors for a reason,
    date or member that does not go with the action. Raises RegistryError log-rewound, log-behind,
    manifest-rewound, heads-missing, heads-damaged.
    """
    registry.check_taking(issuer)
    foreseen: list[Foreseen | RegistryError] = []
    for start in range(0, len(drafts), _READ):
        portion = drafts[start : start + _READ]
        look = partial(_foresee_all, drafts=portion, issuer=issuer, now=now, random=random)
        with collector_paused():
            foreseen += registry.read(look)
        if progress is not None:
            progress(len(foreseen))
    return [*_once_each(foreseen)]


def _once_each(foreseen: Sequence[Foreseen | RegistryError]) -> Iterator[Foreseen | RegistryError]:
    """Refuse two changes of one credential, and a successor that changes itself."""
    changed = Counter(item.change.credential for item in foreseen if isinstance(item, Foreseen))
    for item in foreseen:
        if isinstance(item, RegistryError):
            yield item
        elif changed[item.change.credential] > 1:
            where = "credentialSubject.credential"
            yield RegistryError("change-repeated", where, reference=item.draft.reference)
        elif item.change.successor in changed:
            where = "credentialSubject.successor"
            yield RegistryError("change-repeated", where, reference=item.draft.successor)
        else:
            yield item


def _foresee_all(
    view: RegistryView, *, drafts: Sequence[StatusDraft], issuer: str, now: datetime, random: Random
) -> list[Foreseen | RegistryError]:
    references = [draft.reference for draft in drafts]
    references += [draft.successor for draft in drafts if draft.successor is not None]
    ahead = PrefetchedView(view, issuer, references)
    foreseen: list[Foreseen | RegistryError] = []
    for draft in drafts:
        try:
            foreseen.append(_foresee(ahead, draft, issuer, now, random))
        except RegistryError as error:
            foreseen.append(error)
    return foreseen


def _foresee(
    view: PrefetchedView, draft: StatusDraft, issuer: str, now: datetime, random: Random
) -> Foreseen:
    at = acts_from(draft.action, draft.effective_from or now, now)
    where = "credentialSubject.credential"
    credential = name_credential(view, issuer, draft.reference, at=at, field=where)
    record = view.changeable(issuer, credential)
    if record is None:
        raise RegistryError("unknown-credential", where, reference=draft.reference)
    about = About.of(record)
    if draft.legal_name is not None and fold(draft.legal_name) != fold(about.legal_name):
        where = "credentialSubject.legalName"
        raise RegistryError("other-enterprise", where, reference=draft.reference, found=about.legal_name)
    events, follows = view.events(issuer, credential), {credential: view.digests(credential)}
    successor = None
    if draft.successor is not None:
        successor = name_credential(view, issuer, draft.successor, at=at, field="credentialSubject.successor")
        refuse_itself(credential, successor)
        follows[successor] = view.digests(successor)
    since = draft.effective_from or default_effect(draft.reason, valid_from=record.body.valid_from, now=now)
    document = build_status_event(
        issuer,
        credential,
        event_id=make_id(random),
        sequence=next_sequence(events),
        action=draft.action,
        effective_from=since,
        reason=draft.reason,
        until=draft.until,
        successor=successor,
    )
    try:
        body = read_body(document, StatusEvent)
    except RecordError as error:
        raise RegistryError.of(error) from None
    change = body.credential_subject
    standing = fold_events(events, now).code
    try:
        check_change(view, issuer, change, signed=now)
    except RegistryError as error:
        if not _is_made(events, change, typed=draft.effective_from is not None):
            raise
        return Foreseen(draft, about, standing, document, body, (), follows, done=error)
    event = Event(change, created=now, digest="", counts=True)
    falls = find_falls(record, events, event, now) if successor is None else ()
    return Foreseen(draft, about, standing, document, body, falls, follows)


def _is_made(events: Sequence[Event], change: StatusChange, *, typed: bool) -> bool:
    """Return whether the last event says the same; its time matters only if it was `typed`."""
    last = max((e for e in events if e.counts), key=lambda e: e.change.sequence, default=None)
    if last is None:
        return False
    same = {"sequence": change.sequence}
    if not typed:
        same["effective_from"] = change.effective_from  # type: ignore[assignment]
    return last.change.model_copy(update=same) == change


def sign_changes(
    registry: Registry,
    changes: Sequence[Foreseen],
    signer: Signer,
    *,
    issuer: str,
    now: datetime,
    random: Random,
    emergency: str | None = None,
) -> Iterator[list[Record[StatusEvent]]]:
    """Sign and store foreseen changes by portions, each on disk before it is yielded.

    Changes that are done are left out. `emergency` is the reason to sign first and decide afterwards. Raises
    RegistryError approval-needed, and for a change that cannot be made any more: nothing of its portion is
    stored.
    """
    created = format_time(now)
    if emergency is None:
        registry.check_gates(issuer)

    def sign(portion: Sequence[Foreseen]) -> list[Record[StatusEvent]]:
        return [_sign(item, signer, created) for item in portion]

    def keep(view: RegistryView, records: Sequence[Record[StatusEvent]]) -> None:
        admit_record(view, records[0], now=now)  # a key that may not sign fails at the first change
        store_records(view, records[1:], now=now)
        if emergency is not None:
            note_emergency(view, issuer, [record.unsigned for record in records], emergency, now)

    yield from _in_portions(registry, changes, sign, keep, issuer=issuer, now=now, random=random)


def plan_changes(
    registry: Registry, changes: Sequence[Foreseen], *, issuer: str, now: datetime, random: Random
) -> list[Planned]:
    """Return recorded plans of foreseen changes, to be signed elsewhere; done ones are left out.

    Raises RegistryError like `sign_changes`.
    """

    def plan(portion: Sequence[Foreseen]) -> list[Planned]:
        return [Planned.of(item.document, issuer) for item in portion]

    def keep(view: RegistryView, plans: Sequence[Planned]) -> None:
        record_plans(view.connection, plans, now=now)

    portions = _in_portions(registry, changes, plan, keep, issuer=issuer, now=now, random=random)
    return [planned for portion in portions for planned in portion]


def _in_portions(
    registry: Registry,
    changes: Sequence[Foreseen],
    make: Callable[[Sequence[Foreseen]], list[T]],
    keep: Callable[[RegistryView, Sequence[T]], None],
    *,
    issuer: str,
    now: datetime,
    random: Random,
) -> Iterator[list[T]]:
    """Yield the result of `make` for each portion, once `keep` has stored it after the foreseen events."""
    wanted = [item for item in changes if item.done is None]
    for start in range(0, len(wanted), PORTION):
        portion = wanted[start : start + PORTION]
        for _ in range(_ATTEMPTS):
            with collector_paused():
                # signed outside the transaction: the write lock is held for 10 to 30 ms (docs/adr/0013)
                made = make(portion)
                kept = registry.write(partial(_keep, portion=portion, made=made, keep=keep, issuer=issuer))
            if kept:
                break
            portion = _again(registry, portion, issuer, now, random)
            if not portion:
                made = []
                break
        else:
            raise RegistryError("database-busy")
        yield made


def _keep(
    view: RegistryView,
    *,
    portion: Sequence[Foreseen],
    made: Sequence[T],
    keep: Callable[[RegistryView, Sequence[T]], None],
    issuer: str,
) -> bool:
    """Store the portion; store nothing and return False if other events were stored since it was foreseen."""
    follows = {name: digests for item in portion for name, digests in item.follows.items()}
    if event_digests(view, issuer, follows) != follows:
        return False
    keep(view, made)
    return True


def _again(
    registry: Registry, portion: Sequence[Foreseen], issuer: str, now: datetime, random: Random
) -> list[Foreseen]:
    drafts = [item.draft for item in portion]
    foreseen = foresee(registry, drafts, issuer=issuer, now=now, random=random)
    for item in foreseen:
        if isinstance(item, RegistryError):
            raise item
    return [item for item in foreseen if isinstance(item, Foreseen) and item.done is None]


def _sign(item: Foreseen, signer: Signer, created: str) -> Record[StatusEvent]:
    document = item.document
    value, proof = sign_canonical(document, encode_profile(document), signer, created=created)
    return Record(value, document, item.body, proof)
