"""Files of one log in the static tree, including those by which other nodes follow and witness it.

- <host>/records/<digest>.json: every logged record
- <host>/log/checkpoint, /log/tile/…: C2SP tlog-tiles
- <host>/log/data/<N>[.p/<W>].ndjson.gz: the records in the order of the log, 256 a pack
- <host>/log/checkpoints/<size>: each checkpoint that another association cosigned
- <host>/log/loose.ndjson.gz: events that nothing counts yet
- <host>/log/.arrived: records of another's log at the last writing, for the next writer
- witness/<hash>/checkpoint: the log of another as this node cosigned it last
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from credentials.identifiers import log_origin
from registry.database.portions import stream
from registry.database.tables import CHECKPOINT, LEAF, MIRROR, RECORD
from registry.log.cosignatures import cosigners_of, keep_known, known_keys, newest_note
from registry.log.packs import find_pack, join_lines, pack_path
from registry.log.tiles import WIDTH, entry_tiles, hash_tiles, split_tiles, tile_path
from registry.publishing.bundle import read_loose_records
from registry.publishing.stores.store import TreeFile, TreeStore
from registry.view.log_heads import known_heads
from registry.view.trees import MIRRORED, RECORDS, count_leaves, log_name, read_leaves
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note
from verifier.trust.trust_store import is_checkpoint_signed

PAGE = 500
LATEST = 256
"""Number of newest cosigned checkpoints that are written again, since cosignatures may come late."""

_ARRIVED = "log/.arrived"


def log_files(
    view: RegistryView, issuer: str, host: str, known: TreeStore | None, late: Collection[int] = ()
) -> Iterator[TreeFile]:
    """Yield the files of the association's log that the tree `known` lacks, or all; the checkpoint last.

    Readers must not see a checkpoint before its entries. Older checkpoints of `late` sizes are written again.
    """
    start = _published_size(view, issuer, known, host) if known is not None else 0
    head = view.newest_checkpoint(issuer)
    noted = known.read(f"{host}/{_ARRIVED}") if known is not None and _is_counted(view, issuer) else None
    arrived = _count_arrived(view, issuer, noted)
    # a log of which no head is here begins where the tree's records end
    others = _late_records(view, issuer, start, arrived if start else 0)
    for digest, data in chain(others, _records(view, issuer, start if head is not None else arrived)):
        yield TreeFile(f"{host}/records/{digest}.json", data, "fixed")
    yield TreeFile(f"{host}/log/loose.ndjson.gz", loose_lines(view, issuer))
    if head is None:
        return
    name, first, begun = log_name(view.connection, issuer), start // WIDTH, start
    if start < head.size:
        leaves = read_leaves(view.connection, issuer, name, first * WIDTH, head.size)
        tree = view.tree(issuer, name).tree
        for path, data in chain(hash_tiles(tree, head.size, start), entry_tiles(leaves, first)):
            yield TreeFile(f"{host}/log/tile/{path}", data, "fixed")
    # if the last full pack is missing, others may be missing, too: write all packs
    if known is not None and first and not known.has(f"{host}/log/data/{pack_path(first - 1)}"):
        start = 0
    for place in split_tiles(head.size, start) if start < head.size else ():
        pack = find_pack(view, issuer, *place)
        if pack is not None:
            yield TreeFile(f"{host}/log/data/{pack_path(*place)}", pack, "fixed")
    yield from _replaced_parts(f"{host}/log", begun, head.size)
    folder, kept = f"{host}/log/checkpoints", set()
    for number, (size, note, hashes) in enumerate(_cosigned(view, issuer)):
        kept.add(str(size))
        if not start or number < LATEST or size in late or note != hashes:
            yield TreeFile(f"{folder}/{size}", note.encode())
    gone = {*known.names(folder)} - kept if known is not None else ()
    yield from (TreeFile(f"{folder}/{name}", b"", "gone") for name in sorted(gone))
    yield TreeFile(f"{host}/log/checkpoint", (newest_note(view, issuer) or "").encode(), "pointing")


def _replaced_parts(log: str, start: int, size: int) -> Iterator[TreeFile]:
    """Yield the folders of partial tiles and packs beside which a log of `size` entries has the full one."""
    level = 0
    while start:
        if start % WIDTH and start // WIDTH < size // WIDTH:
            for folder in (f"tile/{level}", *(("tile/entries", "data") if not level else ())):
                yield TreeFile(f"{log}/{folder}/{tile_path(start // WIDTH)}.p", b"", "replaced")
        level, start, size = level + 1, start // WIDTH, size // WIDTH


def loose_lines(view: RegistryView, issuer: str) -> bytes:
    """Return the association's uncounted events, one a line, gzipped."""
    return join_lines([*read_loose_records(view, issuer)])


def witness_files(view: RegistryView) -> Iterator[TreeFile]:
    """Yield the newest checkpoint of every log that this node witnesses."""
    for issuer in view.load_trust().parties:
        note = witnessed_note(view, issuer)
        if note is not None:
            yield TreeFile(f"{witness_path(issuer)}/checkpoint", note.encode())


def witness_path(issuer: str) -> str:
    """Return the folder of a witnessed log's checkpoints (C2SP tlog-witness)."""
    return f"witness/{sha256(log_origin(issuer).encode()).hexdigest()}"


