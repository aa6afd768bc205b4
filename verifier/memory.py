"""What a verifier remembers between bundles, so that an older one cannot hide what it has seen.

{"type":"huren-seen/1","pin":"…","issuers":[{"issuer":"did:web:…","order":[1,3,17],
 "manifest":"…","keyList":{"version":3,"digest":"…"},"events":{"count":12,"root":"…"}}]}
"""

from typing import Annotated, Literal

from pydantic import Field, Strict

from credentials.errors import RecordError
from credentials.record import (
    Count,
    Did,
    Digest,
    EventCount,
    Items,
    Model,
    Version,
    parse_document,
    read_body,
)
from signing.jcs import canonicalize
from verifier.errors import TrustError

MEMORY_TYPE = "huren-seen/1"
MAX_BYTES = 1024 * 1024


class SeenKeyList(Model):
    """The newest key list seen of one association."""

    version: Version
    digest: Digest


class SeenIssuer(Model):
    """The newest this verifier has seen of one association."""

    issuer: Did
    order: Annotated[tuple[Count, Count, Count], Strict(False)]
    manifest: Digest
    key_list: SeenKeyList
    events: EventCount


class Seen(Model):
    """The newest this verifier has seen under one pin."""

    type: Literal["huren-seen/1"]
    pin: Digest
    issuers: Annotated[Items[SeenIssuer], Field(max_length=64)]

    def issuer(self, did: str) -> SeenIssuer | None:
        """What was seen of one association."""
        return next((entry for entry in self.issuers if entry.issuer == did), None)


def parse_seen(data: bytes) -> Seen:
    """The memory in `data`; TrustError memory-damaged otherwise, never a silent fresh start."""
    try:
        return read_body(parse_document(data, MAX_BYTES), Seen)
    except RecordError:
        raise TrustError("memory-damaged") from None


def format_seen(seen: Seen) -> bytes:
    """The JCS bytes of a memory; the exact inverse of `parse_seen`."""
    return canonicalize(seen.model_dump(by_alias=True, mode="json"))
