"""What an association counted: how credentials stand, by scheme, category and grade, at named log heads;
and how many enterprises hold them.

The tables are what people read. `counts` is the SHA-256 of all that was counted, by region and month too
(the `huren-counts/1` file): whoever has the same logs makes the same bytes of it.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.works.technology import check_once
from credentials.errors import RecordError
from credentials.record import (
    Code,
    Count,
    Credential,
    Did,
    Digest,
    Items,
    Maybe,
    Model,
    Slug,
    Text,
    Time,
    Version,
)

CountedStanding = Literal[
    "active",
    "not-yet-valid",
    "expired",
    "suspended",
    "annulled",
    "cancelled",
    "given-up",
    "superseded",
    "unclear",
]
CountedCategory = Annotated[Items[Text], Field(min_length=1, max_length=200)]
COUNTS = "huren-counts/1"
"""The definition by which is counted, and the type of the file that holds all of it."""


class HeadCounted(Model):
    """A log and how much of it was counted."""

    issuer: Did
    size: Count
    root: Digest


class CountedRow(Model):
    """How many credentials have this in common; a credit assessment has no category."""

    category: Maybe[CountedCategory] = None
    grade: Code
    standing: CountedStanding
    total: Annotated[Count, Field(ge=1)]


class CountedTable(Model):
    """The credentials of an association under one scheme."""

    issuer: Did
    scheme: Slug
    rows: Annotated[Items[CountedRow], Field(min_length=1, max_length=1000)]


class CountedHolders(Model):
    """How many enterprises have a certificate in force, each once, and how many had a year before."""

    total: Count
    year_before: Count


class HoldersOfKind(CountedHolders):
    """Those with one of a category, of a grade, or of both."""

    category: Maybe[Text] = None
    grade: Maybe[Code] = None


class HoldersOfScheme(CountedHolders):
    """Those with one under a scheme; who has several categories or grades is in several rows."""

    scheme: Slug
    rows: Annotated[Items[HoldersOfKind], Field(max_length=2000)]


class HoldersOfIssuer(CountedHolders):
    """Those with one of an association."""

    issuer: Did
    schemes: Annotated[Items[HoldersOfScheme], Field(max_length=256)]


class CountedEnterprises(CountedHolders):
    """Enterprises by their codes, at the heads of the report, at its moment and at that of a year before.

    Whoever holds certificates of several rows, schemes or associations is counted in each and once in the
    total, so that these numbers do not add up.
    """

    compared_at: Time
    issuers: Annotated[Items[HoldersOfIssuer], Field(max_length=64)]


class CountedRecords(Model):
    """The `edition`-th report of an association: what stood at `countedAt` in its own log and the others'."""

    type: Literal["StatisticsReport"]
    definition: Literal["huren-counts/1"]
    edition: Version
    counted_at: Time
    log_heads: Annotated[Items[HeadCounted], Field(min_length=1, max_length=64)]
    counts: Digest
    tables: Annotated[Items[CountedTable], Field(max_length=256)]
    enterprises: Maybe[CountedEnterprises] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("logHeads", [head.issuer for head in self.log_heads])
        check_once("tables", [f"{table.issuer} {table.scheme}" for table in self.tables])
        return self


class StatisticsReport(Credential):
    """An association's report; it stands for ever, the next edition beside it."""

    KIND = "report"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["StatisticsReportCredential"]], Strict(False)
    ]
    credential_subject: CountedRecords

    def check_created(self, created: datetime) -> None:
        """Nobody counts what is still to come."""
        if created < self.credential_subject.counted_at:
            raise RecordError("not-yet", "credentialSubject.countedAt")

    @property
    def title(self) -> str:
        """Its edition."""
        return f"#{self.credential_subject.edition}"
