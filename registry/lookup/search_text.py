"""Interpretation of a typed text: words in any order, each part of a name, code, number or place.

Spaces separate words. A credential matches when every word fits it, in one of these ways:

- Chinese characters stand together in its Chinese or English name, read with or without the text in brackets;
  other words are a word of a name, or begin one with three letters at least;
- it is a run of four or more letters and digits in the enterprise's code;
- the certificate number ends with it: its last four letters or digits at least, or its last word;
- the certificate number has such a run of parts, the last of them maybe cut off: four letters or digits at
  least, typed with the marks between the parts, a digit among them (CQ-2026-00, CR-2026);
- it is the name of a place: the province of the credential (also 渝 and CQ), or the division that the
  enterprise's code names.

These make no difference: width, case, traditional characters, characters without width, marks between the
letters of a code or number, and a label before it (证书编号：). A text typed with spaces may also be one code
or number. A text without spaces may be places and a further word: 重庆渝北清源 is 重庆 渝北 清源. Single
Chinese characters beside each other may be one word: 蓝 泽 is 蓝泽. The form of a company (公司, 集团) is
left out beside other words, at the end of a word too: 蓝泽公司 is 蓝泽, whatever form the company has.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from unicodedata import category, normalize

from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.words.divisions import division_of, find_divisions
from credentials.words.regions import region_code, region_of_sign
from credentials.words.simplified import fold_for_search
from registry.admission.search_terms import (
    END,
    begins,
    code_terms,
    is_han,
    number_terms,
    region_term,
    spellings_of,
    wanted_terms,
    words_of,
)

_SPACE = re.compile(r"[\s,;、]+")
_CODE = re.compile(f"[0-9a-z]{{{END},18}}", re.ASCII)
_CALLED_ZH = "(?:[证證][书書])?[编編][号號]|[证證][书書][号號]|(?:[统統]一)?(?:社[会會])?信用代[码碼]"
_CALLED_EN = r"(?:certificate )?no\.|(?:certificate )?number\b|(?:unified social credit )?code\b|uscc\b"
_NUMBERED = re.compile("[a-z]*[0-9][a-z0-9]*", re.ASCII)
_LABEL = re.compile(
    rf"(?<!\w)(?:{_CALLED_ZH}|{_CALLED_EN})[\s:]*(?=[0-9a-z])",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_PLACE = 12
# 分公司 is a branch office, not a company's legal form
_FORM = re.compile("(?<!分)(?:(?:股份|责任|集团|有限|总)*公司|集团)$")
_FORMS = frozenset(("co", "company", "corp", "corporation", "group", "inc", "limited", "ltd"))


def strip_labels(text: str) -> str:
    """Return a typed or pasted text in half width, without invisible characters and form labels."""
    # pasted texts may contain characters without width (Unicode category Cf)
    shown = "".join(c for c in normalize("NFKC", text) if category(c) != "Cf")
    return _LABEL.sub("", shown).strip()


def is_whole_number(text: str, number: str) -> bool:
    """Return whether a typed text is a certificate number, whatever the separators."""
    typed = words_of(fold_for_search(strip_labels(text)))
    return "".join(typed) == "".join(words_of(fold_for_search(number))) != ""


def runs_of(folded: str) -> list[str]:
    """Return the letters of a folded certificate number from each word on to the end."""
    words = words_of(folded)
    return ["".join(words[place:]) for place in range(len(words))]


class Facts:
    """Facts of a credential that a search compares."""

    def __init__(self, record: Record[Assessment]) -> None:
        subject = record.body.credential_subject
        self.code = subject.unified_social_credit_code.lower()
        self.division = division_of(subject.unified_social_credit_code)
        self.region = subject.region
        names = fold_for_search(f"{subject.legal_name}\n{subject.legal_name_en or ''}")
        self.names = "\n".join(spellings_of(names))
        self.number = fold_for_search(subject.assessment.certificate_number)

    @cached_property
    def runs(self) -> list[str]:
        """Letters of the number from each word on to the end."""
        return runs_of(self.number)

    @cached_property
    def words(self) -> list[str]:
        """Words of both names."""
        return words_of(self.names)

    @cached_property
    def ends(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Terms of the number, and its letters: all of them, and those beside Chinese ones."""
        words = words_of(self.number)
        letters = "".join(words), "".join(word for word in words if not is_han(word))
        return number_terms(self.number), letters


