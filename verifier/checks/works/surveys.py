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
        one
        for one in case.beside.records
        if case.kind.name == one.body.KIND and one.digest != case.record.digest
        and one.body.credential_subject.year == year and one.body.issuer == case.issuer
    )  # fmt: skip
    if any(is_said(judge(one)) for one in others):
        return unclear(CHECK, "survey-conflict", year=str(year))
    return passed(CHECK)
