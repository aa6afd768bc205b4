"""Admission of a survey's report: one for each year, for the questions asked, after the last day of answers.

Two reports of a year would disclose an enterprise that is in only one of them. A report that is here takes
its year even where it no longer stands: what was published once stays known, whoever held the key. Every
report is safe by its form (SurveyReportSubject), without which no record is read. Whether a resolution adopts
the survey is no rule of admission: its halves come from two logs, and a report would be taken or refused by
their order. The verdict on the report says it (verifier.checks.works).
"""

from datetime import datetime

from credentials.documents.works.survey import SurveyReport, SurveySubject
from credentials.record import Record
from credentials.times import end_of
from registry.admission.submission import Submission
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.surveys.lookup import find_reports, find_survey

_YEAR, _SURVEY = "credentialSubject.year", "credentialSubject.survey"


def which_report(body: SurveyReport) -> tuple[str, ...]:
    """Return the report's year."""
    return (str(body.credential_subject.year),)


def name_report(record: Record[SurveyReport]) -> str:
    """Return one name for each report; `foresee_report` refuses a second report of a year in words of its
    own."""
    return f"{SurveyReport.KIND}/{record.body.credential_subject.year}/{record.digest}"


def foresee_report(view: RegistryView, body: SurveyReport) -> None:
    """Raise RegistryError year-reported; survey-differs if no survey of the association here asks the same
    questions.

    A survey stands before its report in the log of their association. A mirror that gets the survey later
    admits the report later, because each pull tries refused log entries again.
    """
    subject = body.credential_subject
    # even a thief's report takes the year: a second report would disclose answers by subtraction
    if find_reports(view, body.issuer, subject.year):
        raise RegistryError("year-reported", _YEAR, year=str(subject.year), issuer=body.issuer)
    survey = find_survey(view, subject.survey)
    if survey is None or survey.body.issuer != body.issuer or not survey.body.asks_as(body):
        raise RegistryError("survey-differs", _SURVEY, issuer=body.issuer)


def check_over(survey: SurveySubject, signed: datetime) -> None:
    """Raise RegistryError survey-open before the last day of answers is over: later answers would be left
    out."""
    if signed < end_of(survey.until):
        raise RegistryError("survey-open", _SURVEY, until=survey.until.isoformat())


def admit_report(submission: Submission) -> None:
    """Apply the rules of `foresee_report`, and `check_over` at the signature."""
    foresee_report(submission.view, submission.record.body)
    survey = find_survey(submission.view, submission.record.body.survey)
    if survey is not None:
        check_over(survey.body.credential_subject, submission.record.created)
