"""The contact sheet: pages to look at come first, sixty at most are shown, and the others are named."""

from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from carriers.papers.page.thumbnail import make_thumbnail
from credentials.errors import RecordError
from tender.record.pages import format_record
from tests.tender.record.records import LOOKED, VOLUME, drawn, names, volume
from tests.verifier.tender.opening import OPENING
from verifier.tender.record import TenderOpening
from verifier.tender.record.paper.contact_sheet import MOST_PICTURES, SheetPage, choose_pages
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.thumbnails import format_thumbnails, parse_thumbnails


def sheet_of(opening: TenderOpening) -> Any:
    return lay_out(drawn(opening), opening.tender.body, names(opening, "zh"), "zh")["sheet"]


def test_pages_that_need_a_look_come_first_then_those_that_were_looked_at() -> None:
    opening = volume(
        looked=[
            {"file": VOLUME.path, "page": 10, "lastPage": 40, "saw": "not-a-certificate", **LOOKED},
            {"file": VOLUME.path, "page": 50, "saw": "illegible", **LOOKED},
        ],
        marks=[{"file": VOLUME.path, "page": 50, "claims": "certificate"}],
    )
    sheet = sheet_of(opening)
    first = [(one["place"], one["said"]) for one in sheet["pictures"][:5]]
    assert first == [
        ("B1 a 卷.pdf 第 200 页", "二维码未能识读"),
        ("B1 a 卷.pdf 第 150 页", "文字与证书相似"),
        (
            "B1 a 卷.pdf 第 50 页",
            "此页没有可识读的二维码，人工标注为证书。示例甲于 2026-05-20 查看：证书无法辨认（第 50 页）。",
        ),
        ("B1 a 卷.pdf 第 10 页", "示例甲于 2026-05-20 查看：不是证书（第 10–40 页）。"),
        ("B1 a 卷.pdf 第 1 页", "尚未查看"),
    ]


def test_sixty_are_shown_and_the_others_named_with_file_and_pages() -> None:
    sheet = sheet_of(volume())
    assert len(sheet["pictures"]) == MOST_PICTURES
    assert sheet["rest"] == [
        "另有 240 页无可识读二维码，未在此显示：",
        "B1 a 卷.pdf 第 59–149、151–199、201–300 页",
    ]


def test_a_run_that_a_stranger_wrote_is_not_counted_through() -> None:
    opening = volume()
    receipt = drawn(opening)
    [note] = [one for one in receipt.body.papers if one.code == "page-without-code"]
    note.facts["pages"] = [[1, 10**15]]
    assert sheet_of_rest(choose_pages(receipt.body)) == 10**15 - (MOST_PICTURES - 2)


def sheet_of_rest(sheet: Any) -> int:
    return sum(last - first + 1 for runs in sheet.rest.values() for first, last in runs)


def test_the_pdf_shows_the_pictures_that_are_at_hand_and_a_frame_for_the_others() -> None:
    opening = volume()
    pages = lay_out(drawn(opening), opening.tender.body, names(opening, "zh"), "zh")
    picture = make_thumbnail(Image.new("L", (400, 600), 90))
    made = format_record(pages, OPENING, thumbnails=[picture, b"", picture])
    assert made == format_record(pages, OPENING, thumbnails=[picture, b"", picture])
    with pypdfium2.PdfDocument(made) as document:
        images = [one for page in document for one in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=9)]
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert len(images) == 2
    assert text.count("尚未查看") == MOST_PICTURES - 2


def test_the_file_of_the_pictures_gives_them_back_and_no_other_form_is_read() -> None:
    pictures = {
        SheetPage("B1", VOLUME.path, 200): b"\xff\xd8 200",
        SheetPage("B1", "b.pdf", 1): b"\xff\xd8 1",
    }
    data = format_thumbnails(pictures)
    assert parse_thumbnails(data) == pictures
    for wrong in (data.replace(b"jpeg", b"jpg"), data.replace(b"/9ggMjAw", b"not Base64"), b"[]", b""):
        with pytest.raises(RecordError):
            parse_thumbnails(wrong)
