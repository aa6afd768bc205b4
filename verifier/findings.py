"""Constructors of findings, one for each result."""

from signing.strict_json import JsonValue
from verifier.verdict import Evidence, Finding, Result

_NOTHING: Evidence = {}


def passed(check: str, code: str = "ok", evidence: Evidence = _NOTHING) -> Finding:
    """Return a pass, plain or with a note."""
    return Finding(check, Result.PASSED, code, evidence)


def failed(check: str, code: str, **evidence: JsonValue) -> Finding:
    """Return a failure: the verdict is invalid."""
    return Finding(check, Result.FAILED, code, dict(evidence))


def unclear(check: str, code: str, **evidence: JsonValue) -> Finding:
    """Return an unclear finding: the verdict is indeterminate if the check is required."""
    return Finding(check, Result.INDETERMINATE, code, dict(evidence))


def noted(check: str, code: str, **evidence: JsonValue) -> Finding:
    """Return a pass with a note."""
    return Finding(check, Result.PASSED, code, dict(evidence))


def skipped(check: str, needs: str) -> Finding:
    """Return the finding of a check that did not run because the check `needs` did not pass."""
    return Finding(check, Result.SKIPPED, "prerequisite", {"needs": needs})


def not_asked(check: str) -> Finding:
    """Return the finding of a check that the question does not call for."""
    return Finding(check, Result.SKIPPED, "not-asked", _NOTHING)
