"""Effect of a cell's number format (ECMA-376 part 1, 18.8.30 and 18.8.31) on its number or text.

Allowed formats show the number or the whole day, with at most a unit behind, or the text alone; any other
shows something else.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple


class WithText(NamedTuple):
    """The unchanged number, with this text after it."""

    text: str


CellShows = Literal["percent", "date", "part", "other", "formula"] | WithText
"""How a cell displays a number or a text.

percent: 90 % for 0.9. date: a day for 46152, with its time if it has one. part: a part of that, such as its
month. other: another number, as 30 for 30000 by `0,`, another text, or none. formula: the cell has a formula,
whatever its format.
"""

_MONTH, _DAY, _TIME = 'yyyy"年"m"月"', 'm"月"d"日"', "h:mm"
_CODES = {
    "0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%",
    "11": "0.00E+00", "12": "# ?/?", "13": "# ??/??", "37": "#,##0 ;(#,##0)", "38": "#,##0 ;(#,##0)",
    "39": "#,##0.00 ;(#,##0.00)", "40": "#,##0.00 ;(#,##0.00)", "41": '#,##0 ;(#,##0);"-"',
    "43": '#,##0.00 ;(#,##0.00);"-"', "48": "##0.0E+0", "49": "@",
    "14": "mm-dd-yy", "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy", "22": "m/d/yy h:mm", "30": "m-d-yy",
    "31": 'yyyy"年"m"月"d"日"', **dict.fromkeys(("27", "36", "50", "52", "57"), _MONTH),
    **dict.fromkeys(("28", "29", "51", "53", "54", "58"), _DAY),
    **dict.fromkeys(("18", "19", "20", "21", "32", "33", "34", "35", "45", "46", "47", "55", "56"), _TIME),
}  # fmt: skip
"""Formats without a code (18.8.30). Others, as 5 to 8, 42 and 44, use the reader's currency sign."""
_MAX_CODE = 255
"""Characters of a code, Excel's limit."""
_TOKEN = re.compile(
    r'(?is)"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<room>.)|\*(?P<filling>.)'
    r"|\[\$(?P<money>[^\]-]*)(?:-(?:0?[48]0[49]|0?c04|1[04]04|f[48]00|(?:zh|en)-[a-z]{2}|x-sys[a-z]{4})?)?\]"
    r"|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2})\]|(?P<chinese>\[dbnum[0-9]\])"
    r"|(?P<elapsed>\[[hms]+\])|(?P<strange>\[[^\]]*\])|(?P<general>general|g/通用格式|@)|am/pm|a/p|上午/下午"
    r"|(?P<plain>.)"
)
_SIGNS = {**dict.fromkeys("-−－–", "-"), **dict.fromkeys("(（", "("), **dict.fromkeys(")）", ")"), "+": "+"}
_NUMBER = re.compile(
    r"(?P<sign>[-+(]?) *(?=\.?[0#?]|@)"
    r"(?:@|(?P<whole>[0#?]+(?: [0#?]{3})+|[0#?](?:[0#?,]*[0#?])?)?(?:(?P<point>\.)(?P<decimals>[0#?]*))?)"
    r"(?P<power>e[+-][0#?]+)?(?P<percent> *%)?(?P<text>(?:\x02[^\x03]*\x03|[/: ])*)(?P<close>\)?)"
)
"""The number in a section: texts stand between \\x02 and \\x03, General is @."""
_IS_DATE = re.compile(r"[ymdhs]")
_STRANGE, _CHINESE = "\x01", "\x04"
"""A code that is not followed, such as a condition or another calendar; and 二〇二六 for 2026."""
_TEXT = re.compile(r"\x02([^\x03]*)\x03")
_DATE = re.compile(r"(?:[\x04ymdhs /:,.-]|(?<=s)\.0+|\x02[年月日号號时時点點分秒T/:,.-]*\x03)+")
_RUNS = re.compile(r"y+|m+|d+|h+|s+")
_DAY_SECONDS = 86_400


class FormatSection(NamedTuple):
    """The effect of a section on a number: None shows it as it is, rounded to `decimals` if not None.

    `is_power` tells that it is shown with a power of ten, `has_zero` that a 0 is shown. A date is shown to
    `finest` seconds, 0 where its day is not.
    """

    shows: CellShows | None = None
    decimals: int | None = None
    is_power: bool = False
    has_zero: bool = True
    finest: int = 0

    def make(self, number: float) -> CellShows | None:
        """Return the effect on this number."""
        if self.shows == "date":
            is_whole = self.finest and not round(number * _DAY_SECONDS) % self.finest
            return "date" if is_whole else "part"
        return "other" if self._rounds(number) or not (number or self.has_zero) else self.shows

    def _rounds(self, number: float) -> bool:
        """Return whether it shows fewer digits than the 15 that Excel keeps of this number."""
        if self.decimals is None:
            return False
        value = number * 100 if self.shows == "percent" else number
        kept = f"{value:.15g}"
        form = f".{self.decimals}{'e' if self.is_power else 'f'}"
        return float(kept) != float(format(Decimal(kept), form))


