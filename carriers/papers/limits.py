"""Limits on reading a bidder's papers: sizes, time and memory."""

from typing import NamedTuple, Protocol

from carriers.papers.paper_file import PaperCode

PDF_MAX_BYTES = 1024**3
MAX_PAGES = 5_000
MAX_FILES = 10_000
MAX_DEPTH = 16
FOLDER_MAX_PAGES = 100_000
FOLDER_MAX_CODES = 20_000
FOLDER_MAX_CODE_BYTES = 16 * 1024**2
"""Most bytes of codes that memory keeps of a folder; each of several equal files counts."""
FOLDER_MAX_TEXT = 4_000_000
"""Most characters of the texts of pages; a page beyond the limit counts as a scan, which has no text."""
THUMBNAIL_MAX_BYTES = 12 * 1024
"""The small picture of a page; a page of print has some 4 kB."""
ARCHIVE_MAX_ENTRIES = 2_000
ARCHIVE_MAX_DIRECTORY = 1024 * 1024
"""Bytes of the list of entries, which is held in memory."""
ARCHIVE_MAX_TOTAL = 2 * 1024**3
ARCHIVE_MAX_RATIO = 200
"""Most bytes that one packed byte may become: text shrinks to a tenth, a blank scan to a hundredth."""
MAX_FAILED_PAGES = 8
"""Most failed pages of a file: each costs its complete time limit and a new process."""


class PaperLimits(NamedTuple):
    """Limits of one page, and the number of processes that read at once."""

    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    # with a limit of 1 GB a process two hostile pages took 2 GB
    memory_bytes: int = 192 * 1024**2
    alone_bytes: int = 384 * 1024**2
    """Limit for a page that needs more: it is read again alone, so that reading stays below 500 MB."""
    processes: int = 2


class _Part(Protocol):
    """The reading of a file, or of a page."""

    @property
    def pages(self) -> int: ...

    @property
    def codes(self) -> tuple[PaperCode, ...]: ...

    @property
    def unreadable(self) -> tuple[object, ...]: ...


class FolderRoom:
    """The room left for a folder: a small file may show a picture of codes on thousands of pages."""

    def __init__(self) -> None:
        self._left = FOLDER_MAX_PAGES, FOLDER_MAX_CODES, FOLDER_MAX_CODE_BYTES
        self._text_left = FOLDER_MAX_TEXT

    def take(self, *parts: _Part, back: bool = False) -> bool:
        """Take room for the parts and return whether there was enough; with `back`, give the room back."""
        codes = [code for part in parts for code in part.codes]
        size = sum(len(code.data or code.text or "") for code in codes)
        shapes = len(codes) + sum(len(part.unreadable) for part in parts)
        extent = sum(part.pages for part in parts), shapes, size
        sign = 1 if back else -1
        pages, number, size = (left + sign * need for left, need in zip(self._left, extent, strict=True))
        if min(pages, number, size) < 0:
            return False
        self._left = pages, number, size
        return True

    def hold_text(self, text: str) -> str:
        """Return the text of a page while there is room for it, else an empty text."""
        if len(text) > self._text_left:
            return ""
        self._text_left -= len(text)
        return text
