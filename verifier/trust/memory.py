"""The memory of a verifier between bundles, so that an older bundle cannot hide what it has seen.

The memory keeps the signed records themselves, as a bundle. Loading another bundle joins both, so that an
older bundle adds nothing and removes nothing. Records of a compromised key are forgotten with the key, except
a manifest that another party's newest one repeats.

{"type":"huren-seen/1","pin":"<64 hex>","bundle":{"type":"huren-bundle/1",…}}
"""

from dataclasses import dataclass

from credentials.documents.bundle import MAX_BUNDLE_BYTES, Bundle, bundle_value, read_bundle
from credentials.errors import RecordError
from credentials.identifiers import is_digest
from credentials.record import JsonObject, parse_document
from signing.jcs import encode_profile
from verifier.errors import TrustError, type_facts

MEMORY_TYPE = "huren-seen/1"
MAX_BYTES = MAX_BUNDLE_BYTES + 1024
MAX_REMEMBERED_LOOSE = 4096
"""For each association; signatures are checked before an event is remembered."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The records that this verifier has seen under one pin."""

    pin: str
    bundle: Bundle

    def to_json(self) -> JsonObject:
        """Return the value of the memory's file."""
        return {"type": MEMORY_TYPE, "pin": self.pin, "bundle": bundle_value(self.bundle)}


def parse_seen(data: bytes) -> Seen:
    """Return the memory in `data`; TrustError memory-damaged otherwise, never a silent fresh start."""
    if not isinstance(data, bytes | bytearray):
        raise TrustError("argument-type", "data", **type_facts(data, bytes))
    try:
        value = parse_document(data, MAX_BYTES)
        pin, bundle = value.get("pin"), value.get("bundle")
        if set(value) != {"type", "pin", "bundle"} or value["type"] != MEMORY_TYPE:
            raise TrustError("memory-damaged")
        if not isinstance(pin, str) or not is_digest(pin) or not isinstance(bundle, dict):
            raise TrustError("memory-damaged")
        return Seen(pin, read_bundle(bundle))
    # an error, not a fresh start: otherwise whoever damages the file makes a verifier forget
    except RecordError:
        raise TrustError("memory-damaged") from None


def format_seen(seen: Seen) -> bytes:
    """Return the JCS bytes of a memory; the exact inverse of `parse_seen`."""
    return encode_profile(seen.to_json())
