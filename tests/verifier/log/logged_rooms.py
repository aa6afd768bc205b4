"""Openings under an agreement that requires a witness, and scenes that log proofs decide."""

import hashlib
from typing import Any

from signing.jcs import canonicalize
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.tender.opening import B, Room, shown, single, tender
from verifier.numbers.register import Register
from verifier.tender import FoundCode, Paper, parse_bidders, parse_tender
from verifier.tender.check import MAX_PROOFS
from verifier.tender.record import ReceiptInput, TenderOpening

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
    document: Any = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    return TenderOpening(
        parse_tender(canonicalize(tender())), parse_bidders(canonicalize(document)), {"B1": inputs},
        world.bundle(), world.pin, register=register,
    )  # fmt: skip


def a_proof_among_the_papers_decides() -> None:
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


def a_proof_of_another_or_without_a_witness_decides_nothing() -> None:
    room, credential = logged_room()
    other = room.world.issue(unified_social_credit_code=B)
    room.papers.append(proof_paper(room.world.inclusion_proof(other), "a.txt"))
    room.papers.append(proof_paper(room.world.inclusion_proof(credential, witnesses=()), "b.txt"))
    room.papers.append(proof_paper(b"c2sp.org/tlog-proof@v1\nindex x", "c.txt"))
    assert shown(room.check()) == UNCLEAR


def of_one_bidder_only_so_many_proofs_are_looked_at() -> None:
    """Each proof is tried on every credential: without a cap one bidder could delay an opening."""
    room, credential = logged_room()
    junk = [b"c2sp.org/tlog-proof@v1\n!%03d" % number for number in range(MAX_PROOFS)]
    room.papers += [proof_paper(one, f"{place}.txt") for place, one in enumerate(junk)]
    room.papers.append(proof_paper(room.world.inclusion_proof(credential)))
    assert shown(room.check()) == UNCLEAR
    del room.papers[-2]
    assert shown(room.check()) == ("met", ["own-grade"])


SCENES = (
    a_proof_among_the_papers_decides,
    a_proof_of_another_or_without_a_witness_decides_nothing,
    of_one_bidder_only_so_many_proofs_are_looked_at,
)
