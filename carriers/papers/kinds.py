"""What a paper is, by its name and its first bytes, and how large it may be."""

from carriers.image import FILE_MAX_BYTES
from carriers.papers.limits import ARCHIVE_MAX_TOTAL, PDF_MAX_BYTES
from carriers.papers.paper_file import PaperKind
from credentials.kinds import max_judged_bytes

HEAD_BYTES = 1024
"""Within which a PDF says that it is one."""

_PACKAGES = (".ntf", ".nzf", ".njstf", ".gef")
"""Bid files of trading platforms."""
_DOCUMENTS = (".ofd", ".ceb", ".cebx")
"""Documents of fixed layout (OFD: GB/T 33190) that only their programs open."""
_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".z", ".cab", ".iso")
_ARCHIVE_MAGICS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")


def tell_paper(name: str, head: bytes, size: int) -> tuple[PaperKind, str | None]:
    """The kind, and the reason why it is not read where there is one."""
    kind, reason = _tell(name.lower(), head)
    if reason is None and not size:
        reason = "paper-empty"
    if reason is None and size > _most_bytes(kind):
        reason = "archive-too-large" if kind == "zip" else "paper-too-large"
    return kind, reason


def _tell(name: str, head: bytes) -> tuple[PaperKind, str | None]:
    if name.endswith(_PACKAGES):
        return "other", "paper-package"
    if name.endswith(_DOCUMENTS):
        return "other", "paper-other-document"
    if name.endswith(".zip") and head.startswith(_ZIP_MAGICS):
        return "zip", None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", None
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg", None
    if b"%PDF-" in head[:HEAD_BYTES]:
        return "pdf", None
    if name.endswith(_ARCHIVES) or head.startswith(_ARCHIVE_MAGICS):
        return "other", "paper-other-archive"
    damaged = {".pdf": "pdf", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".zip": "zip"}
    for suffix, kind in damaged.items():
        if name.endswith(suffix):
            return kind, None if not head else "paper-damaged"  # type: ignore[return-value]
    if b"\0" in head or (head and not name.endswith((".json", ".txt", ".url", ".tlog-proof"))):
        return "other", "paper-other-kind"
    return ("json" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "text"), None


def _most_bytes(kind: PaperKind) -> int:
    if kind == "pdf":
        return PDF_MAX_BYTES
    if kind == "zip":
        return ARCHIVE_MAX_TOTAL
    return FILE_MAX_BYTES if kind in ("png", "jpeg") else max_judged_bytes()
