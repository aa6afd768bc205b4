"""An objection: its form, and that it is about what the receipt has."""

from datetime import timedelta
from typing import Any

import pytest

from credentials.errors import RecordError
from credentials.times import format_time
from signing.jcs import canonicalize
from tests.verifier.tender.opening import OPENING, A, Room, single, tender
from tests.verifier.tender.record.drawn import draw, opening_of
from verifier.tender import Unsigned
from verifier.tender.record import ReceiptError, TenderReceipt, check_objection, make_extract, parse_objection


@pytest.fixture(scope="module")
def receipt() -> Unsigned[TenderReceipt]:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    bidders = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    return draw(opening_of(room.world, tender(), bidders, {"B1": room.papers}), OPENING)


def objection(drawn: Unsigned[TenderReceipt], /, **changes: Any) -> bytes:
    extract = make_extract(drawn, "B1")
    whole: dict[str, Any] = {
        "type": "Objection/1",
        "tender": drawn.body.header.tender.digest,
        "receipt": drawn.digest,
        "raisedBy": {"name": "示例甲", "uscc": A},
        "raisedAt": "2026-05-22T10:00:00+08:00",
        "classification": "cell",
        "about": {"lot": "L1", "bidder": "B1", "requirement": "R1"},
        "arguments": [{"text": "证书已恢复。", "evidence": [{"title": "恢复通知", "sha256": "a" * 64}]}],
        "remedies": ["check-again"],
        "answer": {
            "answeredAt": "2026-05-23T10:00:00+08:00",
            "outcome": "rejected",
            "text": "复核结果与记录一致。",
            "extract": extract.digest,
        },
    }
    return canonicalize({name: part for name, part in {**whole, **changes}.items() if part is not None})


def test_an_objection_is_about_a_receipt_and_answered_with_an_extract(
    receipt: Unsigned[TenderReceipt],
) -> None:
    read = parse_objection(objection(receipt))
    check_objection(read.body, receipt)
    assert read.body.answer is not None
    check_objection(parse_objection(objection(receipt, answer=None, about={})).body, receipt)


@pytest.mark.parametrize("member", ["receipt", "tender"])
def test_an_objection_about_another_record_is_reported_as_such(
    receipt: Unsigned[TenderReceipt], member: str
) -> None:
    """It must not look like an unknown reference."""
    with pytest.raises(ReceiptError) as caught:
        check_objection(parse_objection(objection(receipt, **{member: "0" * 64})).body, receipt)
    assert (caught.value.code, caught.value.field) == ("objection-other", member)
    assert "another record" in caught.value.sentence("en")


def test_an_objection_dated_before_the_record_is_refused(receipt: Unsigned[TenderReceipt]) -> None:
    early = receipt.body.header.now - timedelta(seconds=1)
    with pytest.raises(ReceiptError) as caught:
        check_objection(
            parse_objection(objection(receipt, raisedAt=format_time(early), answer=None)).body, receipt
        )
    assert (caught.value.code, caught.value.field) == ("objection-early", "raisedAt")


def test_an_objection_to_a_row_that_the_record_lacks_is_refused() -> None:
    """For example a lot for which this bidder does not bid."""
    room = Room()
    room.hand_in(A)
    room.world.publish()
    lots = [{"id": "L1", "title": "一"}, {"id": "L2", "title": "二"}]
    listed = [single(), {**single(), "id": "B2", "lots": ["L2"]}]
    bidders = {"type": "Bidders/1", "version": 1, "bidders": listed}
    drawn = draw(opening_of(room.world, tender(lots=lots), bidders, {"B1": room.papers}), OPENING)
    about = {"lot": "L2", "bidder": "B1"}
    with pytest.raises(ReceiptError) as caught:
        check_objection(parse_objection(objection(drawn, about=about)).body, drawn)
    assert caught.value.code == "objection-no-row"
    assert "L2 B1" in caught.value.sentence("zh")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"about": {"bidder": "B9"}}, "about.bidder"),
        ({"about": {"lot": "L9"}}, "about.lot"),
    ],
)
def test_an_unknown_reference_is_refused(receipt: Unsigned[TenderReceipt], change: Any, field: str) -> None:
    with pytest.raises(RecordError) as caught:
        check_objection(parse_objection(objection(receipt, **change)).body, receipt)
    assert (caught.value.code, caught.value.field) == ("reference-unknown", field)


@pytest.mark.parametrize(
    "change",
    [
        {"arguments": []},
        {"remedies": ["money"]},
        {"answer": {"answeredAt": "2026-05-21T10:00:00+08:00", "outcome": "upheld", "text": "早"}},
        {"classification": None},
    ],
)
def test_other_forms_are_refused(receipt: Unsigned[TenderReceipt], change: Any) -> None:
    with pytest.raises(RecordError):
        parse_objection(objection(receipt, **change))
