"""Rows of a sheet of survey returns into returns: all errors of all rows, and what rows say of each other."""

from collections.abc import Iterator, Mapping, Sequence

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.cells import format_cell
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import CheckedRow, RowCells, list_rows
from carriers.spreadsheet.survey.columns import RETURNS
from credentials.drafting.survey_return import (
    MAX_CATEGORY,
    SurveyReturn,
    fold_group,
    is_category,
    read_amount,
)
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc

_MAX_GROUP = 200


def check_returns(
    sheet: Sheet, *, rows: Sequence[str] | None = None, columns: Sequence[str] | None = None
) -> Iterator[CheckedRow[SurveyReturn]]:
    """Each row's return, or its errors; `rows` and `columns` are the categories that may be named."""
    repeated: dict[tuple[str, ...], list[int]] = {}
    groups: dict[str, dict[str | None, int]] = {}
    for row in sheet.rows:
        repeated.setdefault(_key_of(row), []).append(row.number)
        group = fold_group(_text_of(row, "group"))
        groups.setdefault(_text_of(row, "enterprise"), {}).setdefault(group, row.number)
    listed = {"row": rows, "column": columns}
    for row in sheet.rows:
        yield _ReturnCheck(row, listed, repeated, groups).run()


def _text_of(row: SheetRow, name: str) -> str:
    return format_cell(row.cells.get(name, ""))


def _key_of(row: SheetRow) -> tuple[str, ...]:
    """What only one row may have."""
    return tuple(_text_of(row, name) for name in ("enterprise", "row", "column"))


class _ReturnCheck(RowCells):
    """The checks of one row."""

    def __init__(
        self,
        row: SheetRow,
        listed: Mapping[str, Sequence[str] | None],
        repeated: Mapping[tuple[str, ...], list[int]],
        groups: Mapping[str, Mapping[str | None, int]],
    ) -> None:
        super().__init__(row, RETURNS)
        self._listed, self._repeated, self._groups = listed, repeated, groups

    def run(self) -> CheckedRow[SurveyReturn]:
        """The return, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        enterprise = self._enterprise()
        group = self._text("group", _MAX_GROUP)
        if len(rows := self._groups[_text_of(self._row, "enterprise")]) > 1:
            self._refuse("group", CarrierError("group-differs", rows=list_rows([*rows.values()])))
        row, column = self._category("row"), self._category("column")
        amount = self._amount()
        if self._errors or enterprise is None or row is None or column is None or amount is None:
            return CheckedRow(self._row.number, None, tuple(self._errors))
        return CheckedRow(self._row.number, SurveyReturn(enterprise, row, column, amount, group), ())

    def _enterprise(self) -> str | None:
        text = self._text("enterprise")
        if text is None:
            return None
        try:
            code = parse_uscc(text)
        except RecordError as error:
            self._refuse("enterprise", error)
            return None
        numbers = self._repeated[_key_of(self._row)]
        if len(numbers) > 1:
            self._refuse("enterprise", CarrierError("row-repeated", rows=list_rows(numbers)))
        return code

    def _category(self, name: str) -> str | None:
        text, listed = self._text(name, MAX_CATEGORY), self._listed[name]
        if text is None:
            return None
        if not is_category(text):
            self._refuse(name, CarrierError("category-form"))
        elif listed is not None and text not in listed:
            self._refuse(name, CarrierError("category-outside", allowed=[*listed]))
        return text

    def _amount(self) -> str | None:
        text = self._text("amount")
        if text is not None and read_amount(text) is None:
            self._refuse("amount", CarrierError("amount-form"))
        return text
