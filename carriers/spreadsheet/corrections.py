"""Corrections made in reading a sheet, with a sentence for each.

A clerk's sheet has a title above its header, a column of numbers beside it, cells merged over several rows,
letters of full width, and line breaks within a name. Each of these has only one meaning, so it is read. The
program shows the clerk every correction before anything is signed.
"""

import re
from typing import Literal, NamedTuple

from carriers.spreadsheet.columns import Column
from carriers.spreadsheet.formats.cells import shown
from signing.errors import Lang

CorrectionKind = Literal[
    "above",
    "ignored",
    "merged",
    "width",
    "capitals",
    "line-break",
    "percent",
    "rows-hidden",
    "columns-hidden",
    "sheet-further",
]

SENTENCES: dict[CorrectionKind, tuple[str, str]] = {
    "above": ("Rows above the header, not read: {places}.", "表头以上各行未读取：{places}。"),
    "ignored": ("Columns that are not read: {places}.", "未读取的列：{places}。"),
    "merged": (
        "Merged cells, read as if each row had their text: {places}.",
        "合并的单元格，已按各行内容相同读取：{places}。",
    ),
    "width": ("Full-width characters, read as: {places}.", "全角字符，已读作：{places}。"),
    "capitals": ("Small letters in a code, read as: {places}.", "代码中的小写字母，已读作：{places}。"),
    "percent": (
        "Numbers in per cent, read as shown: {places}.",
        "以百分数显示的数值，已按显示读作：{places}。",
    ),
    "line-break": ("Line breaks in a cell, read as: {places}.", "单元格内的换行，已读作：{places}。"),
    "rows-hidden": ("Hidden rows, read like the others: {places}.", "隐藏的行，已照常读取：第 {places} 行。"),
    "columns-hidden": ("Hidden columns, read like the others: {places}.", "隐藏的列，已照常读取：{places}。"),
    "sheet-further": ("Further sheets, not read: {places}.", "其他工作表未读取：{places}。"),
}
_NAMED = 5
_LINE_BREAK = re.compile("[\r\n\u2028]+")
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum() or chr(0x21 + i) in "-./:"}
"""Letters, digits and separators in codes and dates; brackets stay as they are."""
_FULL_WIDTH[0x3000] = 0x20


class Adjusted(NamedTuple):
    """One kind of correction and its places: rows, headers or cells, each with the text as read."""

    kind: CorrectionKind
    places: tuple[str, ...]

    def sentence(self, lang: Lang) -> str:
        """Return the correction, with the first places by name and the number of the others."""
        en, zh = SENTENCES[self.kind]
        rest = len(self.places) - _NAMED
        text = ("、" if lang == "zh" else ", ").join(self.places[:_NAMED])
        if rest > 0:
            text += f" 等共 {len(self.places)} 处" if lang == "zh" else f" and {rest} more"
        return (zh if lang == "zh" else en).format(places=text)


class Adjusting:
    """The corrections of one sheet."""

    def __init__(self) -> None:
        self._places: dict[CorrectionKind, list[str]] = {}

    def note(self, kind: CorrectionKind, *places: str) -> None:
        """Record a correction made at `places`."""
        if places:
            self._places.setdefault(kind, []).extend(places)

    @property
    def found(self) -> tuple[Adjusted, ...]:
        """All corrections, in the order of their kinds."""
        return tuple(Adjusted(kind, tuple(self._places[kind])) for kind in SENTENCES if kind in self._places)

    def read_text(self, text: str, column: Column, place: str) -> str:
        """Return the intended text of a cell; `place` is its address."""
        done: list[CorrectionKind] = []
        corrected = text.strip()
        if len(lines := _LINE_BREAK.split(corrected)) > 1:
            done.append("line-break")
            corrected = _join(lines, column)
        if not corrected.isascii() and column.form != "text":
            narrow = corrected.translate(_FULL_WIDTH).strip()
            if narrow != corrected:
                done.append("width")
            corrected = narrow
        if column.capitals and corrected != corrected.upper():
            done.append("capitals")
            corrected = corrected.upper()
        for kind in done:
            self.note(kind, f"{place} {shown(corrected)}")
        return corrected


def _join(lines: list[str], column: Column) -> str:
    """Join lines: a list by its separator, Latin words by a space, Chinese directly."""
    parts = [part for line in lines if (part := line.strip())]
    if column.form == "list":
        return "、".join(part.strip("、,，;； ") for part in parts)
    text = ""
    for part in parts:
        text += " " + part if text and text[-1].isascii() and part[0].isascii() else part
    return text
