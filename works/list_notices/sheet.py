"""The sheet of a list: one row for each enterprise and its grade."""

from collections.abc import Iterator, Mapping

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout
from carriers.spreadsheet.formats.cells import format_cell, list_first
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import CheckedRow, RowCells
from carriers.spreadsheet.templates import EXAMPLE_CODE, EXAMPLE_NAME, encode_template
from credentials.documents.agreement import Scheme
from credentials.identifiers import parse_uscc
from credentials.record import JsonObject

_NAME, _CODE, _CATEGORY, _GRADE = "legalName", "unifiedSocialCreditCode", "category", "grade"

LAYOUT = Layout(
    (
        Column(_NAME, "企业名称", "Legal name", "text", True, 34,
               "与营业执照一致。以“示例行”开头的行不会读入。",
               "As on the business licence. A row that begins with “示例行” or “Example row” is skipped."),
        Column(_CODE, "统一社会信用代码", "Unified social credit code", "code", True, 24,
               "18 位，照营业执照抄写；单元格须为文本格式。同一企业的同一类别只能填一行。",
               "18 characters, from the business licence, as text. An enterprise has each category once.",
               capitals=True),
        Column(_CATEGORY, "类别", "Category", "list", False, 34,
               "能力评价必填，信用评价留空；多个类别用“、”分隔。",
               "Required for capability, empty for credit; separate several with 、 or a comma."),
        Column(_GRADE, "等级", "Grade", "text", True, 10,
               "该评价办法的等级之一。", "One of the grades of the scheme."),
    ),
    "公示名单 List",
    marked=_NAME,
    named=_CODE,
)  # fmt: skip


def write_sheet(scheme: Scheme) -> bytes:
    """Return the .xlsx to fill: an example row, the grades as a drop-down list, a page of help."""
    example = {_NAME: EXAMPLE_NAME, _CODE: EXAMPLE_CODE, _GRADE: scheme.grades[0].code}
    if scheme.categories:
        example[_CATEGORY] = "、".join(scheme.categories[:2])
    return encode_template(LAYOUT, {**example}, {_GRADE: [grade.code for grade in scheme.grades]})


def check_items(sheet: Sheet, scheme: Scheme) -> Iterator[CheckedRow[JsonObject]]:
    """Yield for each row the item in the form of a notice, or the errors."""
    places: dict[str, list[int]] = {}
    for row in sheet.rows:
        places.setdefault(format_cell(row.cells.get(_CODE, "")), []).append(row.number)
    taken: set[tuple[str, str]] = set()
    for row in sheet.rows:
        yield _ItemCheck(row, scheme, places, taken).run()


class _ItemCheck(RowCells):
    """The checks of one row; `taken` are the codes and categories of the rows above."""

    def __init__(
        self,
        row: SheetRow,
        scheme: Scheme,
        places: Mapping[str, list[int]],
        taken: set[tuple[str, str]],
    ) -> None:
        super().__init__(row, LAYOUT)
        self._of, self._places, self._taken = scheme, places, taken

    def run(self) -> CheckedRow[JsonObject]:
        """Return the item, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        name, code = self._name(_NAME), self._find(_CODE, parse_uscc)
        categories, grade = self._categories(_CATEGORY, self._of), self._grade(_GRADE, self._of)
        if code is not None:
            self._refuse_repeated(code, categories or [""])
        if self._errors or name is None or code is None or grade is None:
            return CheckedRow(self._row.number, None, tuple(self._errors))
        item: JsonObject = {_NAME: name, _CODE: code, _GRADE: grade.code}
        if categories:
            item[_CATEGORY] = [*categories]
        return CheckedRow(self._row.number, item, ())

    def _refuse_repeated(self, code: str, categories: list[str]) -> None:
        """Refuse a category that a row above has: an item that is later withdrawn must not remain in
        another row."""
        named = {(code, category) for category in categories}
        if named & self._taken:
            self.refuse(_CODE, CarrierError("row-repeated", rows=list_first(self._places[code])))
        self._taken |= named
