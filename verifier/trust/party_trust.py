"""Trust data of one association: key lists, keys, manifests, and events in their order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.documents.key_list import KeyList, Use
from credentials.documents.manifest import Manifest
from credentials.identifiers import log_origin
from credentials.record import EventCount, Record
from signing.log.merkle import MerkleTree
from signing.log.note import VerifierKey, format_verifier_key
from verifier.trust.events import EventItem, Events, History
from verifier.trust.keys import EventLine, Key, Objection, PartyKeys, Stand, public_keys
from verifier.trust.manifests import Manifests


@dataclass(frozen=True, slots=True)
class Order:
    """An association's own order of its events, with the `tree` over the counted ones.

    `contradicted` is a signed count whose root differs from the one here.
    """

    tree: MerkleTree
    contradicted: int | None = None

    @property
    def size(self) -> int:
        """The number of events that are counted and here."""
        return self.tree.size


class PartyTrust:
    """One association; `lists` are its key lists by root key, oldest root first, each in order of version."""

    def __init__(
        self,
        issuer: str,
        *,
        lists: Mapping[str, Sequence[Record[KeyList]]],
        keys: PartyKeys,
        manifests: Manifests,
        events: Events,
        order: Order,
    ) -> None:
        self.issuer = issuer
        self.lists = lists
        self.keys = keys
        self.manifests = manifests
        self.events = events
        self.order = order

    @property
    def newest_key_list(self) -> Record[KeyList]:
        """The newest key list of the newest root that signed any; a replaced root adds no more keys."""
        return [*self.lists.values()][-1][-1]

    @property
    def lists_by_version(self) -> dict[int, Record[KeyList]]:
        """The key lists by version."""
        return {record.body.version: record for records in self.lists.values() for record in records}

    @property
    def manifest(self) -> Record[Manifest] | None:
        """The newest manifest that ranks."""
        return self.manifests.newest

    def count_events(self) -> EventCount:
        """Return the count of the counted events; no later key list counts fewer."""
        return EventCount(count=self.order.size, root=self.order.tree.root().hex())

    def key_list(self, root: str) -> Record[KeyList] | None:
        """Return the newest key list that this root key signed."""
        chain = self.lists.get(root)
        return chain[-1] if chain else None

    def key(self, method_id: str) -> Key | None:
        """Return the key with this method id."""
        return self.keys.get(method_id)

    def find_objection(
        self,
        method_id: str,
        use: Use,
        at: datetime,
        key_list: Record[KeyList] | None,
        stands: Callable[[Stand], bool] = lambda _: False,
    ) -> Objection | None:
        """Return the first reason why this key may not sign for `use` at `at`; None where it may.

        The key must stand in `key_list`, the one in force, and be for this use, and `at` must lie in its
        time. A compromised key's signature counts if `stands` says so of its salvage list.
        """
        key = self.keys.get(method_id)
        # both lists must have the key: the newest list, which `keys` comes from, and the list in force
        if key is None or key_list is None or key_list.body.method(method_id) is None:
            return "unknown-key"
        if key.weak:
            return "weak-key"
        if key.method.use != use:
            return "wrong-use"
        if key.stand is not None and not stands(key.stand):
            return "key-compromised"
        return None if key.signs_at(at) else "key-expired"

    def publication_keys(self, *, compromised: bool = False, seen: int | None = None) -> list[bytes]:
        """Return the public keys for checkpoints, compromised ones only if allowed or safe at `seen`."""
        return public_keys(self.keys.values(), "publication", compromised=compromised, seen=seen)

    def log_keys(self) -> list[str]:
        """Return the verifier keys of its log (C2SP signed-note), newest first, without compromised ones."""
        origin = log_origin(self.issuer)
        return [format_verifier_key(VerifierKey(origin, key)) for key in reversed(self.publication_keys())]

    def history(self, credential: str) -> History:
        """Return the history of one credential."""
        return self.events.history(credential, self.keys)

    def signed_counts(self) -> Iterator[tuple[str, EventCount]]:
        """Yield the event counts it has signed: its newest key list's floor, each ranked manifest's count."""
        yield self.issuer, self.newest_key_list.body.events
        for manifest in self.manifests.ranked:
            yield self.issuer, manifest.body.credential_subject.events


def find_lines(sequences: Iterable[Sequence[str]], floors: Mapping[str, EventCount]) -> dict[str, EventLine]:
    """Return the lines that `floors` draw, each proven by the beginning of a sequence of digests."""
    drawn: dict[EventCount, EventLine] = {}
    wanted = {*floors.values()}
    for sequence in sequences if wanted else ():
        tree = MerkleTree(map(bytes.fromhex, sequence))
        # the signed root decides, not a date: a thief can write any date
        for floor in wanted - drawn.keys():
            if floor.count <= tree.size and tree.root(floor.count).hex() == floor.root:
                drawn[floor] = EventLine(floor, frozenset(sequence[: floor.count]))
    return {name: drawn.get(floor, EventLine(floor, frozenset())) for name, floor in floors.items()}


def find_order(
    sequences: Iterable[Sequence[EventItem]], counts: Iterable[EventCount]
) -> tuple[Sequence[EventItem], Order]:
    """Return the longest beginning of one of `sequences` whose root one of `counts` signs.

    Only the issuer orders its events: an event that no signed count covers has no place.
    """
    signed = {(count.count, count.root) for count in counts}
    best: tuple[Sequence[EventItem], MerkleTree] = ((), MerkleTree())
    for sequence in sequences:
        tree = MerkleTree(bytes.fromhex(item.digest) for item in sequence)
        sizes = sorted({size for size, _ in signed if best[1].size < size <= tree.size}, reverse=True)
        size = next((size for size in sizes if (size, tree.root(size).hex()) in signed), None)
        if size is not None:
            whole = size == tree.size
            kept = tree if whole else MerkleTree(bytes.fromhex(item.digest) for item in sequence[:size])
            best = sequence[:size], kept
    items, tree = best
    within = sorted((size, root) for size, root in signed if size <= tree.size)
    contradicted = next((size for size, root in within if tree.root(size).hex() != root), None)
    return items, Order(tree, contradicted)
