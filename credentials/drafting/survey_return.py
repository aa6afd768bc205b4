"""One line of a survey return: what an enterprise says of itself in one cell of a table."""

import re
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize

from credentials.name_rules import check_characters

MAX_CATEGORY = 60
"""Characters of a category."""
TOTAL = "_T"
"""What a total stands under in a published table (SDMX): no category may be called so."""
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,4})?", re.ASCII)
_FORMULA_STARTS = ("=", "+", "-", "@")


class SurveyReturn(NamedTuple):
    """An amount as it was typed, a decimal number that is not negative, under a row and a column.

    `enterprise` is its credit code; enterprises of one `group` are one contributor.
    """

    enterprise: str
    row: str
    column: str
    amount: str
    group: str | None = None


def read_amount(text: str) -> Decimal | None:
    """The amount: digits 0-9, at most 15 before and 4 behind the point; None for any other text."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def is_category(text: str) -> bool:
    """Whether it may name a row or a column: one plain line of 1 to 60 characters, no formula, no total."""
    return (
        0 < len(text) <= MAX_CATEGORY
        and text != TOTAL
        and not text.startswith(_FORMULA_STARTS)
        and check_characters(text) is None
    )


def fold_group(group: str | None) -> str | None:
    """A group's name as it is compared: NFKC, no case, no spaces; None where there is none."""
    return "".join(normalize("NFKC", group or "").casefold().split()) or None
