"""PDFs as officers get them: the attachment, the print, whether they agree, scans, and hostile files."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from carriers import pdf as reading
from carriers.certificate.typesetting import format_certificate
from carriers.errors import CarrierError
from carriers.pdf import PdfReading, read_pdf
from carriers.presented import Print, compare
from carriers.qr import credential_text
from credentials.kinds import parse_credential
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.papers import attach, certificate_pdf, draw, merge, paper_of, saved, scan_of


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def good(world: World) -> bytes:
    return world.issue()


@pytest.fixture(scope="module")
def other(world: World) -> bytes:
    return world.issue(grade="二级")


@pytest.fixture(scope="module")
def pdf(world: World, good: bytes) -> bytes:
    return format_certificate(paper_of(world, good))


def code_of(credential: bytes) -> bytes:
    return credential_text(parse_credential(credential).value).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(CarrierError) as caught:
        read_pdf(data)
    for lang in ("en", "zh"):
        assert caught.value.sentence("en" if lang == "en" else "zh")
        assert caught.value.mend("en" if lang == "en" else "zh")
    return caught.value.code


# --- attachment and print, and whether they agree ---


def test_a_certificate_gives_its_credential_once(good: bytes, pdf: bytes) -> None:
    found = read_pdf(pdf)
    assert found == PdfReading((good,), (code_of(good).decode(),), ((1,),))
    assert compare(found) == ((good,), Print.AGREES, ((1,),))


def test_a_scan_gives_the_codes_of_its_pages_in_order(world: World, good: bytes, other: bytes) -> None:
    pages = [draw(format_certificate(paper_of(world, one)), 200) for one in (good, other)]
    blank = Image.new("L", pages[0].size, 255)
    found = read_pdf(scan_of(pages[0], blank, pages[1], pages[0]))
    assert compare(found) == ((code_of(good), code_of(other)), Print.AGREES, ((1, 4), (3,)))


def test_another_code_on_the_page_is_a_difference_and_both_are_given(
    world: World, good: bytes, other: bytes
) -> None:
    found = compare(read_pdf(certificate_pdf(world, good, printed=other)))
    assert found == ((good, code_of(other)), Print.DIFFERS, ((), (1,)))


def test_a_second_attachment_that_is_not_printed_is_a_difference(
    pdf: bytes, good: bytes, other: bytes
) -> None:
    found = compare(read_pdf(attach(pdf, extra=other)))
    assert sorted(found.items) == sorted((good, other))
    assert found.print is Print.DIFFERS


def test_a_certificate_without_a_printed_code_is_reported(world: World, good: bytes) -> None:
    assert compare(read_pdf(certificate_pdf(world, good, printed=None))) == ((good,), Print.ABSENT, ())


def test_a_foreign_qr_code_is_ignored(world: World, good: bytes) -> None:
    found = compare(read_pdf(certificate_pdf(world, good, printed="https://licence.example/?id=7")))
    assert found == ((good,), Print.ABSENT, ((),))
    alone = PdfReading((), ("https://licence.example/?id=7",))
    assert compare(alone) == ((b"https://licence.example/?id=7",), Print.AGREES, ())


def test_certificates_merged_into_one_file_agree(world: World, pdf: bytes, good: bytes, other: bytes) -> None:
    whole = merge(pdf, format_certificate(paper_of(world, other)))
    assert compare(read_pdf(whole)) == ((code_of(good), code_of(other)), Print.AGREES, ((1,), (2,)))
    kept = attach(whole, credential=good)
    assert compare(read_pdf(kept)) == ((good, code_of(other)), Print.AGREES, ((1,), (2,)))


def test_spaces_and_order_of_members_make_no_difference(good: bytes) -> None:
    spaced = good.replace(b'{"@context"', b'{ "@context"', 1)
    text = code_of(good).decode()
    assert compare(PdfReading((spaced,), (text,))) == ((spaced,), Print.AGREES, ())
    elsewhere = text.replace("cq.huren.example", "phishing.example")
    assert compare(PdfReading((good,), (elsewhere,))) == ((good,), Print.AGREES, ())


def test_one_changed_byte_is_a_difference(good: bytes) -> None:
    forged = good.replace("一级".encode(), "二级".encode())
    assert forged != good
    assert compare(PdfReading((forged,), (code_of(good).decode(),))).print is Print.DIFFERS


def test_a_foreign_attachment_is_ignored(good: bytes) -> None:
    invoice, text = b'{"invoice": 7}', code_of(good).decode()
    assert compare(PdfReading((good, invoice), (text,))) == ((good,), Print.AGREES, ())
    assert compare(PdfReading((invoice,), (text,))) == ((text.encode(),), Print.AGREES, ())
    assert compare(PdfReading((invoice,), ())) == ((invoice,), Print.ABSENT, ())


def test_a_code_by_reference_agrees_by_its_digest(good: bytes) -> None:
    digest = parse_credential(good).digest
    right = f"https://cq.huren.example/records/{digest}.json"
    wrong = f"https://cq.huren.example/records/{'0' * 64}.json"
    assert compare(PdfReading((good,), (right,))) == ((good,), Print.AGREES, ())
    assert compare(PdfReading((good,), (wrong,))) == ((good, wrong.encode()), Print.DIFFERS, ())
    assert compare(PdfReading((), (right,))) == ((right.encode(),), Print.AGREES, ())


@pytest.mark.parametrize("attached", [b"{", b'{"a":1,"a":2}', b"{" + b"[" * 5000, b"{\xff}"])
def test_an_attachment_that_is_not_a_credential_still_gets_an_answer(attached: bytes, good: bytes) -> None:
    text = code_of(good).decode()
    assert compare(PdfReading((attached,), (text,))) == ((attached, text.encode()), Print.DIFFERS, ())


def test_an_undecodable_code_is_not_reported_as_a_difference(good: bytes) -> None:
    whole = code_of(good).decode()
    text = whole[:-17]
    assert compare(PdfReading((good,), (text,))) == ((good, text.encode()), Print.UNREAD, ())
    assert compare(PdfReading((good,), (whole, text))) == ((good, text.encode()), Print.AGREES, ())
    assert compare(PdfReading((), (text,))) == ((text.encode(),), Print.AGREES, ())


# --- hostile files ---


def page(width: float = 595, height: float = 842, content: bytes = b"", pages: int = 1) -> bytes:
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
            made.pages[-1].MediaBox = pikepdf.Array([0, 0, width, height])
        made.pages[0].Contents = made.make_stream(content)
        return saved(made)


def test_other_attachments_and_large_ones_are_passed_over(pdf: bytes, good: bytes) -> None:
    more = attach(pdf, note=b"hello", table=b"PK\x03\x04", large=b"{" + b" " * 600_000 + b"}", empty=b"")
    assert read_pdf(more).attached == (good,)


def test_sizes_pages_and_attachments_are_capped(pdf: bytes) -> None:
    assert refusal(pdf + b" " * reading.FILE_MAX_BYTES) == "pdf-too-large"
    assert refusal(page(pages=reading.MAX_PAGES + 1)) == "pdf-too-many-pages"
    many = attach(pdf, **{f"a{i}": b"{}" for i in range(reading.MAX_ATTACHMENTS)})
    assert refusal(many) == "pdf-too-many-attachments"


@pytest.mark.parametrize("size", [(0.01, 0.01), (3, 14_400), (14_400, 14_400), (1e9, 1e9), (1, 1)])
def test_pages_of_any_size_are_drawn_small(size: tuple[float, float]) -> None:
    assert refusal(page(*size)) in ("pdf-nothing-found", "pdf-unreadable")


def test_a_password_protected_file_is_refused() -> None:
    with pikepdf.open(io.BytesIO(page())) as opened:
        out = io.BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refusal(out.getvalue()) == "pdf-locked"


def test_an_empty_page_says_that_nothing_was_found() -> None:
    with pytest.raises(CarrierError) as caught:
        read_pdf(page(pages=3))
    assert caught.value.code == "pdf-nothing-found"
    assert "3 页" in caught.value.sentence("zh")


def with_script() -> bytes:
    with pikepdf.open(io.BytesIO(page())) as opened:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="while (true) {}")
        opened.Root.OpenAction = script
        return saved(opened)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a header alone": lambda: b"%PDF-1.7\n",
    "endless nesting": lambda: page(content=b"q " * 200_000),
    "a bomb in a page": lambda: page(content=b"0 0 m " * 400_000),
    "operands without end": lambda: page(content=b"1 " * 500_000),
    "a script": with_script,
    "a stream that lies": lambda: page(content=b"x" * 1000).replace(b"/Length", b"/Lenght"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_sentences(name: str) -> None:
    assert refusal(HOSTILE[name]()) in ("pdf-nothing-found", "pdf-unreadable")


@given(st.data())
@settings(deadline=None, max_examples=examples(20))
def test_flipped_bytes_never_escape(pdf: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(pdf)
    for _ in range(data.draw(st.integers(1, 8))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(spoilt)) | st.just(len(spoilt)))
    try:
        compare(read_pdf(bytes(spoilt[:end])))
    except CarrierError as error:
        assert error.code in CarrierError.MESSAGES  # noqa: PT017
