"""The file of a part: one association's records of some kinds, in the order of its log.

{"kind":"technologies","records":[{…,"proof":{…}}],"type":"huren-part/1"}

It is not signed: a manifest names it by digest (credentials.documents.manifest.Part), and a verifier that
does not know the part ignores it. credentials.kinds tells the part of each kind of record.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field

from credentials.documents.manifest import PartKind
from credentials.record import Items, JsonObject, Model, parse_document, read_body
from signing.jcs import canonicalize

PART_TYPE = "huren-part/1"
MAX_PART_BYTES = 256 * 1024 * 1024
MAX_RECORDS = 100_000


class PartFile(Model):
    """The file as read; its records are judged one by one."""

    type: Literal["huren-part/1"]
    kind: PartKind
    records: Annotated[Items[dict[str, Any]], Field(max_length=MAX_RECORDS)]


def parse_part(data: bytes) -> PartFile:
    """Parse the part in `data` (at most 256 MiB); RecordError otherwise."""
    return read_part(parse_document(data, MAX_PART_BYTES))


def read_part(value: JsonObject) -> PartFile:
    """Read the part in a parsed JSON object; RecordError otherwise."""
    return read_body(value, PartFile)


def join_part(kind: str, records: Iterable[bytes]) -> bytes:
    """Return the JCS bytes of a part from records in JCS bytes; members in the order of RFC 8785 3.2.3."""
    return b"".join(_pieces(kind, records))


def digest_part(kind: str, records: Iterable[bytes]) -> str:
    """Return the SHA-256 of the bytes of `join_part` in hex, without building them in memory."""
    digest = sha256()
    for piece in _pieces(kind, records):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(kind: str, records: Iterable[bytes]) -> Iterator[bytes]:
    yield b'{"kind":%s,"records":[' % canonicalize(kind)
    for place, record in enumerate(records):
        yield b"," + record if place else record
    yield b'],"type":%s}' % canonicalize(PART_TYPE)
