"""Traditional characters as simplified ones, one for one: 環保 and 环保 are one word to whoever looks for it.

`simplified.json` holds two texts of one length: the characters, and what stands for each. `python -m
tools.simplified` makes it of OpenCC's `t2s` (Apache-2.0). Right for comparing two texts made alike, never for
showing one: 乾坤 becomes 干坤.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unicodedata import category, normalize


def fold(text: str) -> str:
    """Alike for what a person takes for the same: any width and case, with or without what nobody sees."""
    folded = normalize("NFKC", text).casefold()
    return folded if folded.isascii() else "".join(c for c in folded if category(c) != "Cf")


def fold_for_search(text: str) -> str:
    """Folded, and traditional characters as simplified ones."""
    return simplify(fold(text))


def fold_closely(text: str) -> str:
    """Folded as for the search, dashes as one, without spaces: alike for what a person takes for one name."""
    folded = "".join(fold_for_search(text).split())
    return folded if folded.isascii() else "".join("-" if _is_dash(c) else c for c in folded)


def _is_dash(character: str) -> bool:
    """A hyphen or dash of whatever length, or the minus sign."""
    return category(character) == "Pd" or character == "\u2212"


def simplify(text: str) -> str:
    """The text with simplified characters, as long as it was."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> Mapping[int, int]:
    """Read on first use: a verification never needs it."""
    data = Path(__file__).with_name("simplified.json").read_bytes()
    traditional, simplified = json.loads(data)
    return dict(zip(map(ord, traditional), map(ord, simplified), strict=True))
