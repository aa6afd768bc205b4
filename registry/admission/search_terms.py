"""What a credential can be searched by, cut into terms that an index finds by equality (docs/adr/0011).

A Chinese name is found by any two neighbouring characters, a Latin one by the first three and the first
six letters of its words; both lead to the enterprise, so that they are stored once, however many credentials
it gets. A certificate number is found by its last word, behind a `#`. What is found is compared as text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize

from credentials.documents.assessment import Assessment
from credentials.record import Record

LONGEST = 40
_HEAD, _LONGER = 3, 6
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


def fold(text: str) -> str:
    """Alike for what a person takes for the same: full and half width, capital and small letters."""
    return normalize("NFKC", text).casefold()


def credential_terms(record: Record[Assessment]) -> tuple[str, tuple[str, ...], str]:
    """(mark of the name, terms of the name, term of the certificate number) of a credential."""
    subject = record.body.credential_subject
    mark, terms = name_terms(subject.legal_name, subject.legal_name_en)
    return mark, terms, number_term(subject.assessment.certificate_number)


@lru_cache(maxsize=65_536)
def name_terms(legal_name: str, legal_name_en: str | None) -> tuple[str, tuple[str, ...]]:
    """The mark, a term that stands for the whole name, and the terms of both names, the mark among them."""
    whole = f"{fold(legal_name)}\n{fold(legal_name_en or '')}"
    mark = "=" + sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return mark, tuple(sorted({mark, *(term for word in _WORD.findall(whole) for term in _of_word(word))}))


def number_term(number: str) -> str:
    """The last word of a certificate number, behind a `#`; `#` alone when it has none."""
    words = _WORD.findall(fold(number))
    return ("#" + words[-1])[:LONGEST] if words else "#"


def query_terms(text: str) -> tuple[str, ...]:
    """The terms that every name has which holds `text`, as far as it was typed; none for a single character.

    A last word may be cut off, a first one may not: names are found by the beginnings of their words.
    """
    words = _WORD.findall(fold(text))
    terms: set[str] = set()
    for place, word in enumerate(words):
        if _is_han(word):
            terms.update(_pairs(word))
        elif word[:_HEAD].isalpha() and len(word) >= _HEAD:
            terms.add(word[: _LONGER if len(word) >= _LONGER else _HEAD])
        elif place < len(words) - 1:
            terms.add(word[:LONGEST])
    return tuple(sorted(terms))


def _of_word(word: str) -> Iterator[str]:
    if _is_han(word):
        yield from _pairs(word) if len(word) > 1 else (word,)
    elif word[:_HEAD].isalpha():
        yield word[:_HEAD]
        yield word[:_LONGER]
    else:
        yield word[:LONGEST]


def _pairs(word: str) -> Iterator[str]:
    return (word[place : place + 2] for place in range(len(word) - 1))


def _is_han(word: str) -> bool:
    return re.match(f"[{_HAN}]", word) is not None
