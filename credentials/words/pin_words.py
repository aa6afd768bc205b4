"""The pin as eight words, for people who compare it aloud, on paper or on a screen.

Word i stands for byte i of the pin, so eight words are its first 64 bits. That is enough for people to
compare, but never replaces the complete pin, which a verifier compares. The list is frozen: `pin_words.json`
holds 256 pairs of one word in Chinese and in English, in the order of the byte, for any language to load.
"""

import json
from functools import cache
from pathlib import Path

from signing.errors import Lang

WORDS = 8  # 64 bits, which a state can match by search, so the words never replace the pin


def format_pin_words(pin: str, lang: Lang) -> str:
    """Return the eight words of a pin (64 hex digits), separated by spaces; ValueError for other text."""
    side = 0 if lang == "zh" else 1
    return " ".join(_pairs()[byte][side] for byte in bytes.fromhex(pin)[:WORDS])


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    """Read the list on first use: a verification never needs it."""
    data = Path(__file__).with_name("pin_words.json").read_bytes()
    return tuple((zh, en) for zh, en in json.loads(data))
