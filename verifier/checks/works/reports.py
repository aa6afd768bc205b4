"""recomputed: a verifier cannot count a statistics report again; only a registry with the logs can."""

from verifier.case import Case
from verifier.checks.works.listings import Judge, is_said
from verifier.findings import noted, skipped, unclear
from verifier.verdict import Finding

CHECK = "recomputed"


def check_recomputed(case: Case, judge: Judge) -> Finding:
    """Return a note, for a registry counts (`Filing.recounts`).

    Another report of the same edition makes both unclear.
    """
    if not case.signed:
        return skipped(CHECK, "proof")
    edition = case.record.body.credential_subject.edition
    twins = (
        record
        for record in case.beside.records
        if case.kind.name == record.body.KIND and record.digest != case.record.digest
        and record.body.credential_subject.edition == edition and record.body.issuer == case.issuer
    )  # fmt: skip
    if any(is_said(judge(twin)) for twin in twins):
        return unclear(CHECK, "report-conflict", edition=edition)
    return noted(CHECK, "not-recomputed")
