"""Papers of bidders: all that a check knows of the folders of a bid opening.

Carriers find the codes. Here they become credentials, each with its bidder and its place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from credentials.record import Record
from signing.log.log_proof import is_log_proof
from signing.strict_json import JsonValue
from verifier.checks.well_formed import read_credential

PageBox = tuple[int, int, int, int]
"""Left, top, right, bottom in permille of the displayed page."""


class FoundCode(NamedTuple):
    """One credential found: its JSON or H1 bytes, or its record; or a log proof.

    `page` from 1 and `box` are given where it is on paper. `early` marks a credential in a late file that had
    also come in time.
    """

    data: bytes | Record[Any]
    page: int | None = None
    box: PageBox | None = None
    early: bool = False

    @property
    def log_proof(self) -> bytes | None:
        """The proof that some credential is in a log; None for any other code."""
        return self.data if isinstance(self.data, bytes) and is_log_proof(self.data) else None


class UnreadCode(NamedTuple):
    """The place of a code that could not be read: under a seal, torn, too faint."""

    page: int
    box: PageBox | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One file, with a `path` below the bidder's folder.

    `unread` is the code of the reason why nothing could be read. `pages` is its number of pages, 0 for a file
    without any, None if unknown. If `late`, the file was not among the inputs of the first receipt.
    `certificate_like` are pages with the text of a certificate.
    """

    path: str
    sha256: str
    codes: tuple[FoundCode, ...] = ()
    pages_without_code: tuple[int, ...] = ()
    unread: str | None = None
    late: bool = False
    pages: int | None = None
    unreadable: tuple[UnreadCode, ...] = ()
    certificate_like: tuple[int, ...] = ()

    @property
    def pages_unreadable(self) -> frozenset[int]:
        """Pages with a code that could not be read."""
        return frozenset(code.page for code in self.unreadable)

    @property
    def pages_to_look_at(self) -> frozenset[int]:
        """Pages on which a certificate may stand without a readable code."""
        return self.pages_unreadable.union(self.pages_without_code)

    @property
    def pages_read(self) -> frozenset[int]:
        """Pages that could be read, whatever their content."""
        return self.pages_to_look_at.union(code.page for code in self.codes if code.page is not None)

    def has_page(self, page: int) -> bool:
        """Return whether there may be such a page; a file that could not be opened may have any."""
        if self.pages is None or (self.unread is not None and self.pages == 0):
            return True
        return page <= self.pages


def mark_late(
    papers: Mapping[str, Iterable[Paper]], first: Mapping[str, Collection[str]]
) -> dict[str, tuple[Paper, ...]]:
    """Return the papers by bidder, marked late where the first receipt has no such input of that bidder.

    `first` are the digests, by bidder, of the files and the credentials that had been handed in in time: a
    credential is the same in any file.
    """
    return {
        bidder: tuple(_compare(paper, first.get(bidder, ())) for paper in handed_in)
        for bidder, handed_in in papers.items()
    }


def _compare(paper: Paper, known: Collection[str]) -> Paper:
    if paper.sha256 in known:
        return replace(paper, late=False)
    # lateness belongs to the certificate, not the file: a scan saved anew is another file
    codes = tuple(code._replace(early=_digest(code.data) in known) for code in paper.codes)
    return replace(paper, late=True, codes=codes)


def _digest(data: bytes | Record[Any]) -> str | None:
    record = data if isinstance(data, Record) else read_credential(data)
    return record.digest if isinstance(record, Record) else None


def find_runs(pages: Iterable[int]) -> list[JsonValue]:
    """Return pages as runs of first and last: 1, 3, 4, 5 as [[1, 1], [3, 5]]."""
    runs: list[JsonValue] = []
    first = last = None
    for page in sorted({*pages}):
        if last is None or page != last + 1:
            if first is not None:
                runs.append([first, last])
            first = page
        last = page
    return [*runs, [first, last]] if first is not None else runs
