"""Order of counted events, which only the association that signed them decides.

1. Events are obeyed as soon as they are admitted, in whatever order they come. Until a signed count of their
   association covers them they are *loose*.
2. An association that publishes here counts its loose events in the order of its log.
3. Another's events are counted as far as its own signature, by a sound key, proves an order: its manifest
   here or waiting, or the floor of its key list. Anybody may deliver an order; the signed root decides.
4. When a publication key turns out to be compromised, events that only it counted are loose again.
5. An event whose key was only in lists of a replaced root no longer counts: it is in no order, and not loose.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from credentials.record import EventCount
from registry.database.bulk import insert_rows
from registry.database.tables import EVENT, LEAF, RECORD
from registry.view.trees import EVENTS
from registry.view.view import RegistryView
from registry.view.waiting_manifests import find_waiting, names_unknown
from signing.log.merkle import MerkleTree
from verifier.trust.events import Event, EventItem, read_event
from verifier.trust.keys import PartyKeys, Stand
from verifier.trust.party_trust import PartyTrust

_COUNTED = (
    select(LEAF.c.digest)
    .where(LEAF.c.issuer == bindparam("issuer"), LEAF.c.tree == EVENTS)
    .order_by(LEAF.c.position)
)
_CAME = (
    select(EVENT.c.digest, EVENT.c.credential, EVENT.c.key)
    .join(RECORD, RECORD.c.digest == EVENT.c.digest)
    .where(EVENT.c.issuer == bindparam("issuer"))
    .order_by(RECORD.c.position)
)


@dataclass(frozen=True, slots=True)
class UncountedEvent:
    """Uncounted event: its digest, its credential, the fragment of its key's id."""

    digest: str
    credential: str
    key: str


def read_order(view: RegistryView, issuer: str) -> list[str]:
    """Return the digests of the association's counted events."""
    return [*view.connection.scalars(_COUNTED, {"issuer": issuer})]


def read_loose(view: RegistryView, issuer: str, counted: Sequence[str]) -> list[UncountedEvent]:
    """Return the association's other events that may be named and counted, in the order of arrival.

    An event of a marked key beyond its line is left out, unless the root keeps it or declares it void.
    """
    loose, party = _read_uncounted(view, issuer, counted), view.load_trust().party(issuer)
    keys = party.keys if party is not None else PartyKeys(())
    marked = {
        method_id.partition("#")[2]: key.stand
        for method_id, key in keys.items()
        if key.stand is not None and key.stand.line.is_proven
    }
    return [event for event in loose if event.key not in marked or _is_named(event, marked[event.key], keys)]


def _is_named(event: UncountedEvent, stand: Stand, keys: PartyKeys) -> bool:
    return event.digest in stand.line.inside | stand.keep | keys.void


def _read_uncounted(view: RegistryView, issuer: str, counted: Sequence[str]) -> list[UncountedEvent]:
    """Return all other events that still have a key, in the order of arrival."""
    rows, uncounted = view.connection.execute(_CAME, {"issuer": issuer}), {*counted}
    loose = [UncountedEvent(*row) for row in rows if row.digest not in uncounted]
    party = view.load_trust().party(issuer)
    if party is None or len(party.lists) == 1:  # lists of one root never drop a key
        return loose
    return [event for event in loose if _still_is(view, party, event.digest)]


def _still_is(view: RegistryView, party: PartyTrust, digest: str) -> bool:
    item = EventItem.of(view.event_record(digest).value)
    return isinstance(read_event(party.issuer, item, party.keys), Event)


def count_events(digests: Sequence[str]) -> EventCount:
    """Return the number of events and the root of an order."""
    tree = MerkleTree(map(bytes.fromhex, digests))
    return EventCount(count=tree.size, root=tree.root().hex())


def count_own(view: RegistryView, issuer: str) -> list[str]:
    """Give the association's loose events their places before it signs its count; return the whole order."""
    known = read_order(view, issuer)
    order = [*known, *(event.digest for event in read_loose(view, issuer, known))]
    _replace(view, issuer, known, order)
    return order


