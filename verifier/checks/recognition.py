"""recognition: the grade at home for each category (time: at; docs/reference/checks.md).

Recognition is directional and never transitive. An ended agreement, grant or equivalence ends recognition; it
makes nothing invalid.
"""

from collections.abc import Mapping
from datetime import datetime

from credentials.documents.agreement import AgreementText
from credentials.times import format_time
from signing.strict_json import JsonValue
from verifier.case import Case
from verifier.findings import failed, not_asked, noted, passed, skipped, unclear
from verifier.trust.agreements import AgreementVersion
from verifier.verdict import Finding, Recognised

CHECK = "recognition"
_OK = passed(CHECK)
_NOT_ASKED = not_asked(CHECK), ()


def check_recognition(case: Case) -> Finding:
    """Return the finding and leave the equivalent grades in the case."""
    finding, case.recognised = _recognise(case)
    return finding


def _recognise(case: Case) -> tuple[Finding, tuple[Recognised, ...]]:
    """Return the finding, and one entry per category and home scheme of the credential's kind."""
    home = case.home
    if home is None:
        return _NOT_ASKED
    if not case.signed:
        return skipped(CHECK, "proof"), ()
    version = case.trust.chain.at(case.at)
    scheme = case.record.body.scheme
    takes_part = version is not None and _takes_part(case, version.text, home)
    if (takes_part or case.issuer == home) and _is_own(case, version, home):
        return noted(CHECK, "own-grade"), _own(case)
    if version is None or not takes_part:
        return _unrecognised(case, "agreement-ended", at=format_time(case.at)), ()
    # before the table of equivalences: a home that has declined recognises none of them
    since = _declined_since(case, home, scheme)
    if since is not None:
        return _unrecognised(case, "declined", home=home, since=format_time(since)), ()
    entries = _equivalents(case, version.text, home)
    if any(entry.grade is not None for entry in entries):
        return _OK, entries
    return _unrecognised(case, "no-equivalent", home=home, **_decide(entries)), entries


def _unrecognised(case: Case, code: str, **evidence: JsonValue) -> Finding:
    """Return a note; a failure where the policy requires a recognised grade, unclear by a clock behind."""
    result = noted
    if case.policy.require_recognition:
        result = unclear if case.is_clock_behind and not case.at_given else failed
    return result(CHECK, code, **evidence)


def _decide(entries: tuple[Recognised, ...]) -> Mapping[str, JsonValue]:
    """Return as evidence the clauses by which categories count as nothing; empty without a clause."""
    decided = [entry for entry in entries if entry.clause is not None]
    if not decided:
        return {}
    is_whole = {entry.category for entry in decided} == {entry.category for entry in entries}
    clauses = dict.fromkeys(entry.clause for entry in decided)
    return {"kind": "clause" if is_whole else "partly", "clauses": [*clauses]}


def _takes_part(case: Case, text: AgreementText, home: str) -> bool:
    scheme = case.record.body.scheme
    granted = text.granted(case.issuer, scheme, case.region)
    return text.party(home) is not None and any(since <= case.at < until for since, until in granted)


def _is_own(case: Case, version: AgreementVersion | None, home: str) -> bool:
    """Return whether home owns the scheme, by the text in force at `at`, else by the last that names it.

    A home's own grade stands at home whether or not the agreement runs.
    """
    slug = case.record.body.scheme
    versions = (version, *reversed(case.trust.chain.versions))
    schemes = (v.text.scheme(slug) for v in versions if v is not None)
    return next((scheme.owner == home for scheme in schemes if scheme is not None), False)


def _declined_since(case: Case, home: str, scheme: str) -> datetime | None:
    key_list = case.snapshot.key_lists.get(home)
    for decline in key_list.body.declines if key_list is not None else ():
        applies = decline.issuer == case.issuer and decline.scheme in (None, scheme)
        if applies and decline.since <= case.at and (decline.until is None or case.at < decline.until):
            return decline.since
    return None


def _own(case: Case) -> tuple[Recognised, ...]:
    body = case.record.body
    return tuple(
        Recognised(category, body.scheme, category, body.grade, None, "own") for category in body.categories
    )


def _equivalents(case: Case, text: AgreementText, home: str) -> tuple[Recognised, ...]:
    body = case.record.body
    entries = []
    for category in body.categories:
        for scheme in text.schemes_of(home, body.KIND):
            row = text.equivalence(body.scheme, category, body.grade, scheme.id, case.at)
            target = row.target if row is not None else None
            to_category = target.category if target is not None else None
            if target is not None and to_category is None and category in scheme.categories:
                to_category = category
            entries.append(
                Recognised(
                    category,
                    scheme.id,
                    to_category,
                    target.grade if target is not None else None,
                    row.clause if row is not None else None,
                    "equivalence",
                )
            )
    return tuple(entries)
