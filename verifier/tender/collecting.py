"""What each bidder handed in: whose each credential is, and which files could not be read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from credentials.record import JsonObject, Record
from verifier.checks.well_formed import read_credential
from verifier.tender.documents.bidders import Bidder, Bidders
from verifier.tender.judging import CheckBasis, Judged, Unjudged, judge_credential
from verifier.tender.matrix import PaperNote
from verifier.tender.papers import FoundCode, Paper


@dataclass(slots=True)
class HandedIn:
    """Of one bidder: credentials by the code of their enterprise, files nobody could read.

    `asked_for` and `unread_asked` came late and were asked for in writing.
    """

    holdings: dict[str, list[Judged]] = field(default_factory=dict)
    asked_for: dict[str, list[Judged]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    unread_asked: list[str] = field(default_factory=list)

    @property
    def with_asked(self) -> dict[str, list[Judged]]:
        """Everything, what was asked for included."""
        both = (*self.holdings, *self.asked_for)
        return {one: [*self.holdings.get(one, ()), *self.asked_for.get(one, ())] for one in both}


class Collection:
    """All papers of all bidders; each credential is judged once, however often it was handed in."""

    def __init__(self, bidders: Bidders, papers: Mapping[str, Iterable[Paper]], basis: CheckBasis) -> None:
        self.basis = basis
        self.handed_in: dict[str, HandedIn] = {}
        self.notes: list[PaperNote] = []
        self._by_data: dict[bytes, Judged | Unjudged] = {}
        self._by_digest: dict[str, Judged | Unjudged] = {}
        self._places: dict[str, list[JsonObject]] = {}
        for bidder in bidders.bidders:
            ordered = sorted(papers.get(bidder.id, ()), key=lambda paper: (paper.path, paper.sha256))
            self.handed_in[bidder.id] = self._collect(bidder, ordered)

    def credentials(self) -> Iterator[JsonObject]:
        """What is said of each credential, by digest."""
        for digest in sorted(self._places):
            judged = self._by_digest[digest]
            if isinstance(judged, Judged):
                yield judged.to_json(sorted(self._places[digest], key=_order_of))

    def _collect(self, bidder: Bidder, papers: Iterable[Paper]) -> HandedIn:
        found = HandedIn()
        ignored = {entry.file: entry.reason for entry in bidder.ignore or ()}
        asked = {entry.file: entry.request for entry in bidder.clarifications or ()}
        marks = {(entry.file, entry.page): entry.claims for entry in bidder.marks or ()}
        for paper in papers:
            is_asked = paper.late and paper.path in asked
            if is_asked:
                self._note(bidder, paper.path, None, "clarified", request=asked[paper.path])
            elif paper.late:
                self._note(bidder, paper.path, None, "late")
            blocked = paper.unread is not None
            if paper.unread is not None:
                self._note(bidder, paper.path, None, "file-unread", why=paper.unread)
            for code in sorted(paper.codes, key=_place):
                blocked |= self._take(bidder, paper, code, found, is_asked=is_asked)
            for page in sorted(paper.pages_without_code):
                claims = marks.get((paper.path, page))
                if claims is None:
                    self._note(bidder, paper.path, page, "page-without-code")
                else:
                    self._note(bidder, paper.path, page, "page-marked", claims=claims)
            if blocked and paper.path in ignored:
                self._note(bidder, paper.path, None, "ignored", reason=ignored[paper.path])
            elif blocked and (is_asked or not paper.late):
                (found.unread_asked if is_asked else found.unread).append(paper.path)
        return found

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
        if judged.holder not in bidder.enterprises:
            facts: JsonObject = {"holder": judged.holder, "name": judged.record.body.holder}
            self._note(bidder, paper.path, code.page, "subject-mismatch", judged.digest, **facts)
        elif not paper.late or is_asked:
            held = (found.asked_for if is_asked else found.holdings).setdefault(judged.holder, [])
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


def _order_of(place: JsonObject) -> tuple[str, str]:
    """By bidder and file; within one they come in order."""
    return str(place["bidder"]), str(place["file"])


def _place(code: FoundCode) -> tuple[int, tuple[int, ...], bytes]:
    data = code.data.data if isinstance(code.data, Record) else code.data
    return code.page or 0, code.box or (), data
