"""The bytes of a verdict: those of `Verdict.to_json`, with what repeats in every verdict written once.

Eight of eleven findings are plain passes, and all verdicts of a moment rest on the same trust data.
"""

from functools import lru_cache

import orjson

from credentials.times import format_time
from signing.errors import Lang
from verifier import Finding, Result, Verdict
from verifier.verdict import TrustSummary


def encode_verdict(verdict: Verdict, lang: Lang) -> bytes:
    """Exactly `orjson.dumps(verdict.to_json(lang))`."""
    record = verdict.record
    return orjson.dumps(
        {
            "outcome": verdict.outcome.value,
            "code": verdict.code,
            "codes": verdict.codes,
            "findings": [
                _finding(f, lang) if f.evidence else _plain(f.check, f.outcome, f.code, lang)
                for f in verdict.findings
            ],
            "credential": record.value if record is not None else None,
            "recognised": [entry.to_json() for entry in verdict.recognised],
            "at": format_time(verdict.at),
            "now": format_time(verdict.now),
            "trust": _trust(verdict.trust),
        }
    )


def _finding(finding: Finding, lang: Lang) -> orjson.Fragment:
    value = {
        "check": finding.check,
        "outcome": finding.outcome.value,
        "code": finding.code,
        "detail": finding.detail(lang),
        "evidence": dict(finding.evidence),
    }
    return orjson.Fragment(orjson.dumps(value))


@lru_cache(maxsize=1024)
def _plain(check: str, outcome: Result, code: str, lang: Lang) -> orjson.Fragment:
    """A finding without evidence: one for each row of the table and language."""
    return _finding(Finding(check, outcome, code, {}), lang)


@lru_cache(maxsize=16)
def _trust(trust: TrustSummary) -> orjson.Fragment:
    manifests = [
        {
            "issuer": age.issuer,
            "version": age.version,
            "issued": format_time(age.issued),
            "ageHours": age.age_hours,
        }
        for age in trust.manifests
    ]
    value = {"agreement": trust.agreement, "version": trust.version, "manifests": manifests}
    return orjson.Fragment(orjson.dumps(value))
