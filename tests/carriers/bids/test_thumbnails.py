"""The thumbnail of a page without a readable code: turned as the page is shown, cached with the answer."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from carriers.papers.answers import AnswerError, PaperAnswer, format_answer, parse_answer
from carriers.papers.cache import PaperCache
from carriers.papers.folder import read_facts
from carriers.papers.limits import THUMBNAIL_MAX_BYTES
from carriers.papers.page.thumbnail import is_thumbnail, make_thumbnail
from carriers.papers.pages import OpenPaper
from carriers.papers.paper_file import PaperKind
from tests.carriers.bids.folders import codes_page, with_page
from tests.world.papers import scan_of
from tests.world.scans import jpeg


def marked_page() -> Image.Image:
    """Return a blank page with a dark upper left corner."""
    page = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(page).rectangle((0, 0, 600, 400), fill=(120, 0, 0))
    return page


def read(folder: Path, data: bytes, kind: PaperKind, page: int = 1) -> PaperAnswer:
    path = folder / "paper"
    path.write_bytes(data)
    opened = OpenPaper(str(path), kind, read_facts(str(path)).state)
    try:
        return opened.read(page)
    finally:
        opened.close()


def dark_corner(data: bytes) -> tuple[bool, bool]:
    """Return whether the dark corner is at the right, and whether it is at the bottom."""
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.mode, max(picture.size)) == ("JPEG", "L", 200)
        size = picture.width - 1, picture.height - 1
        [corner] = [
            (right, below)
            for right in (False, True)
            for below in (False, True)
            if int(picture.getpixel((size[0] * right, size[1] * below))) < 128  # type: ignore[arg-type]
        ]
    return corner


def test_only_a_page_without_a_code_has_a_thumbnail(tmp_path: Path) -> None:
    scan = scan_of(marked_page(), codes_page("https://licence.example/?id=1"))
    assert is_thumbnail(read(tmp_path, scan, "pdf").thumbnail)
    assert read(tmp_path, scan, "pdf", 2).thumbnail == b""
    assert read(tmp_path, scan, "pdf", 2).codes


@pytest.mark.parametrize(
    ("turn", "corner"),
    [(0, (False, False)), (90, (True, False)), (180, (True, True)), (270, (False, True))],
)
def test_a_thumbnail_turns_a_scan_as_its_page_is_turned(
    tmp_path: Path, turn: int, corner: tuple[bool, bool]
) -> None:
    scan = with_page(scan_of(marked_page()), lambda opened: opened.pages[0].rotate(turn, relative=True))
    assert dark_corner(read(tmp_path, scan, "pdf").thumbnail) == corner


@pytest.mark.night
def test_a_thumbnail_turns_a_photo_by_its_exif_orientation(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the picture is at the right
    assert dark_corner(read(tmp_path, jpeg(marked_page(), exif=exif), "jpeg").thumbnail) == (True, False)


def test_a_page_of_noise_has_no_thumbnail() -> None:
    assert make_thumbnail(Image.effect_noise((200, 200), 200)) == b""


def test_the_cache_keeps_the_thumbnail_with_the_answer(tmp_path: Path) -> None:
    answer = PaperAnswer(1, thumbnail=make_thumbnail(marked_page()))
    cache = PaperCache(tmp_path)
    cache.keep("0" * 64, format_answer(answer))
    assert cache.load("0" * 64) == {1: answer}


def test_a_thumbnail_over_the_cap_is_refused() -> None:
    with pytest.raises(AnswerError):
        parse_answer(format_answer(PaperAnswer(1, thumbnail=bytes(THUMBNAIL_MAX_BYTES + 1))))


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", jpeg(Image.new("L", (201, 10))), jpeg(Image.new("RGB", (10, 10))),
     jpeg(Image.new("L", (10, 10))) + bytes(THUMBNAIL_MAX_BYTES)],
)  # fmt: skip
def test_a_file_that_is_not_a_thumbnail_is_recognised(data: bytes) -> None:
    assert not is_thumbnail(data)
