"""Scene of measurements: the example world with many credentials, in the form the demo makes them."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cli.apartments import load_filings
from credentials.drafting.draft import AssessmentDraft, build_credential
from credentials.drafting.make_bundle import sign_document
from credentials.kinds import parse_credential
from credentials.times import CHINA
from keys_example import ASSOCIATIONS, CHONGQING, example_signer
from keys_example.agreement import agreement_text
from keys_example.documents import make_id
from keys_example.enterprises import example_drafts, example_enterprises
from registry import Registry
from signing.data_integrity import hash_data
from signing.jcs import canonicalize
from tests.world import World
from tests.world.registries import trust_of

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)
VERIFY, SIGN = "pyca Ed25519 verify", "pyca Ed25519 sign"
"""Names of the two bases."""


@cache
def world() -> World:
    """Return two provinces that have published."""
    return World(NOW)


@cache
def drafts(count: int, by: str = "cq") -> tuple[AssessmentDraft, ...]:
    """Return `count` drafts of one association's mix of both kinds."""
    # seeded: every run measures the same credentials
    source = random.Random(20260501)
    enterprises = example_enterprises(source, 40)
    return tuple(
        example_drafts(source, enterprises, agreement_text(), ASSOCIATIONS[by], count=count, today=NOW.date())
    )


@cache
def credentials(count: int) -> tuple[bytes, ...]:
    """Return `count` signed credentials, as bytes."""
    source = random.Random(7)
    indexes = source.sample(range(131_072), count)
    signer, created = example_signer("cq-assessment"), NOW - timedelta(minutes=1)
    unsigned = (
        build_credential(draft, credential_id=make_id(source), issuer=CHONGQING, list_number=1, index=index)
        for draft, index in zip(drafts(count), indexes, strict=True)
    )
    return tuple(canonicalize(sign_document(document, signer, created)) for document in unsigned)


def bare_verify(data: bytes | None = None) -> Callable[[], None]:
    """Return one bare verification by `cryptography` of the signature in a credential."""
    record = parse_credential(data or credentials(1)[0])
    message, signature = hash_data(record.value), record.proof.signature
    public = Ed25519PublicKey.from_public_bytes(world().cq.signers["assessment"].public_key)
    return lambda: public.verify(signature, message)


def open_registry(place: Path | str, heads: Path | None = None) -> Registry:
    """Open a registry; give a fresh one the world's agreement and key lists."""
    registry = Registry.open(place, heads=heads, demo=True, filings=load_filings())
    if registry.read_pin() is None:
        registry.set_pin(world().pin)
        for document in trust_of(world()):
            registry.admit(document, now=NOW)
    return registry
