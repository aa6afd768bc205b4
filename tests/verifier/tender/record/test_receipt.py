"""What a receipt says: the same for the same opening, and words that two rooms share."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.verifier.tender.opening import (
    OPENING,
    A,
    B,
    Example,
    Room,
    load_example,
    paper,
    single,
    tender,
    together,
)
from tests.verifier.tender.record.drawn import draw, example_opening, officer, opening_of
from verifier.tender import FoundCode, Paper
from verifier.tender.record import (
    InstalledCode,
    ReceiptInput,
    TenderOpening,
    check_extract,
    check_receipt,
    digest_matrix,
    format_matrix_words,
    make_extract,
    parse_receipt,
)

NOW, AWARD = "2026-06-05T10:00:00+08:00", datetime.fromisoformat("2026-06-05T09:00:00+08:00")


@pytest.fixture(scope="module")
def example() -> TenderOpening:
    return example_opening(Example(load_example()), NOW)


def test_the_worked_example_holds_together(example: TenderOpening) -> None:
    receipt = parse_receipt(draw(example, datetime.fromisoformat(NOW), AWARD).data)
    check_receipt(receipt)
    body = receipt.body
    assert len(body.cells) == 63
    assert body.header.rows.count == len(body.criteria)
    for bidder in body.bidders.named:
        check_extract(make_extract(receipt, bidder.id))
    whole = make_extract(receipt, "B1").body.rows
    (lot,) = {row.row.lot for row in whole if row.row.lot == "L1"}
    assert len(make_extract(receipt, "B1", lot=lot).body.rows) <= len(whole)


def test_lists_are_in_one_order_whatever_the_order_of_papers(example: TenderOpening) -> None:
    moment = datetime.fromisoformat(NOW)
    usual = draw(example, moment, AWARD).data
    random = Random(5)
    mixed = {name: random.sample(files, len(files)) for name, files in reversed([*example.inputs.items()])}
    assert draw(replace(example, inputs=mixed), moment, AWARD).data == usual


def room_and_opening(**bidder: Any) -> tuple[Room, TenderOpening]:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    return room, opening_of(room.world, tender(), listed({**single(), **bidder}), {"B1": room.papers})


def listed(*bidders: Any) -> dict[str, Any]:
    return {"type": "Bidders/1", "version": 1, "bidders": [*bidders]}


def test_two_rooms_read_the_same_words() -> None:
    room, first = room_and_opening()
    entry = ReceiptInput(replace(room.papers[0], path="另一处/扫描.pdf", sha256="2" * 64), 9, 3)
    second = replace(first, inputs={"B1": [entry]})
    here = draw(first, OPENING)
    there = draw(second, OPENING + timedelta(minutes=40), seed=bytes(32), signer=officer(9))
    assert here.data != there.data
    assert digest_matrix(here) == digest_matrix(there)
    assert len(format_matrix_words(here, "zh").split()) == len(format_matrix_words(here, "en").split()) == 8


def test_other_trust_data_documents_dates_or_cells_are_other_words() -> None:
    room, first = room_and_opening()
    usual = digest_matrix(draw(first, OPENING))
    room.world.advance(hours=1)
    room.world.publish()
    later = room.world.now
    newer = replace(first, bundle=room.world.bundle())
    assert digest_matrix(draw(newer, later)) != usual
    assert digest_matrix(draw(first, OPENING, OPENING)) != usual
    nothing = replace(first, inputs={})
    assert digest_matrix(draw(nothing, OPENING)) != usual
    shorter = opening_of(
        room.world, tender(freshness={"failAfterHours": 24}), listed(single()), {"B1": room.papers}
    )
    assert digest_matrix(draw(replace(shorter, bundle=first.bundle), OPENING)) != usual


def test_a_credential_of_two_bidders_shows_each_only_its_own_places() -> None:
    room = Room()
    data = room.hand_in(A)
    room.world.publish()
    rival = {"id": "B2", "name": "示例乙", "uscc": B, "lots": ["L1"]}
    partner = {**together(["W1"], ["W1"]), "id": "B3"}
    papers = {name: [paper(f"{name}.json", data)] for name in ("B1", "B3")}
    receipt = draw(opening_of(room.world, tender(), listed(single(), rival, partner), papers), OPENING)
    (held,) = receipt.body.credentials
    assert {place.bidder for place in held.places} == {"B1", "B3"}
    (shown,) = make_extract(receipt, "B1").body.rows
    assert [place.file for place in shown.row.credentials[0].places] == ["B1.json"]
    assert [(flag.code, flag.enterprise) for flag in shown.row.flags] == [("double-participation", A)]
    assert "B3" not in make_extract(receipt, "B1").data.decode()


def test_inputs_say_what_was_read_and_what_was_not() -> None:
    room, first = room_and_opening()
    data = room.papers[0].codes[0].data
    scan = Paper("扫描.pdf", "3" * 64, (FoundCode(data, 2, (10, 20, 30, 40)),), (1, 3), "page-damaged")
    entry = ReceiptInput(scan, 1234, 4, ((4, "page-damaged"),))
    receipt = draw(replace(first, inputs={"B1": [entry]}), OPENING)
    (told,) = receipt.body.inputs
    assert (told.size, told.pages, told.without_code) == (1234, 4, (1, 3))
    assert [(page.page, page.reason) for page in told.unread_pages] == [(4, "page-damaged")]
    assert told.codes[0].box == (10, 20, 30, 40)
    assert receipt.body.header.counts.pages == 4


def test_software_and_counts_stand_in_the_header() -> None:
    _, first = room_and_opening()
    receipt = draw(first, OPENING, code=InstalledCode(version="9.9", digest="9" * 64))
    assert receipt.body.header.software.version == "9.9"
    assert receipt.body.header.counts.other_criteria is None
    assert receipt.body.header.trust.clauses
