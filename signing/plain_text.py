"""Make other people's texts safe for a sentence: one printable line."""

import re

# C0 and C1 controls, halves of characters, and what hides or reorders text (UTS 39, 3.1; UAX 9, 2).
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
_NESTED = str.maketrans("“”", "‘’")
LONGEST = 120
"""Most characters of a text that a sentence shows."""


def plain(text: str) -> str:
    """Return `text` as one printable line: characters that steer a terminal or turn text become visible."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def shown(text: str) -> str:
    """Return the beginning of `text` as one line, without a quotation mark that ends a quotation."""
    line = plain(text).translate(_NESTED)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def quoted(text: str) -> str:
    """Return `shown(text)` in quotation marks."""
    return f"“{shown(text)}”"
