"""Surveys for people: a part of the statistics, and the pages of a survey and of its report."""

from functools import partial
from typing import Any, NamedTuple

from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from api.words import speaker
from credentials.documents.works.survey import SurveyDefinition, SurveyReport, SurveyReportSubject
from credentials.record import Record
from credentials.words.closed_lists import word_for
from credentials.words.work_words import SURVEY_UNITS
from verifier import Outcome
from works.surveys.lookup import list_surveys, look_up

speak = speaker("works.surveys")


class TotalLine(NamedTuple):
    """The segments of one row, and the totals of its contributors for each question."""

    segments: list[str]
    contributors: str
    totals: tuple[int, ...]


class TotalTable(NamedTuple):
    """The totals of a report in words, one column for each question."""

    questions: list[str]
    lines: list[TotalLine]


def tell_surveys(visit: Visit, after: str | None) -> PagePart | None:
    """Return the newest surveys, each with its report; nothing after the first page of reports."""
    surveys = visit.node.registry.read(partial(list_surveys, now=visit.now)) if after is None else []
    return PagePart(render(visit, "surveys/surveys", surveys=surveys)) if surveys else None


async def tell_survey(visit: Visit, record: Record[SurveyDefinition], _: Outcome) -> dict[str, Any]:
    """Return the contents of a survey's page: its questions, and the reports that are here."""
    survey = await visit.node.read(partial(look_up, record=record, now=visit.now))
    return {"held": survey, "ask": partial(ask, visit), "tabulate": partial(tabulate, visit)}


async def tell_report(visit: Visit, _: Record[SurveyReport], __: Outcome) -> dict[str, Any]:
    """Return the contents of a report's page: its totals."""
    return {"tabulate": partial(tabulate, visit)}


def ask(visit: Visit, question: Any) -> str:
    """Return a question with its unit."""
    say, unit = speak("record", visit.lang), word_for(SURVEY_UNITS, question.unit, visit.lang)
    return say("question_in", question=question.name.text(visit.lang), unit=unit)


def tabulate(visit: Visit, subject: SurveyReportSubject) -> TotalTable:
    """Return a report as a table."""
    names = {segment.zh: segment.text(visit.lang) for segment in subject.segments}
    lines = [
        TotalLine([names[name] for name in row.segments], row.contributors, row.totals)
        for row in subject.rows
    ]
    return TotalTable([ask(visit, question) for question in subject.questions], lines)
