"""One association's status events: hashed when trust data is loaded, read when a verdict needs them.

1. *Counted* events are those of the association's order up to a count that it signed. All others are *loose*:
   obeyed at once, in no count.
2. Loading reads only the credential and the digest of an event. Its form, key and signature are checked when
   a verdict asks about the credential.
3. A counted event that is malformed or not signed by an assessment key has no effect, and leaves its
   credential in conflict. A loose event like that is ignored, since anybody may add it to a bundle. A note
   reports a loose event with an unknown key: the key may be newer than the trust data.
4. An event that the root has declared void has no effect and conflicts with nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.errors import RecordError
from credentials.kinds import KINDS
from credentials.record import JsonObject, Record, read_record
from signing.data_integrity import check_signature
from signing.jcs import encode_profile
from verifier.trust.keys import PartyKeys


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event as received: a JSON object, the digest of its JCS bytes, and the credential it names."""

    value: JsonObject
    digest: str
    credential: str | None

    @property
    def key(self) -> str | None:
        """The id of the key that the event names as its signer."""
        proof = self.value.get("proof")
        named = proof.get("verificationMethod") if isinstance(proof, dict) else None
        return named if isinstance(named, str) else None

    @classmethod
    def of(cls, value: JsonObject) -> "EventItem":
        """Make the item of a JSON object of the profile."""
        subject = value.get("credentialSubject")
        named = subject.get("credential") if isinstance(subject, dict) else None
        # hashed, not read: so even 256 MiB of strangers' loose events load in about a minute
        digest = sha256(encode_profile(value)).hexdigest()
        return cls(value, digest, named if isinstance(named, str) else None)


@dataclass(frozen=True, slots=True)
class Event:
    """One status event. If it does not count, `explains` tells whether its number is not missing."""

    change: StatusChange
    created: datetime
    digest: str
    counts: bool
    explains: bool = False


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A loose event that was set aside because no key list here has its key."""

    key: str
    created: datetime


@dataclass(frozen=True, slots=True)
class History:
    """The events of one credential; `broken` are digests of counted events that cannot be read."""

    events: tuple[Event, ...] = ()
    broken: tuple[str, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()


class Events:
    """The events of one association: `counted` ones in its order, and loose ones."""

    def __init__(self, issuer: str, counted: Iterable[EventItem], loose: Iterable[EventItem]) -> None:
        self.issuer = issuer
        self.counted = tuple(counted)
        own = {item.digest for item in self.counted}
        self.loose = tuple({item.digest: item for item in loose if item.digest not in own}.values())
        self.digests = own.union(item.digest for item in self.loose)
        self._items: dict[str, list[tuple[EventItem, bool]]] = {}
        for items, is_counted in ((self.counted, True), (self.loose, False)):
            for item in items:
                if item.credential is not None:
                    self._items.setdefault(item.credential, []).append((item, is_counted))
        self._histories: dict[str, History] = {}

    @property
    def credentials(self) -> Iterator[str]:
        """The ids of the credentials that some event names."""
        return iter(self._items)

    def digests_of(self, credential: str) -> set[str]:
        """Return the digests of the events that name a credential."""
        return {item.digest for item, _ in self._items.get(credential, ())}

    def history(self, credential: str, keys: PartyKeys) -> History:
        """Return the history of one credential, read once and then cached."""
        items = self._items.get(credential)
        if items is None:
            return NO_HISTORY
        known = self._histories.get(credential)
        if known is None:
            known = self._histories[credential] = read_history(self.issuer, items, keys)
        return known


NO_HISTORY = History()
"""The history of a credential that no event names."""


def read_history(issuer: str, items: Iterable[tuple[EventItem, bool]], keys: PartyKeys) -> History:
    """Read the events of one credential, each with a flag that tells whether it is counted.

    An event that does not count explains a missing number if it is counted or void: only its issuer can put
    it there.
    """
    events: list[Event] = []
    broken: list[str] = []
    unknown: list[UnknownKey] = []
    for item, is_counted in items:
        event = read_event(issuer, item, keys)
        is_void = item.digest in keys.void
        if isinstance(event, Event):
            # an event that does not count is no conflict: else a thief could block a credential after the
            # root voided his events
            explains = not event.counts and (is_counted or is_void)
            events.append(replace(event, explains=True) if explains else event)
        elif is_void:
            continue
        elif is_counted:
            broken.append(item.digest)
        elif event is not None:
            unknown.append(event)
    return History((*events,), (*broken,), (*unknown,))


def read_event(issuer: str, item: EventItem, keys: PartyKeys) -> Event | UnknownKey | None:
    """Read the event in `item`; return the unknown key of a well-formed one, None for anything else.

    A void event needs no known key and no valid signature.
    """
    try:
        record: Record[StatusEvent] = read_record(item.value, StatusEvent)
    except RecordError:
        return None
    method = record.proof.verification_method
    key, change, created = keys.get(method), record.body.credential_subject, record.created
    # a key of another association cannot end this one's credentials
    if record.body.issuer != issuer or method.partition("#")[0] != issuer:
        return None
    if item.digest in keys.void:
        return Event(change, created, item.digest, counts=False)
    if key is None:
        return UnknownKey(method, created)
    if key.method.use != KINDS[StatusEvent.KIND].use or not check_signature(
        record.value, record.proof, key.public
    ):
        return None
    return Event(change, created, item.digest, keys.lets_count(key, change.action, created, item.digest))
