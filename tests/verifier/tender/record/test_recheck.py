"""A pack checked again: the same bytes in another place and time, or what differs first and why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.errors import RecordError
from credentials.h1 import encode_h1
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.verifier.tender.claimed_numbers import ABSENT, NUMBER, open_desk
from tests.verifier.tender.opening import OPENING, A, Room, paper, requirement, single, tender
from tests.verifier.tender.record.drawn import CODE, DID, draw, opening_of
from verifier import TrustError
from verifier.tender import FoundCode, Paper
from verifier.tender.papers import UnreadCode
from verifier.tender.record import (
    InstalledCode,
    ReceiptError,
    ReceiptInput,
    TenderOpening,
    list_pack,
    parse_receipt,
    recheck,
)

BIDDERS = {"type": "Bidders/1", "version": 1, "bidders": [single()]}


def opening_with_codes() -> tuple[Room, TenderOpening]:
    """A credential as JSON and as the text of a code on one page, a code of somebody else, a file unread."""
    room = Room()
    room.world.now = OPENING - timedelta(hours=2)
    data = room.hand_in(A)
    value: Any = parse_json(data)
    text = encode_h1(value).encode()
    room.papers.append(
        Paper("扫描.pdf", "4" * 64, (FoundCode(text, 1), FoundCode(b"https://a.example", 1)), (2,))
    )
    room.papers.append(Paper("坏.pdf", "5" * 64, unread="paper-locked"))
    room.world.publish()
    asked = tender(requirement(validAt="all"))
    return room, opening_of(room.world, asked, BIDDERS, {"B1": room.papers})


@pytest.fixture(scope="module")
def pack() -> dict[str, bytes]:
    _, opening = opening_with_codes()
    return list_pack(draw(opening, OPENING), opening)


def test_a_pack_has_credentials_by_digest(pack: dict[str, bytes]) -> None:
    names = sorted(name.partition("/")[0] for name in pack)
    assert names == [
        "bidders.json",
        "bundle.json",
        "codes",
        "codes",
        "credentials",
        "receipt.json",
        "tender.json",
    ]


def test_the_same_bytes_years_later_and_by_other_software(pack: dict[str, bytes]) -> None:
    again = recheck(pack, code=CODE, officer=DID)
    assert (again.is_same, again.is_same_code, again.officer, again.first) == (True, True, DID, None)
    later = recheck(dict(reversed(pack.items())), code=InstalledCode(version="7.0", digest="7" * 64))
    assert (later.is_same, later.is_same_code) == (True, False)
    assert later.difference.cells == ()


def test_another_bundle_is_named_with_the_event(pack: dict[str, bytes]) -> None:
    room, opening = opening_with_codes()
    files = list_pack(draw(opening, OPENING), opening)
    since = OPENING - timedelta(days=2)
    room.world.advance(hours=1)
    room.world.suspend(room.papers[0].codes[0].data, effective_from=since, created=since)  # type: ignore[arg-type]
    room.world.publish()
    found = recheck({**files, "bundle.json": room.world.bundle()}, code=CODE)
    assert not found.is_same
    assert found.first is not None
    assert (found.first.code, found.first.facts["status"]) == ("status-event", "suspended")
    assert [(cell.before, cell.after) for cell in found.difference.cells] == [("met", "cannot-establish")]


def test_another_tender_is_named() -> None:
    _, opening = opening_with_codes()
    files = list_pack(draw(opening, OPENING), opening)
    other = canonicalize(tender(requirement(minGrade="甲级", validAt="all")))
    found = recheck({**files, "tender.json": other}, code=CODE)
    assert found.first is not None
    assert found.first.code == "tender"


def test_a_change_without_other_cause_is_laid_on_the_software(monkeypatch: pytest.MonkeyPatch) -> None:
    _, opening = opening_with_codes()
    files = list_pack(draw(opening, OPENING), opening)
    monkeypatch.setattr("verifier.tender.record.receipt._find_clauses", lambda *_: ["第九条"])
    found = recheck(files, code=InstalledCode(version="7.0", digest="7" * 64))
    assert not found.is_same
    assert found.first is not None
    assert (found.first.code, found.first.facts) == ("software", {"before": "0.1.0", "after": "7.0"})


def test_a_missing_or_damaged_file_is_named(pack: dict[str, bytes]) -> None:
    for name in pack:
        left = {other: data for other, data in pack.items() if other != name}
        with pytest.raises(ReceiptError) as caught:
            recheck(left, code=CODE)
        assert caught.value.code == "pack-file-missing"
    for name, error in (
        ("receipt.json", RecordError),
        ("tender.json", RecordError),
        ("bundle.json", TrustError),
    ):
        with pytest.raises(error):
            recheck({**pack, name: b"{}"}, code=CODE)
    for folder in ("codes/", "credentials/"):
        held = next(name for name in pack if name.startswith(folder))
        with pytest.raises(ReceiptError) as caught:
            recheck({**pack, held: b"changed"}, code=CODE)
        assert (caught.value.code, caught.value.field) == ("pack-file-changed", held)
    forged: Any = parse_receipt(pack["receipt.json"]).value
    spoilt = {**forged, "cells": [{**forged["cells"][0], "state": "not-met"}]}
    with pytest.raises(ReceiptError) as caught:
        recheck({**pack, "receipt.json": canonicalize(spoilt)}, code=CODE)
    assert caught.value.code == "receipt-rows"


def numbers_pack() -> dict[str, bytes]:
    """The pack of an opening whose marked numbers were looked up in a register: one found, one absent."""
    desk = open_desk()
    listed = [Paper("商务.pdf", "0" * 64, pages_without_code=(1, 2), pages=2)]
    marks = [{"file": "商务.pdf", "page": p, "claims": n} for p, n in ((1, NUMBER), (2, ABSENT))]
    bidders = {**BIDDERS, "bidders": [{**single(), "marks": marks}]}
    opening = opening_of(desk.room.world, tender(), bidders, {"B1": listed})
    opening = replace(opening, register=desk.register(NUMBER, ABSENT))
    return list_pack(draw(opening, desk.held.world.now), opening)


def test_a_missing_register_file_is_named() -> None:
    """A pack without these proofs must not look like other software under the same version."""
    whole = numbers_pack()
    told = [name for name in whole if name.startswith("register/")]
    needed = [name for name in told if name.startswith("register/proof-")]
    held = parse_receipt(whole["receipt.json"]).body.papers
    needed += [f"register/{note.credential}.json" for note in held if note.code == "number-found"]
    assert recheck(whole, code=CODE).is_same
    assert len(needed) == 3
    for name in needed:
        with pytest.raises(ReceiptError) as caught:
            recheck({other: data for other, data in whole.items() if other != name}, code=CODE)
        assert (caught.value.code, caught.value.field) == ("pack-file-missing", name)


def test_a_damaged_register_file_is_named() -> None:
    whole = numbers_pack()
    one = next(name for name in whole if name.startswith("register/proof-"))
    other = whole[one].replace(b"2026-02-01", b"2020-02-01")  # no manifest names such a set
    for spoilt in (b"{}", b"", other, whole[one].replace(b'"count":2', b'"count":3')):
        with pytest.raises(ReceiptError) as caught:
            recheck({**whole, one: spoilt}, code=CODE)
        assert (caught.value.code, caught.value.field) == ("pack-file-changed", one)


def test_a_credential_that_is_missing_is_no_same_bytes_and_one_too_many_is_said() -> None:
    """The text of a code gives the same bytes even without the credential beside it."""
    _, opening = opening_with_codes()
    text = replace(opening, inputs={"B1": opening.inputs["B1"][1:]})
    files = list_pack(draw(text, OPENING), text)
    (held,) = (name for name in files if name.startswith("credentials/"))
    found = recheck({name: data for name, data in files.items() if name != held}, code=CODE)
    assert (found.is_same, found.missing) == (False, (held,))
    assert found.first is not None
    assert (found.first.code, found.first.facts) == ("pack-files", {"files": [held]})
    stray = recheck({**files, "notes.txt": b"", "record.pdf": b"", "inputs/1.pdf": b""}, code=CODE)
    assert (stray.is_same, stray.missing, stray.stray) == (True, (), ("notes.txt",))


def test_an_unexplained_change_is_not_laid_on_the_same_software(monkeypatch: pytest.MonkeyPatch) -> None:
    _, opening = opening_with_codes()
    files = list_pack(draw(opening, OPENING), opening)
    monkeypatch.setattr("verifier.tender.record.receipt._find_clauses", lambda *_: ["第九条"])
    found = recheck(files, code=CODE)
    assert found.first is not None
    assert found.first.code == "unexplained"


def test_a_credential_that_no_page_names_is_compared_with_its_digest_too(pack: dict[str, bytes]) -> None:
    names = [f"credentials/{digit * 64}.json" for digit in "fe"]
    with pytest.raises(ReceiptError) as caught:
        recheck({**pack, **dict.fromkeys(names, b"{}")}, code=CODE)
    assert (caught.value.code, caught.value.field) == ("pack-file-changed", names[1]), "the first by name"


def test_late_papers_stay_late() -> None:
    room, opening = opening_with_codes()
    late = ReceiptInput(replace(paper("补.json", room.hand_in(A, grade="甲级")), late=True), 10, 1)
    whole = replace(opening, inputs={"B1": [*opening.inputs["B1"], late]})
    receipt = draw(replace(whole, first="1" * 64), OPENING)
    again = recheck(list_pack(receipt, whole), code=CODE)
    assert again.is_same
    assert again.receipt.body.header.first == "1" * 64
    header: Any = draw(whole, OPENING).value["header"]
    assert "first" not in header, "so older receipts come to the same bytes"
    assert [entry.late for entry in again.receipt.body.inputs if entry.path == "补.json"] == [True]


def test_looks_and_codes_that_could_not_be_read_are_the_same_again() -> None:
    room = Room()
    room.hand_in(A, grade="甲临")
    page: Any = {"file": "扫描.pdf", "by": "评委一", "on": "2026-05-20"}
    run: Any = {**page, "page": 3, "lastPage": 4, "saw": "other-issuer"}
    looked = [{**page, "page": 2, "saw": "illegible"}, run]
    scan = Paper(
        "扫描.pdf", "3" * 64, pages_without_code=(2, 3, 4, 5), certificate_like=(5,), pages=5,
        unreadable=(UnreadCode(2, (400, 400, 600, 541)), UnreadCode(3)),
    )  # fmt: skip
    papers = [*room.papers, scan]
    room.world.publish()
    opening = opening_of(
        room.world, tender(), {**BIDDERS, "bidders": [{**single(), "looked": looked}]}, {"B1": papers}
    )
    receipt = draw(opening, OPENING)
    assert [cell.codes for cell in receipt.body.cells] == [("illegible", "grade-lower")]
    (looks,) = receipt.body.looks or ()
    assert (looks.to_look_at, looks.looked_at, looks.unreadable, looks.like) == (4, 3, 2, 1)
    told = [(note.code, note.page) for note in receipt.body.papers]
    assert told == [("certificate-like", None), ("page-looked", 2), ("page-looked", 3)]
    assert recheck(list_pack(receipt, opening), code=CODE).is_same
