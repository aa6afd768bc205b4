"""Encodes a verdict to the same bytes as `Verdict.to_json`, and works out repeated parts only once.

Few combinations of codes occur, most findings have no evidence, and the verdicts of a moment rest on the same
trust data. A code has one outcome (verifier.codes), so codes and requirements stand for the findings.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from credentials.times import format_time
from signing.errors import Lang
from verifier import Verdict
from verifier.verdict import TrustSummary

_MOST = 4096
"""Most combinations of codes that are remembered; one more empties the table."""


class _Known(NamedTuple):
    """Parts of the JSON that a combination of codes determines; `findings` is None where findings carry
    evidence."""

    outcome: str
    code: str
    codes: tuple[str, ...]
    findings: orjson.Fragment | None


_KNOWN: dict[tuple[object, ...], _Known] = {}


def encode_verdict(verdict: Verdict, lang: Lang) -> bytes:
    """Return exactly `orjson.dumps(verdict.to_json(lang))`."""
    record = verdict.record
    _, _, codes, evidence = zip(*verdict.findings, strict=True)
    key = (codes, verdict.required, any(evidence), lang)
    known = _KNOWN.get(key)
    if known is None:
        known = _remember(key, verdict, lang)
    now = _TIME(verdict.now)
    return orjson.dumps(
        {
            "outcome": known.outcome,
            "code": known.code,
            "codes": known.codes,
            "findings": known.findings or _findings(verdict, lang),
            "credential": record.value if record is not None else None,
            "recognised": [entry.to_json() for entry in verdict.recognised],
            "at": now if verdict.at is verdict.now else format_time(verdict.at),
            "day": verdict.day.isoformat() if verdict.day is not None else None,
            "through": (
                verdict.through.to_json(lang, stands=known.outcome == "valid")
                if verdict.through is not None
                else None
            ),
            "now": now,
            "trust": _TRUST(verdict.trust),
        }
    )


def _remember(key: tuple[object, ...], verdict: Verdict, lang: Lang) -> _Known:
    plain = None
    if not any(finding.evidence for finding in verdict.findings):
        plain = orjson.Fragment(orjson.dumps(_findings(verdict, lang)))
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    known = _KNOWN[key] = _Known(verdict.outcome.value, verdict.code, verdict.codes, plain)
    return known


def _findings(verdict: Verdict, lang: Lang) -> list[dict[str, Any]]:
    names = verdict.names(lang)
    return [
        {
            "check": finding.check,
            "outcome": finding.outcome.value,
            "code": finding.code,
            "detail": finding.detail(lang, names),
            "evidence": dict(finding.evidence),
        }
        for finding in verdict.findings
    ]


class _Last:
    """The last encoded value. It is reused only for the identical object, because equal times may differ
    in offset."""

    def __init__(self, make: Callable[[Any], object]) -> None:
        self._make = make
        self._last: tuple[object, Any] = (None, None)

    def __call__(self, item: object) -> Any:
        last = self._last
        if last[0] is not item:
            last = self._last = (item, self._make(item))
        return last[1]


def _format_trust(trust: TrustSummary) -> orjson.Fragment:
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


_TIME = _Last(format_time)
_TRUST = _Last(_format_trust)
