"""Findings as a person reads them: times, reasons and associations by the names they are known under."""

from collections.abc import Iterable

from credentials.wording import Names
from verifier.codes import PLAIN
from verifier.verdict import Finding, Outcome, Recognised, Result, Verdict

_OPEN_ENDED = ("suspended", "key-expired")
"""Findings about a period that may have no end yet."""


_WANTED = {Outcome.INVALID: Result.FAILED, Outcome.INDETERMINATE: Result.INDETERMINATE}


def find_reasons(verdict: Verdict) -> tuple[Finding | None, list[Finding]]:
    """The deciding finding (None for a valid credential); what else failed, is unclear or has a note."""
    wanted = _WANTED.get(verdict.outcome)
    telling = [f for f in verdict.findings if f.code != PLAIN and f.outcome is not Result.SKIPPED]
    first = next((f for f in telling if f.outcome is wanted and f.code == verdict.code), None)
    return first, [finding for finding in telling if finding is not first]


def group_recognised(entries: Iterable[Recognised]) -> dict[str | None, list[Recognised]]:
    """By category, what it counts as; where it counts as nothing, the one entry that says so best."""
    by_category: dict[str | None, list[Recognised]] = {}
    for entry in entries:
        by_category.setdefault(entry.category, []).append(entry)
    for category, found in by_category.items():
        counting = [entry for entry in found if entry.grade is not None]
        said = next((entry for entry in found if entry.clause is not None), found[0])
        by_category[category] = counting or [said]
    return by_category


def format_finding(finding: Finding, names: Names) -> str:
    """The finding's sentence and mend, in the language of `names`."""
    evidence = {name: _named(value, names) for name, value in finding.evidence.items() if value is not None}
    if finding.code in _OPEN_ENDED:
        evidence.setdefault("until", "未定" if names.lang == "zh" else "open")
    return Finding(finding.check, finding.outcome, finding.code, evidence).detail(names.lang)


def _named(value: object, names: Names) -> str | int:
    if not isinstance(value, str):
        return value if isinstance(value, int) else str(value)
    return names.party(value) if value.startswith("did:web:") and "#" not in value else value
