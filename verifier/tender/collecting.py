"""Collect each bidder's papers: their credentials by holder, and the files that could not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from credentials.record import JsonObject, Record
from credentials.times import day_of
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import Register
from verifier.tender.claims import ClaimedNumbers, ToldOfNumber
from verifier.tender.documents.bidders import (
    UNNUMBERED,
    Bidder,
    BidderList,
    Clarification,
    MarkedPage,
    by_name,
    find_nearest,
    upward,
)
from verifier.tender.judging import CheckBasis, Judged, Unjudged, judge_credential
from verifier.tender.looks.names import Names
from verifier.tender.looks.open_pages import FailedCode, Looks, OpenPages, PageName, open_pages
from verifier.tender.looks.requests import Requests
from verifier.tender.matrix import PagesLooked, PaperNote
from verifier.tender.papers import FoundCode, Paper, find_runs

_IS_THERE = ("number-found", "number-held")
"""Codes of numbers that an association has given."""


@dataclass(slots=True)
class HandedIn:
    """One bidder's papers: credentials by the code of their enterprise, unreadable files, marked pages.

    `asked_for` and `unread_asked` were handed in late, on a written request. `places` are all paths, with the
    archives and folders around them; the value tells whether a file there came in time or on request.
    `blocked` are pages with a code that may be a credential and could not be checked, `failed` are
    credentials that count for nothing, `answered` are marked pages whose number registers know. By digest of
    a credential, `numbers` says that only a number on a page shows it, `names` that names differ.
    """

    bidder: str
    holdings: dict[str, list[Judged]] = field(default_factory=dict)
    asked_for: dict[str, list[Judged]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    unread_asked: list[str] = field(default_factory=list)
    blocked: dict[str, set[int | None]] = field(default_factory=dict)
    counted: set[PageName] = field(default_factory=set)
    answered: set[PageName] = field(default_factory=set)
    failed: list[FailedCode] = field(default_factory=list)
    pages: OpenPages = field(default_factory=OpenPages)
    looked: PagesLooked = field(init=False)
    numbers: dict[str, JsonObject] = field(default_factory=dict)
    names: dict[str, JsonObject] = field(default_factory=dict)
    places: dict[str, bool] = field(default_factory=dict)

    @property
    def with_asked(self) -> dict[str, list[Judged]]:
        """All credentials, including those handed in on request."""
        both = (*self.holdings, *self.asked_for)
        return {holder: [*self.holdings.get(holder, ()), *self.asked_for.get(holder, ())] for holder in both}

    @property
    def own_digests(self) -> frozenset[str]:
        """The digests of the credentials that may count."""
        return frozenset(judged.digest for listed in self.with_asked.values() for judged in listed)


class Collection:
    """All papers of all bidders; each credential is judged once, however often it was handed in."""

    def __init__(
        self,
        bidders: BidderList,
        papers: Mapping[str, Iterable[Paper]],
        basis: CheckBasis,
        register: Register | None = None,
    ) -> None:
        self.basis = basis
        self.handed_in: dict[str, HandedIn] = {}
        self.notes: list[PaperNote] = []
        register = register or Register()
        self._claims = ClaimedNumbers(basis, register, self._judge_record)
        self._names = Names(register.credentials, self._judge_record)
        self._by_data: dict[bytes, Judged | Unjudged] = {}
        self._by_digest: dict[str, Judged | Unjudged] = {}
        self._places: dict[str, list[JsonObject]] = {}
        for bidder in bidders.bidders:
            begin = len(self.notes)
            # one order whatever the file system gives, so that two verifiers print the same bytes
            ordered = sorted(papers.get(bidder.id, ()), key=lambda paper: (paper.path, paper.sha256))
            self.handed_in[bidder.id] = self._collect(bidder, ordered)
            self.notes[begin:] = sorted(self.notes[begin:], key=lambda note: note.file or "")

    def credentials(self) -> Iterator[JsonObject]:
        """Yield the JSON of each credential, by digest."""
        for digest in sorted(self._places):
            judged = self._by_digest[digest]
            if isinstance(judged, Judged):
                yield judged.to_json(sorted(self._places[digest], key=_order_of))

    def _collect(self, bidder: Bidder, papers: Sequence[Paper]) -> HandedIn:
        handed = HandedIn(bidder.id)
        looks = Looks(bidder)
        ignored = by_name(bidder.ignore)
        kept = [paper for paper in papers if find_nearest(ignored, paper.path) is None]
        # 1. papers in time: a request may only be about one of them that could not be read (实施条例 52)
        for paper in kept:
            if not paper.late:
                self._read(bidder, paper, handed, None)
        timely = [paper for paper in papers if not paper.late]
        requests = Requests(bidder, papers, _askable(timely, looks, handed), day_of(self.basis.now))
        # 2. late papers, each with the request that lets it count
        for paper in kept:
            if paper.late:
                self._read_late(bidder, paper, handed, requests)
        # 3. all places: flags and marks name files and the archives and folders around them
        counting = [paper for paper in kept if not paper.late or requests.find(paper) is not None]
        for paper in papers:
            counts = not paper.late or requests.find(paper) is not None
            for place in upward(paper.path):
                handed.places[place] = handed.places.get(place, False) or counts
        holding = {place for paper in papers for place in upward(paper.path) if place != paper.path}
        marks: dict[str, list[MarkedPage]] = {}
        for mark in sorted(bidder.marks or (), key=lambda mark: (mark.page, mark.claims)):
            # in NFC, since some file systems decompose names
            marks.setdefault(normalize("NFC", mark.file), []).append(mark)
        # 4. notes on each file and its pages, and certificates found by a number alone
        for paper in papers:
            left = find_nearest(ignored, paper.path)
            if left is not None:
                self._note(bidder, paper.path, None, "ignored", reason=left.reason)
                continue
            if not paper.codes and paper.pages == 0 and paper.unread is None and paper.path not in holding:
                self._note(bidder, paper.path, None, "no-credential-code")
            self._tell_pages(bidder, paper, looks)
            paper_marks = marks.get(paper.path, ())
            read = [mark for mark in paper_marks if self._mark(bidder, paper, mark, handed)]
            handed.counted.update((paper.path, mark.page) for mark in read)
        # 5. the pages that keep cells open
        handed.pages = open_pages(looks, requests, counting, handed.counted, handed.answered)
        handed.looked = looks.count(bidder.id, [paper for paper in counting if not paper.late])
        self._tell_names(bidder, handed)
        self._tell_missing(bidder, handed)
        return handed

    def _read_late(self, bidder: Bidder, paper: Paper, handed: HandedIn, requests: Requests) -> None:
        request, beyond = requests.find(paper), requests.find_beyond(paper)
        if request is not None:
            self._note(bidder, paper.path, None, "clarified", **_tell_request(request))
        elif beyond is not None:
            self._note(bidder, paper.path, None, "beyond-the-bid", **_tell_request(beyond))
        else:
            known: JsonObject = {"kind": "known"} if any(code.early for code in paper.codes) else {}
            self._note(bidder, paper.path, None, "late", **known)
        self._read(bidder, paper, handed, request)

    def _read(self, bidder: Bidder, paper: Paper, handed: HandedIn, request: Clarification | None) -> None:
        """File the content of a paper; `request` is the one that asked for a late paper."""
        if paper.unread is not None:
            self._note(bidder, paper.path, None, "file-unread", why=paper.unread)
        blocked = [
            code.page
            for code in sorted((code for code in paper.codes if code.log_proof is None), key=_place)
            if self._take(bidder, paper, code, handed, is_asked=request is not None)
        ]
        if (blocked or paper.unread is not None) and (request is not None or not paper.late):
            (handed.unread if request is None else handed.unread_asked).append(paper.path)
        if blocked and not paper.late:
            handed.blocked[paper.path] = {*blocked}

    def _tell_pages(self, bidder: Bidder, paper: Paper, looks: Looks) -> None:
        """Note the pages that nobody looked at, and what people saw on the other pages."""
        bare = {page for page in paper.pages_to_look_at if not looks.is_looked_at(paper, page)}
        hidden = bare & paper.pages_unreadable
        like = (bare - hidden).intersection(paper.certificate_like)
        listed = {
            "code-unreadable": hidden,
            "certificate-like": like,
            "page-without-code": bare - hidden - like,
        }
        for code, pages in listed.items():
            if pages:
                self._note(bidder, paper.path, None, code, pages=find_runs(pages))
        for look in looks.looked.get(paper.path, ()):
            if paper.has_page(look.last):
                facts: JsonObject = {"kind": look.saw, "by": look.by, "on": look.on.isoformat()}
                runs = [[look.page, look.last]]
                self._note(bidder, paper.path, look.page, "page-looked", pages=runs, **facts)
            else:
                self._note(bidder, paper.path, look.last, "no-such-page", pages=paper.pages)

    def _mark(self, bidder: Bidder, paper: Paper, mark: MarkedPage, handed: HandedIn) -> bool:
        """Note a marked page and the registers' answers; return whether it counts by its number."""
        if not paper.has_page(mark.page):
            self._note(bidder, paper.path, mark.page, "no-such-page", pages=paper.pages)
            return False
        answers = [*self._claims.ask(mark.claims, bidder, mark.issued)] if mark.claims != UNNUMBERED else []
        own = [
            self._count(paper, mark, answer, handed) for answer in answers if answer[2].get("kind") == "own"
        ]
        is_beside = any(code.page == mark.page for code in paper.codes)
        how = "by-number" if any(own) else "page-marked-beside" if is_beside else "page-marked"
        self._note(bidder, paper.path, mark.page, how, claims=mark.claims)
        if _is_answered(answers):
            handed.answered.add((paper.path, mark.page))
        for code, credential, facts in answers:
            self._note(bidder, paper.path, mark.page, code, credential, **facts)
        return any(own)

    def _count(self, paper: Paper, mark: MarkedPage, answer: ToldOfNumber, handed: HandedIn) -> bool:
        """Count the credential that a register holds under the number of a timely page, once."""
        _, digest, facts = answer
        judged = self._by_digest[digest or ""]
        assert isinstance(judged, Judged)  # noqa: S101 - as it was told
        if paper.late:
            facts["kind"] = "own-late"
            return False
        before = handed.holdings.setdefault(judged.holder, [])
        if any(earlier.digest == judged.digest for earlier in before):
            facts["kind"] = "own-held"
            return True
        before.append(judged)
        place: JsonObject = {"file": paper.path, "page": mark.page}
        handed.numbers[judged.digest] = {"claims": mark.claims, **place}
        self._places.setdefault(judged.digest, []).append(
            {"bidder": handed.bidder, **place, "box": None, "byNumber": True}
        )
        return True

    def _tell_names(self, bidder: Bidder, handed: HandedIn) -> None:
        """Note where names differ, and newer certificates in a register that were not handed in."""
        by_digest = {item.digest: item for listed in handed.with_asked.values() for item in listed}
        for digest, judged in sorted(by_digest.items()):
            place = next(spot for spot in self._places[digest] if spot["bidder"] == bidder.id)
            file, page = str(place["file"]), place["page"]
            assert page is None or isinstance(page, int)  # noqa: S101 - as it was put there
            differing = self._names.compare(bidder, judged)
            if differing is not None:
                handed.names[digest] = {name: differing[name] for name in ("listed", "name")}
                self._note(bidder, file, page, "name-differs", digest, **differing)
            newer = self._names.find_newer(judged)
            if newer is not None and newer[0] not in by_digest:
                self._note(bidder, file, page, "newer-in-register", digest, **newer[1])

    def _tell_missing(self, bidder: Bidder, handed: HandedIn) -> None:
        """Note each file that the list of bidders names and that was not handed in."""
        agreement = [bidder.joint_agreement] if bidder.joint_agreement is not None else []
        files_named: dict[str, list[tuple[str, int | None]]] = {
            "jointAgreement": [(file, None) for file in agreement],
            "ignore": [(entry.file, None) for entry in bidder.ignore or ()],
            "marks": [(entry.file, entry.page) for entry in bidder.marks or ()],
            "looked": [(entry.file, entry.page) for entry in bidder.looked or ()],
            "clarifications": [
                (entry.file, None) for entry in bidder.clarifications or () if entry.file is not None
            ],
        }
        for kind, files in files_named.items():
            for file, page in sorted({*files}, key=lambda spot: (spot[0], spot[1] or 0)):
                if normalize("NFC", file) not in handed.places:
                    self._note(bidder, file, page, "not-handed-in", kind=kind)

    def _take(
        self, bidder: Bidder, paper: Paper, code: FoundCode, handed: HandedIn, *, is_asked: bool
    ) -> bool:
        """File the content of a code; return True if the content stays unknown."""
        judged = self._judge(code.data)
        if isinstance(judged, Unjudged):
            self._note(bidder, paper.path, code.page, judged.code, **judged.facts)
            if judged.record is not None and not paper.late:
                body = judged.record.body
                handed.failed.append(
                    FailedCode(judged.code, paper.path, code.page, body.scheme, body.categories)
                )
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
            if is_timely:
                held_by_other = judged.record.body.categories
                handed.failed.append(
                    FailedCode("subject-mismatch", paper.path, code.page, judged.scheme, held_by_other)
                )
        elif is_timely or is_asked:
            before = (handed.holdings if is_timely else handed.asked_for).setdefault(judged.holder, [])
            if any(
                earlier.digest == judged.digest
                for earlier in (*before, *handed.holdings.get(judged.holder, ()))
            ):
                self._note(bidder, paper.path, code.page, "duplicate", judged.digest)
            else:
                before.append(judged)
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


