"""Advice on a tender for its author; it blocks nothing and changes no cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from credentials.documents.agreement import AgreementText, GradeReference, Scheme
from credentials.record import JsonObject
from credentials.times import add_months, end_of
from verifier.tender.asked import find_scheme, find_unknown, list_grades_in, read_grade
from verifier.tender.documents.tender import Criterion, Requirement, Tender
from verifier.tender.matrix import LintNote
from verifier.trust.trust_store import TrustStore


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule from outside the agreement: its regimes and uses, its date and its source."""

    code: str
    regimes: tuple[str, ...]
    uses: tuple[str, ...]
    basis: str
    dated: date
    source: str


RULES = (
    LintRule(
        "association-certificate-as-qualification",
        ("government",),
        ("qualification",),
        "安康市政府采购负面清单（服务类）第 7、11 项：不得将行业协会、商会颁发的企业资质证书作为资格条件",
        date(2018, 7, 26),
        "https://ggzyjy.ankang.gov.cn/Content-2370644.html",
    ),
)
"""Local rules, each with a date and the list it comes from; a person decides whether it applies."""


def lint_tender(tender: Tender, trust: TrustStore, *, now: datetime) -> tuple[LintNote, ...]:
    """Return advice in the order of the tender, by the agreement at the opening, or now if earlier."""
    return tuple(_Lint(tender, trust, min(tender.opening_at, now)).notes())


class _Lint:
    def __init__(self, tender: Tender, trust: TrustStore, at: datetime) -> None:
        self.tender, self.chain, self.at = tender, trust.chain, at

    def notes(self) -> Iterator[LintNote]:
        if self.tender.consortium is None:
            yield LintNote("consortium-not-stated", None, None, {})
        terms = self.tender.freshness
        if terms and (terms.warn_after_hours or 0) > self.tender.fail_after_hours:
            yield LintNote("freshness-order", None, None, {"hours": self.tender.fail_after_hours})
        for lot in self.tender.lots:
            if not self.tender.criteria_of(lot.id):
                yield LintNote("lot-without-criteria", None, None, {"lot": lot.id})
        for criterion in self.tender.criteria:
            yield from _by_rules(self.tender, criterion)
            if not criterion.groups or not all(group.requirements for group in criterion.groups):
                yield LintNote("or-group-empty", criterion.id, None, {})
            for requirement in criterion.requirements:
                for code, facts in self._requirement(criterion, requirement):
                    yield LintNote(code, criterion.id, requirement.id, facts)
            for code, facts in self._points(criterion):
                yield LintNote(code, criterion.id, None, facts)

    def _requirement(
        self, criterion: Criterion, requirement: Requirement
    ) -> Iterator[tuple[str, JsonObject]]:
        text, scheme = find_scheme(self.chain, requirement.scheme, self.at)
        unknown = find_unknown(requirement, scheme, self.tender.home)
        if scheme is None or unknown is not None:
            yield unknown or "unknown-scheme", _named(requirement)
            return
        grade = read_grade(requirement.min_grade, scheme) or ""
        if grade != requirement.min_grade:
            yield "grade-normalised", {"written": requirement.min_grade, "grade": grade}
        in_text = list_grades_in(requirement.text or "", scheme)
        if in_text and grade not in in_text:
            yield "grade-differs-from-text", {"grade": grade, "grades": [*in_text]}
        is_led_to = any(_leads(row.target, scheme) for row in text.equivalences)
        if is_led_to and not requirement.takes_equivalents:
            yield "bonus-by-region" if criterion.use == "scoring" else "region-locked", {"scheme": scheme.id}
        months = _months(
            text, scheme, grade, self.tender.opening_at, takes_equivalents=requirement.takes_equivalents
        )
        if not months:
            yield "impossible", {"scheme": scheme.id}
        elif requirement.valid_at in ("contract-end", "all"):
            begin, end = self.tender.opening_at, end_of(self.tender.contract.until)
            if add_months(begin, max(months)) < end:
                yield "contract-longer-than-validity", {"months": max(months)}

    def _points(self, criterion: Criterion) -> Iterator[tuple[str, JsonObject]]:
        """Find grades without a row of points, and rows out of order, of unknown grade, or out of reach."""
        rows = criterion.points or ()
        unreached: list[set[int]] = []
        for requirement in criterion.requirements if rows else ():
            _, scheme = find_scheme(self.chain, requirement.scheme, self.at)
            if scheme is None or find_unknown(requirement, scheme, self.tender.home) is not None:
                continue
            codes = [grade.code for grade in scheme.grades]
            read = [read_grade(row.min_grade, scheme) for row in rows]
            known = [codes.index(grade) for grade in read if grade is not None]
            for row, grade in zip(rows, read, strict=True):
                if grade is None:
                    yield "unknown-grade", {"grade": row.min_grade, "scheme": scheme.id}
            if known != sorted(set(known)):
                yield "points-gap", {"kind": "order"}
                continue
            least = codes.index(read_grade(requirement.min_grade, scheme) or "")
            if known and known[-1] < least:
                yield "points-gap", {"kind": "below", "grade": codes[known[-1] + 1]}
            if len(known) == len(rows):  # every sufficient grade already reaches an earlier row
                unreached.append({place + 1 for place, at in enumerate(known[:-1]) if at >= least})
        for place in sorted(set.intersection(*unreached)) if unreached else ():
            yield "points-gap", {"kind": "unreached", "grade": rows[place].min_grade}


def _by_rules(tender: Tender, criterion: Criterion) -> Iterator[LintNote]:
    for rule in RULES:
        if tender.regime in rule.regimes and criterion.use in rule.uses:
            facts: JsonObject = {"basis": rule.basis, "dated": rule.dated.isoformat(), "source": rule.source}
            yield LintNote(rule.code, criterion.id, None, facts)


def _named(requirement: Requirement) -> JsonObject:
    wanted = requirement.categories
    named = (wanted.any_of or wanted.all_of or ()) if wanted is not None else ()
    return {"scheme": requirement.scheme, "categories": [*named], "grade": requirement.min_grade}


def _leads(target: GradeReference | None, scheme: Scheme) -> bool:
    return target is not None and target.scheme == scheme.id


def _months(
    text: AgreementText, scheme: Scheme, least: str, opening: datetime, *, takes_equivalents: bool
) -> list[int]:
    """Return the terms, in months, of all sufficient grades that a grant allows at the opening."""
    codes = [grade.code for grade in scheme.grades]
    enough = codes[: codes.index(least) + 1]
    grades = [(scheme, code) for code in enough]
    for row in text.equivalences if takes_equivalents else ():
        source = text.scheme(row.source.scheme)
        if source is not None and _leads(row.target, scheme) and row.target is not None:
            grades += [(source, row.source.grade)] if row.target.grade in enough else []
    return [
        graded.months_of(code)
        for graded, code in grades
        if any(
            grant.scheme == graded.id
            and grant.since <= opening < add_months(grant.until, graded.months_of(code))
            for grant in text.grants
        )
    ]  # fmt: skip
