"""Findings and the verdict derived from them (docs/reference/checks.md; ETSI EN 319 102-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, NoReturn

from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject, Record
from credentials.times import format_time
from credentials.words.speech import speak
from signing.errors import Lang, fill
from signing.strict_json import JsonValue
from verifier.codes import NOT_ASKED, PLAIN, find_message
from verifier.term import Term


class Outcome(StrEnum):
    """The three values of a verdict: 有效 / 无效 / 无法确认. None of them has a truth value."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"

    def __bool__(self) -> NoReturn:
        raise TypeError("an outcome has three values: compare it with Outcome.VALID")


class Result(StrEnum):
    """The result of one check."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"
    SKIPPED = "skipped"


_FAILED, _PASSED = Result.FAILED, Result.PASSED
"""Globals for speed: up to Python 3.11 a member of an enumeration costs five times a global."""

Evidence = Mapping[str, JsonValue]


class Finding(NamedTuple):
    """The finding of one check: `code` is a row of `verifier.codes.CODES`, `evidence` fills its sentence."""

    check: str
    outcome: Result
    code: str
    evidence: Evidence

    def detail(self, lang: Lang = "en", names: AgreementNames | None = None) -> str:
        """Return one sentence, and the next step if there is one; `names` are those of the parties."""
        return fill(find_message(self.code, self.evidence).whole(lang), self.evidence, lang, speak, names)


How = Literal["own", "equivalence"]


class Recognised(NamedTuple):
    """What one category counts as in one scheme of the home association; `grade` None: as nothing."""

    category: str | None
    scheme: str
    to_category: str | None
    grade: str | None
    clause: str | None
    how: How

    def to_json(self) -> JsonObject:
        """Return the members of `huren verify --json`."""
        return {
            "category": self.category,
            "scheme": self.scheme,
            "toCategory": self.to_category,
            "grade": self.grade,
            "clause": self.clause,
            "how": self.how,
        }


@dataclass(frozen=True, slots=True)
class TrustAge:
    """The age of one association's part of the trust data."""

    issuer: str
    version: int
    issued: datetime
    age_hours: int


@dataclass(frozen=True, slots=True)
class TrustSummary:
    """The trust data behind a verdict; `text`, the agreement in force or the last one, names the parties."""

    text: AgreementText
    manifests: tuple[TrustAge, ...]
    older: tuple[AgreementText, ...] = ()
    """The agreement texts before `text`, the newest first."""

    @property
    def agreement(self) -> str:
        """The id of the agreement, the same in all versions."""
        return self.text.agreement

    @property
    def version(self) -> int:
        """The version of the agreement."""
        return self.text.version


@dataclass(frozen=True, slots=True)
class Verdict:
    """A tuple of findings; outcome and codes are derived, never stored.

    `required` names the checks that must pass. `record` is the credential, None unless its signature holds.
    """

    findings: tuple[Finding, ...]
    required: frozenset[str]
    record: Record[Any] | None
    recognised: tuple[Recognised, ...]
    at: datetime
    now: datetime
    trust: TrustSummary
    day: date | None = None
    """The day asked about as a whole; `at` is then the moment that decided."""
    through: Term | None = None
    """Whether the term reaches a future day, if the question was asked."""

    def __bool__(self) -> NoReturn:
        # `if verdict:` would accept a revoked credential
        raise TypeError("a verdict has three values: compare .outcome with Outcome.VALID")

    @property
    def outcome(self) -> Outcome:
        """Any failed: invalid; else any required check not passed: indeterminate; else valid."""
        passed = set()
        for check, result, _, _ in self.findings:
            if result is _FAILED:
                return Outcome.INVALID
            if result is _PASSED:
                passed.add(check)
        # a check that did not run must not look like one that passed
        if not self.findings or not self.required <= passed:
            return Outcome.INDETERMINATE
        return Outcome.VALID

    @property
    def code(self) -> str:
        """The code of the first finding, in order, with the verdict's outcome."""
        wanted = _RESULT_OF[self.outcome]
        deciding = (
            f for f in self.findings if f.outcome is wanted and (wanted is Result.PASSED or self._decides(f))
        )
        first = next(deciding, None)
        return first.code if first is not None else NOT_ASKED

    def _decides(self, finding: Finding) -> bool:
        return finding.outcome is Result.FAILED or finding.check in self.required

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes but plain passes, in order; skipped checks are left out."""
        return tuple(f.code for f in self.findings if f.code != PLAIN and f.outcome is not Result.SKIPPED)

    def names(self, lang: Lang) -> AgreementNames:
        """Return the agreement's names of the parties."""
        return AgreementNames(self.trust.text, lang, self.trust.older)

    def _through(self, lang: Lang) -> JsonObject | None:
        stands = self.outcome is Outcome.VALID
        return self.through.to_json(lang, stands=stands) if self.through is not None else None

    def to_json(self, lang: Lang = "en") -> JsonObject:
        """Return the object that `huren verify --json` prints (without its `input`)."""
        names = self.names(lang)
        return {
            "outcome": self.outcome.value,
            "code": self.code,
            "codes": [*self.codes],
            "findings": [
                {
                    "check": finding.check,
                    "outcome": finding.outcome.value,
                    "code": finding.code,
                    "detail": finding.detail(lang, names),
                    "evidence": dict(finding.evidence),
                }
                for finding in self.findings
            ],
            "credential": self.record.value if self.record is not None else None,
            "recognised": [entry.to_json() for entry in self.recognised],
            "at": format_time(self.at),
            "day": self.day.isoformat() if self.day is not None else None,
            "through": self._through(lang),
            "now": format_time(self.now),
            "trust": {
                "agreement": self.trust.agreement,
                "version": self.trust.version,
                "manifests": [
                    {
                        "issuer": age.issuer,
                        "version": age.version,
                        "issued": format_time(age.issued),
                        "ageHours": age.age_hours,
                    }
                    for age in self.trust.manifests
                ],
            },
        }


_RESULT_OF = {
    Outcome.VALID: Result.PASSED,
    Outcome.INVALID: Result.FAILED,
    Outcome.INDETERMINATE: Result.INDETERMINATE,
}
