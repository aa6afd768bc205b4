"""Under an agreement that requires a witness, log proofs among papers or trust data decide a tender."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials.documents.agreement_names import AgreementNames
from signing.errors import Lang
from tests.verifier.log.logged_rooms import SCENES, logged_room, open_room, proof_paper
from tests.verifier.tender.opening import OPENING, Room
from verifier.errors import ReceiptError
from verifier.numbers.register import Register
from verifier.tender.record import InstalledCode, TenderOpening, draw_up, list_pack, recheck
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.tables import tabulate

CODE = InstalledCode(version="1.0", digest="0" * 64)


def packed(opening: TenderOpening) -> tuple[Any, dict[str, bytes]]:
    matrix = opening.check(now=OPENING)
    receipt = draw_up(opening, matrix, code=CODE, seed=bytes(32))
    return receipt.body, list_pack(receipt, opening)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.__name__ for scene in SCENES])
def test_proofs_among_the_papers_count(scene: Callable[[], None]) -> None:
    scene()


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


@pytest.mark.parametrize(
    ("witnesses", "zh", "en"),
    [
        (
            None,
            "见证于 2026-",
            "Logged, witnessed by Sichuan Environmental Protection Industry Association (Example) at",
        ),
        ((), "已入日志，尚无见证。", "Logged, not yet witnessed."),
    ],
)
def test_the_printed_record_says_whether_each_is_witnessed(witnesses: Any, zh: str, en: str) -> None:
    room, credential = logged_room()
    room.papers.append(proof_paper(room.world.inclusion_proof(credential, witnesses=witnesses)))
    opening = open_room(room)
    receipt = draw_up(opening, opening.check(now=OPENING), code=CODE, seed=bytes(32))
    told: tuple[tuple[Lang, str], ...] = ("zh", zh), ("en", en)
    for lang, said in told:
        names = AgreementNames(opening.trust.chain.in_force_or_last(OPENING).text, lang)
        pages: Any = lay_out(receipt, opening.tender.body, names, lang)
        (held,) = next(one["rows"] for one in pages["sections"] if one["name"] == "certificates")
        assert said in held[-1]
        tables: Any = tabulate(receipt, opening.tender.body, names, lang)
        assert said in tables[2]["rows"][0][-1]


def test_an_opening_without_proofs_is_unchanged() -> None:
    room = Room()
    room.hand_in()
    room.world.publish()
    assert not {"logProof", "witnessed"} & {*room.check().credentials[0]}
