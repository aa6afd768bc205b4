"""Parity of the record: JavaScript draws up Python's receipt and pack, byte for byte."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from credentials.h1 import encode_h1
from credentials.times import format_time
from keys_example import example_signer
from signing.errors import HurenError, SigningError
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tender.record.pack import read_pack, write_pack
from tests.harness.key_files import SCRYPT
from tests.harness.node import ask_node
from tests.parity.tender.made_up import Market, make_bidders, make_tender
from tests.parity.tender.openings import Openings, tell_register, tell_unreadable
from tests.verifier.log.logged_rooms import logged_room, open_room, proof_paper
from tests.verifier.tender.claimed_numbers import ABSENT, NUMBER, OTHERS, of_another_publication, open_desk
from tests.verifier.tender.opening import OPENING, A, B, Room, paper, requirement, single, tender, together
from tests.verifier.tender.record.drawn import officer
from verifier.numbers.register import Register
from verifier.tender import FoundCode, Paper, parse_bidders, parse_tender
from verifier.tender.papers import UnreadCode
from verifier.tender.record import (
    InstalledCode,
    ReceiptInput,
    TenderOpening,
    digest_checked,
    draw_up,
    list_pack,
    officer_method,
    parse_receipt,
    recheck,
)
from verifier.tender.record.printed_papers import VouchedFile, parse_papers, vouch

pytestmark = pytest.mark.javascript

RELEASE, DIGEST = "0.1.0", "5a" * 32
CODE = InstalledCode(version=f"{RELEASE} web", digest=DIGEST)
Key = tuple[Ed25519Signer, str | None]
"""A locked key file, and its passphrase."""


class Records:
    """Openings as cases, and the record that Python draws up of each."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []
        self.expected: list[dict[str, Any]] = []

    def add(
        self,
        opening: TenderOpening,
        *,
        now: datetime,
        seed: bytes = bytes(range(32)),
        award_at: datetime | None = None,
        key: Key | None = None,
    ) -> None:
        """Add an opening, drawn up by Python."""
        signer, passphrase = key or (None, None)
        pem = signer.to_pem(passphrase.encode() if passphrase else None).decode() if signer else ""
        self.cases.append(
            {
                "tender": _base64(opening.tender.data),
                "bidders": _base64(opening.bidders.data),
                "inputs": {name: [*map(_input, entries)] for name, entries in opening.inputs.items()},
                "bundle": _base64(opening.bundle),
                "pin": opening.pin,
                "first": opening.first,
                "register": tell_register(opening.register) if opening.register is not None else None,
                "seed": seed.hex(),
                "now": format_time(now),
                "awardAt": format_time(award_at) if award_at is not None else None,
                "key": {"pem": pem, "passphrase": passphrase} if signer else None,
            }
        )
        try:
            matrix = opening.check(now=now, award_at=award_at)
            receipt = draw_up(opening, matrix, code=CODE, seed=seed, signer=signer)
        except HurenError as error:
            said = [error.sentence("zh"), error.sentence("en")]
            self.expected.append({"error": error.code, "field": error.field, "said": said})
            return
        bundle = receipt.body.header.trust.bundle
        self.expected.append(
            {
                "receipt": receipt.data,
                "words": digest_checked(matrix, bundle),
                "pack": write_pack(list_pack(receipt, opening)),
                "papers": vouch(receipt, map(_printed, PRINTED), signer).data,
            }
        )

    def answers(self, folder: Path) -> list[dict[str, Any]]:
        """Return the records that JavaScript draws up."""
        given = {"release": RELEASE, "digest": DIGEST, "printed": PRINTED, "cases": self.cases}
        answers = ask_node("tests/parity/js/record.mjs", folder, given)
        return [
            {
                name: base64.b64decode(value) if name in ("receipt", "pack", "papers") else value
                for name, value in answer.items()
            }
            for answer in answers
        ]

    def check(self, folder: Path) -> None:
        """Check that both are the same, to the last byte."""
        for number, (expected, answer) in enumerate(zip(self.expected, self.answers(folder), strict=True)):
            if "receipt" in expected and "receipt" in answer:
                assert json.loads(answer["receipt"]) == json.loads(expected["receipt"]), number
            assert answer == expected, number


