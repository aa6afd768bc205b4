"""A file among a bidder's papers, as plain records."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

PaperKind = Literal["pdf", "png", "jpeg", "tiff", "json", "text", "zip", "other"]
PaperBox = tuple[int, int, int, int]
"""Left, top, right, bottom in permille of the page as it is shown, from its upper left corner."""


@dataclass(frozen=True, slots=True)
class PaperCode:
    """A possible credential: the text of a QR code or of a line in a file, or the bytes of a document.

    `page` counts from 1; `box` encloses the code and its edges lie in its quiet zone. Both are None for a PDF
    attachment and for a file that is itself a document or text.
    """

    page: int | None
    box: PaperBox | None
    text: str | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class UnreadableCode:
    """The place on a page, from 1, of a code that was not read: under a seal, punched, faint."""

    page: int
    box: PaperBox


@dataclass(frozen=True, slots=True)
class PageText:
    """The text layer of a page without a code."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read; `reason` is a code that `reasons.explain` puts into words."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file, or one entry of an archive.

    `path` is relative to the folder, in NFC, with `/`, on one printable line; an entry's begins with its
    archive's. `sha256` is empty where the bytes were not read through. Every page of `pages` has a code, or
    is in `pages_without_code` or `pages_unread`, unless `unread` gives a reason for the whole file. `same_as`
    is the path of an earlier file with the same bytes; the two count once. `unreadable`, as `[{page, box}]`,
    lists shapes like a code that were not read, on pages with other codes and without. Half of the codes lost
    under seals do not look like a code, so an empty list proves nothing. `texts` are of pages without a code;
    a scan has none.
    """

    path: str
    size: int
    sha256: str
    kind: PaperKind
    pages: int = 0
    codes: tuple[PaperCode, ...] = ()
    pages_without_code: tuple[int, ...] = ()
    pages_unread: tuple[UnreadPage, ...] = ()
    unread: str | None = None
    same_as: str | None = None
    unreadable: tuple[UnreadableCode, ...] = ()
    texts: tuple[PageText, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; the bytes of a code stay bytes."""
        return asdict(self)
