"""Traditional characters as simplified ones, one for one: a search takes 環保 and 环保 for one word.

`simplified.json` holds two texts of one length: the characters, and their replacements. `python -m
tools.simplified` makes it from OpenCC's `t2s` (Apache-2.0). Use it to compare two folded texts, never to show
one: 乾坤 becomes 干坤.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unicodedata import category, normalize


def fold(text: str) -> str:
    """Fold a text to what a person sees: any width and case, without invisible characters."""
    folded = normalize("NFKC", text).casefold()
    return folded if folded.isascii() else "".join(c for c in folded if category(c) != "Cf")


def fold_for_search(text: str) -> str:
    """Fold a text, and replace traditional characters by simplified ones."""
    return simplify(fold(text))


def fold_closely(text: str) -> str:
    """Fold as for the search, with one dash and no spaces: equal for spellings of one name."""
    folded = "".join(fold_for_search(text).split())
    return folded if folded.isascii() else "".join("-" if _is_dash(c) else c for c in folded)


def _is_dash(character: str) -> bool:
    """Return whether it is a hyphen or dash of any length, or the minus sign."""
    return category(character) == "Pd" or character == "\u2212"


def simplify(text: str) -> str:
    """Return the text with simplified characters, of the same length."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> Mapping[int, int]:
    """Read the table on first use: a verification never needs it."""
    data = Path(__file__).with_name("simplified.json").read_bytes()
    traditional, simplified = json.loads(data)
    return dict(zip(map(ord, traditional), map(ord, simplified), strict=True))