def adopt_order(view: RegistryView, issuer: str, digests: Sequence[str]) -> bool:
    """Count events in a delivered order, as far as the association's own signature proves it.

    Return whether the order here grew.
    """
    order = read_order(view, issuer)
    known = {*order, *(event.digest for event in _read_uncounted(view, issuer, order))}
    return _adopt(view, issuer, [_usable(digests, known)])


def order_loose(view: RegistryView, issuer: str, count: EventCount | None = None) -> bool:
    """Try likely orders: as delivered, by arrival, by time of signing.

    `count` is that of a manifest under consideration, beside those signed here. Return whether the order here
    grew.
    """
    order = read_order(view, issuer)
    arrived = [event.digest for event in _read_uncounted(view, issuer, order)]
    if not arrived:
        return False
    brought = _usable(view.brought.get(issuer, ()), {*order, *arrived})
    return _adopt(view, issuer, [brought, [*order, *arrived], [*order, *_as_signed(view, arrived)]], count)


def drop_unsupported(view: RegistryView, issuer: str) -> None:
    """Make loose again the events that no sound signature of the association counts."""
    order = read_order(view, issuer)
    _replace(view, issuer, order, order[: _supported([*_signed_counts(view, issuer)], order)])


def _usable(digests: Sequence[str], known: Container[str]) -> Sequence[str]:
    """Return the longest beginning of an order of which every event is here."""
    end = next((place for place, digest in enumerate(digests) if digest not in known), len(digests))
    return digests[:end]


def _adopt(
    view: RegistryView, issuer: str, sequences: Sequence[Sequence[str]], count: EventCount | None = None
) -> bool:
    order = read_order(view, issuer)
    counts = [*_signed_counts(view, issuer), *([count] if count is not None else [])]
    supported = _supported(counts, order)
    for sequence in sequences:
        size = _supported(counts, sequence)
        # an order may extend what was signed, never rearrange it
        if size > supported and [*sequence[:supported]] == order[:supported]:
            _replace(view, issuer, order, [*sequence[:size]])
            return True
    return False


def _supported(counts: Iterable[EventCount], digests: Sequence[str]) -> int:
    """Return how many of `digests` one of `counts` signs in this order."""
    tree = MerkleTree(map(bytes.fromhex, digests))
    within = (count for count in counts if count.count <= tree.size)
    return max((c.count for c in within if tree.root(c.count).hex() == c.root), default=0)


def _signed_counts(view: RegistryView, issuer: str) -> Iterator[EventCount]:
    """Yield the counts by sound keys: floor, lines, the newest manifest, the waiting one.

    A manifest counts here before those that it repeats of others are here, too.
    """
    party = view.load_trust().party(issuer)
    if party is None:
        return
    yield party.newest_key_list.body.events
    yield from (key.stand.line.floor for key in party.keys.values() if key.stand is not None)
    newest = (view.newest_manifest(issuer, repeating_unknown=unknown) for unknown in (False, True))
    for manifest in (*newest, find_waiting(view, issuer)):
        if manifest is not None and not names_unknown(view, manifest):
            yield manifest.body.credential_subject.events


def _as_signed(view: RegistryView, digests: Sequence[str]) -> list[str]:
    records = (view.event_record(digest) for digest in digests)
    return [r.digest for r in sorted(records, key=lambda record: (record.created, record.digest))]


def _replace(view: RegistryView, issuer: str, before: Sequence[str], order: Sequence[str]) -> None:
    """Put `order` in the place of `before`; unchanged leaves are not touched."""
    same = next(
        (i for i, (a, b) in enumerate(zip(before, order, strict=False)) if a != b),
        min(len(before), len(order)),
    )
    if same < len(before):
        view.connection.execute(
            delete(LEAF).where(LEAF.c.issuer == issuer, LEAF.c.tree == EVENTS, LEAF.c.position >= same)
        )
    rows = [(issuer, EVENTS, position, order[position]) for position in range(same, len(order))]
    insert_rows(view.connection, LEAF, rows)
