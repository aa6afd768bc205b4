"""Cells of a sheet of answers as they are filled in: a whole number, its year, one segment; or refused."""

from datetime import datetime
from typing import Any

import pytest

from carriers.spreadsheet.reading import Sheet, SheetRow
from credentials.documents.works.survey import SurveyForm
from credentials.identifiers import uscc_check_character
from credentials.times import CHINA
from works.surveys.returns import check_answers

_BODY = "91500000000000001"
ROW: dict[str, Any] = {
    "unifiedSocialCreditCode": _BODY + uscc_check_character(_BODY),
    "year": 2025.0,
    "segment": "水",
    "value1": 3.0,
}
DAY = datetime(2025, 1, 1, tzinfo=CHINA).replace(tzinfo=None)
"""A cell with a date."""
NAMES = (("水", "Water"), ("气", "water"), ("Water", "Third"))
"""Three that differ, of which one cell may name two."""


def read(**cells: Any) -> Any:
    """Return the segment and the value, or the column and code of the error."""
    form = SurveyForm.model_validate(
        {
            "year": 2025,
            "title": {"zh": "示例", "en": "Example"},
            "questions": [{"name": {"zh": "示例收入", "en": "Revenue"}, "unit": "wan-yuan"}],
            "segments": [{"zh": zh, "en": en} for zh, en in NAMES],
        }
    )
    sheet = Sheet((SheetRow(2, {**ROW, **cells}),), ())
    (row,) = check_answers(sheet, form, "CN-CQ")
    if row.draft is None:
        return [(one.column, one.code) for one in row.errors]
    return row.draft.segment, *row.draft.values


@pytest.mark.parametrize(
    "value",
    ["1,250", "１２", "12万", "1e3", "-3", -3.0, 1250.5, 1e18, f"1{'0' * 18}", "=1+1", "𝟙𝟚", ""],
)
def test_a_cell_without_a_whole_number_is_refused(value: Any) -> None:
    assert read(value1=value) == [("value1", "cell-whole")]


@pytest.mark.parametrize("value", [1250.0, "1250", "01250"])
def test_a_whole_number_is_read_as_number_or_text(value: Any) -> None:
    assert read(value1=value) == ("水", 1250)


def test_a_date_is_no_amount() -> None:
    assert read(value1=DAY) == [("value1", "number-date")]


@pytest.mark.parametrize("value", [2024.0, "2024", "２０２５", "2025年", DAY])
def test_a_row_of_another_year_or_none_is_refused(value: Any) -> None:
    assert read(year=value) == [("year", "year-differs")]


@pytest.mark.parametrize(
    ("text", "segment"), [("水", "水"), ("water", "气"), ("THIRD", "Water"), ("Water", None), ("WATER", None)]
)
def test_a_cell_names_one_segment_or_none(text: str, segment: str | None) -> None:
    """An answer told with another segment is in no total of its own."""
    expected = [("segment", "word-unknown")] if segment is None else (segment, 3)
    assert read(segment=text) == expected
