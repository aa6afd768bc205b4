"""TenderReceipt/1: the inputs, the software and the result of a check (docs/reference/tender-receipt.md).

The officer signs the header, which names no bidder and no file. Two digests in it bind the rest of the
receipt. Both are salted from the seed, so that a reader of one part cannot guess the others.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, Strict, StringConstraints

from credentials.record import (
    HUREN_CONTEXT,
    MAX_VERSION,
    Count,
    Date,
    Did,
    Digest,
    Items,
    Maybe,
    Model,
    Text,
    Time,
    Version,
)
from credentials.unsigned import FileName, Label, Unsigned, parse_unsigned
from verifier.tender.documents.tender import Regime
from verifier.tender.matrix import CellState, ColumnName

MAX_RECEIPT_BYTES = 128 * 1024 * 1024
MAX_RECEIPT_VALUES = 8_000_000
"""100 bidders by 40 criteria with 50 files each take a tenth of both limits."""
CONTEXT = [HUREN_CONTEXT]
OFFICER_PATTERN = r"^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$"

Officer = Annotated[str, StringConstraints(pattern=OFFICER_PATTERN)]
InputPageNumber = Annotated[int, Field(ge=1, le=MAX_VERSION)]
Permille = Annotated[int, Field(ge=0, le=1000)]
CodeBox = Annotated[tuple[Permille, Permille, Permille, Permille], Strict(False)]
SentenceFacts = dict[str, Any]
"""The facts that fill the sentence of a code."""


class TenderNamed(Model):
    """The version of the tender that was checked."""

    number: Text
    version: Version
    digest: Digest
    regime: Regime


class CheckDates(Model):
    """Opening, award (null: not known), and the last day of the contract."""

    opening: Time
    award: Time | None
    contract_end: Date


class AgePolicy(Model):
    """Hours after which old trust data is remarked upon, and after which it is not used."""

    warn_after_hours: Count
    fail_after_hours: Count


class ManifestAge(Model):
    """The age of an association's publication."""

    issuer: Did
    version: Version
    issued: Time
    age_hours: Annotated[int, Field(ge=-MAX_VERSION, le=MAX_VERSION)]
    is_ageing: bool


class TrustUsed(Model):
    """The digest of the bundle's bytes, the pin that proved it, and the agreement in force.

    `clauses` are the clauses by which a certificate may count for the tender.
    """

    pin: Digest
    bundle: Digest
    size: Count
    agreement: Text
    version: Version
    digest: Digest
    clauses: Items[Text]
    manifests: Items[ManifestAge]


class InstalledCode(Model):
    """The software of the check: its version, and a digest over the installed code.

    A page in a browser adds `web` to its version, and its digest is that of its scripts (docs/adr/0020).
    """

    version: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    digest: Digest

    @property
    def is_browser(self) -> bool:
        """True where a page drew the receipt up."""
        return self.version.endswith(" web")


class ReceiptCounts(Model):
    """Totals of the inputs. Totals of results would let each of two bidders work out the other's."""

    lots: Count
    bidders: Count
    criteria: Count
    requirements: Count
    other_criteria: Count | None
    files: Count
    pages: Count
    credentials: Count


class RowsRoot(Model):
    """The number of rows, and the RFC 6962 root over the salted rows."""

    count: Count
    root: Digest


class ReceiptHeader(Model):
    """The signed part; without a signature `officer` is null and `proof` absent."""

    context: Annotated[tuple[Literal["https://w3id.org/huren/v1"]], Strict(False)] = Field(alias="@context")
    type: Literal["TenderHeader/1"]
    officer: Officer | None
    first: Maybe[Digest] = None
    """The digest of the opening's receipt, by which papers are late; absent if there was none."""
    tender: TenderNamed
    home: Did
    now: Time
    dates: CheckDates
    pending: Items[ColumnName]
    policy: AgePolicy
    trust: TrustUsed
    software: InstalledCode
    counts: ReceiptCounts
    rows: RowsRoot
    content: Digest
    """HMAC-SHA256 over the receipt without header and seed, under a key made from the seed."""
    proof: Maybe[dict[str, Any]] = None


class NamedEnterprise(Model):
    """An enterprise that bids."""

    name: Text
    uscc: str


class ReceiptBidder(Model):
    """A bidder by its id in the rows, and the enterprises that bid in it."""

    id: Label
    enterprises: Items[NamedEnterprise]


class BiddersNamed(Model):
    """The version of the list of bidders that was checked, and its bidders."""

    version: Version
    digest: Digest
    named: Items[ReceiptBidder]


class InputCode(Model):
    """A code that was read: its place, and the SHA-256 of its content; `early` as in `FoundCode`."""

    page: Count | None
    box: CodeBox | None
    sha256: Digest
    early: Maybe[bool] = None


class InputPage(Model):
    """A page that could not be read, and the code of the reason."""

    page: InputPageNumber
    reason: str


