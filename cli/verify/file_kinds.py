"""Kind of a file by its first and last bytes, for a person who gave a wrong one."""

from typing import Literal

from credentials.documents.bundle import BUNDLE_TYPE
from credentials.documents.part import PART_TYPE
from terminal.errors import CommandError
from terminal.output import plain

FileKind = Literal["sheet", "bundle", "part", "picture", "pdf", "binary"]

TAIL_BYTES = 64
HEAD_BYTES = 1024
"""Bytes within which a PDF names its format."""
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # ZIP (.xlsx), OLE 2 (.xls)
_PDF = b"%PDF-"
_TYPES: dict[str, FileKind] = {BUNDLE_TYPE: "bundle", PART_TYPE: "part"}
"""Kinds by the type that stands last in the file."""

_WHAT: dict[FileKind, tuple[str, str]] = {
    "sheet": (
        "this is a spreadsheet or another archive; a sheet is issued with “huren issue”.",
        "这是电子表格或压缩包；表格请用“huren issue”签发。",
    ),
    "bundle": (
        "this is a bundle, the trust data to verify by; give it with “--bundle”.",
        "这是信任包，即核验所依据的信任数据；请用“--bundle”给出。",
    ),
    "binary": (
        "this is neither JSON nor text, nor a picture (PNG, JPEG), nor a PDF.",
        "这不是 JSON 或文本，也不是图片（PNG、JPEG）或 PDF。",
    ),
}


def tell_kind(head: bytes, tail: bytes = b"") -> FileKind | None:
    """Return the kind of a file with these ends; None for text, such as a credential's JSON."""
    if head.startswith(_IMAGES):
        return "picture"
    if head.lstrip().startswith(b"{"):
        # RFC 8785 sorts members, so `type` comes last in a canonical file
        end = tail[-TAIL_BYTES:]
        return next((kind for name, kind in _TYPES.items() if f'"{name}"'.encode() in end), None)
    # Acrobat accepts a header anywhere in the first 1,024 bytes (PDF Reference 1.7, appendix H.3)
    if _PDF in head[:HEAD_BYTES]:
        return "pdf"
    if head.startswith(_SHEETS):
        return "sheet"
    return "binary" if b"\0" in head else None


def explain_kind(kind: FileKind) -> tuple[str, str]:
    """Return why it holds no credential, and where it belongs; in English and Chinese."""
    return _WHAT[kind]


def refuse_kind(path: str, data: bytes) -> None:
    """Refuse a file that cannot hold signed records; CommandError file-kind."""
    kind = tell_kind(data[:HEAD_BYTES])
    if kind is not None:
        raise CommandError("file-kind", path=plain(path))