class Word:
    """Word of a search, folded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = words_of(text)
        self.letters = "".join(self.parts)
        self.is_run = len(self.parts) > 1 and len(self.letters) >= END and _NUMBERED.fullmatch(self.letters)
        self.code = self.letters if _CODE.fullmatch(self.letters) else None
        self.ends = number_terms(text)
        self.places = find_divisions(text)
        self.province = region_code(text) or region_of_sign(text)
        self.name_terms = tuple(dict.fromkeys(term for part in self.parts for term in wanted_terms(part)))

    def readings(self) -> Iterator[tuple[str, ...]]:
        """Yield sets of terms; an enterprise that the word may mean has all terms of one set.

        Without `name_terms` there may be no set.
        """
        if self.name_terms:
            yield self.name_terms
        if self.code is not None:
            yield code_terms(self.code)
        yield from ((end,) for end in self.ends)
        yield from map(code_terms, self.places)
        if self.province is not None:
            yield (region_term(self.province),)

    def fits(self, facts: Facts) -> bool:
        """Return whether the word fits the credential."""
        return (
            all(_is_in_name(part, facts) for part in self.parts)
            or (self.code is not None and self.code in facts.code)
            or self._ends_number(facts)
            or self.is_run_of(facts.runs)
            or self.province == facts.region
            or facts.division.startswith(self.places)
        )

    def is_run_of(self, runs: list[str]) -> bool:
        """Return whether the word is a run of parts of the number with these `runs_of`."""
        return bool(self.is_run) and any(run.startswith(self.letters) for run in runs)

    def _ends_number(self, facts: Facts) -> bool:
        terms, letters = facts.ends
        return not {*self.ends}.isdisjoint(terms) and any(each.endswith(self.letters) for each in letters)


def _is_in_name(part: str, facts: Facts) -> bool:
    if is_han(part):
        return part in facts.names
    return any(begins(word, part) for word in facts.words)


class SearchText:
    """Readings of a typed text: `ways`, each of words that must all fit."""

    def __init__(self, text: str) -> None:
        typed = [word for word in _SPACE.split(fold_for_search(strip_labels(text))) if words_of(word)]
        words = _leave_out_forms(typed)
        split = [piece for word in words for piece in _split_places(word)]
        whole = "".join(typed)
        ways = [words] if words else []
        for other in (split, [*_join_characters(words)]):
            if other not in ways:
                ways.append(other)
        if len(typed) > 1 and sum(len(part) for part in words_of(whole) if not is_han(part)) >= END:
            ways.append([whole])
        read = [[Word(word) for word in way] for way in ways]
        self.ways = [way for way in read if _leads(way)] or read

    @property
    def leads(self) -> bool:
        """Return whether it can be searched: two neighbouring Chinese characters, three letters, a digit."""
        return any(map(_leads, self.ways))

    def fits(self, record: Record[Assessment]) -> bool:
        """Return whether the text matches the credential."""
        facts = Facts(record)
        return any(all(word.fits(facts) for word in way) for way in self.ways)


def _leave_out_forms(words: list[str]) -> list[str]:
    """Drop the forms of companies; keep the words where nothing would be left to search for."""
    stems = [_FORM.sub("", word) for word in words if not _FORMS.issuperset(words_of(word))]
    kept = [stem for stem in stems if words_of(stem)]
    return kept if _leads([Word(stem) for stem in kept]) else words


def _leads(way: list[Word]) -> bool:
    """Return whether a word of the way has terms that all matching enterprises have."""
    return any(word.name_terms for word in way)


def _join_characters(words: list[str]) -> Iterator[str]:
    """Join single Chinese characters that follow each other: 蓝 泽 is 蓝泽."""
    for is_single, some in groupby(words, lambda word: len(word) == 1 and is_han(word)):
        if is_single:
            yield "".join(some)
        else:
            yield from some


def _split_places(word: str) -> Iterator[str]:
    """Split off the places that a Chinese word begins with."""
    if is_han(word):
        # the longest place first: a province's name may begin a longer one
        for end in range(min(len(word) - 2, _LONGEST_PLACE), 1, -1):
            place = word[:end]
            if find_divisions(place) or region_code(place) is not None:
                yield place
                yield from _split_places(word[end:])
                return
    yield word
