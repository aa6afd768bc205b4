"""What is measured on: the example world with many credentials, in the form the demo makes them."""

import random
from datetime import datetime, timedelta
from functools import cache

from credentials.drafting.draft import AssessmentDraft, build_credential
from credentials.times import CHINA, format_time
from keys_example import ASSOCIATIONS, agreement_text, example_drafts, example_enterprises, example_signer
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from tests.world import World

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)


@cache
def world() -> World:
    """Two provinces that have published."""
    return World(NOW)


@cache
def drafts(count: int, by: str = "cq") -> tuple[AssessmentDraft, ...]:
    """`count` drafts of one association's mix of both kinds."""
    source = random.Random(20260501)
    enterprises = example_enterprises(source, 40)
    return tuple(
        example_drafts(source, enterprises, agreement_text(), ASSOCIATIONS[by], count=count, today=NOW.date())
    )


@cache
def credentials(count: int) -> tuple[bytes, ...]:
    """`count` signed credentials, as bytes."""
    source = random.Random(7)
    indexes = source.sample(range(131_072), count)
    signer = example_signer("cq-assessment")
    created = format_time(NOW - timedelta(minutes=1))
    return tuple(
        canonicalize(
            add_proof(
                build_credential(
                    draft,
                    credential_id=f"urn:uuid:{source.getrandbits(32):08x}-0000-4000-8000-{i:012x}",
                    issuer=ASSOCIATIONS["cq"],
                    list_number=1,
                    index=indexes[i],
                ),
                signer,
                created=created,
            )
        )
        for i, draft in enumerate(drafts(count))
    )
