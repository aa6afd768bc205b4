"""Any change anywhere in a receipt, an extract or a pack is found."""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from credentials.errors import RecordError
from signing.jcs import canonicalize
from tests.verifier.tender.opening import OPENING, A, B, Room, single, tender, together
from tests.verifier.tender.record.drawn import DID, draw, opening_of
from verifier.tender import Unsigned
from verifier.tender.record import (
    ReceiptError,
    TenderReceipt,
    check_extract,
    check_receipt,
    make_extract,
    parse_extract,
    parse_receipt,
)

Path = tuple[str | int, ...]


@pytest.fixture(scope="module")
def receipt() -> Unsigned[TenderReceipt]:
    room = Room()
    room.hand_in(A)
    room.hand_in(B, grade="甲临")
    room.world.publish()
    bidders = [single(), {**together(["W1"], ["W1"]), "id": "B2"}]
    papers = {"B1": room.papers[:1], "B2": room.papers}
    listed = {"type": "Bidders/1", "version": 1, "bidders": bidders}
    return draw(opening_of(room.world, tender(), listed, papers), OPENING)


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield every place with a scalar, and every list and object that is not empty."""
    if isinstance(value, dict | list) and value:
        yield path
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, name))
    elif not isinstance(value, dict | list):
        yield path


def other(value: Any, dice: Random) -> Any:
    """Return a different value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + dice.choice((1, 2, 5))
    if isinstance(value, str):
        at = dice.randrange(len(value)) if value else 0
        return value[:at] + ("0" if value[at : at + 1] != "0" else "1") + value[at + 1 :]
    if isinstance(value, list):
        return value[:-1] if dice.random() < 0.5 else [*value, value[0]]
    if isinstance(value, dict):
        name = dice.choice(sorted(value))
        return {key: item for key, item in value.items() if key != name}
    return "0"


def changes(value: Any, dice: Random, times: int) -> Iterator[tuple[Path, bytes]]:
    places = [path for path in leaves(value) if path]
    for path in dice.sample(places, min(times, len(places))):
        changed = deepcopy(value)
        inside = changed
        for name in path[:-1]:
            inside = inside[name]
        inside[path[-1]] = other(inside[path[-1]], dice)
        yield path, canonicalize(changed)


def test_any_change_of_a_receipt_is_detected(receipt: Unsigned[TenderReceipt]) -> None:
    seen = 0
    for path, data in changes(receipt.value, Random(1), 250):
        with pytest.raises((RecordError, ReceiptError)):  # noqa: PT012 - one of the two finds it
            check_receipt(parse_receipt(data), officer=DID)
            pytest.fail(f"not seen: {path}")
        seen += 1
    assert seen == 250


def test_any_change_of_an_extract_is_detected(receipt: Unsigned[TenderReceipt]) -> None:
    extract = make_extract(receipt, "B2")
    check_extract(extract, officer=DID)
    for path, data in changes(extract.value, Random(2), 200):
        with pytest.raises((RecordError, ReceiptError)):  # noqa: PT012 - one of the two finds it
            check_extract(parse_extract(data), officer=DID)
            pytest.fail(f"not seen: {path}")
