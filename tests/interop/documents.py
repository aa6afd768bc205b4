"""One document of every kind, unsigned, and the sites on which the associations publish: all in memory.

The keys are those of keys_example, so that both sides of an interop test can sign with the same one.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any, NamedTuple

from credentials.drafting.compose import (
    build_agreement_half,
    build_key_list,
    build_manifest,
    build_own_method,
    build_salvage_list,
    build_seen,
    build_status_event,
    build_status_list,
)
from credentials.drafting.draft import build_credential
from credentials.kinds import (
    parse_agreement_half,
    parse_any,
    parse_credential,
    parse_key_list,
    parse_manifest,
    parse_salvage_list,
    parse_status_event,
    parse_status_list,
)
from credentials.record import EventCount, JsonObject, Record
from credentials.times import CHINA, format_time
from keys_example import (
    CHONGQING,
    EXAMPLE_MULTIKEYS,
    SICHUAN,
    agreement_text,
    example_drafts,
    example_enterprises,
    example_method_id,
    example_signer,
)
from signing import add_proof, canonicalize
from tools.docs.example_conferences import build_resolution, build_standard
from tools.docs.example_report import build_report
from tools.docs.example_works import build_listing, build_notice, build_technology

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)
INDEX = 94_567
_DIGEST = sha256(b"example").hexdigest()
_EVENTS = EventCount(count=0, root=sha256(b"").hexdigest())
_WEEK, _QUARTER = timedelta(days=7), timedelta(days=90)


class UnsignedBatch(NamedTuple):
    """A document without its proof, the example key that signs it, and its `parse_*`."""

    document: JsonObject
    key: str
    parse: Callable[[bytes], Record[Any]]


def key_list(party: str) -> JsonObject:
    """The unsigned key list of `cq` or `sc`: all its example keys."""
    did = {"cq": CHONGQING, "sc": SICHUAN}[party]
    methods = [
        build_own_method(example_signer(name), name.split("-")[1], NOW)
        for name in EXAMPLE_MULTIKEYS
        if name.startswith(party)
    ]
    return build_key_list(
        did, methods, version=1, previous=None, valid_from=NOW, valid_until=NOW + _QUARTER, events=_EVENTS
    )


def status_list(purpose: str, set_bits: list[int]) -> JsonObject:
    """Chongqing's unsigned status list 1 for `purpose`."""
    return build_status_list(CHONGQING, purpose, 1, set_bits, valid_from=NOW, valid_until=NOW + _WEEK)


def sign(document: JsonObject, key: str, *, created: datetime = NOW) -> bytes:
    """The JCS bytes of the document, signed by an example key."""
    return canonicalize(add_proof(document, example_signer(key), created=format_time(created)))


def _id(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012x}"


def _credential(which: int) -> JsonObject:
    random = Random(7)
    drafts = example_drafts(
        random, example_enterprises(random), agreement_text(), CHONGQING, count=5, today=date(2026, 5, 1)
    )
    return build_credential(
        drafts[which], credential_id=_id(which), issuer=CHONGQING, list_number=1, index=INDEX
    )


_SEEN = build_seen(SICHUAN, key_list_version=1, agreement=(1, _DIGEST), events=_EVENTS)
_SINCE: JsonObject = {"validFrom": format_time(NOW)}

DOCUMENTS: dict[str, UnsignedBatch] = {
    "capability": UnsignedBatch(_credential(0), "cq-assessment", parse_credential),
    "credit": UnsignedBatch(_credential(4), "cq-assessment", parse_credential),
    "agreement": UnsignedBatch(
        build_agreement_half(agreement_text(), half_id=_id(5), issuer=CHONGQING),
        "cq-root",
        parse_agreement_half,
    ),
    "key-list": UnsignedBatch(key_list("cq"), "cq-root", parse_key_list),
    "status-event": UnsignedBatch(
        build_status_event(
            CHONGQING,
            _id(0),
            event_id=_id(6),
            sequence=1,
            action="revoke",
            effective_from=NOW,
            reason="false-material",
        ),
        "cq-assessment",
        parse_status_event,
    ),
    "salvage": UnsignedBatch(
        build_salvage_list(
            CHONGQING, example_method_id("cq-assessment"), list_id=_id(7), keep=[_DIGEST], void=[]
        ),
        "cq-root",
        parse_salvage_list,
    ),
    "manifest": UnsignedBatch(
        build_manifest(
            CHONGQING,
            manifest_id=_id(8),
            version=1,
            key_list_version=1,
            agreement=(1, _DIGEST),
            events=_EVENTS,
            parts=[("key-list", CHONGQING, _DIGEST)],
            seen=[_SEEN],
            valid_from=NOW,
            valid_until=NOW + _WEEK,
            checkpoint=(0, _EVENTS.root),
        ),
        "cq-publication",
        parse_manifest,
    ),
    "status-list": UnsignedBatch(status_list("revocation", [INDEX]), "cq-publication", parse_status_list),
    "technology": UnsignedBatch(build_technology() | _SINCE, "cq-assessment", parse_any),
    "listing": UnsignedBatch(build_listing(_DIGEST) | _SINCE, "sc-assessment", parse_any),
    "notice": UnsignedBatch(build_notice() | _SINCE, "cq-assessment", parse_any),
    "resolution": UnsignedBatch(build_resolution(CHONGQING, _DIGEST), "cq-assessment", parse_any),
    "standard": UnsignedBatch(build_standard(), "cq-assessment", parse_any),
    "report": UnsignedBatch(build_report(), "cq-publication", parse_any),
}
"""By the `KIND` of the model."""

SITES: dict[str, bytes] = {
    "https://cq.huren.example/.well-known/did.json": sign(key_list("cq"), "cq-root"),
    "https://sc.huren.example/.well-known/did.json": sign(key_list("sc"), "sc-root"),
}
"""What the two associations publish, by address."""
