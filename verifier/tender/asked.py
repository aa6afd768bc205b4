"""A requirement with its scheme's grades and the agreement's equivalence rows that lead to its categories."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from credentials.documents.agreement import AgreementText, Equivalence, Scheme
from verifier.tender.documents.tender import Requirement
from verifier.tender.matrix import CellReason
from verifier.trust.agreements import AgreementChain

_ANY: tuple[str | None, ...] = (None,)
_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖123456789", "一二三四五六七八九一二三四五六七八九")
_ROMAN = re.compile("IV|V|I{1,3}")
_LATIN = re.compile("[A-Za-z]+")
_OF_ROMAN: Mapping[str, str] = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五"}


def _fold(grade: str) -> str:
    """Return one spelling of a grade whose number may be written in several ways."""
    # NFKC turns Ⅰ and Ⅴ into the letters I and V
    folded = "".join(unicodedata.normalize("NFKC", grade).split()).translate(_NUMERALS)
    return _ROMAN.sub(lambda match: _OF_ROMAN[match[0]], folded)


def _fold_sentence(text: str) -> str:
    """Fold the numerals of a sentence as `_fold` does, except letters in words such as BIM."""
    folded = unicodedata.normalize("NFKC", text).translate(_NUMERALS)
    return _LATIN.sub(lambda match: _OF_ROMAN.get(match[0], match[0]), folded)


def read_grade(grade: str, scheme: Scheme) -> str | None:
    """Return the scheme's grade as written, else the only one that differs in the spelling of its number."""
    if scheme.grade(grade) is not None:
        return grade
    # only within one scheme: its 一级 is not the 一级 of another scheme
    meant = [known.code for known in scheme.grades if _fold(known.code) == _fold(grade)]
    return meant[0] if len(meant) == 1 else None


def list_grades_in(text: str, scheme: Scheme) -> list[str]:
    """List the scheme's grades that a sentence names, best first, by code or name.

    The longest name is taken first, so that 甲临 or AA is not read as a part of another. A Latin name stands
    between letters of other scripts, so that the A of "ISO 9001A" is no grade.
    """
    called: dict[str, str] = {}
    for grade in scheme.grades:
        for name in (grade.code, grade.name.zh, grade.name.en):
            called.setdefault(_fold_sentence(name), grade.code)
    longest_first = sorted(called, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(map(_pattern_of, longest_first)))
    codes = {called[match[0]] for match in pattern.finditer(_fold_sentence(text))}
    return [grade.code for grade in scheme.grades if grade.code in codes]


def _pattern_of(name: str) -> str:
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" if name.isascii() else re.escape(name)


def find_scheme(chain: AgreementChain, slug: str, at: datetime) -> tuple[AgreementText, Scheme | None]:
    """Return the text in force at or before `at`, and the scheme from it, else from the last text with it."""
    text = chain.in_force_or_last(at).text
    for version in (text, *(signed.text for signed in reversed(chain.versions))):
        scheme = version.scheme(slug)
        if scheme is not None:
            return text, scheme
    return text, None


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as read: `categories` is (None,) for any; `place` ranks the lowest sufficient grade."""

    requirement: Requirement
    scheme: Scheme
    grade: str
    place: int
    places: Mapping[str, int]
    categories: tuple[str | None, ...]
    needs_all: bool
    rows: Mapping[str, tuple[Equivalence, ...]]
    """The agreement's equivalence rows into the scheme asked for, by source scheme."""

    @classmethod
    def of(
        cls, requirement: Requirement, chain: AgreementChain, home: str, at: datetime
    ) -> "Asked | CellReason":
        """Read the requirement at `at`, or return the reason why it is unclear."""
        text, scheme = find_scheme(chain, requirement.scheme, at)
        unclear = find_unknown(requirement, scheme, home)
        if scheme is None or unclear is not None:
            return CellReason("requirement-unclear", None, None, {"why": unclear or "unknown-scheme"})
        wanted = requirement.categories
        categories = (wanted.any_of or wanted.all_of) if wanted is not None else None
        places = {grade.code: place for place, grade in enumerate(scheme.grades)}
        grade = read_grade(requirement.min_grade, scheme) or ""
        rows: dict[str, tuple[Equivalence, ...]] = {}
        for row in text.equivalences:
            if row.target is not None and row.target.scheme == scheme.id:
                rows[row.source.scheme] = (*rows.get(row.source.scheme, ()), row)
        return cls(
            requirement, scheme, grade, places[grade], places, categories or _ANY,
            wanted is not None and wanted.all_of is not None, rows,
        )  # fmt: skip

    def place_of(self, grade: str | None) -> int:
        """Return the rank of the grade, 0 for the best; an unknown grade or None ranks last."""
        return self.places.get(grade, len(self.places)) if grade is not None else len(self.places)

    def is_own(self, scheme: str) -> bool:
        """Return whether it is the scheme asked for itself, not an equivalent one."""
        return scheme == self.scheme.id

    def is_about(self, scheme: str) -> bool:
        """Return whether a credential of that scheme may answer this requirement."""
        return scheme == self.scheme.id or scheme in self.rows

    def is_for(self, scheme: str, categories: Collection[str | None]) -> bool:
        """Return whether a credential of that scheme, in `categories`, would answer this requirement."""
        if not self.is_about(scheme):
            return False
        return any(
            wanted is None
            or (
                wanted in categories
                if self.is_own(scheme)
                else any(self.leads(scheme, category_held, wanted) for category_held in categories)
            )
            for wanted in self.categories
        )

    def leads(self, scheme: str, category: str | None, wanted: str) -> bool:
        """Return whether another scheme's category counts as `wanted`, by a row or by an equal name."""
        for row in self.rows.get(scheme, ()):
            target = row.target.category if row.target is not None else None
            if target == wanted and row.source.category in (None, category):
                return True
            if target is None and row.source.category is None and category == wanted:
                return True
        return False


def find_unknown(requirement: Requirement, scheme: Scheme | None, home: str) -> str | None:
    """Return the lint code of the scheme, category or grade that the agreement does not know."""
    if scheme is None or scheme.owner != home:
        return "unknown-scheme"
    wanted = requirement.categories
    named = (wanted.any_of or wanted.all_of or ()) if wanted is not None else ()
    if not set(named) <= set(scheme.categories):
        return "unknown-category"
    return "unknown-grade" if read_grade(requirement.min_grade, scheme) is None else None
