"""Receipts of small openings and of the worked example, for the tests of the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from signing.signer import Ed25519Signer
from tests.verifier.tender.opening import Example
from tests.world import World
from verifier.tender import Paper, Unsigned, read_bidders, read_tender
from verifier.tender.record import (
    InstalledCode,
    ReceiptInput,
    TenderOpening,
    TenderReceipt,
    draw_up,
    officer_method,
)

SEED = bytes(range(32))
CODE = InstalledCode(version="0.1.0", digest="5a" * 32)


def officer(number: int = 7) -> Ed25519Signer:
    """Return an officer's key."""
    key = Ed25519Signer.from_seed(bytes([number]) * 32, "")
    return Ed25519Signer.from_seed(bytes([number]) * 32, officer_method(key.multikey))


OFFICER = officer()
DID = OFFICER.verification_method.partition("#")[0]


def opening_of(
    world: World, tender: Mapping[str, Any], bidders: Mapping[str, Any], papers: Mapping[str, Sequence[Paper]]
) -> TenderOpening:
    """Return the opening by the world's last publication."""
    inputs = {
        name: [ReceiptInput(one, 100, max(1, *one.pages_without_code, 1)) for one in files]
        for name, files in papers.items()
    }
    return TenderOpening(
        read_tender(dict(tender)), read_bidders(dict(bidders)), inputs, world.bundle(), world.pin
    )


def draw(
    opening: TenderOpening,
    now: datetime,
    award_at: datetime | None = None,
    *,
    seed: bytes = SEED,
    code: InstalledCode = CODE,
    signer: Ed25519Signer | None = OFFICER,
) -> Unsigned[TenderReceipt]:
    """Check the opening and draw up its receipt."""
    matrix = opening.check(now=now, award_at=award_at)
    return draw_up(opening, matrix, code=code, seed=seed, signer=signer)


def example_opening(example: Example, now: str) -> TenderOpening:
    """The worked example as it stands at `now`."""
    moment = datetime.fromisoformat(now)
    if example.world.now < moment:
        example.world.now = moment
        example.world.publish()
    return opening_of(example.world, example.data["tender"], example.bidders(), example.papers())