def _is_answered(answers: Sequence[ToldOfNumber]) -> bool:
    """Return whether registers know the number, or all of them deny it since its day of issue."""
    is_absent = [code == "number-absent" and facts.get("kind") == "dated" for code, _, facts in answers]
    return any(code in _IS_THERE for code, _, _ in answers) or (bool(answers) and all(is_absent))


def _askable(papers: Iterable[Paper], looks: Looks, handed: HandedIn) -> dict[str, set[int | None]]:
    """Return by file the pages that a request may be about; None is the file as a whole."""
    askable: dict[str, set[int | None]] = {}
    for paper in papers:
        pages: set[int | None] = {*paper.pages_unreadable, *looks.illegible(paper), *looks.list_marked(paper)}
        pages |= handed.blocked.get(paper.path, set())
        if paper.unread is not None:
            pages |= {None, *({*range(1, (paper.pages or 0) + 1)} - paper.pages_read)}
        askable[paper.path] = pages
    return askable


def _tell_request(request: Clarification) -> JsonObject:
    about: JsonObject = {"about": request.about.file}
    if request.about.page is not None:
        about |= {"kind": "page", "page": request.about.page}
    return {"request": request.request.isoformat(), **about}


def _order_of(place: JsonObject) -> tuple[str, str]:
    """Order by bidder and file; places within one file come in order."""
    return str(place["bidder"]), str(place["file"])


def _place(code: FoundCode) -> tuple[int, tuple[int, ...], bytes]:
    data = code.data.data if isinstance(code.data, Record) else code.data
    return code.page or 0, code.box or (), data
