"""Admission of a survey's report: one a year, for the questions that the association asked.

Two reports of a year would disclose an enterprise that is in only one of them. Every report is safe by its
form (SurveyReportSubject), without which no record is read.
"""

from credentials.documents.works.survey import SurveyReport
from credentials.record import Record
from registry.admission.rules.credential import check_verdict
from registry.admission.submission import Submission
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.surveys.lookup import find_reports, find_survey

_YEAR, _SURVEY = "credentialSubject.year", "credentialSubject.survey"


def which_report(body: SurveyReport) -> tuple[str, ...]:
    """Return its year."""
    return (str(body.credential_subject.year),)


def name_report(record: Record[SurveyReport]) -> str:
    """Return one name for each report of a year: a report by a stolen key takes no place."""
    return f"{SurveyReport.KIND}/{record.body.credential_subject.year}/{record.digest}"


def check_report(view: RegistryView, body: SurveyReport) -> None:
    """Raise RegistryError year-reported; survey-differs where its survey is here and has other questions."""
    subject, trust = body.credential_subject, view.load_trust()
    for other in find_reports(view, body.issuer, subject.year):
        try:
            check_verdict(other, trust, trust.newest)
        except RegistryError:  # its association has not said it
            continue
        raise RegistryError("year-reported", _YEAR, year=str(subject.year), issuer=body.issuer)
    survey = find_survey(view, subject.survey)
    if survey is not None:
        asks_as = survey.body.credential_subject.asks_as(subject)
        if survey.body.issuer != body.issuer or not asks_as:
            raise RegistryError("survey-differs", _SURVEY, issuer=body.issuer)


def foresee_report(view: RegistryView, body: SurveyReport) -> None:
    """Apply the rules of `check_report` before it is signed; the survey is here."""
    if find_survey(view, body.credential_subject.survey) is None:
        raise RegistryError("survey-differs", _SURVEY, issuer=body.issuer)
    check_report(view, body)


def admit_report(submission: Submission) -> None:
    """Apply the rules of `check_report`."""
    check_report(submission.view, submission.record.body)
