"""The sheet of answers: one row for each enterprise, one column for each question. The program reads it
and stores it nowhere."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout
from carriers.spreadsheet.formats.cells import find_disguise, format_cell, list_first
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import MAX_NAME, CheckedRow, RowCells
from carriers.spreadsheet.templates import EXAMPLE_CODE, EXAMPLE_NAME, encode_template
from credentials.documents.works.survey import SurveyForm
from credentials.identifiers import parse_uscc
from credentials.words.divisions import province_of
from credentials.words.work_words import SURVEY_UNITS
from works.surveys.tabulate import SurveyAnswer

_CODE, _YEAR, _PARENT, _SEGMENT = "unifiedSocialCreditCode", "year", "parent", "segment"
_MAX_DIGITS = 12


def layout_of(form: SurveyForm) -> Layout:
    """Return the columns of a survey: the enterprise, the year, its group of companies and segment, then the
    questions."""
    return Layout(
        (
            Column("legalName", "企业名称", "Legal name", "text", False, 34,
                   "可不填。以“示例行”开头的行不会读入。",
                   "Optional. A row that begins with “示例行” or “Example row” is skipped."),
            Column(_CODE, "统一社会信用代码", "Unified social credit code", "code", True, 24,
                   "18 位，照营业执照抄写；单元格须为文本格式。企业只向登记地的协会填报，每家一行。",
                   "18 characters, from the business licence, as text. An enterprise answers the association "
                   "of the province that registered it, in one row.", capitals=True),
            Column(_YEAR, "年度", "Year", "text", True, 10,
                   f"填报数据所属年度：{form.year}。", f"The year that the row answers for: {form.year}."),
            Column(_PARENT, "所属集团信用代码", "Code of its group of companies", "code", False, 24,
                   "集团最上级企业的统一社会信用代码；同一集团合并为一个填报单位。没有则留空。",
                   "The credit code of the topmost company of its group, which counts as one contributor; "
                   "empty where there is none.", capitals=True),
            Column(_SEGMENT, "分组", "Segment", "text", True, 24,
                   "方案所列分组之一。", "One of the segments of the survey."),
            *(
                Column(_value(place), f"{question.name.zh}（{SURVEY_UNITS[question.unit][1]}）",
                       f"{question.name.en} ({SURVEY_UNITS[question.unit][0]})", "number", True, 20,
                       "整数，不带单位，最多 12 位；没有发生额填 0。",
                       "A whole number of at most 12 digits, without its unit; 0 where there was none.")
                for place, question in enumerate(form.questions)
            ),
        ),
        "填报数据 Answers",
        marked="legalName",
        named=_CODE,
    )  # fmt: skip


def _value(place: int) -> str:
    return f"value{place + 1}"


def write_sheet(form: SurveyForm) -> bytes:
    """Return the .xlsx to fill: an example row, the segments as a drop-down list, a page of help."""
    example = {"legalName": EXAMPLE_NAME, _CODE: EXAMPLE_CODE, _YEAR: str(form.year)}
    example[_SEGMENT] = form.segments[0].zh
    example |= {_value(place): "1250" for place, _ in enumerate(form.questions)}
    return encode_template(
        layout_of(form), {**example}, {_SEGMENT: [segment.zh for segment in form.segments]}
    )


def check_answers(sheet: Sheet, form: SurveyForm, region: str) -> Iterator[CheckedRow[SurveyAnswer]]:
    """Yield each row's answer, or its errors; `region` is the region of the association that asks."""
    repeated: dict[str, list[int]] = {}
    parents: dict[str, str] = {}
    for row in sheet.rows:
        code = format_cell(row.cells.get(_CODE, ""))
        repeated.setdefault(code, []).append(row.number)
        parents[code] = format_cell(row.cells.get(_PARENT, ""))
    layout = layout_of(form)
    for row in sheet.rows:
        yield _AnswerCheck(row, layout, form, region, repeated=repeated, parents=parents).run()


class _AnswerCheck(RowCells):
    """The checks of one row."""

    def __init__(
        self,
        row: SheetRow,
        layout: Layout,
        form: SurveyForm,
        region: str,
        *,
        repeated: Mapping[str, list[int]],
        parents: Mapping[str, str],
    ) -> None:
        super().__init__(row, layout)
        self._form, self._seat, self._repeated, self._parents = form, region, repeated, parents

    def run(self) -> CheckedRow[SurveyAnswer]:
        """Return the answer, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        self._text("legalName", MAX_NAME)
        code = self._code()
        self._check_year()
        parent, segment = self._parent(), self._segment()
        values = [self._number(_value(place)) for place, _ in enumerate(self._form.questions)]
        if self._errors or code is None or segment is None:
            return CheckedRow(self._row.number, None, tuple(self._errors))
        amounts = tuple(value for value in values if value is not None)
        return CheckedRow(self._row.number, SurveyAnswer(parent or code, segment, amounts), ())

    def _code(self) -> str | None:
        code = self._find(_CODE, parse_uscc)
        if code is None:
            return None
        # two rows of one enterprise would add up to one wrong answer
        if len(rows := self._repeated[code]) > 1:
            self.refuse(_CODE, CarrierError("row-repeated", rows=list_first(rows)))
        # otherwise one answer could enter the published numbers of two associations
        if province_of(code) != self._seat:
            self.refuse(_CODE, CarrierError("registered-elsewhere"))
        return code

    def _check_year(self) -> None:
        """Refuse a row of another year: answers of one year would otherwise be published under another."""
        text, year = self._text(_YEAR), str(self._form.year)
        if text not in (None, year):
            self.refuse(_YEAR, CarrierError("year-differs", found=text, year=year))

    def _parent(self) -> str | None:
        """Return the enterprise's group of companies. It must not belong to another group itself, or one
        contributor would count as two."""
        parent = self._find(_PARENT, parse_uscc)
        if parent is not None and self._parents.get(parent, "") not in ("", parent):
            self.refuse(_PARENT, CarrierError("parent-below", parent=self._parents[parent]))
        return parent

    def _segment(self) -> str | None:
        """Return the segment with this name: spelt exactly, else the only one that differs only in
        capitals."""
        text, segments = self._text(_SEGMENT, MAX_NAME), self._form.segments
        if text is None:
            return None
        for fold in (str, str.casefold):
            named = [segment.zh for segment in segments if fold(text) in (fold(segment.zh), fold(segment.en))]
            if len(named) == 1:
                return named[0]
        self.refuse(_SEGMENT, CarrierError("word-unknown", allowed=[segment.zh for segment in segments]))
        return None

    def _number(self, name: str) -> int | None:
        cell = self._row.cells.get(name)
        # a spreadsheet program may have turned the number into a date
        if isinstance(cell, datetime):
            self.refuse(name, CarrierError("number-date"))
        elif disguise := find_disguise(cell):
            self.refuse(name, CarrierError(disguise))
        text = self._text(name)
        if text is None:
            return None
        # isdigit() alone also accepts superscripts and digits of other scripts
        if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
            self.refuse(name, CarrierError("cell-whole"))
            return None
        return int(text)
