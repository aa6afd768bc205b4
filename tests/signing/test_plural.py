"""English plurals in Python, in errors and on pages; parity compares JavaScript."""

import re

import pytest

from api.words import load_words, speak
from signing.plural import _AFTER_A_NUMBER, agree, format_count
from tests.harness.checkout import ROOT


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (1, "certificates", "1 certificate"),
        (2, "certificates", "2 certificates"),
        (0, "rows", "0 rows"),
        (1, "entries", "1 entry"),
        (1, "reserved indexes", "1 reserved index"),
        (1, "status events are", "1 status event is"),
        (1, "records were read", "1 record was read"),
        (1, "records stand", "1 record stands"),
        (1, "of these changes", "1 of these changes"),
        (1200, "bytes", "1,200 bytes"),
    ],
)
def test_a_noun_and_its_verb_follow_the_number(number: int, words: str, said: str) -> None:
    assert format_count(number, words) == said


def test_a_noun_without_a_number_is_unchanged() -> None:
    assert agree("CQ-1", " records") == " records"
    assert agree("1", ", records") == ", records"


def test_no_page_writes_1_with_a_plural() -> None:
    plural = []
    for page in load_words("api"):
        say = speak(page, "en")
        for name, (english, _) in load_words("api")[page].items():
            facts = {part.partition("}")[0]: 1 for part in english.split("{")[1:]}
            said = say(name, **facts)
            plural += [(name, noun) for noun in ("entries", "days", "files", "months") if f"1 {noun}" in said]
    assert plural == []


def test_the_browser_knows_the_same_words() -> None:
    text = (ROOT / "web" / "signing" / "plain_text.js").read_text("utf-8")
    pattern = "".join(re.findall(r"^ +'(.*)'(?: \+|,)$", text, re.MULTILINE)).replace("\\\\", "\\")
    assert pattern == f"^{_AFTER_A_NUMBER}"
