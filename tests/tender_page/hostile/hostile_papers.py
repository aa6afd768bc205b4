"""Papers that a bidder may hand in to break the page, and names that would be markup."""

import io
import struct
import zlib
from html.parser import HTMLParser
from typing import Any

import pikepdf
from PIL import Image


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

FEW = ("锁.pdf", "坏.pdf", "断.png", "坏.zip")
"""By day: one that is locked, one of each reader that is damaged."""


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


def read_inert(page: bytes) -> str:
    """Return the text of a page, after checking that no element or attribute of it acts."""
    seen = Elements()
    seen.feed(page.decode())
    assert not {"script", "iframe", "object", "link", "a", "form"} & seen.tags
    assert seen.attributes <= {
        "lang", "charset", "http-equiv", "content", "role", "class", "colspan", "src", "alt",
    }  # fmt: skip
    return seen.text