class InputUnreadable(Model):
    """The place of a code that could not be read."""

    page: InputPageNumber
    box: CodeBox | None


class InputFile(Model):
    """A file that was handed in."""

    bidder: Label
    path: FileName
    size: Count
    sha256: str
    pages: Count
    codes: Items[InputCode]
    without_code: Items[InputPageNumber]
    unreadable: Maybe[Items[InputUnreadable]] = None
    certificate_like: Maybe[Items[InputPageNumber]] = None
    """Pages without a readable code whose text is that of a certificate."""
    unread_pages: Items[InputPage]
    unread: str | None
    late: bool


class StatedReason(Model):
    """As `verifier.tender.matrix.CellReason`."""

    code: str
    credential: Digest | None
    holder: str | None
    facts: SentenceFacts


class StatedColumn(Model):
    """As `verifier.tender.matrix.MatrixColumn`."""

    state: CellState
    codes: Items[str]
    credentials: Items[Digest]
    grade: str | None
    clauses: Items[str]
    reasons: Items[StatedReason]
    without: Items[str]
    clarified: bool


class StatedColumns(Model):
    """Columns by date; null for a date that had not come."""

    opening: StatedColumn | None
    award: StatedColumn | None
    contract_end: StatedColumn | None

    def named(self) -> Mapping[ColumnName, StatedColumn | None]:
        """Return the columns by their names in the matrix."""
        return {"opening": self.opening, "award": self.award, "contractEnd": self.contract_end}


class StatedCell(Model):
    """As `verifier.tender.matrix.MatrixCell`."""

    lot: Label
    bidder: Label
    criterion: Label
    requirement: Label
    state: CellState
    codes: Items[str]
    columns: StatedColumns


class ReachedPoints(Model):
    """The row reached in the tender's own table."""

    row: Count
    min_grade: str
    points: str


class StatedCriterion(Model):
    """As `verifier.tender.matrix.CriterionOutcome`."""

    lot: Label
    bidder: Label
    criterion: Label
    state: CellState
    points: ReachedPoints | None


class StandingThen(Model):
    """Outcome and code of a credential's verdict at one date."""

    outcome: str
    code: str


class StandingsThen(Model):
    """Standings by date; null for a date that had not come."""

    opening: StandingThen | None
    award: StandingThen | None
    contract_end: StandingThen | None


class CredentialPlace(Model):
    """The place where a credential was found."""

    bidder: Label
    file: FileName
    page: Count | None
    box: CodeBox | None
    by_number: Maybe[bool] = None
    """A person read its number there; its code was not read."""


class CredentialWitness(Model):
    """The first other association that knew of a credential, and the time."""

    by: Did
    seen: Time


class StatedCredential(Model):
    """A credential that was handed in, as the matrix has it."""

    digest: Digest
    id: str
    issuer: Did
    number: str
    holder: str
    name: str
    scheme: str
    categories: Items[str]
    grade: str
    since: Time
    until: Time
    signed: Time
    columns: StandingsThen
    log_proof: Maybe[Digest] = None
    """SHA-256 of the proof that it is logged: a code of the papers, else a file of the pack's register."""
    witnessed: Maybe[CredentialWitness] = None
    places: Items[CredentialPlace]


class StatedFlag(Model):
    """As `verifier.tender.matrix.Flag`."""

    code: str
    lot: Label
    bidders: Items[Label]
    enterprise: str | None
    facts: SentenceFacts


class StatedPaper(Model):
    """As `verifier.tender.matrix.PaperNote`."""

    bidder: Label
    file: FileName | None
    page: Count | None
    code: str
    credential: Digest | None
    facts: SentenceFacts


class StatedLooks(Model):
    """As `verifier.tender.matrix.PagesLooked`."""

    bidder: Label
    read: Count
    to_look_at: Count
    looked_at: Count
    unreadable: Count
    like: Count


class TenderReceipt(Model):
    """The whole receipt, seed included: for the file of the procurement, not for bidders."""

    type: Literal["TenderReceipt/1"]
    header: ReceiptHeader
    seed: Digest
    """32 random bytes in hex digits."""
    bidders: BiddersNamed
    inputs: Items[InputFile]
    credentials: Items[StatedCredential]
    cells: Items[StatedCell]
    criteria: Items[StatedCriterion]
    flags: Items[StatedFlag]
    papers: Items[StatedPaper]
    looks: Maybe[Items[StatedLooks]] = None
    lint: Digest
    """Digest of the advice about the tender, which goes to its author."""


def parse_receipt(data: bytes) -> Unsigned[TenderReceipt]:
    """Parse the receipt in JSON bytes; RecordError names the member. `check_receipt` proves it."""
    return parse_unsigned(data, TenderReceipt, MAX_RECEIPT_BYTES, MAX_RECEIPT_VALUES)
