"""Where the agreement asks for a witness, proofs among the papers or with the trust data decide a tender."""

import hashlib
from typing import Any

import pytest

from signing.jcs import canonicalize
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.tender.opening import OPENING, B, Room, shown, single, tender
from verifier.errors import ReceiptError
from verifier.numbers.register import Register
from verifier.tender import FoundCode, Paper, parse_bidders, parse_tender
from verifier.tender.check import MAX_PROOFS
from verifier.tender.record import InstalledCode, ReceiptInput, TenderOpening, draw_up, list_pack, recheck

CODE = InstalledCode(version="1.0", digest="0" * 64)
UNCLEAR = ("cannot-establish", ["witness-needed"])


def proof_paper(data: bytes, name: str = "证明.tlog-proof", **more: Any) -> Paper:
    return Paper(name, hashlib.sha256(data).hexdigest(), (FoundCode(data),), pages=0, **more)


def logged_room() -> tuple[Room, bytes]:
    room = Room()
    credential = room.hand_in()
    witness_needed(room.world)
    return room, credential


def open_room(room: Room, register: Register | None = None) -> TenderOpening:
    world = room.world
    inputs = [ReceiptInput(one, 10, 0) for one in room.papers]
    document = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    return TenderOpening(
        parse_tender(canonicalize(tender())), parse_bidders(canonicalize(document)), {"B1": inputs},
        world.bundle(), world.pin, register=register,
    )  # fmt: skip


def packed(opening: TenderOpening) -> tuple[Any, dict[str, bytes]]:
    matrix = opening.check(now=OPENING)
    receipt = draw_up(opening, matrix, code=CODE, seed=bytes(32))
    return receipt.body, list_pack(receipt, opening)


def test_a_proof_among_the_papers_decides() -> None:
    room, credential = logged_room()
    assert shown(room.check()) == UNCLEAR
    proof = room.world.inclusion_proof(credential)
    room.papers.append(proof_paper(proof))
    matrix = room.check()
    assert shown(matrix) == ("met", ["own-grade"])
    assert matrix.credentials[0]["logProof"] == hashlib.sha256(proof).hexdigest()
    assert not [note for note in matrix.papers if note.file == "证明.tlog-proof"]
    room.papers[-1] = proof_paper(proof, late=True)
    assert shown(room.check()) == ("met", ["own-grade"]), "what it proves was so before it came"


def test_a_proof_of_another_or_without_a_witness_decides_nothing() -> None:
    room, credential = logged_room()
    other = room.world.issue(unified_social_credit_code=B)
    room.papers.append(proof_paper(room.world.inclusion_proof(other), "a.txt"))
    room.papers.append(proof_paper(room.world.inclusion_proof(credential, witnesses=()), "b.txt"))
    room.papers.append(proof_paper(b"c2sp.org/tlog-proof@v1\nindex x", "c.txt"))
    assert shown(room.check()) == UNCLEAR


def test_proofs_beside_the_trust_data_are_in_receipt_and_pack() -> None:
    room, credential = logged_room()
    proof, unused = (room.world.inclusion_proof(credential, witnesses=who) for who in (None, ()))
    body, files = packed(open_room(room, Register(log_proofs=[unused, proof])))
    assert body.cells[0].state == "met"
    name = f"register/{body.credentials[0].log_proof}.tlog-proof"
    assert files[name] == proof
    again = recheck(files, code=CODE)
    assert (again.is_same, again.missing, again.stray) == (True, (), ())
    with pytest.raises(ReceiptError, match="pack-file-missing"):
        recheck({one: data for one, data in files.items() if one != name}, code=CODE)
    with pytest.raises(ReceiptError, match="pack-file-changed"):
        recheck({**files, name: unused}, code=CODE)


def test_a_proof_among_the_papers_is_in_receipt_and_pack() -> None:
    room, credential = logged_room()
    room.papers.append(proof_paper(room.world.inclusion_proof(credential)))
    body, files = packed(open_room(room))
    assert f"codes/{body.credentials[0].log_proof}" in files
    assert recheck(files, code=CODE).is_same


def test_an_opening_without_proofs_is_what_it_was() -> None:
    room = Room()
    room.hand_in()
    room.world.publish()
    assert "logProof" not in room.check().credentials[0]


def test_of_one_bidder_only_so_many_proofs_are_looked_at() -> None:
    """Each is tried on every credential, whoever handed it in: a bidder could hold up an opening."""
    room, credential = logged_room()
    junk = [b"c2sp.org/tlog-proof@v1\n!%03d" % number for number in range(MAX_PROOFS)]
    room.papers += [proof_paper(one, f"{place}.txt") for place, one in enumerate(junk)]
    room.papers.append(proof_paper(room.world.inclusion_proof(credential)))
    assert shown(room.check()) == UNCLEAR
    del room.papers[-2]
    assert shown(room.check()) == ("met", ["own-grade"])
