"""Bidders/1: the bidders of each lot, alone or together, and the notes on their papers.

It is a file of its own, since bidders are unknown when a tender is published (docs/reference/tender.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self, TypeVar
from unicodedata import normalize

from pydantic import Field, model_validator

from credentials.errors import RecordError
from credentials.record import Code, Date, Digest, Items, Maybe, Model, Text, Uscc, Version, refuse
from credentials.unsigned import (
    FileName,
    Label,
    Passage,
    Unsigned,
    check_known,
    check_once,
    parse_unsigned,
    read_unsigned,
)
from signing.strict_json import JsonValue
from verifier.numbers.commitment import fold_number
from verifier.tender.documents.tender import Tender

MAX_BIDDERS_BYTES = 2 * 1024 * 1024
MAX_BIDDERS_VALUES = 100_000

PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class ConsortiumMember(Model):
    """One enterprise of a consortium, and the items of work it does by the joint agreement."""

    name: Text
    uscc: Uscc
    lead: Maybe[bool] = None
    work_items: Maybe[Annotated[Items[Label], Field(max_length=100)]] = None


class IgnoredFile(Model):
    """A file that a person leaves out, or everything in an archive or folder."""

    file: FileName
    reason: Passage


UNNUMBERED = "certificate"
"""The claim for a page that shows a certificate whose number nobody could read."""


class MarkedPage(Model):
    """A page that shows a certificate without a code, by a person's word, with its number if read."""

    file: FileName
    page: PageNumber
    claims: Code
    """The number of the certificate, or UNNUMBERED."""
    issued: Maybe[Date] = None
    """The day of issue on the paper: a register lacks certificates issued before it began."""

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not fold_number(self.claims):
            raise refuse("number-empty", "claims")
        return self


class LookedPage(Model):
    """A page, or a run of pages on one sheet, that a person looked at, and what they saw there."""

    file: FileName
    page: PageNumber
    last_page: Maybe[PageNumber] = None
    """The last page of the run; absent: a single page."""
    saw: Literal["not-a-certificate", "other-issuer", "illegible"]
    by: Text
    on: Date

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.last_page is not None and self.last_page < self.page:
            raise refuse("interval-empty", "lastPage")
        return self

    @property
    def last(self) -> int:
        """The last page of the run."""
        return self.last_page or self.page


class ClaimedCertificate(Model):
    """A certificate that the bidder itself names for a criterion."""

    criterion: Label
    number: Code

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not fold_number(self.number):
            raise refuse("number-empty", "number")
        return self


class AskedAbout(Model):
    """A file that was handed in in time, or a page of it."""

    file: FileName
    page: Maybe[PageNumber] = None
    """Absent: the whole file."""


class Clarification(Model):
    """A written request of the committee (实施条例 52), and the file that answers it."""

    file: Maybe[FileName] = None
    """The file handed in as the answer; absent while there is none."""
    request: Date
    """The day of the request."""
    about: AskedAbout
    answer_by: Maybe[Date] = None
    """The last day for the answer; absent: the committee waits."""

    def is_about(self, file: str, page: int) -> bool:
        """Return whether the request is about this page."""
        return normalize("NFC", self.about.file) == file and self.about.page in (None, page)


NamedFile = TypeVar("NamedFile", IgnoredFile, Clarification)
"""An entry that names a file, or everything in an archive or folder."""


