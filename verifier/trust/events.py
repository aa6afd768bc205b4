"""One association's status events: hashed when trust data is loaded, read when a verdict needs them.

1. *Counted* events are those that the association signed a count of, in its order; all others are *loose*:
   obeyed at once, in no count.
2. Only the credential and the digest of an event are looked at before; its form, key and signature when its
   credential is asked about.
3. A counted event that is no event of an assessment key acts in nothing and holds no place in the sequence:
   its credential is in conflict. A loose one is set aside, for anybody may put it there; with a note where
   its key is not known here, for it may be newer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.errors import RecordError
from credentials.kinds import KINDS
from credentials.record import JsonObject, Record, read_record
from signing.data_integrity import check_signature
from signing.jcs import encode_profile
from verifier.trust.keys import Key


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event as it came: a JSON object, the digest of its JCS bytes, and the credential it names."""

    value: JsonObject
    digest: str
    credential: str | None

    @property
    def key(self) -> str | None:
        """The id of the key that it says has signed it."""
        proof = self.value.get("proof")
        named = proof.get("verificationMethod") if isinstance(proof, dict) else None
        return named if isinstance(named, str) else None

    @classmethod
    def of(cls, value: JsonObject) -> "EventItem":
        """The item of a JSON object of the profile."""
        subject = value.get("credentialSubject")
        named = subject.get("credential") if isinstance(subject, dict) else None
        digest = sha256(encode_profile(value)).hexdigest()
        return cls(value, digest, named if isinstance(named, str) else None)


@dataclass(frozen=True, slots=True)
class Event:
    """One status event and whether its key lets it count."""

    change: StatusChange
    created: datetime
    digest: str
    counts: bool


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A loose event that was set aside, as its key stands in no key list here."""

    key: str
    created: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one credential; `broken` are digests of counted events that are none."""

    events: tuple[Event, ...] = ()
    broken: tuple[str, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()


class Events:
    """The events of one association: `counted` in its order, and loose ones."""

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
        """Those of the events that name a credential."""
        return {item.digest for item, _ in self._items.get(credential, ())}

    def history(self, credential: str, keys: Mapping[str, Key]) -> History:
        """What the events say of one credential; read once."""
        items = self._items.get(credential)
        if items is None:
            return NO_HISTORY
        found = self._histories.get(credential)
        if found is None:
            found = self._histories[credential] = read_history(self.issuer, items, keys)
        return found


NO_HISTORY = History()
"""That of a credential which no event names."""


def read_history(issuer: str, items: Iterable[tuple[EventItem, bool]], keys: Mapping[str, Key]) -> History:
    """What events of one credential say, each with whether it is counted."""
    events: list[Event] = []
    broken: list[str] = []
    unknown: list[UnknownKey] = []
    for item, is_counted in items:
        found = read_event(issuer, item, keys)
        if isinstance(found, Event):
            events.append(found)
        elif is_counted:
            broken.append(item.digest)
        elif found is not None:
            unknown.append(found)
    return History((*events,), (*broken,), (*unknown,))


def read_event(issuer: str, item: EventItem, keys: Mapping[str, Key]) -> Event | UnknownKey | None:
    """The event in `item`; the unknown key of one that is well formed; None for anything else."""
    try:
        record: Record[StatusEvent] = read_record(item.value, StatusEvent)
    except RecordError:
        return None
    method = record.proof.verification_method
    key = keys.get(method)
    if record.body.issuer != issuer or method.partition("#")[0] != issuer:
        return None
    if key is None:
        return UnknownKey(method, record.created)
    if key.method.use != KINDS[StatusEvent.KIND].use or not check_signature(
        record.value, record.proof, key.public
    ):
        return None
    change, created = record.body.credential_subject, record.created
    return Event(change, created, item.digest, lets_count(key, change.action, created, item.digest))


def lets_count(key: Key, action: str, created: datetime, digest: str) -> bool:
    """Whether the key that signed an event lets it count."""
    restricts = action in ("suspend", "revoke", "supersede")
    if key.stand is not None:
        return digest not in key.stand.void if restricts else digest in key.stand.keep
    return restricts or key.signs_at(created)
