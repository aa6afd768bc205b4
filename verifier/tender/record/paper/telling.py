"""Texts about cells and certificates: reasons, certificate lines, causes of a difference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from credentials.documents.agreement_names import AgreementNames
from credentials.unsigned import Unsigned
from credentials.words.days import format_period
from credentials.words.speech import speak
from signing.errors import Lang, fill
from signing.plain_text import plain
from verifier.tender.documents.tender import Criterion, Requirement, Tender
from verifier.tender.matching import BESIDE
from verifier.tender.matrix import MET, UNCLEAR, ColumnName, take_counting
from verifier.tender.papers import find_runs
from verifier.tender.record.difference import ChangeCause
from verifier.tender.record.document import (
    InputFile,
    StatedCell,
    StatedColumn,
    StatedCredential,
    StatedLooks,
    StatedReason,
    TenderReceipt,
)
from verifier.tender.record.paper.sentences import (
    CAUSES,
    SENTENCES,
    VERSIONS,
    label,
    say_cell,
    say_stated,
    tell,
)
from verifier.tender.words import STATES

_ABSENCE = ("no-credential", "category-missing", "member-without")
"""Codes of a search in vain."""
_UNCHECKED = ("marked", "other-marked")
"""Kinds of absence next to pages that nobody could check."""
_EXPLAINABLE = ("category-unmapped", "work-item-unassigned")
"""Codes of facts that a bidder can explain."""
_DATES: Mapping[str, str] = {"opening": "at-opening", "award": "at-award", "contractEnd": "at-contract-end"}
"""Labels of the dates."""
UNREAD = "file-unread"
MOST_LISTED = 20
"""The most lines or names with the same sentence; further ones are counted, and the receipt has them all."""
CellName = tuple[str, str]
"""Bidder and requirement: the same in every lot."""


@dataclass(frozen=True)
class Telling:
    """A receipt with its tender, in one language; `names` are the agreement's."""

    receipt: Unsigned[TenderReceipt]
    tender: Tender
    names: AgreementNames
    lang: Lang

    @property
    def body(self) -> TenderReceipt:
        """The typed reading of the receipt."""
        return self.receipt.body

    def label(self, name: str) -> str:
        """Return a heading."""
        return label(name, self.lang)

    def state(self, state: str | None) -> str:
        """Return one of the three values in words, or a dash for a future date."""
        return "–" if state is None else STATES[state][self.lang == "zh"]

    @cached_property
    def relied(self) -> frozenset[str]:
        """The associations whose data the record uses: issuers, and those whose register answered."""
        answered = (note.facts.get("issuer") for note in self.body.papers if note.code.startswith("number-"))
        return frozenset([*(credential.issuer for credential in self.body.credentials), *map(str, answered)])

    @cached_property
    def bidders(self) -> Mapping[str, str]:
        """The name of each bid: its enterprises."""
        joined = "、" if self.lang == "zh" else " + "
        return {
            bidder.id: joined.join(plain(enterprise.name) for enterprise in bidder.enterprises)
            for bidder in self.body.bidders.named
        }

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """The requirements by id."""
        return self.tender.requirements

    @cached_property
    def cells(self) -> Mapping[CellName, StatedCell]:
        """One cell for each requirement of each bidder, whatever the lots."""
        return {(cell.bidder, cell.requirement): cell for cell in self.body.cells}

    @cached_property
    def criteria(self) -> Mapping[CellName, str]:
        """The result of each criterion by bidder and criterion, whatever the lots."""
        return {(outcome.bidder, outcome.criterion): outcome.state for outcome in self.body.criteria}

    def join(self, texts: Iterable[str]) -> str:
        """Join texts, each once."""
        return ("、" if self.lang == "zh" else ", ").join(dict.fromkeys(texts))

    def aside(self, text: str) -> str:
        """Put a text in brackets."""
        return f"（{text}）" if self.lang == "zh" else f" ({text})"

    def criterion(self, criterion: Criterion) -> str:
        """Return its id and title."""
        return f"{criterion.id} {plain(criterion.title)}" if criterion.title is not None else criterion.id

    def quote(self, requirement: str) -> str:
        """Return the tender's own sentence in quotation marks with its page; else scheme and grade."""
        wanted = self.requirements[requirement]
        sentence = plain(wanted.text) if wanted.text is not None else self._spell(wanted)
        quotation = f"“{sentence}”"
        if wanted.page is None:
            return quotation
        return quotation + self.aside(f"第 {wanted.page} 页" if self.lang == "zh" else f"page {wanted.page}")

    def _spell(self, requirement: Requirement) -> str:
        categories = requirement.categories
        listed = (categories.any_of or categories.all_of or ()) if categories is not None else ()
        parts = (self.names.scheme(requirement.scheme), self.names.terms(listed), requirement.min_grade)
        return " ".join(plain(part) for part in parts if part)

    def reason(self, reason: StatedReason, *, whole: bool = True) -> str:
        """Return the sentence of a reason, `whole` with the next step; its certificate comes first."""
        sentence = say_cell(reason.code, reason.facts, self.lang, self.names, whole=whole)
        credential = self.credentials.get(reason.credential or "")
        if credential is None:
            return sentence
        return (
            f"{plain(credential.number)}：{sentence}"
            if self.lang == "zh"
            else f"{plain(credential.number)}: {sentence}"
        )

    def why(self, cell: StatedCell) -> str:
        """Return the reasons of the columns that decide a cell, near misses among them, each once."""
        sentences = [self.reason(reason) for reason in self.deciding(cell)]
        sentences = sentences or [say_stated("cells", code, {}, self.lang, self.names) for code in cell.codes]
        return (" " if self.lang == "en" else "").join(dict.fromkeys(sentences))

    def put_to_bidder(self, cell: StatedCell, reasons: Sequence[StatedReason]) -> str:
        """Return the reasons without the next step, each certificate with the bidder's file and page.

        If a reason is true only at some of the dates that count, these dates come first.
        """
        counting = self.counting(cell)
        lines: dict[str, list[str]] = {}
        for name, column in counting.items():
            for reason in column.reasons if column.state == cell.state else ():
                if reason in reasons:
                    lines.setdefault(self._put_to_bidder(cell.bidder, reason), []).append(name)
        sentence = (
            text if len({*dates}) == len(counting) else self._dated(dates, text)
            for text, dates in lines.items()
        )
        return (" " if self.lang == "en" else "").join(sentence)

    def _dated(self, dates: Iterable[str], text: str) -> str:
        named = self.join(self.label(_DATES[name]) for name in dates)
        return f"{named}：{text}" if self.lang == "zh" else f"{named}: {text}"

    def _put_to_bidder(self, bidder: str, reason: StatedReason) -> str:
        sentence = say_cell(reason.code, reason.facts, self.lang, self.names, whole=False)
        credential = self.credentials.get(reason.credential or "")
        if credential is None:
            return sentence
        named = plain(credential.number) + self.aside(self.places(bidder, credential))
        return f"{named}：{sentence}" if self.lang == "zh" else f"{named}: {sentence}"

    def without(self, cell: StatedCell) -> str:
        """Tell the members that share a requirement and handed in nothing for it."""
        columns = (column for column in cell.columns.named().values() if column is not None)
        reasons = (reason for column in columns for reason in column.reasons)
        sentences = dict.fromkeys(
            self.reason(reason) for reason in reasons if reason.code == "member-without"
        )
        return (" " if self.lang == "en" else "").join(sentences)

    def faults(self, cell: StatedCell) -> list[StatedReason]:
        """Return the reasons why a cell is not met."""
        return [reason for reason in self.deciding(cell) if reason.code not in BESIDE]

    def is_decided(self, cell: StatedCell) -> bool:
        """Return whether the cell needs no question to the bidder and no further look at pages.

        No bidder is rejected for a missing certificate that may be on a page nobody looked at.
        """
        is_absent = self.is_absent(self.faults(cell))
        return not self.marked(cell) and (not is_absent or self.is_looked_at(cell.bidder))

    def is_absent(self, reasons: Iterable[StatedReason]) -> bool:
        """Return whether the reasons tell of a search in vain."""
        return any(reason.code in _ABSENCE for reason in reasons)

    @cached_property
    def looks(self) -> Mapping[str, StatedLooks]:
        """The looks by bidder."""
        return {look.bidder: look for look in self.body.looks or ()}

    def is_looked_at(self, bidder: str) -> bool:
        """Return whether a person looked at every page without a readable code."""
        looks = self.looks.get(bidder)
        return looks is None or looks.looked_at >= looks.to_look_at

    def is_unread(self, cell: StatedCell) -> bool:
        """Return whether an unreadable file keeps the cell open."""
        return any(reason.code == UNREAD for reason in self.deciding(cell))

    def illegible(self, cell: StatedCell) -> list[StatedReason]:
        """Return certificates that nobody could read, and whose copy nobody has asked for yet."""
        return [r for r in self.deciding(cell) if r.code == "illegible" and "kind" not in r.facts]

    def marked(self, cell: StatedCell) -> list[StatedReason]:
        """Return pages marked as certificates that nobody asked about yet, where nothing else is at hand."""
        return [
            r for r in self.deciding(cell) if r.code == "no-credential" and r.facts.get("kind") in _UNCHECKED
        ]

    def pages(self, reason: StatedReason) -> str:
        """Return the pages that a reason is about."""
        facts = reason.facts
        sentence = speak("places", facts["places"], self.lang)
        count: int = facts["count" if "count" in facts else "marks"]
        more = count - len(facts["places"])
        return sentence if more <= 0 else tell(SENTENCES["unread-files"], self.lang, said=sentence, more=more)

    def explainable(self, cell: StatedCell) -> list[StatedReason]:
        """Return the reasons of a cell that cannot be established which its bidder can explain."""
        return [r for r in self.deciding(cell) if cell.state == UNCLEAR and r.code in _EXPLAINABLE]

    @cached_property
    def files(self) -> Mapping[tuple[str, str], InputFile]:
        """The files by bidder and path."""
        return {(entry.bidder, entry.path): entry for entry in self.body.inputs}

    def unread_files(self, bidder: str) -> str:
        """Return a bidder's unreadable files, with pages where only some fail; at most MOST_LISTED."""
        named = {note.file for note in self.body.papers if note.bidder == bidder and note.code == UNREAD}
        listed = [
            self.places_unread(entry)
            for entry in self.body.inputs
            if entry.bidder == bidder and entry.path in named
        ]
        sentence = self.join(listed[:MOST_LISTED])
        more = len(listed) - MOST_LISTED
        return sentence if more <= 0 else tell(SENTENCES["unread-files"], self.lang, said=sentence, more=more)

    def places_unread(self, entry: InputFile) -> str:
        """Return a file that could not be read, or its pages."""
        pages = sorted({unread.page for unread in entry.unread_pages})
        if not pages or len(pages) == entry.pages:
            return plain(entry.path)
        listed = speak("pages", find_runs(pages), self.lang)
        return (
            f"{plain(entry.path)} 第 {listed} 页"
            if self.lang == "zh"
            else f"{plain(entry.path)}, pages {listed}"
        )

    def deciding(self, cell: StatedCell) -> Iterator[StatedReason]:
        """Yield the reasons of the columns that decide a cell."""
        for column in self.counting(cell).values():
            if column.state == cell.state:
                yield from column.reasons

    def counting(self, cell: StatedCell) -> Mapping[ColumnName, StatedColumn]:
        """Return the columns at dates that the requirement asks about and that have come."""
        return take_counting(self.requirements[cell.requirement].valid_at, cell.columns.named())

    def columns(self, cell: StatedCell) -> Iterator[str]:
        """Yield the state at each of the three dates."""
        for column in cell.columns.named().values():
            yield self.state(column.state if column is not None else None)

    @cached_property
    def credentials(self) -> Mapping[str, StatedCredential]:
        """The credentials by digest."""
        return {credential.digest: credential for credential in self.body.credentials}

    def decides(self, cell: StatedCell) -> bool:
        """Return whether a criterion that is not met got its result from this cell."""
        return cell.state != MET and cell.state == self.criteria[cell.bidder, cell.criterion]

    @cached_property
    def marks(self) -> Mapping[tuple[str, str], int]:
        """By bidder and digest, the number of a certificate's line in the list of certificates."""
        listed = (
            (bidder.id, credential.digest)
            for bidder in self.body.bidders.named
            for credential in self.body.credentials
            if any(place.bidder == bidder.id for place in credential.places)
        )
        return {name: number for number, name in enumerate(listed, start=1)}

    def list_certificates(self) -> Iterator[tuple[int, str, StatedCredential]]:
        """Yield number, bidder and certificate of each line of that list."""
        for (bidder, digest), number in self.marks.items():
            yield number, bidder, self.credentials[digest]

    def met_by(self, cell: StatedCell) -> Iterator[StatedColumn]:
        """Yield the columns that tell how a cell is met, each way once."""
        ways = {
            (column.credentials, column.grade, column.clauses): column
            for column in self.counting(cell).values()
            if cell.state == MET and column.state == MET
        }
        yield from ways.values()

    def say_met_by(self, bidder: str, column: StatedColumn) -> str:
        """Tell the numbers in the list of certificates, the grade and the clause."""
        numbers = sorted(
            self.marks[bidder, digest] for digest in column.credentials if (bidder, digest) in self.marks
        )
        facts = {
            "marks": ", ".join(map(str, numbers)),
            "grade": column.grade or "–",
            "clauses": self.join(map(self.names.term, column.clauses)),
        }
        return tell(SENTENCES["met-by:clause" if column.clauses else "met-by"], self.lang, **facts)

    def issuer(self, credential: StatedCredential) -> str:
        """Return the association."""
        return self.names.party(credential.issuer)

    def certificate(self, credential: StatedCredential) -> str:
        """Return scheme, categories and grade."""
        parts = (
            self.names.scheme(credential.scheme),
            self.names.terms(credential.categories),
            credential.grade,
        )
        return " ".join(plain(part) for part in parts if part)

    def term(self, credential: StatedCredential) -> str:
        """Return the first and the last day of a certificate."""
        return format_period(credential.since, credential.until, self.lang)

    def places(self, bidder: str, credential: StatedCredential) -> str:
        """Return the files of a bidder in which the certificate was found."""
        return "；".join(
            self.place(place.file, place.page) for place in credential.places if place.bidder == bidder
        )

    def place(self, file: str | None, page: int | None) -> str:
        """Return a file, or a page of it; nothing without a file."""
        if file is None or page is None:
            return plain(file or "")
        return f"{plain(file)} 第 {page} 页" if self.lang == "zh" else f"{plain(file)}, page {page}"


def say_version(code: str, facts: Mapping[str, object], lang: Lang) -> str:
    """Tell the fault in the versions of tender or bidders (`find_breaks`), and how to mend it."""
    return tell(VERSIONS[code], lang, **facts)


def say_cause(cause: ChangeCause, lang: Lang, names: AgreementNames | None = None) -> str:
    """Return a cause of a difference in words; a status event is quoted."""
    facts = dict(cause.facts)
    if cause.code == "status-event":
        status = str(facts["status"])
        facts["said"] = say_stated("cells", status, facts, lang, names, whole=False)
        if not facts["begins"]:
            return tell(CAUSES["status-event:over"], lang, **facts)
    same = CAUSES.get(f"{cause.code}:same") if facts.get("before") == facts.get("after") else None
    if "before" in facts and facts["before"] is None:
        same = CAUSES.get(f"{cause.code}:new")
    elif "after" in facts and facts["after"] is None:
        same = CAUSES.get(f"{cause.code}:dropped")
    many = CAUSES.get(f"{cause.code}:many") if "more" in facts else None
    message = same or many or CAUSES[cause.code]
    return fill(message.whole(lang), facts, lang, speak, names)