def _input(entry: ReceiptInput) -> dict[str, Any]:
    codes: list[dict[str, Any]] = []
    for code in entry.paper.codes:
        assert isinstance(code.data, bytes)
        codes.append({"data": _base64(code.data), "page": code.page, "box": code.box, "early": code.early})
    paper = {
        "path": entry.paper.path, "sha256": entry.paper.sha256, "codes": codes,
        "pagesWithoutCode": [*entry.paper.pages_without_code], "unread": entry.paper.unread,
        "late": entry.paper.late, **tell_unreadable(entry.paper),
    }  # fmt: skip
    unread = [{"page": page, "reason": reason} for page, reason in entry.unread_pages]
    return {"paper": paper, "size": entry.size, "pages": entry.pages, "unreadPages": unread}


PRINTED: list[dict[str, Any]] = [
    {"name": "record.html", "languages": ["zh", "en"], "data": "<!doctype html>示例"},
    {"name": "matrix.xlsx", "languages": ["zh"], "data": "PK"},
]
"""Files for people, as texts."""


def _printed(file: dict[str, Any]) -> VouchedFile:
    data = file["data"].encode()
    return VouchedFile(
        name=file["name"], size=len(data), sha256=hashlib.sha256(data).hexdigest(),
        languages=tuple(file["languages"]), software=CODE,
    )  # fmt: skip


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


HIDDEN: Any = {"unreadable": (UnreadCode(2, (5, 6, 7, 8)), UnreadCode(5)), "certificate_like": (3,)}
"""Codes that could not be read, and a page that reads like a certificate."""


def a_room(*more: Paper, name: str = "资质.pdf") -> TenderOpening:
    """Two bidders, one with a list: JSON, H1 text, a code of another issuer; unread and late papers."""
    room = Room()
    room.world.now = OPENING - timedelta(hours=2)
    value: Any = parse_json(room.hand_in(A))
    codes = (FoundCode(encode_h1(value).encode(), 1, (1, 2, 3, 4)), FoundCode(b"https://a.example", 2))
    papers = [
        *room.papers, Paper(name, "4" * 64, codes, (3, 5), **HIDDEN),
        Paper("坏.pdf", "5" * 64, unread="paper-locked"), *more,
    ]  # fmt: skip
    inputs: dict[str, Sequence[ReceiptInput]] = {
        "B2": [ReceiptInput(replace(paper("b.json", room.hand_in(B)), late=True), 7)],
        "B1": [ReceiptInput(one, 100 + n, n, ((n, "page-damaged"),)) for n, one in enumerate(papers, 1)],
    }
    room.world.publish()
    asked = tender(requirement(validAt="all"), requirement(id="R2", minGrade="甲级"), otherCriteria=4)
    bidders: Any = {
        "type": "Bidders/1", "version": 1,
        "bidders": [
            {**single(), "claims": [{"criterion": "C1", "number": "示例-1"}]},
            together(["W1"], ["W1"]) | {"id": "B2"},
        ],
    }  # fmt: skip
    world = room.world
    return TenderOpening(
        parse_tender(canonicalize(asked)), parse_bidders(canonicalize(bidders)), inputs, world.bundle(),
        world.pin,
    )  # fmt: skip


def test_receipt_words_and_pack_are_the_same_bytes(tmp_path: Path) -> None:
    records, opening = Records(), a_room()
    records.add(opening, now=OPENING)
    records.add(replace(opening, first="1" * 64), now=OPENING, seed=bytes([7]) * 32, award_at=OPENING)
    records.check(tmp_path)
    receipt = parse_receipt(records.expected[0]["receipt"]).body
    assert {flag.code for flag in receipt.flags}
    assert any(entry.late for entry in receipt.inputs)
    assert [(note.code, note.file) for note in receipt.papers if note.file is None] == [("claimed", None)]
    names = {name.partition("/")[0] for name in read_pack(records.expected[0]["pack"])}
    assert {"codes", "credentials"} < names