_OTHER = FormatSection("other")


class NumberFormat(NamedTuple):
    """The sections of a format for numbers above zero, below zero, and for zero; whether it shows a text."""

    above: FormatSection
    below: FormatSection
    zero: FormatSection
    keeps_text: bool

    @property
    def is_general(self) -> bool:
        """True where it shows every number and every text as it is."""
        return self == (FormatSection(), FormatSection(), FormatSection(), True)

    def shows(self, value: str | float) -> CellShows | None:
        """Return the effect on this number or text."""
        if isinstance(value, str):
            return None if self.keeps_text else "other"
        section = self.zero
        if value:
            section = self.above if value > 0 else self.below
        return section.make(value)


@lru_cache(maxsize=1024)
def read_format(number: str, code: str) -> NumberFormat:
    """Read a format by its number and its code; formats of the standard may lack a code."""
    code = code or _CODES.get(number, "")
    if len(code) > _MAX_CODE:
        return NumberFormat(_OTHER, _OTHER, _OTHER, keeps_text=False)
    first, *more = "".join(_pieces(code)).split(";")
    above = _read(first, "", "+")
    below = _read(more[0], "-", "(") if more else _read(first, "")  # a section of its own has its own sign
    zero = _read(more[1] if len(more) > 1 else first, "", "+")
    return NumberFormat(above, below, zero, _keeps_text([first, *more]))


def _keeps_text(sections: list[str]) -> bool:
    """Return whether a text is shown as it is: by the fourth section, or the last of fewer if it names it."""
    last = sections[-1]
    is_for_text = len(sections) > 3 or "@" in _TEXT.sub("", last)
    return len(sections) <= 4 and (not is_for_text or last.strip() == "@")


def _pieces(code: str) -> Iterator[str]:
    """Yield the code with texts, signs and meaningless parts in one notation; see _NUMBER."""
    for token in _TOKEN.finditer(code):
        kind, part = token.lastgroup, token[token.lastgroup] if token.lastgroup else ""
        if kind == "general":
            yield "@"
        elif kind in ("plain", "elapsed") and part.isascii():
            yield part.lower()
        elif kind == "chinese":
            yield _CHINESE
        elif kind == "strange" or (kind == "filling" and not part.isspace()):
            yield _STRANGE
        elif kind == "room" or not part.strip():
            yield " " if part else ""
        else:
            yield _SIGNS.get(part, f"\x02{part}\x03")


def _read(section: str, *signs: str) -> FormatSection:
    """Return the effect of a section that puts one of `signs` before the number."""
    if _IS_DATE.search(_TEXT.sub("", section)):
        return FormatSection("date", finest=_finest(section))
    # allow only formats known to show the number: a list of misleading formats would have no end
    match = _NUMBER.fullmatch(section.strip())
    if match is None or match["sign"] not in signs or (match["sign"] == "(") != bool(match["close"]):
        return _OTHER
    text = _TEXT.sub(r"\1", match["text"]).strip()
    if text and match["percent"]:
        return _OTHER
    decimals = None if "@" in match[0] else len(match["decimals"] or "")
    has_zero = decimals is None or "0" in f"{match['whole'] or ''}{match['decimals'] or ''}"
    shows: CellShows | None = WithText(text) if text else "percent" if match["percent"] else None
    return FormatSection(shows, decimals, match["power"] is not None, has_zero)


def _finest(section: str) -> int:
    """Return the seconds of the finest unit shown with year, month and day; 0 without these."""
    runs = ["", *_RUNS.findall(_TEXT.sub("", section)), ""]
    is_minute = [
        run[:1] == "m" and (before[:1] == "h" or after[:1] == "s")
        for before, run, after in zip(runs, runs[1:], runs[2:], strict=False)
    ]
    days = {
        run[0]
        for run, minute in zip(runs[1:-1], is_minute, strict=True)
        if not minute and len(run) <= (2 if run[0] == "d" else 4)
    }
    if _DATE.fullmatch(section) is None or not days.issuperset("ymd"):
        return 0
    if "h" not in days or not any(is_minute):
        return _DAY_SECONDS
    return 1 if "s" in days else 60
