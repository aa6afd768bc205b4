"""Pages of a bidder that hold its cells open, and those that no longer do.

A code that could not be read may be that of a certificate which is enough. One look ends it: a mark, or what
was seen. A certificate that nobody can read stays open for one request in writing.
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
"""Pages that a cell names; of all of them it says how many."""
OPEN_CODES = ("code-unreadable", "illegible", "answer-awaited")
"""Why a page holds a cell open, in the order in which that is told."""
LOOK_FIRST = ("code-unreadable", "certificate-like")
"""Codes of notes of pages that are told before all others: they need a look."""
PageName = tuple[str, int]
"""Path and page."""


class OpenPage(NamedTuple):
    """A page, and the code of why nothing of its bidder is said to be not met; whether that one was asked."""

    code: str
    file: str
    page: int
    is_asked: bool = False


@dataclass(slots=True)
class OpenPages:
    """Of one bidder. `open` stay so; `answered` are open until what was handed in as the answer counts.

    `asked` are of the answers themselves; `unanswered` were asked about, and their day has passed. `marked`
    are certificates by a person's word of which nobody asked, `answered_marks` those of
    whose number registers told.
    """

    open: list[OpenPage] = field(default_factory=list)
    answered: list[OpenPage] = field(default_factory=list)
    asked: list[OpenPage] = field(default_factory=list)
    unanswered: list[PageName] = field(default_factory=list)
    marked: list[PageName] = field(default_factory=list)
    answered_marks: list[PageName] = field(default_factory=list)


class Looks:
    """What persons say of the pages of one bidder: `marked` and `seen` by file and page."""

    def __init__(self, bidder: Bidder) -> None:
        self.looked: dict[str, list[LookedPage]] = {}
        self.marked = {(normalize("NFC", mark.file), mark.page) for mark in bidder.marks or ()}
        for look in sorted(
            bidder.looked or (), key=lambda one: (one.page, one.last, one.saw, one.by, one.on)
        ):
            self.looked.setdefault(normalize("NFC", look.file), []).append(look)

    def of(self, paper: Paper) -> list[LookedPage]:
        """Those at pages that the file has."""
        return [look for look in self.looked.get(paper.path, ()) if paper.has_page(look.last)]

    def is_marked(self, paper: Paper, page: int) -> bool:
        """Whether somebody says that the page shows a certificate."""
        return (paper.path, page) in self.marked and paper.has_page(page)

    def is_looked_at(self, paper: Paper, page: int) -> bool:
        """Whether anybody looked at the page."""
        return self.is_marked(paper, page) or any(one.page <= page <= one.last for one in self.of(paper))

    def illegible(self, paper: Paper) -> set[int]:
        """Pages with a certificate that nobody could read; a mark says more."""
        seen = (
            page
            for look in self.of(paper)
            if look.saw == "illegible"
            for page in range(look.page, look.last + 1)
        )
        return {page for page in seen if not self.is_marked(paper, page)}

    def list_marked(self, paper: Paper) -> set[int]:
        """Pages of the file that were marked."""
        return {page for file, page in self.marked if file == paper.path and paper.has_page(page)}

    def count(self, bidder: str, papers: Iterable[Paper]) -> PagesLooked:
        """Over the papers that count."""
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
    """The pages that matter, file by file.

    `counted` are marked ones that count by their number, `answered` those of whose number registers told.
    """
    found = OpenPages()
    for paper in papers:
        if paper.late:
            found.asked += _unseen(looks, paper)
            continue
        found.open += _unseen(looks, paper)
        seen = dict.fromkeys(looks.list_marked(paper), "answer-awaited")
        seen |= dict.fromkeys(looks.illegible(paper), "illegible")
        for page, code in sorted(seen.items()):
            if (paper.path, page) not in counted:
                _file(found, OpenPage(code, paper.path, page), requests)
    found.answered_marks = [place for place in found.marked if place in answered]
    found.marked = [place for place in found.marked if place not in answered]
    return found


def _unseen(looks: Looks, paper: Paper) -> Iterator[OpenPage]:
    for page in sorted(paper.pages_unreadable):
        if not looks.is_looked_at(paper, page):
            yield OpenPage("code-unreadable", paper.path, page)


def _file(found: OpenPages, page: OpenPage, requests: Requests) -> None:
    state = requests.state_of(page.file, page.page)
    is_illegible = page.code == "illegible"
    if state == "answered":
        found.answered.append(page)
    elif state == "waiting":
        found.open.append(page._replace(is_asked=is_illegible))
    elif state is None:
        if is_illegible:
            found.open.append(page)
        else:
            found.marked.append((page.file, page.page))
    elif is_illegible:
        found.unanswered.append((page.file, page.page))


def tell_open(pages: Sequence[OpenPage]) -> Iterator[CellReason]:
    """A reason for each code, and for pages of which the bidder was asked."""
    for code in OPEN_CODES:
        for is_asked in (False, True):
            places = [(one.file, one.page) for one in pages if (one.code, one.is_asked) == (code, is_asked)]
            kind: JsonObject = {"kind": "asked"} if is_asked else {}
            if places:
                yield CellReason(code, None, None, {**kind, **tell_places(places)})


def tell_unanswered(places: Sequence[PageName]) -> CellReason:
    """Of certificates that nobody could read and of which no copy came."""
    return CellReason("illegible", None, None, {"kind": "unanswered", **tell_places(places)})


class FailedCode(NamedTuple):
    """A certificate that was read and counts for nothing: why, where, and what it would be about."""

    code: str
    file: str
    page: int | None
    scheme: str
    categories: tuple[str | None, ...]


def tell_failed(failed: Iterable[FailedCode]) -> Iterator[CellReason]:
    """A reason for each code."""
    places: dict[str, list[tuple[str, int | None]]] = {}
    for one in failed:
        places.setdefault(one.code, []).append((one.file, one.page))
    for code, listed in sorted(places.items()):
        yield CellReason("certificate-fails", None, None, {"kind": code, **tell_places(listed)})


def tell_places(places: Sequence[tuple[str, int | None]]) -> JsonObject:
    """The first places, and how many there are."""
    ordered = sorted({*places}, key=lambda place: (place[0], place[1] or 0))
    named: list[JsonValue] = [[file, page] for file, page in ordered[:MOST_PLACES_NAMED]]
    return {"count": len(ordered), "places": named}