def test_a_registers_answers_on_marked_pages_are_in_receipt_and_pack(tmp_path: Path) -> None:
    desk = open_desk()
    marks = [{"file": "扫描.pdf", "page": 1, "claims": number} for number in (NUMBER, OTHERS, ABSENT)]
    document: Any = {"type": "Bidders/1", "version": 1, "bidders": [{**single(), "marks": marks}]}
    scan = ReceiptInput(Paper("扫描.pdf", "1" * 64, pages_without_code=(1,)), 100, 1)
    world = desk.held.world
    opening = TenderOpening(
        parse_tender(canonicalize(tender())), parse_bidders(canonicalize(document)), {"B1": [scan]},
        world.bundle(), world.pin, register=desk.register(NUMBER, OTHERS, ABSENT),
    )  # fmt: skip
    records = Records()
    records.add(opening, now=world.now)
    records.check(tmp_path)
    files = read_pack(records.expected[0]["pack"])
    assert len([name for name in files if name.startswith("register/")]) == 5
    said = {note.code for note in parse_receipt(records.expected[0]["receipt"]).body.papers}
    assert said >= {"number-found", "number-absent", "suspended"}
    assert recheck(files, code=CODE).is_same


def test_a_register_of_another_publication_is_in_the_pack_and_rechecked(tmp_path: Path) -> None:
    desk = of_another_publication()
    marks = [{"file": "扫描.pdf", "page": 1, "claims": number} for number in (NUMBER, OTHERS, ABSENT)]
    document: Any = {"type": "Bidders/1", "version": 1, "bidders": [{**single(), "marks": marks}]}
    scan = ReceiptInput(Paper("扫描.pdf", "1" * 64, pages_without_code=(1,)), 100, 1)
    world = desk.held.world
    opening = TenderOpening(
        parse_tender(canonicalize(tender())), parse_bidders(canonicalize(document)), {"B1": [scan]},
        world.bundle(), world.pin, register=desk.register(NUMBER, OTHERS, ABSENT),
    )  # fmt: skip
    records = Records()
    records.add(opening, now=world.now)
    records.check(tmp_path)
    said = {note.code for note in parse_receipt(records.expected[0]["receipt"]).body.papers}
    assert said >= {"number-held", "number-not-covered", "suspended"}
    files = read_pack(records.expected[0]["pack"])
    assert recheck(files, code=CODE).is_same
    held = next(name for name in files if name.startswith("register/") and "proof-" not in name)
    with pytest.raises(HurenError, match="pack-file"):
        recheck({name: data for name, data in files.items() if name != held}, code=CODE)


def test_a_record_by_a_browser_is_rechecked_as_the_same_bytes(tmp_path: Path) -> None:
    records = Records()
    records.add(a_room(), now=OPENING)
    (answer,) = records.answers(tmp_path)
    files = read_pack(answer["pack"])
    assert not {"record.pdf", "matrix.xlsx"} & {*files}
    again = recheck(files, code=InstalledCode(version=RELEASE, digest="00" * 32))
    assert (again.is_same, again.is_same_code, again.officer) == (True, False, None)


def test_an_officer_signs_by_a_key_file_open_or_under_a_passphrase(tmp_path: Path) -> None:
    records, opening, key = Records(), a_room(), officer()
    records.add(opening, now=OPENING, key=(key, None))
    records.add(opening, now=OPENING, key=(key, "口令 pass"))
    records.check(tmp_path)
    assert parse_receipt(records.expected[0]["receipt"]).body.header.officer
    assert parse_papers(records.expected[0]["papers"]).body.officer, "and what it vouches for"


