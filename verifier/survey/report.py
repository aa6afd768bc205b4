"""Tables as a signed report has them: into one, out of one, and two parties' together."""

from credentials.documents.works.survey import (
    SUPPRESSED,
    SurveyDefinitionSubject,
    SurveyQuestion,
    SurveyReportSubject,
    SurveyReportTable,
)
from credentials.record import JsonObject
from verifier.errors import SurveyError
from verifier.survey.published import PublishedTable, SurveyHeading, join_tables, parse_amount


def find_question(definition: SurveyDefinitionSubject, heading: SurveyHeading) -> SurveyQuestion:
    """What a table or a commitment is the answer to, by code or name; SurveyError question-unknown."""
    for question in definition.questions:
        names = (question.code, question.name.zh, question.name.en)
        is_asked = (heading.unit, heading.period) == (question.unit, definition.period)
        if heading.indicator in names and is_asked:
            return question
    raise SurveyError(
        "question-unknown", indicator=heading.indicator, period=heading.period, unit=heading.unit
    )


def format_table(published: PublishedTable, question: SurveyQuestion, count: int) -> JsonObject:
    """The table of a report over `count` returns, in the order of the definition's categories.

    SurveyError tables-apart where the categories are others.
    """
    rows, columns = question.rows.categories, question.columns.categories
    if {*rows} != {*published.rows} or {*columns} != {*published.columns}:
        raise SurveyError("tables-apart")
    texts = {published.name(place): published.text(place) for place in published.places}
    ordered = PublishedTable(published.heading, rows, columns, published.decimals, {})
    return {
        "question": question.code,
        "count": count,
        "rows": [*rows],
        "columns": [*columns],
        "cells": [texts[ordered.name(place)] for place in ordered.places],
    }


def read_table(
    report: SurveyReportSubject, definition: SurveyDefinitionSubject, question: str
) -> PublishedTable:
    """The table of a report on a question of its definition; SurveyError tables-apart where there is none."""
    table = next((one for one in report.tables if one.question == question), None)
    asked = next((one for one in definition.questions if one.code == question), None)
    if table is None or asked is None:
        raise SurveyError("tables-apart")
    return _publish(table, SurveyHeading(asked.name.zh, report.period, report.area, asked.unit))


def join_reports(
    one: SurveyReportSubject,
    other: SurveyReportSubject,
    definition: SurveyDefinitionSubject,
    question: str,
) -> PublishedTable:
    """Two parties' tables on a question together: their sum where both are published (`join_tables`).

    SurveyError tables-apart, also for reports under two definitions.
    """
    if one.definition != other.definition:
        raise SurveyError("tables-apart")
    return join_tables(*(read_table(report, definition, question) for report in (one, other)))


def _publish(table: SurveyReportTable, heading: SurveyHeading) -> PublishedTable:
    decimals = max(len(cell.partition(".")[2]) for cell in table.cells)
    places = PublishedTable(heading.check(), table.rows, table.columns, decimals, {}).places
    values = {
        place: None if cell == SUPPRESSED else parse_amount(cell, decimals)
        for place, cell in zip(places, table.cells, strict=True)
        if cell
    }
    return PublishedTable(heading, table.rows, table.columns, decimals, values)
