"""What the number format of a cell (ECMA-376 part 1, 18.8.30 and 18.8.31) makes of the number in it."""

import re
from typing import Literal, NamedTuple

CellShows = Literal["percent", "date", "other", "formula"]
"""90 % of 0.9, a day of 46152; another number, as 30 of 30000 by `0,`, 300 of 30 by `0"0"`, none by `;;;`; or
what no number format does: the cell has a formula."""

_PERCENT_IDS = frozenset({"9", "10"})
_DATE_IDS = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""Number formats that need no code (18.8.30)."""
_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([(（－−–])|[_*].|\[[^\]]*\]', re.DOTALL)
"""Text, also that of a currency, a sign; or what is no text: room, filling, a condition or colour."""
_CONDITION = re.compile(r"\[[<>=]")
_LETTERS = {ord(digit): "1" for digit in "0123456789"} | dict.fromkeys(map(ord, "-－−–(（"), "-")
_GENERAL = re.compile(r"general|@|通用格式", re.IGNORECASE)
_NUMBER = re.compile(r"[0#?]")
_SCALED = re.compile(r"[0#?.],+(?![0#?,])")
_DIGITS = re.compile(r"[1-9][^\w]*[0#?]|[0#?][^\w]*[1-9]")
_MINUS_BEFORE = re.compile(r"-[^\w]*[0#?]")


class NumberFormat(NamedTuple):
    """What a format makes of numbers above zero, below zero, and of zero; None is the number as it is."""

    above: CellShows | None
    below: CellShows | None
    zero: CellShows | None

    def shows(self, number: float) -> CellShows | None:
        """What it makes of this number."""
        if number == 0:
            return self.zero
        return self.above if number > 0 else self.below


def read_format(number: str, code: str) -> NumberFormat:
    """Of a format by its number and its code, which formats of the standard may lack."""
    if not code:
        known: CellShows | None = "percent" if number in _PERCENT_IDS else None
        return NumberFormat(*("date" if number in _DATE_IDS else known,) * 3)
    sections = _PART.sub(_plain, code).split(";")
    above = _shows(sections[0], is_signed=False)
    below, zero = above, above
    if len(sections) > 1:  # no sign is added where the numbers below zero have a section of their own
        below = _shows(sections[1], is_signed=True)
    if len(sections) > 2:
        zero = _shows(sections[2], is_signed=None)
    if _CONDITION.search(code):  # which section a number falls into is not followed
        worst = next((one for one in (above, below, zero) if one is not None), None)
        return NumberFormat(worst, worst, worst)
    return NumberFormat(above, below, zero)


def _plain(part: re.Match[str]) -> str:
    """A part of a format so that no letter of its text is taken for a placeholder: digits are 1, others x."""
    text = part[1] or part[2] or part[3] or part[4] or ""
    return "".join(_LETTERS.get(ord(letter), "'" if letter in ".,~～ " else "x") for letter in text)


def _shows(section: str, *, is_signed: bool | None) -> CellShows | None:
    """What a section makes of a number; `is_signed` says whether a minus belongs before it."""
    section = _GENERAL.sub("0", section)
    if re.search("[ymdhs]", section, re.IGNORECASE):
        return "date"
    if not _NUMBER.search(section) or _SCALED.search(section) or _DIGITS.search(section):
        return "other"
    if (is_signed and "-" not in section) or (is_signed is False and _MINUS_BEFORE.search(section)):
        return "other"
    return "percent" if "%" in section else None
