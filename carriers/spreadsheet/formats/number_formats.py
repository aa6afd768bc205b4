"""What the number format of a cell (ECMA-376 part 1, 18.8.30 and 18.8.31) makes of the number in it."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

CellShows = Literal["percent", "date", "other", "formula"]
"""90 % of 0.9, a day of 46152; another number, as 30 of 30000 by `0,`, 300 of 30 by `0"0"`, none by `;;;`; or
what no number format does: the cell has a formula."""

_CODES = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00",
    "12": "# ?/?", "13": "# ??/??", "37": "#,##0;(#,##0)", "38": "#,##0;(#,##0)",
    "39": "#,##0.00;(#,##0.00)", "40": "#,##0.00;(#,##0.00)", "48": "##0.0E+0",
}  # fmt: skip
_DATE_IDS = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""Number formats that need no code (18.8.30)."""
_MAX_CODE = 255
"""Characters of a code, as Excel has it."""
_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([(（－−–])|[_*].|\[[^\]]*\]', re.DOTALL)
"""Text, also that of a currency, a sign; or what is no text: room, filling, a condition or colour."""
_CONDITION = re.compile(r"\[[<>=]")
_LETTERS = {
    **{ord(digit): "1" for digit in "0123456789十百千万亿萬億"},
    **dict.fromkeys(map(ord, "-－−–(（"), "-"),
    **dict.fromkeys(map(ord, ".,~～ ·×*xXeE^"), "'"),
}
"""What letters of a text are where they touch digits: 万 and E3 make another number of one."""
_UNIT = re.compile(r"千(?=[克瓦米帕焦卡伏安赫])")
_GENERAL = re.compile(r"general|@|通用格式", re.IGNORECASE)
_NUMBER = re.compile(r"[0#?]")
_SCALED = re.compile(r"[0#?.],+(?![0#?,])")
_DIGITS = re.compile(r"[1-9][^\w]*[0#?]|[0#?][^\w]*[1-9]")
_APART = re.compile(r"[0#?][., ]*[^0#?., ].*[0#?]")
"""Something between the digits: a point that is text, a fraction."""
_POWER = re.compile(r"(?<=[0#?.])E[+-][0#?]+")
_DECIMALS = re.compile(r"\.([0#?]*)")
_MINUS_BEFORE = re.compile(r"-[^\w]*[0#?]")


class FormatSection(NamedTuple):
    """What a section makes of a number: None is the number as it is, but for its `decimals` where not None;
    `is_power` says that it is shown with a power of ten.
    """

    shows: CellShows | None = None
    decimals: int | None = None
    is_power: bool = False

    def rounds(self, number: float) -> bool:
        """Whether it shows this number, to the 15 digits that Excel keeps, with fewer of them."""
        if self.decimals is None:
            return False
        value = number * 100 if self.shows == "percent" else number
        kept = f"{value:.15g}"
        form = f".{self.decimals}{'e' if self.is_power else 'f'}"
        return float(kept) != float(format(Decimal(kept), form))


class NumberFormat(NamedTuple):
    """What a format makes of numbers above zero, below zero, and of zero."""

    above: FormatSection
    below: FormatSection
    zero: FormatSection

    @property
    def is_general(self) -> bool:
        """Whether it shows every number as it is."""
        return all(one == FormatSection() for one in self)

    def shows(self, number: float) -> CellShows | None:
        """What it makes of this number."""
        section = self.zero
        if number:
            section = self.above if number > 0 else self.below
        return "other" if section.rounds(number) else section.shows


def read_format(number: str, code: str) -> NumberFormat:
    """Of a format by its number and its code, which formats of the standard may lack."""
    code = code or _CODES.get(number, "")
    if len(code) > _MAX_CODE:
        return NumberFormat(*(FormatSection("other"),) * 3)
    if not code:
        return NumberFormat(*(FormatSection("date" if number in _DATE_IDS else None),) * 3)
    sections = _PART.sub(_plain, code).split(";")
    above = _shows(sections[0], is_signed=False)
    below, zero = above, above
    if len(sections) > 1:  # no sign is added where the numbers below zero have a section of their own
        below = _shows(sections[1], is_signed=True)
    if len(sections) > 2:
        zero = _shows(sections[2], is_signed=None)
    if _CONDITION.search(code):  # which section a number falls into is not followed
        worst = next((one for one in (above, below, zero) if one.shows is not None), above)
        return NumberFormat(worst, worst, worst)
    return NumberFormat(above, below, zero)


def _plain(part: re.Match[str]) -> str:
    """A part of a format so that no letter of its text is taken for a placeholder: digits are 1, others x."""
    text = part[1] or part[2] or part[3] or part[4] or ""
    return "".join(_LETTERS.get(ord(letter), "x") for letter in _UNIT.sub("u", text))


def _shows(section: str, *, is_signed: bool | None) -> FormatSection:
    """What a section makes of a number; `is_signed` says whether a minus belongs before it."""
    is_general = _GENERAL.search(section) is not None
    section = _GENERAL.sub("0", section)
    if re.search("[ymdhs]", section, re.IGNORECASE):
        return FormatSection("date")
    is_power = _POWER.search(section) is not None
    section = _POWER.sub("", section)
    if any(form.search(section) for form in (_SCALED, _DIGITS, _APART)) or not _NUMBER.search(section):
        return FormatSection("other")
    if (is_signed and "-" not in section) or (is_signed is False and _MINUS_BEFORE.search(section)):
        return FormatSection("other")
    found = _DECIMALS.search(section)
    decimals = None if is_general else len(found[1]) if found is not None else 0
    return FormatSection("percent" if "%" in section else None, decimals, is_power)
