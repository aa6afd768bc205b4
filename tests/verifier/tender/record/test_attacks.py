"""Altered receipts and extracts: each attack, and the check that fails because of it."""

import hashlib
import itertools
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from signing.data_integrity import add_proof
from signing.jcs import canonicalize, encode_profile
from signing.log.merkle import leaf_hash
from tests.verifier.tender.opening import OPENING, A, B, Room, tender
from tests.verifier.tender.record.changed import ATTACKS, EXTRACTS, Change
from tests.verifier.tender.record.drawn import DID, SEED, draw, officer, opening_of
from verifier.tender import Paper, Unsigned
from verifier.tender.record import (
    ReceiptError,
    TenderExtract,
    TenderReceipt,
    check_extract,
    check_receipt,
    make_extract,
    parse_extract,
    parse_receipt,
)
from verifier.tender.record.rows import salt_rows

BIDDERS = {
    "type": "Bidders/1",
    "version": 1,
    "bidders": [
        {"id": "B1", "name": "示例甲", "uscc": A, "lots": ["L1"]},
        {"id": "B2", "name": "示例乙", "uscc": B, "lots": ["L1"]},
        {"id": "B3", "name": "示例丙", "uscc": "91500100MA002AAAA7", "lots": ["L1"]},
    ],
}


def small_opening(**changes: Any) -> Any:
    """Three bidders: met, not met, and one whose file could not be read."""
    room = Room()
    room.hand_in(A)
    room.hand_in(B, grade="甲临")
    room.world.publish()
    papers = {
        "B1": [room.papers[0]],
        "B2": [room.papers[1]],
        "B3": [Paper("锁.pdf", "1" * 64, unread="paper-locked")],
    }
    return opening_of(room.world, tender(**changes), BIDDERS, papers)


@pytest.fixture(scope="module")
def receipt() -> Unsigned[TenderReceipt]:
    return draw(small_opening(), OPENING)


def changed(receipt: Unsigned[TenderReceipt], change: Change) -> Unsigned[TenderReceipt]:
    value: Any = deepcopy(receipt.value)
    change(value)
    return parse_receipt(canonicalize(value))


def refusal(check: Callable[[], object]) -> str:
    with pytest.raises(ReceiptError) as caught:
        check()
    for lang in ("zh", "en"):
        assert caught.value.sentence(lang)
    return caught.value.code


def test_a_sound_receipt_passes(receipt: Unsigned[TenderReceipt]) -> None:
    read = parse_receipt(receipt.data)
    assert read.value == receipt.value
    check_receipt(read)
    check_receipt(read, officer=DID)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_is_found(receipt: Unsigned[TenderReceipt], name: str) -> None:
    change, code = ATTACKS[name]
    assert refusal(lambda: check_receipt(changed(receipt, change))) == code


def signed_anew(value: Any, number: int) -> None:
    signer = officer(number)
    header = {name: part for name, part in value["header"].items() if name != "proof"}
    header["officer"] = signer.verification_method.partition("#")[0]
    value["header"] = add_proof(header, signer, created=header["now"])


def test_another_key_signs_another_receipt(receipt: Unsigned[TenderReceipt]) -> None:
    other = changed(receipt, lambda value: signed_anew(value, 8))
    check_receipt(other)
    assert refusal(lambda: check_receipt(other, officer=DID)) == "officer-other"


def test_an_unsigned_receipt_says_so() -> None:
    unsigned = draw(small_opening(), OPENING, signer=None)
    assert unsigned.body.header.officer is None
    check_receipt(unsigned)
    assert refusal(lambda: check_receipt(unsigned, officer=DID)) == "officer-missing"


def test_an_association_key_cannot_sign_as_officer() -> None:
    from signing.signer import Ed25519Signer

    signer = Ed25519Signer.from_seed(bytes(32), "did:web:cq.huren.example#assessment-1")
    assert refusal(lambda: draw(small_opening(), OPENING, signer=signer)) == "officer-form"
    assert refusal(lambda: draw(small_opening(), OPENING, seed=b"short")) == "seed-length"


# --- extracts ---


@pytest.fixture(scope="module")
def extract(receipt: Unsigned[TenderReceipt]) -> Unsigned[TenderExtract]:
    return parse_extract(make_extract(receipt, "B2").data)


def changed_extract(extract: Unsigned[TenderExtract], change: Change) -> Unsigned[TenderExtract]:
    value: Any = deepcopy(extract.value)
    change(value)
    return parse_extract(canonicalize(value))


def test_an_extract_is_verified_alone(
    receipt: Unsigned[TenderReceipt], extract: Unsigned[TenderExtract]
) -> None:
    check_extract(extract, officer=DID)
    (row,) = extract.body.rows
    assert (row.row.bidder, row.row.state) == ("B2", "not-met")
    assert row.row.enterprises[0].uscc == B
    assert refusal(lambda: make_extract(receipt, "B9")) == "extract-empty"


@pytest.mark.parametrize("name", EXTRACTS)
def test_a_change_of_an_extract_is_found(extract: Unsigned[TenderExtract], name: str) -> None:
    change, code = EXTRACTS[name]
    assert refusal(lambda: check_extract(changed_extract(extract, change))) == code


def test_rows_of_another_receipt_do_not_fit(extract: Unsigned[TenderExtract]) -> None:
    other = make_extract(draw(small_opening(), OPENING, seed=bytes(32)), "B2")
    mixed = changed_extract(extract, lambda value: value.update(rows=other.value["rows"]))
    assert refusal(lambda: check_extract(mixed)) == "extract-row"


def test_exchanged_salts_of_two_bidders_are_detected(
    receipt: Unsigned[TenderReceipt], extract: Unsigned[TenderExtract]
) -> None:
    salt = make_extract(receipt, "B1").body.rows[0].salt
    swapped = changed_extract(extract, lambda value: value["rows"][0].update(salt=salt))
    assert refusal(lambda: check_extract(swapped)) == "extract-row"


def test_rivals_rows_cannot_be_guessed_from_what_stands_beside_the_path(
    receipt: Unsigned[TenderReceipt], extract: Unsigned[TenderExtract]
) -> None:
    """Without the salt nobody can confirm even an exact guess of a rival's row."""
    shown = encode_profile(extract.value)
    for secret in (receipt.body.seed, "示例甲", "示例丙", A, "锁.pdf", "0.json"):
        assert secret.encode() not in shown, secret
    siblings = {bytes.fromhex(node) for row in extract.body.rows for node in row.path}
    rivals = [row for row in salt_rows(receipt.value, SEED).rows if row.value["bidder"] != "B2"]
    assert {leaf_hash(row.leaf) for row in rivals} & siblings
    own = bytes.fromhex(extract.body.rows[0].salt)
    public = [hashlib.sha256(encode_profile(row.value)).digest() for row in rivals]
    guesses = [b"", bytes(32), own, *public, bytes.fromhex(receipt.body.header.content)]
    for row, salt in itertools.product(rivals, guesses):
        assert leaf_hash(salt + encode_profile(row.value)) not in siblings


def test_the_header_names_no_bidder_no_file_and_no_outcome(receipt: Unsigned[TenderReceipt]) -> None:
    header = encode_profile(receipt.value["header"]).decode()
    told = ["示例甲", "示例乙", A, B, ".json", ".pdf", '"met"', "B1", receipt.body.bidders.digest]
    told += [one.digest for one in receipt.body.credentials] + [receipt.body.seed]
    assert [text for text in told if text in header] == []
