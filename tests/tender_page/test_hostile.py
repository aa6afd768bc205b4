"""Hostile papers, in the page as at the terminal (group `browser`), also without a thread that can draw."""

import io
import json
import shutil
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tender.command.handed_in import NO_CACHE, open_cache, read_folders
from tender.record.pack import read_pack
from tests.tender_page.opening_visit import EXAMPLE, officer, write_documents, write_page
from verifier.tender import parse_bidders
from verifier.tender.record.inputs import list_inputs

pytestmark = pytest.mark.browser

WITHOUT_SHEETS = "delete globalThis.OffscreenCanvas;"
"""Makes the browser like those of 2022, in which the page itself draws."""


def picture(width: int, height: int) -> bytes:
    """Return a PNG that claims any size and has a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def pdf(**options: Any) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 400), 255).save(out, "PNG")
    return out.getvalue()


def tree(kids: str, count: int) -> bytes:
    """Return a PDF with the given page tree: 2 is its root, 3 a page."""
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
        f"2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj "
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


PAPERS = {
    "锁.pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b", R=6)),
    "空白.pdf": pdf(),
    "坏.pdf": b"%PDF-1.7\n" + b"x" * 500,
    "环.pdf": tree("2 0 R", 3),
    "缺页.pdf": tree("3 0 R", 3),
    "无页.pdf": tree("9 0 R", 2),
    "一页.pdf": tree("2 0 R", 1),
    "大.png": picture(20_000, 10_000),
    "头.png": picture(20_000, 10_000)[:33],
    "断.png": blank()[:60],
    "白.png": blank(),
    "空.txt": b"",
    "无码.txt": "没有码".encode(),
    "坏.json": b'{"a":',
    "表.docx": b"PK\x03\x04" + b"\0" * 40,
    "坏.zip": b"PK\x03\x04" + b"x" * 100,
    "包.NTF": b"x",
    "照.heic": b"x",
    "Thumbs.db": b"x",
}  # fmt: skip


MARKUP = "<img src=x onerror=alert(1)>.png"
TITLE = "</title></style><script>alert(1)</script>"
"""Hostile names by bidders and an agent: a pack opened in fifteen years shows them on a page."""

COUNTED_AS_NONE = "零.pdf"
"""Names of which the browser would read less than their text."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tender, a list of one bidder, and its folder."""
    folder = tmp_path_factory.mktemp("room")
    write_documents(folder)
    tender = json.loads((folder / "tender.json").read_bytes())
    (folder / "tender.json").write_text(json.dumps({**tender, "number": TITLE, "title": TITLE}))
    papers = folder / "bids" / "01"
    papers.mkdir(parents=True)
    for name, data in {**PAPERS, MARKUP: blank(), COUNTED_AS_NONE: tree("3 0 R", 0)}.items():
        (papers / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def pack(browser: Any, room: Path) -> dict[str, bytes]:
    return take_pack(browser, room)


def take_pack(browser: Any, room: Path, *scripts: str) -> dict[str, bytes]:
    """Check a folder of papers and return the pack."""
    with officer(browser, write_page(room)) as person:
        for script in scripts:
            person.context.add_init_script(script)
        page = person.open()
        page.locator("#file").set_input_files([room / "tender.json", room / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        person.give_folders(page, room / "bids")
        page.locator("#common-words").wait_for()
        with page.expect_download() as saved:
            page.locator("#take-pack").click()
        return read_pack(Path(saved.value.path()).read_bytes())


def inputs_of(pack: dict[str, bytes]) -> list[Any]:
    """Return the receipt's list of a folder's papers."""
    value = json.loads(pack["receipt.json"])
    return [{**one, "codes": [code["sha256"] for code in one["codes"]]} for one in value["inputs"]]


def at_the_terminal(room: Path) -> list[Any]:
    bidders = parse_bidders((room / "bidders.json").read_bytes())
    with open_cache(NO_CACHE) as cache:
        found: Any = list_inputs(read_folders(bidders.body, room, cache=cache, jobs=2))
    return [{**one, "codes": [code["sha256"] for code in one["codes"]]} for one in found]


def test_what_cannot_be_read_is_said_for_the_reasons_of_the_terminal(
    pack: dict[str, bytes], room: Path
) -> None:
    expected, found = (
        [one for one in inputs if not one["path"].endswith(COUNTED_AS_NONE)]
        for inputs in (at_the_terminal(room), inputs_of(pack))
    )
    assert len(found) == len(PAPERS), "one more, and none of a system's own"
    assert [(one["path"], one["unread"], one["withoutCode"]) for one in found] == [
        (one["path"], one["unread"], one["withoutCode"]) for one in expected
    ]
    assert found == expected


def test_a_page_tree_that_counts_no_page_is_unread(pack: dict[str, bytes]) -> None:
    [found] = [one for one in inputs_of(pack) if one["path"].endswith(COUNTED_AS_NONE)]
    assert found["unread"] == "paper-damaged"


class Elements(HTMLParser):
    """The tags of a page, the names of their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_no_name_becomes_markup_in_the_print_file(pack: dict[str, bytes]) -> None:
    seen = Elements()
    seen.feed(pack["record.html"].decode())
    assert MARKUP in seen.text
    assert TITLE in seen.text
    assert not {"script", "iframe", "object", "link", "a", "form"} & seen.tags
    assert seen.attributes <= {
        "lang", "charset", "http-equiv", "content", "role", "class", "colspan", "src", "alt",
    }  # fmt: skip


@pytest.mark.night
def test_where_no_thread_can_draw_the_page_reads_the_same(browser: Any, tmp_path: Path) -> None:
    write_documents(tmp_path)
    shutil.copytree(EXAMPLE / "bids" / "01", tmp_path / "bids" / "01")
    assert inputs_of(take_pack(browser, tmp_path, WITHOUT_SHEETS)) == at_the_terminal(tmp_path)
