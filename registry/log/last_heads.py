"""Last signed log heads, in a file beside the database.

The file outlives the database: when an old copy of the database is put back, its next head would contradict
one that verifiers have seen. So a head is written to this file, on disk, before it leaves the transaction,
and nothing is written into a database that does not continue the head.

{"did:web:cq.huren.example":{"manifest":[1,2,3],"root":"<64 hex>","size":12}}

`manifest` is the order of the last signed manifest (`credentials.documents.manifest.Publication.order`),
three zeros before the first: there may be several to one head.

To check a view, read the file first: everything in the file was committed before, so a later view shows it,
even if somebody publishes meanwhile. To check the file, read the view first: a head is in the file before it
is in any view.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, Strict
from sqlalchemy import bindparam, exists, func, select

from credentials.documents.manifest import LogHead
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from credentials.record import Count, JsonObject, Maybe, Model, parse_document, read_body
from registry.database.tables import CHECKPOINT, PEER, RECORD
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.view.manifest_order import format_order
from registry.view.trees import RECORDS, TreeView
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.note import MAX_NOTE_BYTES

T = TypeVar("T")
M = TypeVar("M", bound=Model)

MAX_BYTES = 1024 * 1024

ManifestOrder = tuple[int, int, int]
"""Order of a manifest: (agreement version, key-list version, manifest version)."""

NONE_YET: ManifestOrder = (0, 0, 0)


class LastHead(LogHead):
    """Head signed last, and the order of the last manifest; with its note if it was cosigned."""

    manifest: Annotated[tuple[Count, Count, Count], Strict(False)]
    note: Maybe[Annotated[str, Field(max_length=MAX_NOTE_BYTES)]] = None


class _Heads(Model):
    heads: Annotated[dict[str, LastHead], Field(max_length=1024)]


Heads = Mapping[str, LastHead]
"""Heads by association."""

HeadCheck = Callable[[RegistryView], None]
"""Check that raises RegistryError for the first thing a view lacks."""


class Read(Protocol):
    """Opener of a view: `Registry.read`."""

    def __call__(self, work: Callable[[RegistryView], T], /) -> T: ...


_OWNERS = (
    select(CHECKPOINT.c.issuer, func.max(CHECKPOINT.c.size))
    .where(~exists().where(PEER.c.issuer == CHECKPOINT.c.issuer))  # no other node's log
    .group_by(CHECKPOINT.c.issuer)
)
_HELD = select(
    CHECKPOINT.c.note,
    exists().where(
        RECORD.c.issuer == bindparam("issuer"),
        RECORD.c.name > bindparam("first"),  # the digest follows the order in a name
        RECORD.c.name < bindparam("next"),
    ),
).where(CHECKPOINT.c.issuer == bindparam("issuer"), CHECKPOINT.c.size == bindparam("size"))


def heads_path(registry_path: Path) -> Path:
    """Return the path of the heads: `registry.db.heads` beside `registry.db`."""
    return registry_path.with_name(registry_path.name + ".heads")


class Guard:
    """Check before every write that this database continues what was signed last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, ...] | None, Heads] | None = None
        self._complete: Heads | None = None

    def begin(self) -> HeadCheck:
        """Read the file if it has changed; return the check for a view opened from now on.

        The check raises RegistryError log-rewound, manifest-rewound, heads-missing, heads-rewound; this,
        heads-damaged.
        """
        heads = self._load()

        def check(view: RegistryView) -> None:
            if heads is not self._complete:  # check the view once for each state of the file
                for error in find_forgotten(view, self._load):
                    raise error
                self._complete = heads
            for issuer, last in heads.items():
                check_view(view, issuer, last)

        return check

    def _load(self) -> Heads:
        try:
            status = self.path.stat()
            # each write renames a new file into place, so the inode differs even within one tick of the clock
            stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = None
        read = self._read
        if read is None or read[0] != stamp:
            self._read = read = stamp, load_heads(self.path)
        return read[1]


def witnessed_path(heads: Path) -> Path:
    """Return the path of others' heads that were cosigned last: `registry.db.heads.witnessed`.

    A database put back from an older copy must not cosign another history than it did.
    """
    return heads.with_name(heads.name + ".witnessed")


def check_view(view: RegistryView, issuer: str, last: LastHead) -> None:
    """Check that `view` continues the association's last head and has its last manifest or a newer one.

    Usually one query shows that the view has both; otherwise its log and newest manifest decide. Raises
    RegistryError log-rewound, manifest-rewound.
    """
    agreement, key_list, version = last.manifest
    first, following = format_order(last.manifest), format_order((agreement, key_list, version + 1))
    ends = {"issuer": issuer, "size": last.size, "first": first, "next": following}
    row = view.connection.execute(_HELD, ends).first()
    signed = format_checkpoint(Checkpoint(log_origin(issuer), last.size, bytes.fromhex(last.root)))
    # a note begins with the signed text; signatures may be added later
    if row is None or not row[0].startswith(signed):
        check_log(issuer, last, view.tree(issuer, RECORDS))
    if row is None or not row[1]:
        check_manifest(issuer, last, view.highest_order(issuer))


