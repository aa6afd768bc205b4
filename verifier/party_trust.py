"""What trust data says of one association: its keys, its manifest, its events and how complete they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.key_list import KeyList, Method
from credentials.manifest import Manifest
from credentials.record import EventCount, Record
from credentials.salvage import Salvage
from credentials.status_event import StatusChange, StatusEvent
from signing.data_integrity import check_signature
from signing.ed25519 import is_weak_key
from signing.merkle import MerkleTree
from signing.multikey import decode_multikey
from verifier.errors import TrustError


@dataclass(frozen=True, slots=True)
class Stand:
    """Which records of a compromised key stand (`keep`), which of its events do not (`void`)."""

    keep: frozenset[str]
    void: frozenset[str]

    @classmethod
    def of(cls, salvage: Salvage | None) -> "Stand":
        """Of a salvage list; without one nothing stands and nothing is void."""
        if salvage is None:
            return cls(frozenset(), frozenset())
        return cls(frozenset(salvage.keep), frozenset(salvage.void))


@dataclass(frozen=True, slots=True)
class Key:
    """One usable method of the association: its bytes, and its salvage list where it is compromised."""

    method: Method
    public: bytes
    weak: bool
    stand: Stand | None

    def signs_at(self, created: datetime) -> bool:
        """Whether `created` lies in [validFrom, signsUntil)."""
        until = self.method.signs_until
        return self.method.valid_from <= created and (until is None or created < until)


@dataclass(frozen=True, slots=True)
class Event:
    """One status event and whether its key lets it count (design section 4, Compromised key)."""

    change: StatusChange
    created: datetime
    digest: str
    counts: bool


class PartyTrust:
    """One association. `lists` are its key lists by root key, oldest root first, each in order of version."""

    def __init__(
        self,
        issuer: str,
        lists: Mapping[str, Sequence[Record[KeyList]]],
        salvage: Mapping[str, Salvage],
        manifest: Record[Manifest] | None,
        events: Sequence[Record[StatusEvent]],
    ) -> None:
        self.issuer = issuer
        self.lists = lists
        self.manifest = manifest
        self._newest = [*lists.values()][-1][-1]
        self._keys = {m.id: _key(m, salvage) for m in self._newest.body.verification_method}
        self.tree = MerkleTree(bytes.fromhex(record.digest) for record in events)
        self.events: dict[str, list[Event]] = {}
        for record in events:
            event = self._read_event(record)
            self.events.setdefault(event.change.credential, []).append(event)

    @property
    def newest_key_list(self) -> Record[KeyList]:
        """The newest key list of the newest root that signed any; a replaced root adds nothing any more."""
        return self._newest

    def key_list(self, root: str) -> Record[KeyList] | None:
        """The newest key list that this root key signed."""
        chain = self.lists.get(root)
        return chain[-1] if chain else None

    def key(self, method_id: str) -> Key | None:
        """The key with this method id."""
        return self._keys.get(method_id)

    def publication_keys(self, *, compromised: bool = False) -> list[bytes]:
        """The public keys that sign checkpoints; those in other hands only where allowed."""
        keys = (key for key in self._keys.values() if key.method.use == "publication")
        return [key.public for key in keys if compromised or key.stand is None]

    def agrees(self, events: EventCount) -> bool | None:
        """Whether the first `events.count` events here have that root; None when fewer are here."""
        if events.count > self.tree.size:
            return None
        return self.tree.root(events.count).hex() == events.root

    def _read_event(self, record: Record[StatusEvent]) -> Event:
        name = f"events.{record.body.id}"
        key = self._keys.get(record.proof.verification_method)
        if key is None or not check_signature(record.value, record.proof, key.public):
            raise TrustError("bad-signature", name)
        if key.method.use != "assessment":
            raise TrustError("wrong-use", name, use=key.method.use)
        change = record.body.credential_subject
        restricts = change.action in ("suspend", "revoke", "supersede")
        if key.stand is not None:
            counts = (
                record.digest not in key.stand.void if restricts else record.digest in key.stand.keep
            )  # fmt: skip
        else:
            counts = restricts or key.signs_at(record.created)
        return Event(change, record.created, record.digest, counts)


def _key(method: Method, salvage: Mapping[str, Salvage]) -> Key:
    stand = None
    if method.compromised_since is not None:
        named = salvage.get(method.salvage) if method.salvage is not None else None
        if method.salvage is not None and (named is None or named.key != method.id):
            raise TrustError("salvage-missing", method.id)
        stand = Stand.of(named)
    public = decode_multikey(method.public_key_multibase)
    return Key(method, public, is_weak_key(public), stand)
