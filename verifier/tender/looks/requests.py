"""Written requests of the committee: which late papers count, and which pages stay open.

The committee may ask only about papers that were handed in in time and could not be read (实施条例 52).
Other late papers are no part of the bid.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal
from unicodedata import normalize

from verifier.tender.documents.bidders import Bidder, Clarification, by_name, find_nearest, upward
from verifier.tender.papers import Paper

RequestState = Literal["answered", "waiting", "unanswered"]


class Requests:
    """Requests to one bidder; `askable` are the pages that may be asked about, by file (None: all of it)."""

    def __init__(
        self,
        bidder: Bidder,
        papers: Iterable[Paper],
        askable: Mapping[str, set[int | None]],
        today: date,
    ) -> None:
        requests = bidder.clarifications or ()
        self._within = [request for request in requests if _is_within(request, askable)]
        self._counting = by_name(self._within)
        self._beyond = by_name(request for request in requests if request not in self._within)
        self._handed_in = {place for paper in papers for place in upward(paper.path)}
        self._today = today

    def find(self, paper: Paper) -> Clarification | None:
        """Return the request by which a late paper counts."""
        return find_nearest(self._counting, paper.path) if paper.late else None

    def find_beyond(self, paper: Paper) -> Clarification | None:
        """Return the request that names a late paper but must not ask for it."""
        return find_nearest(self._beyond, paper.path) if paper.late and self.find(paper) is None else None

    def state_of(self, file: str, page: int) -> RequestState | None:
        """Return the state of the first request about a page, as only one may be made; None: nobody asked."""
        about = (request for request in self._within if request.is_about(file, page))
        first = min(about, key=lambda request: (request.request, request.file is None), default=None)
        if first is None:
            return None
        if first.file is not None and normalize("NFC", first.file) in self._handed_in:
            return "answered"
        return "waiting" if first.answer_by is None or self._today <= first.answer_by else "unanswered"


def _is_within(request: Clarification, askable: Mapping[str, set[int | None]]) -> bool:
    pages = askable.get(normalize("NFC", request.about.file), set())
    return bool(pages) if request.about.page is None else request.about.page in pages
