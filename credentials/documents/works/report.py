"""A statistics report: credentials by standing, scheme, category and grade, and enterprises.

Both are counted at named log heads. The tables are for people. `counts` is the SHA-256 of all counts, by
region and month too (the `huren-counts/1` file): a reader with the same logs makes the same bytes.
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
"""The definition of the counts, and the type of the file that holds all of them."""


class HeadCounted(Model):
    """A log and the part of it that was counted."""

    issuer: Did
    size: Count
    root: Digest


class CountedRow(Model):
    """The number of credentials with these values; a credit assessment has no category."""

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
    """The number of enterprises with a certificate in force, each once, and the number a year before."""

    total: Count
    year_before: Count


class HoldersOfKind(CountedHolders):
    """Enterprises with a certificate of a category, of a grade, or of both."""

    category: Maybe[Text] = None
    grade: Maybe[Code] = None


class HoldersOfScheme(CountedHolders):
    """Enterprises with a certificate under a scheme; several categories or grades mean several rows."""

    scheme: Slug
    rows: Annotated[Items[HoldersOfKind], Field(max_length=2000)]


class HoldersOfIssuer(CountedHolders):
    """Enterprises with a certificate of an association."""

    issuer: Did
    schemes: Annotated[Items[HoldersOfScheme], Field(max_length=256)]


class CountedEnterprises(CountedHolders):
    """Enterprises by their codes, at the heads of the report, at its moment and at that of a year before.

    An enterprise with certificates of several rows, schemes or associations counts in each and once in the
    total, so these numbers do not add up.
    """

    compared_at: Time
    issuers: Annotated[Items[HoldersOfIssuer], Field(max_length=64)]


class CountedRecords(Model):
    """The `edition`-th report of an association on its own log and the others', as of `countedAt`."""

    type: Literal["StatisticsReport"]
    definition: Literal["huren-counts/1"]
    edition: Version
    counted_at: Time
    log_heads: Annotated[Items[HeadCounted], Field(min_length=1, max_length=64)]
    # by digest: every cell would grow with regions and months beyond the size of a record
    counts: Digest
    tables: Annotated[Items[CountedTable], Field(max_length=256)]
    enterprises: Maybe[CountedEnterprises] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("logHeads", [head.issuer for head in self.log_heads])
        check_once("tables", [f"{table.issuer} {table.scheme}" for table in self.tables])
        return self


class StatisticsReport(Credential):
    """An association's report; it never expires, and the next edition stands beside it."""

    KIND = "report"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["StatisticsReportCredential"]], Strict(False)
    ]
    credential_subject: CountedRecords

    def check_created(self, created: datetime) -> None:
        """Refuse counts of a time to come."""
        if created < self.credential_subject.counted_at:
            raise RecordError("not-yet", "credentialSubject.countedAt")

    @property
    def title(self) -> str:
        """The edition."""
        return f"#{self.credential_subject.edition}"
