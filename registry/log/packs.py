"""Packs: the records of a log as files, 256 in the order of the log, one a line, gzipped.

A line is the JCS bytes of a record, and its SHA-256 is the log entry. So the hash tile above a pack proves it
without a signature.
"""

import gzip
import re
import zlib

from sqlalchemy import func, select

from registry.database.tables import LEAF, MIRROR, RECORD
from registry.errors import RegistryError
from registry.log.tiles import WIDTH, tile_path
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView
from signing.strict_json import MAX_RECORD_BYTES

ENDING = ".ndjson.gz"
MAX_PACK_BYTES = WIDTH * (MAX_RECORD_BYTES + 1)
"""Largest unpacked size: 256 of the largest records, each with its newline."""
PACKED_LIMIT = MAX_PACK_BYTES + 4096
"""Largest packed size: incompressible data grow a little."""
_PATH = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


def pack_path(index: int, width: int = WIDTH) -> str:
    """Return a pack's path below `log/data/`, like a tile's: `x001/234.ndjson.gz`, `000.p/17.ndjson.gz`."""
    return tile_path(index, width) + ENDING


def parse_pack_path(path: str) -> tuple[int, int] | None:
    """Return (index, width) of the pack at a path below `log/data/`; None unless it is spelled exactly."""
    match = _PATH.fullmatch(path.removesuffix(ENDING))
    if match is None:
        return None
    groups, width = match.groups()
    place = int(groups.replace("x", "").replace("/", "")), int(width) if width else WIDTH
    return place if 0 < place[1] <= WIDTH and pack_path(*place) == path else None


def find_pack(view: RegistryView, issuer: str, index: int, width: int) -> bytes | None:
    """Return a pack of the log if the newest head covers it; None where a record is not here.

    A partial pack is available even after the log has grown: it never changes.
    """
    head, first = view.newest_checkpoint(issuer), index * WIDTH
    if head is None or first + width > head.size:
        return None
    lines = read_records(view, issuer, first, first + width)
    return join_lines(lines) if len(lines) == width else None


def read_records(view: RegistryView, issuer: str, start: int, end: int) -> list[bytes]:
    """Return the records at the places `start` up to `end` of the log, refused ones too; skip absent ones."""
    if log_name(view.connection, issuer) == MIRRORED:
        query = (
            select(func.coalesce(RECORD.c.data, MIRROR.c.data).label("data"))
            .join(RECORD, RECORD.c.digest == MIRROR.c.digest, isouter=True)
            .where(MIRROR.c.issuer == issuer, MIRROR.c.position >= start, MIRROR.c.position < end)
            .order_by(MIRROR.c.position)
        )
    else:
        query = (
            select(RECORD.c.data)
            .join(LEAF, LEAF.c.digest == RECORD.c.digest)
            .where(LEAF.c.issuer == issuer, LEAF.c.tree == RECORDS)
            .where(LEAF.c.position >= start, LEAF.c.position < end)
            .order_by(LEAF.c.position)
        )
    return [data for data in view.connection.scalars(query) if data is not None]


def join_lines(records: list[bytes]) -> bytes:
    """Gzip records, one a line. The same build of zlib always makes the same bytes."""
    # a time in the header would make other bytes at each call
    return gzip.compress(b"".join(data + b"\n" for data in records), 6, mtime=0)


def split_lines(
    data: bytes, count: int | None = None, *, path: str = "", limit: int = MAX_PACK_BYTES
) -> list[bytes]:
    """Return the lines of one gzip member of at most `limit` bytes unpacked; exactly `count` if given.

    Raises RegistryError pack-unusable, at `path`.
    """
    inflate = zlib.decompressobj(wbits=31)
    try:
        # one byte above the limit reveals a zip bomb without unpacking it
        text = inflate.decompress(data, limit + 1)
    except zlib.error:
        raise RegistryError("pack-unusable", path) from None
    if len(text) > limit or not inflate.eof or inflate.unused_data:
        raise RegistryError("pack-unusable", path)
    lines = text.split(b"\n")
    # a newline ends the last line, so nothing may follow it
    if lines.pop() or count not in (None, len(lines)):
        raise RegistryError("pack-unusable", path)
    return lines
