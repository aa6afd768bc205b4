"""What each bidder handed in: whose each credential is, and which files could not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from credentials.record import JsonObject, Record
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import Register
from verifier.tender.claims import ClaimedNumbers
from verifier.tender.documents.bidders import (
    UNNUMBERED,
    Bidder,
    Bidders,
    MarkedPage,
    by_name,
    find_nearest,
    upward,
)
from verifier.tender.judging import CheckBasis, Judged, Unjudged, judge_credential
from verifier.tender.matrix import PaperNote
from verifier.tender.papers import FoundCode, Paper, find_runs


@dataclass(slots=True)
class HandedIn:
    """Of one bidder: credentials by the code of their enterprise, files nobody could read, marked pages.

    `asked_for` and `unread_asked` came late and were asked for in writing. `places` are all paths, with the
    archives and folders that files lie in; whether anything there was handed in in time, or on request.
    """

    holdings: dict[str, list[Judged]] = field(default_factory=dict)
    asked_for: dict[str, list[Judged]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    unread_asked: list[str] = field(default_factory=list)
    marks: int = 0
    places: dict[str, bool] = field(default_factory=dict)

    @property
    def with_asked(self) -> dict[str, list[Judged]]:
        """Everything, what was asked for included."""
        both = (*self.holdings, *self.asked_for)
        return {one: [*self.holdings.get(one, ()), *self.asked_for.get(one, ())] for one in both}


class Collection:
    """All papers of all bidders; each credential is judged once, however often it was handed in."""

    def __init__(
        self,
        bidders: Bidders,
        papers: Mapping[str, Iterable[Paper]],
        basis: CheckBasis,
        register: Register | None = None,
    ) -> None:
        self.basis = basis
        self.handed_in: dict[str, HandedIn] = {}
        self.notes: list[PaperNote] = []
        self._claims = ClaimedNumbers(basis, register or Register())
        self._by_data: dict[bytes, Judged | Unjudged] = {}
        self._by_digest: dict[str, Judged | Unjudged] = {}
        self._places: dict[str, list[JsonObject]] = {}
        for bidder in bidders.bidders:
            begin = len(self.notes)
            ordered = sorted(papers.get(bidder.id, ()), key=lambda paper: (paper.path, paper.sha256))
            self.handed_in[bidder.id] = self._collect(bidder, ordered)
            self.notes[begin:] = sorted(self.notes[begin:], key=lambda note: note.file)

    def credentials(self) -> Iterator[JsonObject]:
        """What is said of each credential, by digest."""
        for digest in sorted(self._places):
            judged = self._by_digest[digest]
            if isinstance(judged, Judged):
                yield judged.to_json(sorted(self._places[digest], key=_order_of))

    def _collect(self, bidder: Bidder, papers: Sequence[Paper]) -> HandedIn:
        found = HandedIn()
        asked = by_name(bidder.clarifications)
        ignored = by_name(bidder.ignore)
        for paper in papers:
            request = find_nearest(asked, paper.path) if paper.late else None
            for place in upward(paper.path):
                found.places[place] = found.places.get(place, False) or not paper.late or request is not None
        holding = {place for paper in papers for place in upward(paper.path) if place != paper.path}
        marks: dict[str, list[MarkedPage]] = {}
        for mark in sorted(bidder.marks or (), key=lambda mark: (mark.page, mark.claims)):
            marks.setdefault(normalize("NFC", mark.file), []).append(mark)
        for paper in papers:
            left = find_nearest(ignored, paper.path)
            if left is None:
                request = find_nearest(asked, paper.path) if paper.late else None
                self._read(bidder, paper, found, request.request if request is not None else None)
                if (
                    not paper.codes
                    and paper.pages == 0
                    and paper.unread is None
                    and paper.path not in holding
                ):
                    self._note(bidder, paper.path, None, "no-credential-code")
                self._mark(bidder, paper, marks.get(paper.path, ()))
                counts = not paper.late or request is not None
                found.marks += len(marks.get(paper.path, ())) if counts else 0
            else:
                self._note(bidder, paper.path, None, "ignored", reason=left.reason)
        self._tell_missing(bidder, found)
        return found

    def _read(self, bidder: Bidder, paper: Paper, found: HandedIn, request: str | None) -> None:
        """Files what is on a paper; `request`: by which a late one was asked for."""
        if request is not None:
            self._note(bidder, paper.path, None, "clarified", request=request)
        elif paper.late:
            known: JsonObject = {"kind": "known"} if any(code.early for code in paper.codes) else {}
            self._note(bidder, paper.path, None, "late", **known)
        blocked = paper.unread is not None
        if paper.unread is not None:
            self._note(bidder, paper.path, None, "file-unread", why=paper.unread)
        for code in sorted((code for code in paper.codes if code.log_proof is None), key=_place):
            blocked |= self._take(bidder, paper, code, found, is_asked=request is not None)
        if blocked and (request is not None or not paper.late):
            (found.unread if request is None else found.unread_asked).append(paper.path)

    def _mark(self, bidder: Bidder, paper: Paper, marks: Sequence[MarkedPage]) -> None:
        """What a person says of pages, and which of those without a code nobody said anything of."""
        marked = {mark.page for mark in marks}
        bare = [page for page in paper.pages_without_code if page not in marked]
        if bare:
            self._note(bidder, paper.path, None, "page-without-code", pages=find_runs(bare))
        coded = {code.page for code in paper.codes}
        for mark in marks:
            if _has_page(paper, mark.page):
                said = "page-marked-beside" if mark.page in coded else "page-marked"
                self._note(bidder, paper.path, mark.page, said, claims=mark.claims)
                if mark.claims != UNNUMBERED:
                    for code, credential, facts in self._claims.ask(mark.claims, bidder, mark.issued):
                        self._note(bidder, paper.path, mark.page, code, credential, **facts)
            else:
                self._note(bidder, paper.path, mark.page, "no-such-page", pages=paper.pages)

    def _tell_missing(self, bidder: Bidder, found: HandedIn) -> None:
        """What the list of bidders names and nobody handed in, each once."""
        agreement = [bidder.joint_agreement] if bidder.joint_agreement is not None else []
        named: dict[str, list[tuple[str, int | None]]] = {
            "jointAgreement": [(file, None) for file in agreement],
            "ignore": [(entry.file, None) for entry in bidder.ignore or ()],
            "marks": [(entry.file, entry.page) for entry in bidder.marks or ()],
            "clarifications": [(entry.file, None) for entry in bidder.clarifications or ()],
        }
        for kind, files in named.items():
            for file, page in sorted({*files}, key=lambda one: (one[0], one[1] or 0)):
                if normalize("NFC", file) not in found.places:
                    self._note(bidder, file, page, "not-handed-in", kind=kind)

    def _take(
        self, bidder: Bidder, paper: Paper, code: FoundCode, found: HandedIn, *, is_asked: bool
    ) -> bool:
        """Files what a code says; whether that could not be known."""
        judged = self._judge(code.data)
        if isinstance(judged, Unjudged):
            self._note(bidder, paper.path, code.page, judged.code, **judged.facts)
            return judged.blocks
        self._places.setdefault(judged.digest, []).append(
            {
                "bidder": bidder.id,
                "file": paper.path,
                "page": code.page,
                "box": [*code.box] if code.box is not None else None,
            }
        )
        is_timely = not paper.late or code.early
        if judged.holder not in bidder.enterprises:
            facts: JsonObject = {"holder": judged.holder, "name": judged.record.body.holder}
            self._note(bidder, paper.path, code.page, "subject-mismatch", judged.digest, **facts)
        elif is_timely or is_asked:
            held = (found.holdings if is_timely else found.asked_for).setdefault(judged.holder, [])
            if any(one.digest == judged.digest for one in (*held, *found.holdings.get(judged.holder, ()))):
                self._note(bidder, paper.path, code.page, "duplicate", judged.digest)
            else:
                held.append(judged)
        return False

    def _judge(self, data: bytes | Record[Any]) -> Judged | Unjudged:
        if isinstance(data, Record):
            return self._judge_record(data)
        if data not in self._by_data:
            record = read_credential(data)
            self._by_data[data] = (
                self._judge_record(record)
                if isinstance(record, Record)
                else judge_credential(data, self.basis)
            )
        return self._by_data[data]

    def _judge_record(self, record: Record[Any]) -> Judged | Unjudged:
        if record.digest not in self._by_digest:
            self._by_digest[record.digest] = judge_credential(record, self.basis)
        return self._by_digest[record.digest]

    def _note(
        self, bidder: Bidder, file: str, page: int | None, code: str, credential: str | None = None,
        /, **facts: object,
    ) -> None:  # fmt: skip
        self.notes.append(PaperNote(bidder.id, file, page, code, credential, facts))  # type: ignore[arg-type]


def _has_page(paper: Paper, page: int) -> bool:
    """Whether there may be such a page; of a file that could not be opened nobody knows how many it has."""
    if paper.pages is None or (paper.unread is not None and paper.pages == 0):
        return True
    return page <= paper.pages


def _order_of(place: JsonObject) -> tuple[str, str]:
    """By bidder and file; within one they come in order."""
    return str(place["bidder"]), str(place["file"])


def _place(code: FoundCode) -> tuple[int, tuple[int, ...], bytes]:
    data = code.data.data if isinstance(code.data, Record) else code.data
    return code.page or 0, code.box or (), data
