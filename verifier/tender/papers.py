"""What bidders handed in, as it was found on their papers: the one thing a check is given of a folder.

Carriers find the codes; here they become credentials, each with whose it is and where it stands.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from credentials.record import Record

PageBox = tuple[int, int, int, int]
"""Left, top, right, bottom in permille of the page as it is shown."""


class FoundCode(NamedTuple):
    """One credential found: its JSON or H1 bytes, or its record; `page` from 1 and `box` where on paper."""

    data: bytes | Record[Any]
    page: int | None = None
    box: PageBox | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One file. `path` is below the bidder's folder; `unread` is the code of why nothing could be read.

    `late`: it was not among the inputs of the first receipt.
    """

    path: str
    sha256: str
    codes: tuple[FoundCode, ...] = ()
    pages_without_code: tuple[int, ...] = ()
    unread: str | None = None
    late: bool = False


def mark_late(
    papers: Mapping[str, Iterable[Paper]], first: Mapping[str, Collection[str]]
) -> dict[str, tuple[Paper, ...]]:
    """The papers by bidder, late where the first receipt has no input with that SHA-256 of that bidder."""
    return {
        bidder: tuple(replace(paper, late=paper.sha256 not in first.get(bidder, ())) for paper in handed_in)
        for bidder, handed_in in papers.items()
    }