def witnessed_note(view: RegistryView, issuer: str) -> str | None:
    """Return the newest cosigned checkpoint of another's log; None for an own log.

    Its entries need not be here. A checkpoint by a key reported stolen is not shown.
    """
    return newest_cosigned(view, issuer) if log_name(view.connection, issuer) == MIRRORED else None


def newest_cosigned(view: RegistryView, issuer: str) -> str | None:
    """Return the newest cosigned checkpoint of a log by a key that is not stolen."""
    trust, origin = view.load_trust(), log_origin(issuer)
    party, keys = trust.party(issuer), known_keys(trust)
    if party is None:
        return None
    for head in known_heads(view.connection, issuer):
        note = keep_known(head.note, origin, keys)
        if cosigners_of(note, origin) and is_checkpoint_signed(parse_note(note), party):
            return note
    return None


def cosigned_note(view: RegistryView, issuer: str, size: int) -> str | None:
    """Return the checkpoint of this size, once another association cosigned it."""
    return next((note for _, note, _ in _cosigned(view, issuer, size)), None)


def _cosigned(view: RegistryView, issuer: str, only: int | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield (size, note, stored note) of each checkpoint that others cosigned by known keys, newest first."""
    row, origin, keys = CHECKPOINT.c, log_origin(issuer), known_keys(view.load_trust())
    query = select(row.size, row.note).where(row.issuer == issuer).order_by(row.size.desc())
    for size, stored_note in stream(
        view.connection, query if only is None else query.where(row.size == only)
    ):
        note = keep_known(stored_note, origin, keys)
        if cosigners_of(note, origin):
            yield size, note, stored_note


def _published_size(view: RegistryView, issuer: str, known: TreeStore, host: str) -> int:
    """Return the number of this log's entries in the tree; 0 if its checkpoint is missing or another's."""
    try:
        head = parse_checkpoint(parse_note(known.read(f"{host}/log/checkpoint") or b"").text)
    except SigningError:
        return 0
    same = head.origin == log_origin(issuer) and view.log(issuer).goes_on_from(head.size, head.root)
    return head.size if same else 0


def _records(view: RegistryView, issuer: str, start: int) -> Iterator[tuple[str, bytes]]:
    """Yield the log's records from place `start` on, including those that no head covers yet."""
    entry = LEAF if log_name(view.connection, issuer) == RECORDS else MIRROR
    query = (
        select(entry.c.position, RECORD.c.digest, RECORD.c.data)
        .join(RECORD, and_(RECORD.c.issuer == entry.c.issuer, RECORD.c.digest == entry.c.digest))
        .where(entry.c.issuer == issuer)
    )
    if entry is LEAF:
        query = query.where(LEAF.c.tree == RECORDS)
    return _read_pages(view, query, entry.c.position, start)


def _late_records(view: RegistryView, issuer: str, start: int, known: int) -> Iterator[tuple[str, bytes]]:
    """Yield another's records that arrived since the tree was written and have no place from `start` on.

    They were refused when their place was mirrored, or arrived earlier by hand or in a bundle.
    """
    if log_name(view.connection, issuer) != MIRRORED:
        return iter(())
    same = and_(MIRROR.c.issuer == LEAF.c.issuer, MIRROR.c.digest == LEAF.c.digest)
    query = (
        select(LEAF.c.position, RECORD.c.digest, RECORD.c.data)
        .join(RECORD, RECORD.c.digest == LEAF.c.digest)
        .outerjoin(MIRROR, same)
        .where(LEAF.c.issuer == issuer, LEAF.c.tree == RECORDS)
        .where(or_(MIRROR.c.position < start, MIRROR.c.position.is_(None)))
    )
    return _read_pages(view, query, LEAF.c.position, known)


def _read_pages(
    view: RegistryView, query: Select[Any], place: ColumnElement[int], start: int
) -> Iterator[tuple[str, bytes]]:
    """Yield (digest, bytes) of the records of a query of (place, digest, bytes), from `start` on."""
    ordered, last = query.order_by(place).limit(PAGE), start - 1
    while rows := view.connection.execute(ordered.where(place > last)).all():
        yield from ((row.digest, row.data) for row in rows)
        last = rows[-1].position


def arrived_files(view: RegistryView, issuer: str, host: str) -> Iterator[TreeFile]:
    """Yield the note of how many records of another's log are here, and the last one.

    The order is that of arrival, which differs between registries.
    """
    count = count_leaves(view.connection, issuer, RECORDS)
    if count and _is_counted(view, issuer):
        yield TreeFile(f"{host}/{_ARRIVED}", _format_arrived(view, issuer, count))


def _is_counted(view: RegistryView, issuer: str) -> bool:
    """Return whether the order of a log here is that of arrival."""
    return log_name(view.connection, issuer) == MIRRORED or view.newest_checkpoint(issuer) is None


def _count_arrived(view: RegistryView, issuer: str, noted: bytes | None) -> int:
    """Return how many of this log's records were here at the last writing; 0 for another registry's tree."""
    try:
        count = int((noted or b"").partition(b" ")[0])
    except ValueError:
        return 0
    is_known = 0 < count <= count_leaves(view.connection, issuer, RECORDS)
    return count if is_known and noted == _format_arrived(view, issuer, count) else 0


def _format_arrived(view: RegistryView, issuer: str, count: int) -> bytes:
    """Format the number of records and the digest of the last one."""
    (last,) = read_leaves(view.connection, issuer, RECORDS, count - 1, count)
    return f"{count} {last.hex()}\n".encode()
