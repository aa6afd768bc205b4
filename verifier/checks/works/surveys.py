"""disclosure: an association signs one survey report a year; two would reveal who is in only one of them.

All other rules of a report are rules of its form (credentials.documents.works.survey).
"""

from verifier.case import Case
from verifier.checks.works.listings import Judge, is_said
from verifier.findings import passed, skipped, unclear
from verifier.verdict import Finding

CHECK = "disclosure"


def check_disclosure(case: Case, judge: Judge) -> Finding:
    """Check that the association signed no other report on that year."""
    if not case.signed:
        return skipped(CHECK, "proof")
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
