"""The sheet of results: a row a credential, what came of its supervision, and on which day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout
from carriers.spreadsheet.formats.cells import format_cell, list_first
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import MAX_NAME, CheckedRow, RowCells
from carriers.spreadsheet.templates import EXAMPLE_CODE, EXAMPLE_NAME, encode_template
from credentials.identifiers import parse_uscc
from credentials.times import day_of
from credentials.words.closed_lists import Labels
from desk.errors import DeskError
from desk.supervision.cares import CareAdded
from desk.supervision.judge import ENDED, FAILED, NOT_DONE, PASSED, Care
from registry.errors import RegistryError

RESULT_WORDS: Final[Labels] = {
    PASSED: ("passed", "通过"),
    FAILED: ("failed", "不通过"),
    NOT_DONE: ("not done", "未做"),
}
_CODE, _NUMBER, _DAY, _RESULT, _NAME, _NOTE = "code", "number", "day", "result", "legalName", "note"
_DUE, _LAST = "due", "last"
_FILLED = (_DAY, _RESULT, _NOTE)
"""Columns that the list to fill leaves empty."""

RESULTS_SHEET: Final = Layout(
    (
        Column(_NUMBER, "证书编号", "Certificate number", "code", True, 24,
               "单元格须为文本格式。", "The cell must be formatted as text."),
        Column(_CODE, "统一社会信用代码", "Unified social credit code", "code", True, 24,
               "须与证书所载一致。", "As the certificate has it.", capitals=True),
        Column(_NAME, "企业名称", "Legal name", "text", False, 34,
               "可不填，仅供核对。", "Optional, for the eye alone."),
        Column(_DAY, "监督日期", "Day", "date", True, 14,
               "作出结果之日，如 2026-05-01；不得晚于今日。", "The day of the result, not after today.",
               ("日期",)),
        Column(_RESULT, "结果", "Result", "text", True, 12,
               "通过、不通过或未做。", "passed, failed or not done.", ("监督结果",)),
        Column(_DUE, "应报", "Due", "date", False, 14,
               "仅供参考，不读入。", "For the eye alone."),
        Column(_LAST, "宽限至", "Grace to", "date", False, 14,
               "仅供参考，不读入。", "For the eye alone."),
        Column(_NOTE, "情况说明", "Note", "text", False, 40,
               "可不填，仅工作台可见。", "Optional; only the desk sees it.", ("说明", "备注")),
    ),
    "监督结果 Results",
    marked=_NAME,
    named=_NUMBER,
)  # fmt: skip


def write_results_sheet(cares: Sequence[Care], names: Mapping[str, str]) -> bytes:
    """Return the .xlsx to fill, begun with a row for each care; `names` are legal names by credential."""
    example = {
        _NUMBER: "2026-0001",
        _CODE: EXAMPLE_CODE,
        _NAME: EXAMPLE_NAME,
        _RESULT: RESULT_WORDS[PASSED][1],
    }
    begun = [
        {
            _NUMBER: care.credential.number,
            _CODE: care.credential.code,
            _NAME: names.get(care.credential.id, ""),
            _DUE: f"{care.due or ''}",
            _LAST: f"{care.last or ''}",
        }
        for care in cares
    ]
    return encode_template(
        RESULTS_SHEET, {**example}, {_RESULT: [zh for _, zh in RESULT_WORDS.values()]}, begun=begun
    )


def check_results(sheet: Sheet, cares: Sequence[Care], now: datetime) -> Iterator[CheckedRow[CareAdded]]:
    """Yield for each row the result to note, or its errors; a row in which nothing was filled yields none."""
    by_number: dict[str, list[Care]] = {}
    for care in cares:
        by_number.setdefault(care.credential.number, []).append(care)
    places: dict[str, list[int]] = {}
    filled = [row for row in sheet.rows if any(format_cell(row.cells.get(name, "")) for name in _FILLED)]
    for row in filled:
        places.setdefault(format_cell(row.cells.get(_NUMBER, "")), []).append(row.number)
    for row in filled:
        yield _ResultCheck(row, by_number, places, day_of(now)).run()


class _ResultCheck(RowCells):
    """The checks of one row."""

    def __init__(
        self, row: SheetRow, cares: Mapping[str, list[Care]], places: Mapping[str, list[int]], today: date
    ) -> None:
        super().__init__(row, RESULTS_SHEET)
        self._cares, self._places, self._today = cares, places, today

    def run(self) -> CheckedRow[CareAdded]:
        """Return the result, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        number, code = self._text(_NUMBER), self._find(_CODE, parse_uscc)
        self._text(_NAME, MAX_NAME)
        care = self._find_care(number) if number is not None else None
        if care is not None and code is not None and code != care.credential.code:
            self.refuse(_CODE, DeskError("code-differs", found=care.credential.code))
        day = self._moment(_DAY)
        begun = care.credential.begun if care is not None else None
        if day is not None and not (begun or date.min) <= day_of(day) <= self._today:
            self.refuse(_DAY, DeskError("day-outside", since=begun, until=self._today))
        result, note = self._result(), self._text(_NOTE, 500)
        if self._errors or care is None or day is None or result is None:
            return CheckedRow(self._row.number, None, tuple(self._errors))
        return CheckedRow(
            self._row.number, CareAdded(care.credential.id, result, day_of(day), note or ""), ()
        )

    def _find_care(self, number: str) -> Care | None:
        """Return the one credential of a number that has not ended."""
        if len(rows := self._places[number]) > 1:
            self.refuse(_NUMBER, CarrierError("row-repeated", rows=list_first(rows)))
        cares = self._cares.get(number, [])
        going_on = [care for care in cares if care.state != ENDED]
        if len(going_on) == 1:
            return going_on[0]
        if going_on:
            ids = [care.credential.id for care in going_on]
            self.refuse(_NUMBER, RegistryError("ambiguous-reference", reference=number, choices=ids))
        elif cares:
            self.refuse(_NUMBER, RegistryError("already-final", reference=number))
        else:
            self.refuse(_NUMBER, DeskError("number-unknown", number=number))
        return None

    def _result(self) -> str | None:
        text = self._text(_RESULT)
        if text is None:
            return None
        for code, words in RESULT_WORDS.items():
            if text.casefold() in (code, *words):
                return code
        allowed = [" / ".join(reversed(words)) for words in RESULT_WORDS.values()]
        self.refuse(_RESULT, CarrierError("word-unknown", allowed=allowed))
        return None