@pytest.mark.parametrize("use", ["assessment", "root"])
def test_the_key_of_an_association_signs_no_record(use: str, tmp_path: Path) -> None:
    records = Records()
    key = example_signer(f"cq-{use}")
    key.verification_method = officer_method(key.multikey)
    records.add(a_room(), now=OPENING, key=(key, None))
    records.check(tmp_path)
    assert records.expected[0]["error"] == "officer-of-party"
    assert any("评价" in said or "根" in said for said in records.expected[0]["said"])


def test_a_key_file_that_cannot_be_read_is_refused_as_by_the_terminal(tmp_path: Path) -> None:
    records, key = Records(), officer()
    records.add(a_room(), now=OPENING)
    (case,) = records.cases
    open_, locked = key.to_pem(None).decode(), key.to_pem(b"password1").decode()
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    files: list[tuple[str, str | None]] = [
        (locked, None), (locked, ""), (locked, "wrong"), (open_, "password1"), (other.decode(), None),
        ("", None),
        (open_[:60] + open_[-27:], None), ("z6Mk", None), (open_ + "x" * 9_000, None),
        ("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n", None),
    ]  # fmt: skip
    records.cases = [{**case, "key": {"pem": pem, "passphrase": typed}} for pem, typed in files]
    expected = []
    for pem, typed in files:
        with pytest.raises(SigningError) as caught:
            Ed25519Signer.from_pem(pem.encode(), "", typed.encode() if typed is not None else None)
        expected.append((caught.value.code, caught.value.sentence("zh"), caught.value.sentence("en")))
    assert [(answer["error"], *answer["said"]) for answer in records.answers(tmp_path)] == expected
    assert len({code for code, *_ in expected}) == 6


def test_a_key_file_of_another_cipher_is_left_to_the_terminal(tmp_path: Path) -> None:
    records = Records()
    records.add(a_room(), now=OPENING)
    records.cases[0]["key"] = {"pem": SCRYPT, "passphrase": "password1"}
    (answer,) = records.answers(tmp_path)
    assert answer["error"] == "key-not-opened-here"
    assert Ed25519Signer.from_pem(SCRYPT.encode(), "", b"password1").multikey == officer().multikey


def test_papers_that_no_receipt_can_list_are_refused(tmp_path: Path) -> None:
    records = Records()
    records.add(a_room(name="x" * 1001), now=OPENING)
    (answer,) = records.answers(tmp_path)
    assert (answer["error"], answer["field"]) == ("member-length", "inputs[1].path")
    assert records.expected[0]["error"] == "member-length"


@pytest.mark.night
def test_openings_made_up_by_a_seed(tmp_path: Path) -> None:
    records, random = Records(), Random(51)
    market = Market(random, Openings())
    published, _ = market.stores[-1]
    for _number in range(12):
        asked = make_tender(random)
        bids = make_bidders(random, [lot["id"] for lot in asked["lots"]])
        inputs = {}
        for bidder in bids["bidders"]:
            codes = [member["uscc"] for member in bidder.get("members", [bidder])]
            inputs[bidder["id"]] = [
                ReceiptInput(one, random.randrange(9**9), random.randrange(9)) for one in market.papers(codes)
            ]
        opening = TenderOpening(
            parse_tender(canonicalize(asked)), parse_bidders(canonicalize(bids)), inputs,
            market.world.bundle(), market.world.pin,
        )  # fmt: skip
        now = published + timedelta(hours=random.choice([1, 30, 200]))
        records.add(opening, now=now, seed=random.randbytes(32))
    records.check(tmp_path)


def test_the_log_proofs_of_an_opening_are_in_receipt_and_pack(tmp_path: Path) -> None:
    records, (room, credential) = Records(), logged_room()
    proof = room.world.inclusion_proof(credential)
    records.add(open_room(room, Register(log_proofs=[proof])), now=OPENING)
    room.papers.append(proof_paper(proof))
    records.add(open_room(room), now=OPENING)
    records.check(tmp_path)
    beside, among = (read_pack(one["pack"]) for one in records.expected)
    digest = hashlib.sha256(proof).hexdigest()
    assert f"register/{digest}.tlog-proof" in beside
    assert f"codes/{digest}" in among
    assert recheck(beside, code=CODE).is_same
