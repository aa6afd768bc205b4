"""Search terms of a credential, by which an index finds it (docs/adr/0015).

A Chinese name is found by any two neighbouring characters, with and without the text in brackets between
them. A Latin name is found by the first three and the first six letters of its words. An enterprise's code,
behind `@`, is found by any four characters. These and the province, behind `&`, lead to the enterprise: they
are stored once, however many credentials it gets. A certificate number is found by its end, behind `#`.
The search then compares the matches as text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.words.simplified import fold, simplify

LONGEST = 40
END = 4
"""Length of the terms from a code, and from the end of a number."""
_HEAD, _LONGER = 3, 6
# Unicode: extension A and unified ideographs, compatibility ideographs, planes 2 and 3
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OTHER = f"[^\\W_{_HAN}]+"
_WORD = re.compile(f"[{_HAN}]+|{_OTHER}")
_FIRST_HAN = re.compile(f"[{_HAN}]")
_LATIN = re.compile(_OTHER)
_BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕\n]*[)\]】〕]")
_BETWEEN = re.compile(f"(?<=[{_HAN}])(?:[^\\w\n]|_)+(?=[{_HAN}])")


class Terms(NamedTuple):
    """Terms of a credential: `enterprise` from names and code, `own` from number and province.

    The term `mark` stands for the enterprise's two complete names.
    """

    mark: str
    enterprise: tuple[str, ...]
    own: tuple[str, ...]


def spellings_of(folded: str) -> tuple[str, ...]:
    """Return folded names (a line each) with the text in brackets and without it."""
    without = _BRACKETED.sub("", folded)
    return tuple(dict.fromkeys((folded, _BETWEEN.sub("", folded), _BETWEEN.sub("", without))))


def words_of(folded: str) -> list[str]:
    """Split a folded text into words: runs of Chinese characters, and of other letters and digits."""
    return _WORD.findall(folded)


def credential_terms(record: Record[Assessment]) -> Terms:
    """Return all terms of a credential."""
    subject = record.body.credential_subject
    return terms_of(
        subject.legal_name,
        subject.legal_name_en,
        subject.unified_social_credit_code,
        subject.region,
        subject.assessment.certificate_number,
    )


def terms_of(legal_name: str, legal_name_en: str | None, uscc: str, region: str, number: str) -> Terms:
    """Return all terms of a credential with these members."""
    mark, terms = enterprise_terms(legal_name, legal_name_en, uscc)
    return Terms(mark, terms, (*number_terms(number), region_term(region)))


@lru_cache(maxsize=4_096)  # an entry takes 4 KB
def enterprise_terms(legal_name: str, legal_name_en: str | None, uscc: str) -> tuple[str, tuple[str, ...]]:
    """Return the mark of both names, equal in any width and case, and all terms of names and code."""
    whole = f"{fold(legal_name)}\n{fold(legal_name_en or '')}"
    # traditional characters are kept: names that a search treats alike may still be two names
    mark = "=" + sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    spelt = "\n".join(spellings_of(simplify(whole)))
    names = (term for word in words_of(spelt) for term in _of_word(word))
    return mark, tuple(sorted({mark, *names, *code_terms(uscc)}))


def code_terms(code: str) -> tuple[str, ...]:
    """Return every run of four characters of a code or part of one; none if it is shorter."""
    text = code.lower()
    return tuple({"@" + text[place : place + END] for place in range(len(text) - END + 1)})


def region_term(region: str) -> str:
    """Return the term of a province code."""
    return "&" + region.lower()


def number_terms(number: str) -> tuple[str, ...]:
    """Return the last four letters or digits of a certificate number, and its last word if shorter.

    A number of Chinese characters alone has none.
    """
    words = _LATIN.findall(fold(number))
    if not words:
        return ()
    end = "#" + "".join(words)[-END:]
    return (end,) if len(words[-1]) >= END or len(words) == 1 else (end, "#" + words[-1])


def wanted_terms(word: str) -> tuple[str, ...]:
    """Return the terms that every name with this word has; none for a word too short to search.

    A Latin word may be cut off after its third letter. A word that does not begin with three letters is
    searched whole.
    """
    if is_han(word):
        return tuple(_pairs(word))
    if not word[:_HEAD].isalpha():
        return (word[:LONGEST],)
    return (word[: _LONGER if len(word) >= _LONGER else _HEAD],) if len(word) >= _HEAD else ()


def begins(word: str, wanted: str) -> bool:
    """Return whether `word` equals `wanted`, or begins with it if it is cut off (`wanted_terms`)."""
    if len(wanted) >= _HEAD and wanted[:_HEAD].isalpha():
        return word.startswith(wanted)
    return word == wanted


def is_han(word: str) -> bool:
    """Return whether a word of `words_of` consists of Chinese characters."""
    return _FIRST_HAN.match(word) is not None


def _of_word(word: str) -> Iterator[str]:
    if is_han(word):
        yield from _pairs(word) if len(word) > 1 else (word,)
    elif word[:_HEAD].isalpha():
        yield word[:_HEAD]
        yield word[:_LONGER]
    else:
        yield word[:LONGEST]


def _pairs(word: str) -> Iterator[str]:
    return (word[place : place + 2] for place in range(len(word) - 1))
