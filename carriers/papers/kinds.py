"""The kind of a paper by its name and first bytes, and the size limit of each kind."""

import re

from carriers.image import FILE_MAX_BYTES
from carriers.papers.limits import ARCHIVE_MAX_TOTAL, PDF_MAX_BYTES
from carriers.papers.paper_file import PaperKind
from credentials.kinds import max_judged_bytes

HEAD_BYTES = 1024
"""The bytes within which a PDF names itself one."""

_CLOSED = {
    (".ntf", ".nzf", ".njstf", ".gef"): "paper-package",  # bid files of trading platforms
    (".ofd", ".ceb", ".cebx"): "paper-other-document",  # of fixed layout (OFD: GB/T 33190)
}
"""Files that only other programs open, whatever their first bytes."""
_MAGICS: dict[bytes, PaperKind] = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVE_MAGICS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OTHERS = {
    (".doc", ".docx", ".docm", ".rtf", ".odt", ".wps"): "paper-office",
    (".xls", ".xlsx", ".xlsm", ".ods", ".et", ".ppt", ".pptx", ".odp", ".dps"): "paper-office",
    (".heic", ".heif", ".webp", ".avif", ".gif", ".bmp"): "paper-other-picture",
    (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".z", ".cab", ".iso"): "paper-other-archive",
}
_NAMED: dict[str, PaperKind] = {
    ".pdf": "pdf",
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".zip": "zip",
}
"""Kinds by the ending of the name, for damaged files that do not begin like their kind."""
_OF_PACKETS = re.compile(
    rb'[ \t\r\n]*\{[ \t\r\n]*(?:"agreements": ?\[|"type": ?"TenderPacket/1")'
    rb"|<!doctype html>\n<!-- TenderPacket/1 -->\n"
)
"""The beginning of a bundle, of a packet's list and of its browser sheet: they hold no certificate."""
_TEXTS = (".json", ".txt", ".url", ".tlog-proof")


def tell_paper(name: str, head: bytes, size: int) -> tuple[PaperKind, str | None]:
    """Return the kind, and the reason why it is not read, if any."""
    kind, reason = _tell(name.lower(), head)
    if reason is None and not size:
        reason = "paper-empty"
    if reason is None and size > _most_bytes(kind):
        reason = "archive-too-large" if kind == "zip" else "paper-too-large"
    return kind, reason


def _tell(name: str, head: bytes) -> tuple[PaperKind, str | None]:
    if closed := _reason(name, _CLOSED):
        return "other", closed
    if name.endswith(".zip") and head.startswith(_ZIP_MAGICS):
        return "zip", None
    for magic, kind in _MAGICS.items():
        if head.startswith(magic):
            return kind, None
    if b"%PDF-" in head[:HEAD_BYTES]:
        return "pdf", None
    if other := _reason(name, _OTHERS):
        return "other", other
    if head.startswith(_ARCHIVE_MAGICS):
        return "other", "paper-other-archive"
    for suffix, kind in _NAMED.items():
        if name.endswith(suffix):
            return kind, "paper-damaged" if head else None
    if name.endswith((".json", ".html")) and _OF_PACKETS.match(head):
        return "json", "paper-no-code"
    if b"\0" in head or (head and not name.endswith(_TEXTS)):
        return "other", "paper-other-kind"
    return ("json" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "text"), None


def _reason(name: str, table: dict[tuple[str, ...], str]) -> str | None:
    return next((reason for suffixes, reason in table.items() if name.endswith(suffixes)), None)


def _most_bytes(kind: PaperKind) -> int:
    if kind in ("pdf", "tiff"):
        return PDF_MAX_BYTES
    if kind == "zip":
        return ARCHIVE_MAX_TOTAL
    return FILE_MAX_BYTES if kind in ("png", "jpeg") else max_judged_bytes()
