"""Reading a bidder's folder: records of each file, each page, each code and its place."""

import io
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageOps

from carriers.certificate.typesetting import format_certificate
from carriers.errors import CarrierError
from carriers.image import locate_codes, locate_page_codes
from carriers.papers import limits, pages
from carriers.papers.answers import MAX_PAGE_TEXT
from carriers.papers.folder import read_facts
from carriers.papers.kinds import tell_paper
from carriers.papers.pages import OpenPaper
from carriers.papers.paper_file import PaperBox
from carriers.papers.reasons import explain
from carriers.qr import credential_text
from credentials.kinds import parse_credential
from tests.carriers.bids.folders import Bid, codes_page, lettered, read_once, with_page
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.papers import draw, merge, paper_of, scan_of
from tests.world.scans import jpeg

pytestmark = pytest.mark.openings

WORLD = World()
CREDENTIAL = WORLD.issue()
TEXT = credential_text(parse_credential(CREDENTIAL).value)
CERTIFICATE = format_certificate(paper_of(WORLD, CREDENTIAL))
OTHERS = [f"https://licence.example/?id={number}" for number in range(4)]


@pytest.fixture
def bid(tmp_path: Path) -> Bid:
    return Bid(tmp_path)


def test_every_kind_of_paper_gives_its_codes(bid: Bid) -> None:
    out = io.BytesIO()
    codes_page(TEXT).save(out, "PNG")
    with zipfile.ZipFile(bid.folder / "全部.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("证书/一.pdf", CERTIFICATE)
    bid.put("a/certificate.PDF", CERTIFICATE)
    bid.put("b.png", out.getvalue())
    bid.put("c.jpg", jpeg(codes_page(TEXT)))
    bid.put("d.json", CREDENTIAL)
    bid.put("e.txt", f"see\r\n{TEXT}\r\n{TEXT}\r\n".encode())
    bid.put("f.pdf", scan_of(codes_page(TEXT, *OTHERS), Image.new("L", (1654, 2339), 255)))
    found = bid.read()
    assert list(found) == sorted(found)
    assert {path: (paper.kind, paper.pages, paper.unread) for path, paper in found.items()} == {
        "a/certificate.PDF": ("pdf", 1, None),
        "b.png": ("png", 1, None),
        "c.jpg": ("jpeg", 1, None),
        "d.json": ("json", 0, None),
        "e.txt": ("text", 0, None),
        "f.pdf": ("pdf", 2, None),
        "全部.zip": ("zip", 0, None),
        "全部.zip/证书/一.pdf": ("pdf", 1, None),
    }
    said = {path: [(code.page, code.data or code.text) for code in p.codes] for path, p in found.items()}
    assert said["a/certificate.PDF"] == said["全部.zip/证书/一.pdf"] == [(None, CREDENTIAL), (1, TEXT)]
    assert said["b.png"] == said["c.jpg"] == [(1, TEXT)]
    assert said["d.json"] == [(None, CREDENTIAL)]
    assert said["e.txt"] == [(None, TEXT)]
    assert said["f.pdf"] == [(1, text) for text in (TEXT, *OTHERS)]
    assert found["f.pdf"].pages_without_code == (2,)
    assert found["全部.zip/证书/一.pdf"].same_as == "a/certificate.PDF"
    assert bid.heard[-1].files == bid.heard[-1].of_files == len(found)


def test_a_file_of_the_same_bytes_is_read_once(bid: Bid) -> None:
    data = scan_of(codes_page(TEXT), codes_page())
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        bid.put(name, data)
    found = bid.read()
    assert [paper.same_as for paper in found.values()] == [None, "a.pdf", "a.pdf"]
    assert bid.heard[-1].pages_read == 2
    assert {paper.codes for paper in found.values()} == {found["a.pdf"].codes}


def test_names_are_in_one_form_and_safe_to_show(bid: Bid) -> None:
    bid.put(unicodedata.normalize("NFD", "é/ü.pdf"), CERTIFICATE)
    bid.put("a\x1b[2J\u202eb.pdf", CERTIFICATE)
    assert [*bid.read()] == ["a\\u001b[2J\\u202eb.pdf", "é/ü.pdf"]


def test_files_with_names_that_look_alike_are_all_refused(bid: Bid) -> None:
    for form in ("NFC", "NFD"):
        bid.put(unicodedata.normalize(form, "é.pdf"), CERTIFICATE)
    papers = read_once(bid.folder, bid.kept)
    assert [(paper.path, paper.unread) for paper in papers] == [("é.pdf", "paper-name-twice")] * 2


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_a_path_to_another_thing_than_a_folder_is_refused(bid: Bid, name: str) -> None:
    bid.put("file.txt", b"x")
    with pytest.raises(CarrierError) as caught:
        read_once(bid.folder / name, bid.kept)
    assert caught.value.code == "papers-no-folder"


# --- where a code is ---


def turned_and_cropped(data: bytes, turn: int, crop: tuple[int, int, int, int] | None) -> bytes:
    def change(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = turn
        if crop:
            opened.pages[0].CropBox = pikepdf.Array(crop)

    return with_page(data, change)


def check_box(data: bytes, box: PaperBox) -> None:
    """Check that the edges of the box are white and that the code fills the box, on the page as drawn."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].render(scale=4, grayscale=True).to_pil().convert("L")
    left, top, right, bottom = (edge * side / 1000 for edge, side in zip(box, page.size * 2, strict=True))
    inside = page.crop((round(left), round(top), round(right), round(bottom)))
    dark = inside.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    across, down = inside.size[0] / 12, inside.size[1] / 12
    assert 0 < dark[0] < across
    assert 0 < dark[1] < down
    assert inside.size[0] - across < dark[2] < inside.size[0]
    assert inside.size[1] - down < dark[3] < inside.size[1]


DRAWN = merge(CERTIFICATE)  # without its attachment
SCANNED = scan_of(draw(CERTIFICATE, 200))


CROPS = {"whole": None, "cropped": (30, 40, 500, 500)}


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("turns", by_day([[90], [0, 180, 270]], [[90]]))
def test_the_box_is_of_the_page_as_shown(bid: Bid, crop: str, turns: list[int]) -> None:
    """A drawn page and a page whose picture is extracted give the same box."""
    papers = {
        f"{crop}-{turn}-{way}.pdf": turned_and_cropped(data, turn, CROPS[crop])
        for turn in turns
        for way, data in (("drawn", DRAWN), ("scanned", SCANNED))
    }
    for name, data in papers.items():
        bid.put(name, data)
    found = bid.read()
    boxes: dict[str, list[PaperBox]] = defaultdict(list)
    for name, data in papers.items():
        [code] = found[name].codes
        assert code.text == TEXT
        assert code.box is not None
        check_box(data, code.box)
        boxes[name.rpartition("-")[0]].append(code.box)
    assert len(boxes) == len(turns)
    assert max(abs(a - b) for one, other in boxes.values() for a, b in zip(one, other, strict=True)) <= 2


@pytest.mark.night
def test_a_photo_is_shown_by_its_exif_orientation(bid: Bid) -> None:
    shown = {}
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        stored = jpeg(codes_page(TEXT, size=(1500, 1000)), exif=exif)
        name = bid.put(f"{turn}.jpg", stored).name
        with Image.open(io.BytesIO(stored)) as opened:
            shown[name] = ImageOps.exif_transpose(opened)
    found = bid.read()
    for name, picture in shown.items():
        [code], [place] = found[name].codes, locate_page_codes(picture).codes
        assert code.box is not None
        for edge, share in zip(code.box, place.box, strict=True):
            assert abs(edge - share * 1000) < 12


# --- a scan's picture is taken out only where drawing would show nothing else ---


def stamped(opened: pikepdf.Pdf) -> None:
    """Return a scan with a code as an annotation."""
    picture = codes_page(TEXT, size=(600, 600)).convert("L")
    form = opened.make_stream(picture.tobytes())
    form.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=600,
            Height=600,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
    )
    look = opened.make_stream(b"q 300 0 0 300 0 0 cm /P Do Q")
    look.update(
        pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 300, 300],
                           Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=form)))
    )  # fmt: skip
    stamp = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[100, 100, 400, 400],
                               F=4, AP=pikepdf.Dictionary(N=look))  # fmt: skip
    opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([opened.make_indirect(stamp)]))


def masked(opened: pikepdf.Pdf) -> None:
    """Return a scan with a black picture whose mask is the code."""
    page = codes_page(TEXT)
    mask = opened.make_stream(page.point(lambda value: 255 - value).tobytes())
    mask.update(
        pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=page.width,
                           Height=page.height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)
    )  # fmt: skip
    [picture] = opened.pages[0].get_images().values()
    picture.SMask = mask


def clipped(opened: pikepdf.Pdf) -> None:
    """Return a scan whose clipped part has the code."""
    content = opened.pages[0].Contents.read_bytes()
    opened.pages[0].Contents = opened.make_stream(b"q 300 0 300 842 re W n " + content + b" Q")


def test_codes_are_found_where_drawing_shows_them_and_nowhere_else(bid: Bid) -> None:
    bid.put("stamped.pdf", with_page(scan_of(codes_page(OTHERS[0])), stamped))
    bid.put("masked.pdf", with_page(scan_of(Image.new("L", (1654, 2339), 0)), masked))
    bid.put("clipped.pdf", with_page(scan_of(codes_page(TEXT)), clipped))
    bid.put("cropped.pdf", turned_and_cropped(SCANNED, 0, (30, 500, 500, 800)))
    assert {name: {code.text for code in paper.codes} for name, paper in bid.read().items()} == {
        "stamped.pdf": {TEXT, OTHERS[0]},
        "masked.pdf": {TEXT},
        "clipped.pdf": set(),
        "cropped.pdf": set(),
    }


@pytest.mark.night
def test_a_small_code_beside_a_large_one_is_found(bid: Bid) -> None:
    """The modules are so small that the reader has to enlarge the page."""
    page = codes_page(OTHERS[0], scale=10)
    small = codes_page(TEXT, size=(1000, 700), scale=8)
    page.paste(small.resize((154, 108), Image.Resampling.BICUBIC), (900, 1200))
    assert [code.text for code in locate_codes(page)] == [OTHERS[0]]
    bid.put("a.pdf", scan_of(page, quality=60))
    assert {code.text for code in bid.read()["a.pdf"].codes} == {TEXT, OTHERS[0]}


# --- TIFF, as scanners and fax machines write it ---


def tiff(*pages: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], **options)
    return out.getvalue()


@pytest.mark.night
def test_a_tiff_has_a_page_for_each_of_its_pictures(bid: Bid) -> None:
    page, blank = codes_page(TEXT), Image.new("L", (1654, 2339), 255)
    bid.put("fax.tif", tiff(page.convert("1"), blank.convert("1"), compression="group4"))
    bid.put("scan.TIFF", tiff(blank.convert("RGB"), page.convert("RGB"), compression="jpeg"))
    bid.put("whole.tif", tiff(page))
    bid.put("short.tif", tiff(page, blank)[:5000])
    bid.put("named.tif", b"no picture")
    found = bid.read()
    read = {path: (paper.kind, paper.pages, paper.pages_without_code) for path, paper in found.items()}
    assert read["fax.tif"] == ("tiff", 2, (2,))
    assert read["scan.TIFF"] == ("tiff", 2, (1,))
    assert read["whole.tif"] == ("tiff", 1, ())
    codes = {path: [(code.page, code.text) for code in paper.codes] for path, paper in found.items()}
    assert codes["fax.tif"] == codes["whole.tif"] == [(1, TEXT)]
    assert codes["scan.TIFF"] == [(2, TEXT)]
    assert {found["short.tif"].unread, found["named.tif"].unread} == {"paper-damaged"}


def test_a_tiff_is_capped_like_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(tiff(*[Image.new("1", (40, 40))] * 3, Image.new("1", (30_000, 40))))
    opened = OpenPaper(str(path), "tiff", read_facts(str(path)).state)
    assert opened.read(0).pages == 4
    with pytest.raises(CarrierError) as caught:
        opened.read(4)
    assert caught.value.code == "page-memory"
    assert opened.read(3).codes == ()
    opened.close()
    monkeypatch.setattr(pages, "MAX_PAGES", 3)
    with pytest.raises(CarrierError) as caught:
        OpenPaper(str(path), "tiff", opened.state)
    assert caught.value.code == "paper-too-many-pages"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("报价.xlsx", "paper-office"),
        ("a.docx", "paper-office"),
        ("a.ofd", "paper-other-document"),
        ("a.NTF", "paper-package"),
        ("a.heic", "paper-other-picture"),
    ],
)
def test_a_file_of_another_program_says_to_export_a_pdf(name: str, reason: str) -> None:
    _, told = tell_paper(name, b"PK\x03\x04", 9)
    assert told == reason
    mend = explain(reason)
    assert "PDF" in mend.mend("en")
    assert "PDF" in mend.mend("zh")


def test_a_page_without_a_code_has_its_text_and_a_scan_has_none(bid: Bid) -> None:
    bid.put("letter.pdf", lettered("Water quality certificate"))
    bid.put("long.pdf", lettered("x" * (MAX_PAGE_TEXT + 100)))
    bid.put("coded.pdf", CERTIFICATE)
    bid.put("scan.pdf", scan_of(Image.new("L", (400, 600), "white")))
    for _ in ("read", "known from before"):
        found = bid.read()
        assert [one.text.strip() for one in found["letter.pdf"].texts] == ["Water quality certificate"]
        assert [len(one.text) for one in found["long.pdf"].texts] == [MAX_PAGE_TEXT]
        assert not found["coded.pdf"].texts + found["scan.pdf"].texts


@pytest.mark.night
def test_texts_of_a_folder_stay_within_their_limit(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOLDER_MAX_TEXT", 40)
    bid.put("a.pdf", lettered("a" * 30))
    bid.put("b.pdf", lettered("b" * 30))
    found = bid.read()
    assert sorted(len(paper.texts) for paper in found.values()) == [0, 1]
    assert {paper.pages_without_code for paper in found.values()} == {(1,)}