def check_log(issuer: str, last: LastHead, tree: TreeView) -> None:
    """Check that the log in `tree` continues the last head; RegistryError log-rewound."""
    if not tree.goes_on_from(last.size, bytes.fromhex(last.root)):
        raise RegistryError("log-rewound", issuer=issuer, size=tree.size, signed=last.size)


def check_manifest(issuer: str, last: LastHead, newest: ManifestOrder) -> None:
    """Check that the newest manifest is the last one or a later one; RegistryError manifest-rewound."""
    if newest < last.manifest:
        newest_order, signed = (".".join(map(str, order)) for order in (newest, last.manifest))
        raise RegistryError("manifest-rewound", issuer=issuer, version=newest_order, signed=signed)


def find_forgotten(view: RegistryView, load: Callable[[], Heads]) -> Iterator[RegistryError]:
    """Yield heads-missing or heads-rewound where the file lacks an association's newest head here.

    `load` reads the file, after the view was opened. Raises what it raises.
    """
    newest = sorted((str(issuer), int(size)) for issuer, size in view.connection.execute(_OWNERS))
    heads = load()
    for issuer, size in newest:
        if issuer not in heads:
            # the file is written before the database, so the file was lost
            yield RegistryError("heads-missing", issuer=issuer)
        elif heads[issuer].size < size:
            yield RegistryError("heads-rewound", issuer=issuer, size=heads[issuer].size, signed=size)


def find_rewound(path: Path, read: Read) -> list[RegistryError]:
    """Return every reason not to write a database with its heads at `path`; `read` opens a view of it.

    RegistryError log-rewound, manifest-rewound, heads-missing, heads-rewound, heads-damaged. Raises what
    `read` raises.
    """
    try:
        heads = load_heads(path)
        return read(
            lambda view: [*find_forgotten(view, lambda: load_heads(path)), *_find_behind(view, heads)]
        )
    except RegistryError as error:
        if error.code != "heads-damaged":
            raise
        return [error]


def _find_behind(view: RegistryView, heads: Heads) -> Iterator[RegistryError]:
    for issuer, last in heads.items():
        try:
            check_view(view, issuer, last)
        except RegistryError as error:
            yield error


def save_head(path: Path, issuer: str, tree: TreeView) -> None:
    """Write to the file that the head of `tree` is about to be signed; on disk when this returns."""
    heads = load_heads(path)
    manifest = heads[issuer].manifest if issuer in heads else NONE_YET
    heads[issuer] = LastHead(size=tree.size, root=tree.root().hex(), manifest=manifest)
    save_heads(path, heads)


def keep_up(path: Path, issuer: str, head: Checkpoint) -> None:
    """Write a head of an own log that came back from another node as one signed here.

    Called in a write transaction, so that nobody else writes the file meanwhile; on disk when this returns.
    """
    heads = load_heads(path)
    if issuer in heads and heads[issuer].size < head.size:
        heads[issuer] = heads[issuer].model_copy(update={"size": head.size, "root": head.root.hex()})
        save_heads(path, heads)


def save_manifest(path: Path, issuer: str, order: ManifestOrder) -> None:
    """Remember that this manifest is stored; on disk when this returns.

    Called in a write transaction, so that no other process writes the file meanwhile.
    """
    heads = load_heads(path)
    if issuer in heads and heads[issuer].manifest < order:
        heads[issuer] = heads[issuer].model_copy(update={"manifest": order})
        save_heads(path, heads)


def save_heads(path: Path, heads: Heads) -> None:
    """Write the file; on disk when this returns."""
    value: JsonObject = {
        name: head.model_dump(mode="json", exclude_none=True) for name, head in heads.items()
    }
    write_file(path, canonicalize(value), durable=True)


def load_heads(path: Path) -> dict[str, LastHead]:
    """Return the heads signed last, by association; none without a file. RegistryError heads-damaged."""
    heads = load_beside(path, "heads", _Heads)
    return dict(heads.heads) if heads is not None else {}


def load_beside(path: Path, member: str, model: type[M]) -> M | None:
    """Read a file beside the database as the `member` of a model, or None; RegistryError heads-damaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RegistryError("heads-damaged", str(path)) from error
    try:
        return read_body({member: parse_document(data, MAX_BYTES)}, model)
    except RecordError:
        raise RegistryError("heads-damaged", str(path)) from None
