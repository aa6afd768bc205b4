"""TenderPapers/1 (`papers.json`): the printed files that people sign, vouched for by the officer.

The files are made from the receipt, and this statement binds their bytes to it, so that a later edit of a PDF
shows. Only the first `size` bytes of a PDF are compared, since a seal is appended to it. Appended bytes may
show other pages, so the comparison reports them separately.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, Strict, model_validator

from credentials.record import Count, Digest, Items, JsonObject, Maybe, Model, Text, read_body
from credentials.times import format_time
from credentials.unsigned import FileName, Unsigned, check_once, parse_unsigned
from signing.data_integrity import add_proof
from signing.errors import Lang, Message
from verifier.errors import ReceiptError
from verifier.tender.record.document import CONTEXT, InstalledCode, Officer, TenderReceipt
from verifier.tender.record.receipt import check_officer_proof

if TYPE_CHECKING:
    from signing.signer import Signer  # it needs cryptography, which a program that only reads does not load

PAPERS = "papers.json"
MAX_PAPERS_BYTES = 64 * 1024
MAX_PAPERS_VALUES = 2_000
PaperState = Literal["same", "appended", "changed", "missing", "unvouched"]
_SEALED = ".pdf"
"""Seals are appended to PDFs only; a sheet is read from its end, and a print file shows whatever follows."""


PAPER_STATES: Mapping[str, Message] = {
    "same": Message("the file that the officer vouched for.", "与核验人确认的文件一致。", "", ""),
    "unsigned": Message(
        "as it was written with the record, which nobody signed.",
        "与出具记录时一致；记录未经签署。", "", ""),
    "appended": Message(
        "it begins with what was vouched for, and something was appended, such as a seal.",
        "开头与所确认的文件一致，其后另有附加内容（如电子印章）。",
        "Check the seal with a PDF reader: what is appended may show other pages.",
        "请用 PDF 阅读器核对印章：附加内容可能改变显示的页面。"),
    "changed": Message(
        "it is not the file that was vouched for.", "不是所确认的文件，请勿采信；以回执所载为准。",
        "Do not rely on it; the receipt says what was recorded.", ""),
    "missing": Message("vouched for, and not in the pack.", "已经确认，但归档包中没有此文件。", "", ""),
    "unvouched": Message(
        "nobody vouches for it; the receipt says what was recorded.",
        "无人为此文件作确认；以回执所载为准。", "", ""),
}  # fmt: skip
"""Sentences on a file for people; `unsigned` is `same` in a record that nobody signed."""


class VouchedFile(Model):
    """A file for people, and the software that made it; `typst` and `fonts` only of a typeset page."""

    name: FileName
    size: Count
    sha256: Digest
    languages: Annotated[Items[Lang], Field(min_length=1, max_length=2)]
    software: InstalledCode
    typst: Maybe[Text] = None
    fonts: Maybe[Digest] = None
    """SHA-256 over the digests of the font files, in the order in which they are tried for a character."""


class TenderPapers(Model):
    """The files of a record, bound to its receipt; `officer` is null where nobody signed."""

    context: Annotated[tuple[Literal["https://w3id.org/huren/v1"]], Strict(False)] = Field(alias="@context")
    type: Literal["TenderPapers/1"]
    officer: Officer | None
    receipt: Digest
    files: Annotated[Items[VouchedFile], Field(min_length=1, max_length=20)]
    proof: Maybe[dict[str, Any]] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("files", (paper.name for paper in self.files))
        return self


class ComparedPaper(NamedTuple):
    """A file for people, its state, and the file that was vouched for."""

    name: str
    state: PaperState
    vouched: VouchedFile | None


def vouch(
    receipt: Unsigned[TenderReceipt],
    papers: Iterable[VouchedFile],
    signer: "Signer | None" = None,
) -> Unsigned[TenderPapers]:
    """Bind printed files to their receipt, signed by the receipt's signer or unsigned.

    Raises ReceiptError officer-other where `signer` is another than the receipt's.
    """
    officer = receipt.body.header.officer
    if officer != (signer.verification_method.partition("#")[0] if signer is not None else None):
        raise ReceiptError("officer-other", "officer")
    value: JsonObject = {
        "@context": [*CONTEXT],
        "type": "TenderPapers/1",
        "officer": officer,
        # the receipt cannot name the files, since their pages print the receipt's digest
        "receipt": receipt.digest,
        "files": [paper.model_dump(mode="json", by_alias=True, exclude_unset=True) for paper in papers],
    }
    if signer is not None:
        value = add_proof(value, signer, created=_moment_of(receipt))
    return Unsigned(value, read_body(value, TenderPapers))


def _moment_of(receipt: Unsigned[TenderReceipt]) -> str:
    return format_time(receipt.body.header.now)


def parse_papers(data: bytes) -> Unsigned[TenderPapers]:
    """Parse the statement in JSON bytes; RecordError names the member. `check_papers` proves it."""
    return parse_unsigned(data, TenderPapers, MAX_PAPERS_BYTES, MAX_PAPERS_VALUES)


def check_papers(papers: Unsigned[TenderPapers], receipt: Unsigned[TenderReceipt]) -> None:
    """Check that the receipt's officer signed the statement, and that it is about this receipt.

    Raises ReceiptError papers-other, officer-other, papers-signature.
    """
    if papers.body.receipt != receipt.digest:
        raise ReceiptError("papers-other", "receipt", digest=papers.body.receipt)
    if papers.body.officer != receipt.body.header.officer:
        raise ReceiptError("officer-other", "officer")
    check_officer_proof(papers.value, _moment_of(receipt), "papers-signature")


def compare_printed(
    files: Mapping[str, bytes], receipt: Unsigned[TenderReceipt], names: Iterable[str]
) -> tuple[ComparedPaper, ...]:
    """Compare the files of a pack for people with its statement, if it has one.

    Raises as `parse_papers` and `check_papers`.
    """
    statement = None
    if PAPERS in files:
        papers = parse_papers(files[PAPERS])
        check_papers(papers, receipt)
        statement = papers.body
    return tuple(compare_papers(statement, {name: files[name] for name in names if name in files}))


def compare_papers(papers: TenderPapers | None, files: Mapping[str, bytes]) -> list[ComparedPaper]:
    """Compare printed files by name with the statement; `papers` is None where nobody vouched."""
    vouched = {paper.name: paper for paper in papers.files} if papers is not None else {}
    names = dict.fromkeys((*vouched, *files))
    return [
        ComparedPaper(name, _compare(vouched.get(name), files.get(name)), vouched.get(name)) for name in names
    ]


def _compare(paper: VouchedFile | None, data: bytes | None) -> PaperState:
    if paper is None:
        return "unvouched"
    if data is None:
        return "missing"
    if hashlib.sha256(data[: paper.size]).hexdigest() != paper.sha256:
        return "changed"
    if len(data) == paper.size:
        return "same"
    return "appended" if paper.name.endswith(_SEALED) else "changed"
