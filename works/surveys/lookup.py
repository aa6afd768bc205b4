"""Surveys and their reports as this registry holds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from credentials.documents.works.survey import SurveyDefinition, SurveyReport
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.lookup.beside import find_beside
from registry.view.view import RegistryView
from verifier import Policy, verify_record

SHOWN = 50
"""Most surveys in a list; the newest come first."""
_DATA = select(RECORD.c.data)


class HeldSurvey(NamedTuple):
    """A survey and the reports of its answers; more than one is a conflict.

    The reports are published results once a resolution adopts the survey.
    """

    record: Record[SurveyDefinition]
    reports: Sequence[Record[SurveyReport]]
    is_adopted: bool


def find_reports(view: RegistryView, issuer: str, year: int) -> list[Record[Any]]:
    """Return the reports of the association on a year; an honest association has only one."""
    of_year = RECORD.c.name.startswith(f"{SurveyReport.KIND}/{year}/")
    query = _DATA.where(RECORD.c.kind == SurveyReport.KIND, RECORD.c.issuer == issuer, of_year)
    return [parse_any(data) for data in view.connection.scalars(query.order_by(RECORD.c.digest))]


def find_beside_report(view: RegistryView, report: Record[SurveyReport]) -> list[Record[Any]]:
    """Return all reports of the same association on the year, the survey, and the halves that adopt the
    survey."""
    reports = find_reports(view, report.body.issuer, report.body.credential_subject.year)
    survey = find_survey(view, report.body.survey)
    return reports if survey is None else [*reports, survey, *find_beside(view, survey, {}).records]


def find_survey(view: RegistryView, digest: str) -> Record[SurveyDefinition] | None:
    """Return the survey with this digest."""
    data = view.data(digest)
    record: Record[Any] | None = parse_any(data) if data is not None else None
    return record if record is not None and isinstance(record.body, SurveyDefinition) else None


def is_adopted(view: RegistryView, survey: Record[SurveyDefinition], now: datetime) -> bool:
    """Return whether, by this node's verdict, a resolution of all parties adopts the survey."""
    related = find_beside(view, survey, {})
    verdict = verify_record(survey, view.load_trust(), policy=Policy(), now=now, beside=related)
    return any(finding.code == "adopted" for finding in verdict.findings)


def look_up(view: RegistryView, record: Record[SurveyDefinition], now: datetime) -> HeldSurvey:
    """Return a survey with its reports."""
    of_year = find_reports(view, record.body.issuer, record.body.credential_subject.year)
    reports = [report for report in of_year if report.body.survey == record.digest]
    return HeldSurvey(record, reports, is_adopted(view, record, now))


def list_surveys(view: RegistryView, now: datetime, first: int = SHOWN) -> list[HeldSurvey]:
    """Return the `first` surveys admitted last, each with its reports."""
    newest = _DATA.where(RECORD.c.kind == SurveyDefinition.KIND)
    query = newest.order_by(RECORD.c.admitted.desc(), RECORD.c.digest).limit(first)
    return [look_up(view, parse_any(data), now) for data in view.connection.scalars(query)]
