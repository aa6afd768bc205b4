"""Trees of the associations, kept in memory beside the database.

Each association has two: `records`, its log, and `events`, whose root manifests sign. If another node keeps
the log, `records` has the order of arrival here, and `mirror` has the owner's log order. The leaves in the
database are the truth: a tree is built from them at first use and catches up with later commits. The tree
over certificate numbers has no stored leaves: new numbers go into the last tree made.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from credentials.errors import RecordError
from credentials.kinds import parse_credential
from registry.database.portions import stream
from registry.database.tables import CREDENTIAL, LEAF, MIRROR, PEER, RECORD, SAME_PLACE
from signing.log.merkle import MerkleTree
from verifier.numbers.commitment import hash_number
from verifier.numbers.number_proof import NumberTree

RECORDS = "records"
EVENTS = "events"
MIRRORED = "mirror"

_PEER = select(PEER.c.issuer).where(PEER.c.issuer == bindparam("issuer"))
_CUTS = select(PEER.c.cuts).where(PEER.c.issuer == bindparam("issuer"))
_LAST_MIRRORED = select(func.max(MIRROR.c.position)).where(MIRROR.c.issuer == bindparam("issuer"))
_LAST = select(func.max(LEAF.c.position)).where(
    LEAF.c.issuer == bindparam("issuer"), LEAF.c.tree == bindparam("tree")
)
_NUMBER = CREDENTIAL.c.certificate_number, CREDENTIAL.c.scheme
_NUMBERED = select(*_NUMBER, CREDENTIAL.c.position).where(
    CREDENTIAL.c.issuer == bindparam("issuer"),
    CREDENTIAL.c.position >= bindparam("since"),
    CREDENTIAL.c.position < bindparam("size"),
)
_MIRRORED_NUMBERED = (
    select(*_NUMBER, MIRROR.c.position)
    .join(RECORD, SAME_PLACE)
    .join(MIRROR, and_(MIRROR.c.issuer == RECORD.c.issuer, MIRROR.c.digest == RECORD.c.digest))
    .where(MIRROR.c.issuer == bindparam("issuer"), MIRROR.c.position < bindparam("size"))
    .where(or_(MIRROR.c.position >= bindparam("since"), CREDENTIAL.c.position >= bindparam("arrived")))
)
_REFUSED = (
    select(MIRROR.c.position, MIRROR.c.digest, MIRROR.c.code, MIRROR.c.data, MIRROR.c.moment)
    .where(MIRROR.c.issuer == bindparam("issuer"), MIRROR.c.code.is_not(None))
    .where(MIRROR.c.position >= bindparam("first"))
)


@dataclass(frozen=True, slots=True)
class TreeView:
    """Tree as one transaction sees it: the first `size` entries of a tree that may have grown since."""

    tree: MerkleTree
    size: int

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` entries, by default of all in view."""
        return self.tree.root(self.size if size is None else size)

    def goes_on_from(self, size: int, root: bytes) -> bool:
        """Return whether a head of that size and root signs its first entries."""
        return size <= self.size and self.root(size) == root


@dataclass(frozen=True, slots=True)
class LogNumbers:
    """Certificate numbers among the first `size` log entries, and the place of each scheme's first.

    `arrived` is how many records of the association were here, `log` the name of the tree and how often it
    was cut.
    """

    log: tuple[str, int]
    size: int = 0
    arrived: int = 0
    tree: NumberTree = field(default_factory=lambda: NumberTree(()))
    firsts: Mapping[str, int] = field(default_factory=dict)

    def with_more(self, rows: Iterable[tuple[str, str, int]], size: int, arrived: int) -> Self:
        """Return it with later rows of (number, scheme, place)."""
        firsts = {**self.firsts}

        def read() -> Iterator[bytes]:
            for number, scheme, place in rows:
                firsts[scheme] = min(place, firsts.get(scheme, place))
                yield hash_number(number)

        return replace(self, size=size, arrived=arrived, tree=self.tree.with_more(read()), firsts=firsts)


