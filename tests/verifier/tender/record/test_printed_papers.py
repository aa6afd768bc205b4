"""What people read and sign is vouched for: a changed page, another receipt, another key are told."""

import hashlib
from typing import Any

import pytest

from credentials.errors import RecordError
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from tests.verifier.tender.opening import OPENING, A, Room, single, tender
from tests.verifier.tender.record.drawn import CODE, OFFICER, draw, officer, opening_of
from verifier.tender import Unsigned
from verifier.tender.record import ReceiptError, TenderOpening, TenderReceipt, list_pack, recheck
from verifier.tender.record.printed_papers import (
    TenderPapers,
    VouchedFile,
    check_papers,
    parse_papers,
    vouch,
)

PDF, XLSX, HTML = b"%PDF-1.7 page", b"PK sheet", b"<!doctype html> page"


@pytest.fixture(scope="module")
def opening() -> TenderOpening:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    bidders = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    return opening_of(room.world, tender(), bidders, {"B1": room.papers})


@pytest.fixture(scope="module")
def receipt(opening: TenderOpening) -> Unsigned[TenderReceipt]:
    return draw(opening, OPENING)


def printed(name: str, data: bytes) -> VouchedFile:
    digest = hashlib.sha256(data).hexdigest()
    return VouchedFile(name=name, size=len(data), sha256=digest, languages=("zh",), software=CODE)


def vouched(
    receipt: Unsigned[TenderReceipt], signer: Ed25519Signer | None = OFFICER
) -> Unsigned[TenderPapers]:
    return vouch(receipt, [printed("record.pdf", PDF), printed("matrix.xlsx", XLSX)], signer)


def altered(papers: Unsigned[TenderPapers], **changes: Any) -> Unsigned[TenderPapers]:
    return parse_papers(canonicalize({**papers.value, **changes}))


def states(opening: TenderOpening, receipt: Unsigned[TenderReceipt], **files: bytes) -> dict[str, str]:
    named = {name.replace("_", "."): data for name, data in files.items()}
    done = recheck({**list_pack(receipt, opening), **named}, code=CODE)
    assert done.is_same, "what a file for people shows makes no other record"
    assert done.stray == ()
    return {paper.name: paper.state for paper in done.papers}


def test_each_file_is_compared_with_what_the_officer_vouched_for(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt]
) -> None:
    statement = vouched(receipt).data
    whole = {"papers_json": statement, "record_pdf": PDF, "matrix_xlsx": XLSX}
    assert states(opening, receipt, **whole) == {"record.pdf": "same", "matrix.xlsx": "same"}
    changed = {**whole, "record_pdf": PDF + b" seal", "matrix_xlsx": XLSX.replace(b"sheet", b"sheeT")}
    assert states(opening, receipt, **changed) == {"record.pdf": "appended", "matrix.xlsx": "changed"}
    del whole["record_pdf"]
    assert states(opening, receipt, **whole) == {"record.pdf": "missing", "matrix.xlsx": "same"}
    assert states(opening, receipt, record_pdf=PDF) == {"record.pdf": "unvouched"}


def test_only_a_pdf_may_have_something_appended(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt]
) -> None:
    """A seal; a sheet is read from its end, and a print file shows whatever follows."""
    papers = vouch(receipt, [printed("record.html", HTML), printed("matrix.xlsx", XLSX)], OFFICER).data
    whole = {"papers_json": papers, "record_html": HTML, "matrix_xlsx": XLSX}
    assert states(opening, receipt, **whole) == {"record.html": "same", "matrix.xlsx": "same"}
    longer = {**whole, "record_html": HTML + b"<p>", "matrix_xlsx": XLSX + b" more"}
    assert states(opening, receipt, **longer) == {"record.html": "changed", "matrix.xlsx": "changed"}


def test_a_shorter_file_is_changed(opening: TenderOpening, receipt: Unsigned[TenderReceipt]) -> None:
    found = states(opening, receipt, papers_json=vouched(receipt).data, record_pdf=PDF[:-1], matrix_xlsx=XLSX)
    assert found["record.pdf"] == "changed"


def test_a_statement_that_was_changed_does_not_hold(receipt: Unsigned[TenderReceipt]) -> None:
    check_papers(vouched(receipt), receipt)
    files = [printed("record.pdf", b"another").model_dump(mode="json", by_alias=True, exclude_unset=True)]
    for changes in ({"files": files}, {"proof": None}):
        papers: Any = {
            name: part for name, part in {**vouched(receipt).value, **changes}.items() if part is not None
        }
        with pytest.raises(ReceiptError) as caught:
            check_papers(parse_papers(canonicalize(papers)), receipt)
        assert caught.value.code == "papers-signature"


def test_a_statement_about_another_record_or_by_another_key_is_refused(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt]
) -> None:
    with pytest.raises(ReceiptError) as caught:
        check_papers(vouched(draw(opening, OPENING, seed=b"x" * 32)), receipt)
    assert caught.value.code == "papers-other"
    other = draw(opening, OPENING, signer=officer(9))
    foreign = vouched(other, officer(9))
    with pytest.raises(ReceiptError) as caught:
        check_papers(altered(foreign, receipt=receipt.digest), receipt)
    assert caught.value.code == "officer-other"
    with pytest.raises(ReceiptError) as caught:
        vouched(receipt, officer(9))
    assert caught.value.code == "officer-other"


def test_nobody_vouches_for_the_files_of_an_unsigned_record(opening: TenderOpening) -> None:
    unsigned = draw(opening, OPENING, signer=None)
    papers = vouched(unsigned, None)
    check_papers(papers, unsigned)
    assert papers.body.officer is None
    with pytest.raises(ReceiptError) as caught:
        vouched(unsigned, OFFICER)
    assert caught.value.code == "officer-other"


def test_a_file_is_named_once(receipt: Unsigned[TenderReceipt]) -> None:
    files = vouched(receipt).value["files"]
    assert isinstance(files, list)
    with pytest.raises(RecordError) as caught:
        altered(vouched(receipt), files=[files[0], files[0]])
    assert caught.value.code == "item-repeated"
