"""One unsigned document of every kind, and the sites of the associations, all in memory.

The documents are those of the reference pages. The keys are those of keys_example, so that both sides of an
interop test sign with the same key.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from credentials.drafting.compose import build_key_list, build_own_method, build_status_list
from credentials.drafting.make_bundle import count_events
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import format_time, parse_time
from keys_example import ASSOCIATIONS, CHONGQING, EXAMPLE_MULTIKEYS, example_signer
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from tools.docs.example_history import PUBLISHED, documents

NOW = parse_time(PUBLISHED)
INDEX = 4711
_WEEK, _QUARTER = timedelta(days=7), timedelta(days=90)
_KEYS = {"agreement": "cq-root", "key-list": "cq-root", "salvage": "cq-root", "manifest": "cq-publication",
         "status-list": "cq-publication", "report": "cq-publication", "listing": "sc-assessment"}  # fmt: skip


class UnsignedBatch(NamedTuple):
    """A document without its proof, the example key that signs it, and its `parse_*`."""

    document: JsonObject
    key: str
    parse: Callable[[bytes], Record[Any]]


def key_list(party: str) -> JsonObject:
    """Return the unsigned key list of `cq` or `sc`, with all its example keys."""
    methods = [
        build_own_method(example_signer(name), name.split("-")[1], NOW)
        for name in EXAMPLE_MULTIKEYS
        if name.startswith(party)
    ]
    return build_key_list(
        ASSOCIATIONS[party], methods,
        version=1, previous=None, valid_from=NOW, valid_until=NOW + _QUARTER, events=count_events(()),
    )  # fmt: skip


def status_list(purpose: str, set_bits: list[int]) -> JsonObject:
    """Return Chongqing's unsigned status list 1 for `purpose`."""
    return build_status_list(CHONGQING, purpose, 1, set_bits, valid_from=NOW, valid_until=NOW + _WEEK)


def sign(document: JsonObject, key: str, *, created: Any = NOW) -> bytes:
    """Return the JCS bytes of the document, signed by an example key."""
    return canonicalize(add_proof(document, example_signer(key), created=format_time(created)))


def _unsigned() -> dict[str, JsonObject]:
    """By the `KIND` of the model, as of now."""
    since: JsonObject = {"validFrom": format_time(NOW)}
    found: dict[str, JsonObject] = {}
    for signed in documents().values():
        document = {name: value for name, value in signed.items() if name != "proof"}
        if "credentialStatus" not in document and "validFrom" in document:
            document |= since
        found.setdefault(str(parse_any(canonicalize(signed)).body.KIND), document)
    return found | {"key-list": key_list("cq"), "status-list": status_list("revocation", [INDEX])}


DOCUMENTS: dict[str, UnsignedBatch] = {
    kind: UnsignedBatch(document, _KEYS.get(kind, "cq-assessment"), parse_any)
    for kind, document in _unsigned().items()
}
"""Unsigned documents, by the `KIND` of the model."""

SITES: dict[str, bytes] = {
    "https://cq.huren.example/.well-known/did.json": sign(key_list("cq"), "cq-root"),
    "https://sc.huren.example/.well-known/did.json": sign(key_list("sc"), "sc-root"),
}
"""Published files of the two associations, by address."""
