"""authority: did the agreement entitle the issuer to this record? (time: created)

The row of the kind decides what is needed: a grant that covers scheme, region, category, grade and months, or
being a party. The agreement version in force when the record was signed decides. For a day after that version
began to act, the version before it may entitle the issuer too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from credentials.documents.agreement import Interval
from credentials.times import add_months, format_time
from verifier.case import Case
from verifier.findings import failed, passed, skipped, unclear
from verifier.trust.agreements import GRACE, AgreementVersion
from verifier.verdict import Finding, Result

CHECK = "authority"
_OK = passed(CHECK)


def check_authority(case: Case) -> Finding:
    """Judge the issuer's authority; an ended grant is unclear, unless a dated log proof precedes its end."""
    if not case.signed:
        return skipped(CHECK, "proof")
    judge = _JUDGES[case.kind.authority]
    first: Finding | None = None
    # within a day of a change either text entitles: an issuer may not know the new one yet
    for version in case.trust.chain.judges(case.created):
        judgement = judge(case, version)
        if judgement.outcome is not Result.FAILED:
            return judgement
        first = first or judgement
    return first or failed(CHECK, "out-of-scope", created=format_time(case.created))


def _judge_party(case: Case, version: AgreementVersion) -> Finding:
    """Pass any party of the agreement; one that has left since needs a dated log proof."""
    if version.text.party(case.issuer) is None:
        return _out_of_scope(case, "party", case.issuer)
    begin = version.text.effective_from
    if case.created < begin:
        created, since = format_time(case.created), format_time(begin)
        return failed(CHECK, "issued-before-agreement", created=created, since=since)
    for later in case.trust.chain.versions:
        end = later.acts_from + GRACE
        if later.text.version <= version.text.version or later.text.party(case.issuer) is not None:
            continue
        # the signer writes `created`: only a cosignature shows that the record is older than the end
        if end <= case.now and (case.dated is None or case.dated >= end):
            return unclear(CHECK, "grant-ended", until=format_time(end))
        break
    return _OK


def _judge_grant(case: Case, version: AgreementVersion) -> Finding:
    """Check grant, region, scheme, category, grade and months."""
    text, body = version.text, case.record.body
    slug, grade = body.scheme, body.grade
    scheme = text.scheme(slug)
    if scheme is None or scheme.kind != body.KIND:
        return _out_of_scope(case, "scheme", slug)
    end = _granted_until(text.granted(case.issuer, slug, case.region), case.created)
    if end is None:
        return _not_granted(case, version)
    for category in body.categories:
        if category is not None and category not in scheme.categories:
            return _out_of_scope(case, "category", category)
    if scheme.grade(grade) is None:
        return _out_of_scope(case, "grade", grade)
    months = scheme.months_of(grade)
    if body.valid_until > add_months(body.valid_from, months):
        until, since = format_time(body.valid_until), format_time(body.valid_from)
        return failed(CHECK, "too-long", until=until, since=since, months=months)
    end = grant_end(case, version, end)
    # as in `_judge_party`: a thief of the key can write any date before the end
    if end <= case.now and (case.dated is None or case.dated >= end):
        return unclear(CHECK, "grant-ended", until=format_time(end))
    return _OK


def _granted_until(intervals: tuple[Interval, ...], moment: datetime) -> datetime | None:
    for since, until in intervals:
        if since <= moment < until:
            return until
    return None


def _not_granted(case: Case, version: AgreementVersion) -> Finding:
    """Name what is missing: the grant, the region or the time."""
    scheme = case.record.body.scheme
    grants = version.text.grants_to(case.issuer, scheme)
    if any(grant.since <= case.created < grant.until for grant in grants):
        return _out_of_scope(case, "region", case.region)
    since = min((grant.since for grant in grants), default=case.created)
    if case.created < since:
        return failed(
            CHECK, "issued-before-agreement", created=format_time(case.created), since=format_time(since)
        )
    return _out_of_scope(case, "grant", scheme)


def grant_end(case: Case, version: AgreementVersion, end: datetime) -> datetime:
    """Return when the grant ends: at its own end, or GRACE after a later version drops it."""
    scheme = case.record.body.scheme
    chain = case.trust.chain
    for later in chain.versions:
        if later.text.version <= version.text.version:
            continue
        moment = later.acts_from + GRACE
        # a version that acts later ends no grant today
        if moment > case.now:
            continue
        # a version that acts after the end cannot move it
        if moment >= end:
            break
        judge = chain.at(moment) or later
        until = _granted_until(judge.text.granted(case.issuer, scheme, case.region), moment)
        end = until if until is not None else moment
    return end


def _out_of_scope(case: Case, kind: str, value: str) -> Finding:
    return failed(CHECK, "out-of-scope", kind=kind, created=format_time(case.created), value=value)


_JUDGES: Mapping[str | None, Callable[[Case, AgreementVersion], Finding]] = {
    "grant": _judge_grant,
    "party": _judge_party,
}
"""By `authority` of the row of a kind."""
