"""disclosure: an association signs one survey report a year; two would reveal who is in only one of them.

Where the survey is at hand, the report must have its questions and be signed after its last day of answers.
All other rules of a report are rules of its form (credentials.documents.works.survey).
"""

from credentials.times import end_of
from verifier.case import Case
from verifier.checks.works.listings import Judge, is_said
from verifier.findings import failed, passed, skipped, unclear
from verifier.verdict import Finding

CHECK = "disclosure"
SURVEY = "survey"


def check_disclosure(case: Case, judge: Judge) -> Finding:
    """Check the report against its survey, and that the association signed no other report on that year."""
    if not case.signed:
        return skipped(CHECK, "proof")
    fault = _find_fault(case)
    if fault is not None:
        return fault
    year = case.record.body.credential_subject.year
    others = (
        record
        for record in case.beside.records
        if case.kind.name == record.body.KIND and record.digest != case.record.digest
        and record.body.credential_subject.year == year and record.body.issuer == case.issuer
    )  # fmt: skip
    if any(is_said(judge(other)) for other in others):
        return unclear(CHECK, "survey-conflict", year=str(year))
    return passed(CHECK)


def _find_fault(case: Case) -> Finding | None:
    """Return how the report breaks its survey, None where it does not or the survey is not at hand."""
    report = case.record.body
    survey = next((record.body for record in case.beside.records if record.digest == report.survey), None)
    if survey is None:
        return None
    if survey.KIND != SURVEY or survey.issuer != case.issuer or not survey.asks_as(report):
        return failed(CHECK, "survey-differs")
    until = survey.credential_subject.until
    return failed(CHECK, "survey-open", until=until.isoformat()) if case.created < end_of(until) else None
