"""Objection/1: an objection, its grounds, and the answer (质疑、异议).

An objection is an unsigned record for the file. The association hands out the answer with a signed extract of
the receipt.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from credentials.errors import RecordError
from credentials.record import Digest, Items, JsonObject, Maybe, Model, Text, Time, Uscc, refuse
from credentials.times import format_time
from credentials.unsigned import Label, Passage, Unsigned, parse_unsigned, read_unsigned
from credentials.words.closed_lists import Labels
from verifier.errors import ReceiptError
from verifier.tender.record.document import StatedCell, TenderReceipt

MAX_OBJECTION_BYTES = 256 * 1024
MAX_OBJECTION_VALUES = 10_000

ObjectionSubject = Literal["requirement", "cell", "consortium", "double-participation", "papers", "procedure"]
Remedy = Literal["check-again", "clarify", "correct-the-record", "correct-the-tender", "other"]
ObjectionOutcome = Literal["upheld", "partly-upheld", "rejected", "withdrawn"]

SUBJECTS: Labels = {
    "requirement": ("what the tender asks", "招标文件的要求"),
    "cell": ("the outcome of a requirement", "某项要求的核验结果"),
    "consortium": ("a consortium", "联合体"),
    "double-participation": ("one enterprise in several bids", "同一企业参加多个投标"),
    "papers": ("papers: read, not read, late", "文件：读取、未读取、逾期"),
    "procedure": ("the procedure", "程序"),
}
REMEDIES: Labels = {
    "check-again": ("check again", "重新核验"),
    "clarify": ("ask for a clarification", "要求澄清"),
    "correct-the-record": ("correct the record", "更正记录"),
    "correct-the-tender": ("correct the tender", "更正招标文件"),
    "other": ("something else", "其他"),
}
OUTCOMES: Labels = {
    "upheld": ("upheld", "成立"),
    "partly-upheld": ("partly upheld", "部分成立"),
    "rejected": ("rejected", "不成立"),
    "withdrawn": ("withdrawn", "已撤回"),
}


class ObjectionEvidence(Model):
    """A file or record by its digest, and its title."""

    title: Text
    sha256: Digest


class ObjectionArgument(Model):
    """One ground, and the evidence for it."""

    text: Passage
    evidence: Annotated[Items[ObjectionEvidence], Field(max_length=100)]


class ObjectionPlace(Model):
    """The part of the matrix that the objection is about; an absent member stands for all."""

    lot: Maybe[Label] = None
    bidder: Maybe[Label] = None
    criterion: Maybe[Label] = None
    requirement: Maybe[Label] = None


class Objector(Model):
    """The person or enterprise that objects."""

    name: Text
    uscc: Maybe[Uscc] = None


class ObjectionAnswer(Model):
    """The decision, the reason, and the extract that was handed out."""

    answered_at: Time
    outcome: ObjectionOutcome
    text: Passage
    extract: Maybe[Digest] = None
    """SHA-256 of the extract's bytes."""
    receipt: Maybe[Digest] = None
    """The digest of the receipt after a new check, where there was one."""


class TenderObjection(Model):
    """The whole document; `receipt` is the SHA-256 of the receipt objected to."""

    type: Literal["Objection/1"]
    tender: Digest
    receipt: Digest
    raised_by: Objector
    raised_at: Time
    classification: ObjectionSubject
    about: ObjectionPlace
    arguments: Annotated[Items[ObjectionArgument], Field(min_length=1, max_length=100)]
    remedies: Annotated[Items[Remedy], Field(min_length=1, max_length=5)]
    answer: Maybe[ObjectionAnswer] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.answer is not None and self.answer.answered_at < self.raised_at:
            raise refuse("interval-empty", "answer.answeredAt")
        return self


def parse_objection(data: bytes) -> Unsigned[TenderObjection]:
    """Parse the objection in JSON bytes; RecordError names the member."""
    return parse_unsigned(data, TenderObjection, MAX_OBJECTION_BYTES, MAX_OBJECTION_VALUES)


def read_objection(value: JsonObject) -> Unsigned[TenderObjection]:
    """Read the objection in a plain dict, as TOML gives it; RecordError names the member."""
    return read_unsigned(value, TenderObjection, MAX_OBJECTION_BYTES)


def check_objection(objection: TenderObjection, receipt: Unsigned[TenderReceipt]) -> None:
    """Check that the objection is about this receipt and names a row in it.

    Raises ReceiptError objection-early, objection-other, objection-no-row; RecordError reference-unknown.
    """
    body = receipt.body
    digests = {"receipt": receipt.digest, "tender": body.header.tender.digest}
    for member, digest in digests.items():
        named_digest = getattr(objection, member)
        if named_digest != digest:
            raise ReceiptError("objection-other", member, digest=named_digest)
    if objection.raised_at < body.header.now:  # a digest that did not exist yet
        raise ReceiptError("objection-early", "raisedAt", since=format_time(body.header.now))
    named = {
        "lot": {cell.lot for cell in body.cells},
        "bidder": {bidder.id for bidder in body.bidders.named},
        "criterion": {cell.criterion for cell in body.cells},
        "requirement": {cell.requirement for cell in body.cells},
    }
    for member, known in named.items():
        place = getattr(objection.about, member)
        if place is not None:
            _check_reference(f"about.{member}", place, known)
    about = objection.about.model_dump(exclude_none=True)
    if about and not any(find_cells(objection, body)):
        raise ReceiptError("objection-no-row", "about", about=" ".join(about.values()))


def find_cells(objection: TenderObjection, receipt: TenderReceipt) -> Iterator[StatedCell]:
    """Yield the cells that the objection is about; none where it names no place."""
    about = objection.about.model_dump(exclude_none=True)
    for cell in receipt.cells if about else ():
        if all(getattr(cell, name) == wanted for name, wanted in about.items()):
            yield cell


def _check_reference(field: str, name: str, known: set[str]) -> None:
    if name not in known:
        raise RecordError("reference-unknown", field, item=name)
