"""authority: did the agreement entitle the issuer to this assessment? (time: created)

Grant, region, scheme, category, grade and months, by the version in force when it was signed.
"""

from datetime import datetime

from credentials.agreement import AgreementText, Grant
from credentials.times import add_months, format_time
from verifier.case import Case, failed, passed, skipped, unclear
from verifier.verdict import Finding

CHECK = "authority"
_OK = passed(CHECK)


def check_authority(case: Case) -> Finding:
    """An ended grant makes nothing invalid: it is unclear, unless a dated log proof precedes the end."""
    if not case.signed:
        return skipped(CHECK, "proof")
    text = case.text_at_created
    if text is None:
        return _out_of_scope(case, "agreement", "–")
    subject = case.record.body.credential_subject
    assessment = subject.assessment
    scheme = text.scheme(assessment.scheme)
    if scheme is None or scheme.kind != case.record.body.KIND:
        return _out_of_scope(case, "scheme", assessment.scheme)
    grants = text.grants_to(case.issuer, scheme.id)
    if not grants:
        return _out_of_scope(case, "grant", scheme.id)
    grant = _grant_at(grants, case.created)
    if grant is None:
        since = min(g.since for g in grants)
        if case.created < since:
            return failed(
                CHECK, "issued-before-agreement", created=format_time(case.created), since=format_time(since)
            )
        return _out_of_scope(case, "grant", scheme.id)
    if subject.region not in text.regions_of(grant):
        return _out_of_scope(case, "region", subject.region)
    for category in assessment.categories:
        if category is not None and category not in scheme.categories:
            return _out_of_scope(case, "category", category)
    if scheme.grade(assessment.grade) is None:
        return _out_of_scope(case, "grade", assessment.grade)
    months = scheme.months_of(assessment.grade)
    if case.record.body.valid_until > add_months(case.record.body.valid_from, months):
        return failed(
            CHECK,
            "too-long",
            until=format_time(case.record.body.valid_until),
            since=format_time(case.record.body.valid_from),
            months=months,
        )
    end = grant_end(case, text, grant)
    if end <= case.now and (case.dated is None or case.dated >= end):
        return unclear(CHECK, "grant-ended", until=format_time(end))
    return _OK


def _grant_at(grants: tuple[Grant, ...], moment: datetime) -> Grant | None:
    return next((grant for grant in grants if grant.since <= moment < grant.until), None)


def grant_end(case: Case, text: AgreementText, grant: Grant) -> datetime:
    """When the grant ended or ends: by its own text, or by a later version that no longer gives it."""
    end = grant.until
    for version in case.trust.chain.versions:
        begins = version.text.effective_from
        if version.text.version <= text.version or begins > case.now:
            continue
        moment = max(begins, case.created)
        if moment >= end:
            break
        later = _grant_at(version.text.grants_to(grant.issuer, grant.scheme), moment)
        end = later.until if later is not None else moment
    return end


def _out_of_scope(case: Case, what: str, value: str) -> Finding:
    return failed(CHECK, "out-of-scope", created=format_time(case.created), what=what, value=value)
