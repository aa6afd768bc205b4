"""Sort a bidder's pages into those that keep its cells open and those that no longer do.

An unreadable code may belong to a sufficient certificate. A person who looks at the page settles this with a
mark, or with a note of what they saw. A certificate that nobody can read stays open for one written request.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from credentials.record import JsonObject
from signing.strict_json import JsonValue
from verifier.tender.documents.bidders import Bidder, LookedPage
from verifier.tender.looks.requests import Requests
from verifier.tender.matrix import CellReason, PagesLooked
from verifier.tender.papers import Paper

MOST_PLACES_NAMED = 10
"""The most pages that a cell names; it counts all of them."""
OPEN_CODES = ("code-unreadable", "illegible", "answer-awaited")
"""The reasons why a page keeps a cell open, in the order in which they are told."""
LOOK_FIRST = ("code-unreadable", "certificate-like")
"""Codes of notes that come first, since their pages need a look."""
PageName = tuple[str, int]
"""Path and page."""


class OpenPage(NamedTuple):
    """A page, the code of the reason why it keeps cells open, and whether the bidder was asked about it."""

    code: str
    file: str
    page: int
    is_asked: bool = False


@dataclass(slots=True)
class OpenPages:
    """The pages of one bidder: `open` pages keep cells open, `answered` ones until the answer counts.

    `of_answers` are pages of the answers themselves. `unanswered` pages were asked about, and the last day
    for an answer has passed. `marked` pages are certificates by a person's word, and nobody asked about them.
    Registers know the numbers of `answered_marks`.
    """

    open: list[OpenPage] = field(default_factory=list)
    answered: list[OpenPage] = field(default_factory=list)
    of_answers: list[OpenPage] = field(default_factory=list)
    unanswered: list[PageName] = field(default_factory=list)
    marked: list[PageName] = field(default_factory=list)
    answered_marks: list[PageName] = field(default_factory=list)


class Looks:
    """Notes by persons on the pages of one bidder: `marked` and `looked` by file and page."""

    def __init__(self, bidder: Bidder) -> None:
        self.looked: dict[str, list[LookedPage]] = {}
        self.marked = {(normalize("NFC", mark.file), mark.page) for mark in bidder.marks or ()}
        for look in sorted(
            bidder.looked or (), key=lambda entry: (entry.page, entry.last, entry.saw, entry.by, entry.on)
        ):
            self.looked.setdefault(normalize("NFC", look.file), []).append(look)

    def of(self, paper: Paper) -> list[LookedPage]:
        """Return the looks at pages that the file has."""
        return [look for look in self.looked.get(paper.path, ()) if paper.has_page(look.last)]

    def is_marked(self, paper: Paper, page: int) -> bool:
        """Return whether a person says that the page shows a certificate."""
        return (paper.path, page) in self.marked and paper.has_page(page)

    def is_looked_at(self, paper: Paper, page: int) -> bool:
        """Return whether a person looked at the page."""
        return self.is_marked(paper, page) or any(look.page <= page <= look.last for look in self.of(paper))

    def illegible(self, paper: Paper) -> set[int]:
        """Return the pages, marked ones aside, with a certificate that nobody could read."""
        seen = (
            page
            for look in self.of(paper)
            if look.saw == "illegible"
            for page in range(look.page, look.last + 1)
        )
        return {page for page in seen if not self.is_marked(paper, page)}

    def list_marked(self, paper: Paper) -> set[int]:
        """Return the pages of the file that were marked."""
        return {page for file, page in self.marked if file == paper.path and paper.has_page(page)}

    def count(self, bidder: str, papers: Iterable[Paper]) -> PagesLooked:
        """Count the pages of the papers that count."""
        read = bare = looked = unreadable = like = 0
        for paper in papers:
            to_look_at = paper.pages_to_look_at
            read += len(paper.pages_read)
            bare += len(to_look_at)
            looked += sum(1 for page in to_look_at if self.is_looked_at(paper, page))
            unreadable += len(paper.pages_unreadable)
            like += len(to_look_at.intersection(paper.certificate_like))
        return PagesLooked(bidder, read, bare, looked, unreadable, like)


def open_pages(
    looks: Looks,
    requests: Requests,
    papers: Iterable[Paper],
    counted: set[PageName],
    answered: Collection[PageName] = (),
) -> OpenPages:
    """Sort the pages that matter, file by file.

    `counted` are marked pages that count by their number, `answered` those whose number registers know.
    """
    pages_open = OpenPages()
    for paper in papers:
        if paper.late:
            pages_open.of_answers += _unseen(looks, paper)
            continue
        pages_open.open += _unseen(looks, paper)
        codes_by_page = dict.fromkeys(looks.list_marked(paper), "answer-awaited")
        codes_by_page |= dict.fromkeys(looks.illegible(paper), "illegible")
        for page, code in sorted(codes_by_page.items()):
            if (paper.path, page) not in counted:
                _file(pages_open, OpenPage(code, paper.path, page), requests)
    pages_open.answered_marks = [place for place in pages_open.marked if place in answered]
    pages_open.marked = [place for place in pages_open.marked if place not in answered]
    return pages_open


def _unseen(looks: Looks, paper: Paper) -> Iterator[OpenPage]:
    for page in sorted(paper.pages_unreadable):
        if not looks.is_looked_at(paper, page):
            yield OpenPage("code-unreadable", paper.path, page)


def _file(pages_open: OpenPages, page: OpenPage, requests: Requests) -> None:
    state = requests.state_of(page.file, page.page)
    is_illegible = page.code == "illegible"
    if state == "answered":
        pages_open.answered.append(page)
    elif state == "waiting":
        pages_open.open.append(page._replace(is_asked=is_illegible))
    elif state is None:
        if is_illegible:
            pages_open.open.append(page)
        else:
            # marked after a look: the page opens again only when the bidder is asked about it
            pages_open.marked.append((page.file, page.page))
    elif is_illegible:
        pages_open.unanswered.append((page.file, page.page))


def tell_open(pages: Sequence[OpenPage]) -> Iterator[CellReason]:
    """Yield a reason for each code, and separately for pages that the bidder was asked about."""
    for code in OPEN_CODES:
        for is_asked in (False, True):
            places = [
                (page.file, page.page) for page in pages if (page.code, page.is_asked) == (code, is_asked)
            ]
            kind: JsonObject = {"kind": "asked"} if is_asked else {}
            if places:
                yield CellReason(code, None, None, {**kind, **tell_places(places)})


def tell_unanswered(places: Sequence[PageName]) -> CellReason:
    """Return the reason for certificates that nobody could read and for which no copy came."""
    return CellReason("illegible", None, None, {"kind": "unanswered", **tell_places(places)})


class FailedCode(NamedTuple):
    """A certificate that was read and counts for nothing: its code, place and subject."""

    code: str
    file: str
    page: int | None
    scheme: str
    categories: tuple[str | None, ...]


def tell_failed(failed: Iterable[FailedCode]) -> Iterator[CellReason]:
    """Yield a reason for each code."""
    places: dict[str, list[tuple[str, int | None]]] = {}
    for failure in failed:
        places.setdefault(failure.code, []).append((failure.file, failure.page))
    for code, listed in sorted(places.items()):
        yield CellReason("certificate-fails", None, None, {"kind": code, **tell_places(listed)})


def tell_places(places: Sequence[tuple[str, int | None]]) -> JsonObject:
    """Return the first places, and their number."""
    ordered = sorted({*places}, key=lambda place: (place[0], place[1] or 0))
    named: list[JsonValue] = [[file, page] for file, page in ordered[:MOST_PLACES_NAMED]]
    return {"count": len(ordered), "places": named}
