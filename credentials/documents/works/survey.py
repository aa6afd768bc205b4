"""What is asked of enterprises that answer of their own accord, the commitment to their returns, the tables.

No official statistics (自愿填报，非政府统计): docs/explanation/surveys.md. Nothing here holds a return.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.works.technology import Prose, check_days, check_once
from credentials.errors import RecordError
from credentials.patterns import CATEGORY_PATTERN, CELL_PATTERN, PERIOD_PATTERN
from credentials.record import (
    BilingualName,
    Credential,
    Date,
    Digest,
    Items,
    Maybe,
    Model,
    Region,
    Slug,
    Version,
    refuse,
)
from credentials.times import end_of

MAX_CELLS = 400
"""Inner cells of a table."""
SUPPRESSED = "c"
TOTAL_LINE = "合计 total"
"""What the line of the totals is called in a finding, in both languages at once."""
_DECIMALS = 4

Participation = Literal["voluntary"]
SurveyPeriod = Annotated[str, StringConstraints(pattern=PERIOD_PATTERN)]
Category = Annotated[str, StringConstraints(pattern=CATEGORY_PATTERN, max_length=60)]
Categories = Annotated[Items[Category], Field(min_length=1, max_length=40)]
_Cell = Annotated[str, StringConstraints(pattern=CELL_PATTERN)]
_Questions = Field(min_length=1, max_length=20)


class SurveyDimension(Model):
    """By what a table is divided, and into what, in order."""

    name: BilingualName
    categories: Categories


class SurveyQuestion(Model):
    """One indicator, asked in one unit, by two dimensions: it has one table."""

    code: Slug
    name: BilingualName
    unit: Category
    rows: SurveyDimension
    columns: SurveyDimension

    @model_validator(mode="after")
    def _rules(self) -> Self:
        _check_dimensions(self.rows.categories, self.columns.categories, ".categories")
        return self


class DisclosureRule(Model):
    """The parameters by which cells are suppressed; there is one rule (docs/reference/survey.md)."""

    threshold: Annotated[int, Field(ge=5, le=5)]
    dominant: Annotated[int, Field(ge=2, le=2)]
    dominance_percent: Annotated[int, Field(ge=85, le=85)]
    protection_percent: Annotated[int, Field(ge=15, le=15)]


class SurveyDefinitionSubject(Model):
    """What is asked of whom about `period`; returns are taken from `from` to `until`, the last day whole."""

    type: Literal["SurveyDefinition"]
    code: Slug
    title: BilingualName
    participation: Participation
    population: Prose
    period: SurveyPeriod
    since: Date = Field(alias="from")
    until: Date
    disclosure: DisclosureRule
    questions: Annotated[Items[SurveyQuestion], _Questions]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_days(self.since, self.until, "until")
        check_once("questions", [one.code for one in self.questions])
        return self


class SurveyDefinition(Credential):
    """A survey as one party lays it before the conference; it acts once a resolution adopts it."""

    KIND = "survey-definition"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["SurveyDefinitionCredential"]], Strict(False)
    ]
    credential_subject: SurveyDefinitionSubject

    def check_created(self, created: datetime) -> None:
        """Nobody asks for returns whose time is over."""
        if end_of(self.credential_subject.until) <= created:
            raise RecordError("already-over", "credentialSubject.until")

    @property
    def title(self) -> str:
        """What the survey is called."""
        return self.credential_subject.title.zh


class CommittedReturns(Model):
    """The returns to one question: how many, and the root over them (verifier.survey.commitment)."""

    question: Slug
    count: Version
    root: Digest


class SurveyCommitmentSubject(Model):
    """All returns that a party holds under a definition, of one area."""

    type: Literal["SurveyCommitment"]
    definition: Digest
    area: Region
    returns: Annotated[Items[CommittedReturns], _Questions]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("returns", [one.question for one in self.returns])
        return self


class SurveyCommitment(Credential):
    """What a party binds itself to before it publishes a table; one a party and definition, for ever."""

    KIND = "survey-commitment"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["SurveyCommitmentCredential"]], Strict(False)
    ]
    credential_subject: SurveyCommitmentSubject

    @property
    def named(self) -> tuple[str, ...]:
        """The digest of what it is made under: the definition."""
        return (self.credential_subject.definition,)


class SurveyReportTable(Model):
    """The protected table of one question over `count` returns.

    `cells` stand row by row, the total of each behind it, and the row of totals last: an amount, `c` where it
    is suppressed, nothing where nobody returned anything. The grand total is an amount.
    """

    question: Slug
    count: Version
    rows: Categories
    columns: Categories
    cells: Annotated[Items[_Cell], Field(max_length=481)]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        _check_dimensions(self.rows, self.columns)
        places = (len(self.rows) + 1) * (len(self.columns) + 1)
        if len(self.cells) != places:
            raise refuse("member-length", "cells", expected=places)
        if self.cells[-1] in (SUPPRESSED, ""):
            raise refuse("member-form", f"cells[{places - 1}]", expected=CELL_PATTERN)
        return self

    @property
    def suppressed(self) -> frozenset[int]:
        """The places of `cells` that are not told."""
        return frozenset(place for place, cell in enumerate(self.cells) if cell == SUPPRESSED)

    def lines(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each row, then each column, by its category, its total last."""
        width = len(self.columns) + 1
        for place, name in enumerate((*self.rows, TOTAL_LINE)):
            yield name, self.cells[place * width : (place + 1) * width]
        for place, name in enumerate((*self.columns, TOTAL_LINE)):
            yield name, self.cells[place::width]


class SurveyReportSubject(Model):
    """The `edition`-th publication of a survey; `previous` is the digest of the report before."""

    type: Literal["SurveyReport"]
    definition: Digest
    commitment: Digest
    period: SurveyPeriod
    area: Region
    edition: Version
    previous: Maybe[Digest] = None
    tables: Annotated[Items[SurveyReportTable], _Questions]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if (self.edition == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        check_once("tables", [one.question for one in self.tables])
        return self


class SurveyReport(Credential):
    """The protected tables of a survey as one party publishes them, for ever."""

    KIND = "survey-report"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["SurveyReportCredential"]], Strict(False)]
    credential_subject: SurveyReportSubject

    @property
    def report(self) -> SurveyReportSubject:
        """What is reported."""
        return self.credential_subject

    @property
    def named(self) -> tuple[str, ...]:
        """The digests of what it rests on: definition, commitment, the report before."""
        subject = self.credential_subject
        return (subject.definition, subject.commitment, *filter(None, (subject.previous,)))


def scale_amount(cell: str) -> int:
    """A published amount in units of the fourth decimal place; 0 where nobody returned anything."""
    whole, _, rest = cell.partition(".")
    return int((whole or "0") + rest.ljust(_DECIMALS, "0"))


def _check_dimensions(rows: tuple[str, ...], columns: tuple[str, ...], member: str = "") -> None:
    check_once(f"rows{member}", rows)
    check_once(f"columns{member}", columns)
    if len(rows) * len(columns) > MAX_CELLS:
        raise refuse("member-length", f"columns{member}", expected=MAX_CELLS // len(rows))
