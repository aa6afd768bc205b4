"""The pin as eight words: a frozen list in both languages whose words cannot be confused."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.words.pin_words import format_pin_words
from tests.harness.checkout import ROOT

FILE = ROOT / "credentials" / "words" / "pin_words.json"
PAIRS: list[list[str]] = json.loads(FILE.read_bytes())
pins = st.binary(min_size=32, max_size=32).map(bytes.hex)


def distance(left: str, right: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row = row, [i]
        for j, b in enumerate(right, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def test_the_list_is_frozen() -> None:
    digest = "2622f310ee49337085c46807e5f80c87b5cf3cc70c34038bcf6d2831d481a062"
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == digest


def test_the_words_are_told_apart() -> None:
    assert len(PAIRS) == 256
    chinese, english = zip(*PAIRS, strict=True)
    assert all(len(word) == 2 for word in chinese)
    assert len({word[0] for word in chinese}) == 256  # the first character alone tells the words apart
    for word in chinese:  # GB 2312 level 1: the 3,755 most common characters
        assert all(0xB0 <= lead <= 0xD7 for lead in word.encode("gb2312")[::2]), word
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 9 for word in english)
    for i, word in enumerate(english):
        for other in english[:i]:
            assert distance(word, other) >= 2, (word, other)
            assert not word.startswith(other) or len(word) > len(other) + 2, (word, other)


@given(pins)
def test_each_word_stands_for_its_byte(pin: str) -> None:
    for side, lang in ((0, "zh"), (1, "en")):
        words = format_pin_words(pin, "zh" if lang == "zh" else "en").split(" ")
        known = [pair[side] for pair in PAIRS]
        assert bytes(known.index(word) for word in words) == bytes.fromhex(pin)[:8]


def test_two_pins_that_anybody_can_check_by_hand() -> None:
    pin = "00" * 7 + "ff" * 25
    assert format_pin_words(pin, "zh") == " ".join(["算盘"] * 7 + ["斑马"])
    assert format_pin_words(pin, "en") == " ".join(["abacus"] * 7 + ["zebra"])


def test_text_that_is_not_a_pin_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        format_pin_words("no pin", "zh")