class Trees:
    """Trees of every association, by issuer and name."""

    def __init__(self) -> None:
        self._trees: dict[tuple[str, str, int], MerkleTree] = {}
        self._lock = Lock()
        self._numbers: dict[tuple[str, bool], LogNumbers] = {}
        self._numbers_lock = Lock()

    def view(self, connection: Connection, issuer: str, name: str) -> TreeView:
        """Return the tree as `connection` sees it.

        Only committed leaves are kept: `connection` must not have added leaves itself.
        """
        size, cuts = count_leaves(connection, issuer, name), _count_cuts(connection, issuer, name)
        with self._lock:
            # `cuts` is part of the key: a mirror that was shortened must not be read from the longer tree
            tree = self._trees.setdefault((issuer, name, cuts), MerkleTree())
            if tree.size < size:
                tree.extend(read_leaves(connection, issuer, name, tree.size))
        return TreeView(tree, size)

    def numbers(self, connection: Connection, issuer: str, size: int) -> LogNumbers:
        """Return the certificate numbers of the credentials among the first `size` entries of the log.

        Include those not admitted here: a key may be marked after its records were logged.
        """
        name = log_name(connection, issuer)
        log = name, _count_cuts(connection, issuer, name)
        size = min(size, count_leaves(connection, issuer, name))
        arrived = count_leaves(connection, issuer, RECORDS) if name == MIRRORED else size
        query = _MIRRORED_NUMBERED if name == MIRRORED else _NUMBERED
        with self._numbers_lock:
            newest = self._numbers.get((issuer, False))
            slot = issuer, newest is not None and newest.size > size  # an older manifest has one of its own
            numbered = self._numbers.get(slot)
            if numbered is None or numbered.log != log or numbered.size > size or numbered.arrived > arrived:
                numbered = LogNumbers(log)
            if (numbered.size, numbered.arrived) != (size, arrived):
                rows = (
                    [*_refused_numbers(connection, issuer, numbered.size, size)] if name == MIRRORED else []
                )
                position = {
                    "issuer": issuer,
                    "size": size,
                    "since": numbered.size,
                    "arrived": numbered.arrived,
                }
                rows += stream(connection, query, **position)
                numbered = numbered.with_more(rows, size, arrived)
            self._numbers[slot] = numbered
        return numbered


class Refused(NamedTuple):
    """Entry of another's log that was not admitted, with its bytes; it was not logged before `moment`."""

    place: int
    digest: str
    code: str
    data: bytes
    moment: datetime


def read_refused(
    connection: Connection, issuer: str, first: int = 0, end: int | None = None, *, most: int | None = None
) -> Iterator[Refused]:
    """Yield refused entries from place `first` on, before `end` if given, in order; read one by one."""
    wanted = _REFUSED if end is None else _REFUSED.where(MIRROR.c.position < end)
    query = wanted.order_by(MIRROR.c.position).limit(most)
    for entry in stream(connection, query, issuer=issuer, first=first):
        moment = datetime.fromtimestamp(entry.moment, UTC)
        yield Refused(entry.position, entry.digest, entry.code, entry.data, moment)


def _refused_numbers(
    connection: Connection, issuer: str, first: int, end: int
) -> Iterator[tuple[str, str, int]]:
    """Yield (number, scheme, place) of the credentials among them."""
    for entry in read_refused(connection, issuer, first, end):
        try:
            assessment = parse_credential(entry.data).body.credential_subject.assessment
        except RecordError:  # a record of another kind
            continue
        yield assessment.certificate_number, assessment.scheme, entry.place


def _count_cuts(connection: Connection, issuer: str, name: str) -> int:
    return connection.scalar(_CUTS, {"issuer": issuer}) or 0 if name == MIRRORED else 0


def log_name(connection: Connection, issuer: str) -> str:
    """Return the name of the association's log: MIRRORED once its own node was asked."""
    return MIRRORED if connection.scalar(_PEER, {"issuer": issuer}) is not None else RECORDS


def count_leaves(connection: Connection, issuer: str, name: str) -> int:
    """Return how many entries a tree has: positions are 0, 1, 2… without gaps."""
    if name == MIRRORED:
        last = connection.scalar(_LAST_MIRRORED, {"issuer": issuer})
    else:
        last = connection.scalar(_LAST, {"issuer": issuer, "tree": name})
    return 0 if last is None else int(last) + 1


def read_leaves(
    connection: Connection, issuer: str, name: str, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """Yield the entries from `start` on, before `end` if given, in order, 32 bytes each; read one by one."""
    row = MIRROR.c if name == MIRRORED else LEAF.c
    query = select(row.digest).where(row.issuer == issuer, row.position >= start).order_by(row.position)
    if name != MIRRORED:
        query = query.where(LEAF.c.tree == name)
    if end is not None:
        query = query.where(row.position < end)
    return (bytes.fromhex(digest) for (digest,) in stream(connection, query))


def with_places(
    connection: Connection, issuer: str, query: Select[Any]
) -> tuple[Select[Any], ColumnElement[int]]:
    """Return the query narrowed to logged records of the association, and the column of their places."""
    if log_name(connection, issuer) != MIRRORED:
        return query, RECORD.c.position
    same = and_(MIRROR.c.issuer == issuer, MIRROR.c.digest == RECORD.c.digest)
    return query.join(MIRROR, same), MIRROR.c.position
