"""The file of a part: the records of one association that it holds, in the order of its log.

{"kind":"technologies","records":[{…,"proof":{…}}],"type":"huren-part/1"}

Not signed itself: a manifest names it by digest (credentials.documents.manifest.Part), and a verifier that
does not know it passes it over. Which kinds of records go into which part says credentials.kinds.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from credentials.documents.manifest import PartKind
from credentials.record import Items, JsonObject, Model, parse_document, read_body
from signing.jcs import canonicalize

PART_TYPE = "huren-part/1"
MAX_PART_BYTES = 256 * 1024 * 1024
MAX_RECORDS = 100_000


class PartFile(Model):
    """The file as it is read; its records are judged one by one."""

    type: Literal["huren-part/1"]
    kind: PartKind
    records: Annotated[Items[dict[str, Any]], Field(max_length=MAX_RECORDS)]


def parse_part(data: bytes) -> PartFile:
    """The part in `data` (at most 256 MiB); RecordError otherwise."""
    return read_part(parse_document(data, MAX_PART_BYTES))


def read_part(value: JsonObject) -> PartFile:
    """The part in a parsed JSON object; RecordError otherwise."""
    return read_body(value, PartFile)


def join_part(kind: str, records: Sequence[bytes]) -> bytes:
    """The JCS bytes of a part, of records that are JCS bytes; members in the order of RFC 8785 3.2.3."""
    return b'{"kind":%s,"records":[%s],"type":%s}' % (
        canonicalize(kind),
        b",".join(records),
        canonicalize(PART_TYPE),
    )