class Bidder(Model):
    """An enterprise, or a consortium of `members`; `name` and `uscc` of a consortium may be absent."""

    id: Label
    name: Maybe[Text] = None
    uscc: Maybe[Uscc] = None
    lots: Annotated[Items[Label], Field(min_length=1, max_length=200)]
    folder: Maybe[FileName] = None
    members: Maybe[Annotated[Items[ConsortiumMember], Field(min_length=2, max_length=100)]] = None
    joint_agreement: Maybe[FileName] = None
    ignore: Maybe[Annotated[Items[IgnoredFile], Field(max_length=1_000)]] = None
    marks: Maybe[Annotated[Items[MarkedPage], Field(max_length=10_000)]] = None
    looked: Maybe[Annotated[Items[LookedPage], Field(max_length=10_000)]] = None
    clarifications: Maybe[Annotated[Items[Clarification], Field(max_length=1_000)]] = None
    claims: Maybe[Annotated[Items[ClaimedCertificate], Field(max_length=1_000)]] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("lots", self.lots)
        if self.members is None:
            for member, value in (("name", self.name), ("uscc", self.uscc)):
                if value is None:
                    raise refuse("member-missing", member)
            if self.joint_agreement is not None:
                raise refuse("member-unknown", "jointAgreement")
            return self
        codes = [member.uscc for member in self.members]
        check_once("members", codes)
        if self.uscc is not None:
            check_known("uscc", [self.uscc], codes)
        # one lead at most: the lead's name stands for the consortium
        check_once("members", ("lead" for member in self.members if member.lead))
        return self

    @property
    def enterprises(self) -> tuple[str, ...]:
        """The credit codes of all enterprises in the bid."""
        if self.members is None:
            return (self.uscc or "",)
        return tuple(member.uscc for member in self.members)

    def called(self, enterprise: str) -> str:
        """Return the name that the list gives an enterprise of the bid."""
        if self.members is None:
            return self.name or ""
        return next((member.name for member in self.members if member.uscc == enterprise), "")

    def on_item(self, item: str | None) -> tuple[str, ...]:
        """Return the credit codes of the members that do this item of the work; None stands for all items."""
        if self.members is None or item is None:
            return self.enterprises
        return tuple(member.uscc for member in self.members if item in (member.work_items or ()))


class BidderList(Model):
    """All bidders."""

    type: Literal["Bidders/1"]
    version: Version
    previous: Maybe[Digest] = None
    bidders: Annotated[Items[Bidder], Field(max_length=1_000)]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        check_once("bidders", (bidder.id for bidder in self.bidders))
        _check_apart(bidder.folder for bidder in self.bidders if bidder.folder is not None)
        return self


def _check_apart(folders: Iterable[str]) -> None:
    """Refuse folders-overlap: otherwise a file could belong to two bidders."""
    first: dict[str, str] = {}
    for folder in folders:
        # some file systems ignore case
        parts = normalize("NFC", folder).lower().split("/")
        place = "/".join(["", *(part for part in parts if part not in ("", "."))])
        if place in first:
            raise refuse("folders-overlap", "bidders", item=folder, other=first[place])
        first[place] = folder
    for place, folder in first.items():
        for outer in (*upward(place), "") if place else ():
            if outer in first and outer != place:
                raise refuse("folders-overlap", "bidders", item=folder, other=first[outer])


def upward(path: str) -> Iterator[str]:
    """Yield the path, and every archive or folder around it, the nearest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def by_name(entries: Iterable[NamedFile] | None) -> dict[str, NamedFile]:
    """Return the entries by the file that each names."""
    return {normalize("NFC", entry.file): entry for entry in entries or () if entry.file is not None}


def find_nearest(named: Mapping[str, NamedFile], path: str) -> NamedFile | None:
    """Return the entry for a file: by its path, else by the nearest archive or folder around it."""
    return next((named[place] for place in upward(path) if place in named), None)


def parse_bidders(data: bytes) -> Unsigned[BidderList]:
    """Parse the bidders in JSON bytes; RecordError names the member and how to mend it."""
    return parse_unsigned(data, BidderList, MAX_BIDDERS_BYTES, MAX_BIDDERS_VALUES)


def read_bidders(value: Mapping[str, JsonValue]) -> Unsigned[BidderList]:
    """Read the bidders in a plain dict; RecordError as `parse_bidders`."""
    return read_unsigned(value, BidderList, MAX_BIDDERS_BYTES)


def check_pair(tender: Tender, bidders: BidderList) -> None:
    """Raise RecordError reference-unknown where a bidder names a lot, item or criterion the tender lacks."""
    lots = {lot.id for lot in tender.lots}
    criteria = {criterion.id for criterion in tender.criteria}
    items = {item.id for item in tender.work_items or ()}
    for place, bidder in enumerate(bidders.bidders):
        _refuse_unknown(f"bidders[{place}].lots", bidder.lots, lots)
        for number, member in enumerate(bidder.members or ()):
            where = f"bidders[{place}].members[{number}].workItems"
            _refuse_unknown(where, member.work_items or (), items)
        for number, claim in enumerate(bidder.claims or ()):
            _refuse_unknown(f"bidders[{place}].claims[{number}].criterion", (claim.criterion,), criteria)


def _refuse_unknown(field: str, names: tuple[str, ...], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise RecordError("reference-unknown", field, item=name)
