"""A party's voluntary survey of enterprises about a year, and the report of the answers.

It is no official statistics (自愿填报，非政府统计). No single answer is here: a report joins segments so that
all reports of a party, of any years, reveal no respondent; works.surveys.tabulate tells how, and why.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.works.technology import Prose, check_days, check_once
from credentials.errors import RecordError
from credentials.record import (
    BilingualName,
    Count,
    Credential,
    Date,
    Digest,
    Items,
    Model,
    Text,
    refuse,
)
from credentials.times import end_of

Contributors = Literal["5-9", "10-19", "20-49", "50-99", "100+"]
BANDS: Mapping[Contributors, int] = {"5-9": 5, "10-19": 10, "20-49": 20, "50-99": 50, "100+": 100}
"""Bands of contributors in a row, and the least number in each."""
LEAST_EACH = 2
"""The least total for each contributor: if five contributors total five, each has one."""
SurveyUnit = Literal["wan-yuan", "persons", "items", "tonnes", "wan-kwh"]


class SurveyQuestion(Model):
    """A question, answered by a whole number in a unit, for the year of the survey; not a sum of others."""

    name: BilingualName
    unit: SurveyUnit


class SurveyForm(Model):
    """The questions on a year, and the segments; an enterprise is in one segment."""

    year: Annotated[int, Field(ge=2000, le=2199)]
    title: BilingualName
    questions: Annotated[Items[SurveyQuestion], Field(min_length=1, max_length=6)]
    segments: Annotated[Items[BilingualName], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        check_once("questions", [question.name.zh for question in self.questions])
        check_once("questions", [question.name.en for question in self.questions])
        check_once("segments", [segment.zh for segment in self.segments])
        check_once("segments", [segment.en for segment in self.segments])
        return self


class SurveySubject(SurveyForm):
    """The questions, the respondents, and the days on which answers are taken, the last one whole."""

    type: Literal["Survey"]
    respondents: Prose
    since: Date = Field(alias="from")
    until: Date

    @model_validator(mode="after")
    def _days(self) -> Self:
        check_days(self.since, self.until, "until")
        return self


class SurveyDefinition(Credential):
    """A survey as one party lays it before the conference; it starts once a resolution adopts it."""

    KIND = "survey"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["SurveyCredential"]], Strict(False)]
    credential_subject: SurveySubject

    def check_created(self, created: datetime) -> None:
        """Refuse a survey whose time is over."""
        if end_of(self.credential_subject.until) <= created:
            raise RecordError("already-over", "credentialSubject.until")

    def asks_as(self, report: "SurveyReport") -> bool:
        """Return whether a report has the survey's questions, year and segments."""
        questions, answers = self.credential_subject, report.credential_subject
        return all(getattr(questions, name) == getattr(answers, name) for name in SurveyForm.model_fields)

    @property
    def title(self) -> str:
        """The name of the survey."""
        return self.credential_subject.title.zh


class SurveyRow(Model):
    """The total of each question over joined segments."""

    segments: Annotated[Items[Text], Field(min_length=1, max_length=30)]
    contributors: Contributors
    totals: Annotated[Items[Count], Field(min_length=1, max_length=6)]


class SurveyReportSubject(SurveyForm):
    """The form of a survey, and the totals: each segment stands in one row."""

    type: Literal["SurveyReport"]
    survey: Digest
    rows: Annotated[Items[SurveyRow], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _partition(self) -> Self:
        segments = [segment.zh for segment in self.segments]
        listed = [name for row in self.rows for name in row.segments]
        # each answer is part of one published number, so that no subtraction reveals it
        check_once("rows", listed)
        for name in listed:
            if name not in segments:
                raise refuse("reference-unknown", "rows", item=name)
        for name in segments:
            if name not in listed:
                raise refuse("rows-incomplete", "rows", item=name)
        return self

    @model_validator(mode="after")
    def _totals(self) -> Self:
        for place, row in enumerate(self.rows):
            if len(row.totals) != len(self.questions):
                raise refuse("member-length", f"rows[{place}].totals", expected=len(self.questions))
            least = LEAST_EACH * BANDS[row.contributors]
            if min(row.totals) < least:
                raise refuse("total-small", f"rows[{place}].totals", least=least)
        return self


class SurveyReport(Credential):
    """The totals of a year as a party publishes them, for ever; there is no second report of a year."""

    KIND = "survey-report"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["SurveyReportCredential"]], Strict(False)]
    credential_subject: SurveyReportSubject

    def check_created(self, created: datetime) -> None:
        """Refuse a report on a year that is not over."""
        if created < end_of(date(self.credential_subject.year, 12, 31)):
            raise RecordError("not-yet", "credentialSubject.year")

    @property
    def survey(self) -> str:
        """The digest of the survey."""
        return self.credential_subject.survey

    @property
    def title(self) -> str:
        """The name of the survey."""
        return self.credential_subject.title.zh
