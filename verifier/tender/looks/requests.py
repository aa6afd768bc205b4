"""Requests in writing: which late papers they let count, and which pages they hold open.

Only what was handed in in time and could not be read may be asked about (实施条例 52); whatever else comes in
is beyond the bid.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal
from unicodedata import normalize

from verifier.tender.documents.bidders import Bidder, Clarification, by_name, find_nearest, upward
from verifier.tender.papers import Paper

RequestState = Literal["answered", "waiting", "unanswered"]


class Requests:
    """Of one bidder. `askable` are the pages, by file, that may be asked about; None: the file as a whole."""

    def __init__(
        self,
        bidder: Bidder,
        papers: Iterable[Paper],
        askable: Mapping[str, set[int | None]],
        today: date,
    ) -> None:
        asked = bidder.clarifications or ()
        self._within = [one for one in asked if _is_within(one, askable)]
        self._counting = by_name(self._within)
        self._beyond = by_name(one for one in asked if one not in self._within)
        self._handed_in = {place for paper in papers for place in upward(paper.path)}
        self._today = today

    def find(self, paper: Paper) -> Clarification | None:
        """The request by which a late paper counts."""
        return find_nearest(self._counting, paper.path) if paper.late else None

    def find_beyond(self, paper: Paper) -> Clarification | None:
        """The request that names a late paper and may not ask for it."""
        return find_nearest(self._beyond, paper.path) if paper.late and self.find(paper) is None else None

    def state_of(self, file: str, page: int) -> RequestState | None:
        """How the first request about a page stands, for one may be made; None: nobody asked."""
        about = (one for one in self._within if one.is_about(file, page))
        first = min(about, key=lambda one: (one.request, one.file is None), default=None)
        if first is None:
            return None
        if first.file is not None and normalize("NFC", first.file) in self._handed_in:
            return "answered"
        return "waiting" if first.answer_by is None or self._today <= first.answer_by else "unanswered"


def _is_within(asked: Clarification, askable: Mapping[str, set[int | None]]) -> bool:
    pages = askable.get(normalize("NFC", asked.about.file), set())
    return bool(pages) if asked.about.page is None else asked.about.page in pages
