"""The year report: every table adds up to the counts, and the workbook holds names as text."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from carriers.year_report.content import SignedEdition, YearReport, YearSource, write_year_report
from carriers.year_report.numbers import NumberTable, YearEnd, tabulate
from carriers.year_report.workbook import format_year_workbook
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.works.report import HeadCounted
from credentials.times import parse_time
from credentials.words.closed_lists import NOT_ADDED, VOLUNTARY
from keys_example import CHONGQING as CQ
from keys_example import SICHUAN as SC
from tests.world import World

MOMENT = parse_time("2026-05-10T09:00:00+08:00")


class Cell(NamedTuple):
    issuer: str
    region: str
    scheme: str
    category: tuple[str, ...] | None
    grade: str
    month: str
    standing: str
    number: int


CELLS = st.lists(
    st.builds(
        Cell,
        st.sampled_from((CQ, SC)),
        st.sampled_from(("CN-50", "CN-51")),
        st.sampled_from(("cq-pollution-control", "=1+1")),
        st.sampled_from((None, ("水",), ("水", "气"))),
        st.sampled_from(("甲级", "@A")),
        st.sampled_from(("2023-12", "2024-01", "2025-12", "2026-05", "2027-01")),
        st.sampled_from(("active", "expired", "annulled")),
        st.integers(1, 2_000),
    ),
    max_size=12,
)


def ends_of(cells: Sequence[Cell]) -> list[YearEnd]:
    return [YearEnd.of(year, MOMENT, cells) for year in (2024, 2025, 2026)]


@given(CELLS)
def test_every_table_adds_up_to_what_was_counted(cells: list[Cell]) -> None:
    def added(table: NumberTable) -> list[int]:
        return [sum(row.numbers[place] or 0 for row in table.rows) for place in range(len(table.columns))]

    found = {table.dimension: table for table in tabulate(ends_of(cells), [CQ, SC])}
    years = ("2024", "2025", "2026")
    signed = [sum(cell.number for cell in cells if cell.month[:4] == year) for year in years]
    by_then = [[cell for cell in cells if cell.month[:4] <= year] for year in years]
    in_force = [sum(one.number for one in then if one.standing == "active") for then in by_then]
    for dimension in ("issuer", "region", "scheme", "grade"):
        assert added(found[dimension]) == [*signed, *in_force], dimension
    assert added(found["month"]) == signed
    assert added(found["standing"]) == [sum(one.number for one in then) for then in by_then]
    each = [
        sum(one.number * len(one.category or ()) for one in cells if one.month[:4] == year) for year in years
    ]
    assert added(found["category"])[:3] == each
    assert {row.issuer for row in found["issuer"].rows} == {CQ, SC}
    to_come = [row.numbers[-1] for row in found["month"].rows if row.key[0] > "05"]
    assert to_come == [None] * 14, "of months to come nothing is said"
    assert all(number is not None for row in found["month"].rows for number in row.numbers[:2])


@pytest.fixture(scope="module")
def reports() -> list[YearReport]:
    """Reports in both languages, with names that spreadsheet programs would take for formulas."""
    cells = [
        Cell(CQ, "CN-50", "cq-pollution-control", ("水", "气"), "甲级", "2025-03", "active", 1_200),
        Cell(CQ, "CN-50", "cq-pollution-control", ("水",), "甲级", "2026-05", "active", 31),
        Cell(SC, "CN-51", "=1+1", None, "@A", "2026-04", "annulled", 2),
    ]
    source = YearSource(
        ends=ends_of(cells)[1:],
        logs=[HeadCounted(issuer=one, size=412, root="ab" * 32) for one in (SC, CQ)],
        counted_at=MOMENT,
        counts="cd" * 32,
        edition=SignedEdition(CQ, 3, "ef" * 32, MOMENT),
        source_file="year-2026.json",
        example=True,
    )
    text = World().trust().chain.in_force_or_last(MOMENT).text
    unsigned = replace(source, edition=None, example=False, lang="en")
    langs: Any = ("zh", "en")
    return [
        *(write_year_report(source, AgreementNames(text, lang)) for lang in langs),
        write_year_report(unsigned, AgreementNames(text, "en")),
    ]


def test_the_workbook_has_numbers_as_numbers_and_names_as_text(reports: list[YearReport]) -> None:
    made = format_year_workbook(reports[:2])
    assert made == format_year_workbook(reports[:2])
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames[:8] == ["说明", "协会", "状态", "月份", "地区", "评价办法", "类别", "等级"]
    assert len(book.sheetnames) == 16
    for sheet in book.worksheets:
        assert all(cell.data_type in "sn" for row in sheet for cell in row), "no formula"
    grid = [[cell.value for cell in row] for row in book["Association"]]
    assert grid[0] == ["Association", "2025 signed", "2026 signed", "2025 in force", "2026 in force"]
    assert [row[1:] for row in grid[1:]] == [[1200, 31, 1200, 1231], [0, 2, 0, 0], [1200, 33, 1200, 1231]]
    assert book["Category"].max_row == 5, "two categories, and what is said of them below"
    assert book["评价办法"]["B3"].value == "=1+1"
    assert book["说明"]["B1"].value == "示例，不具任何效力"
    told = "".join(str(cell.value) for sheet in book.worksheets for row in sheet for cell in row)
    for said in (
        "2026 年度凭证统计", "Credentials counted: 2026", "不是政府统计", VOLUNTARY[1],
        "not official statistics", "第 3 期", "edition 3", "ab" * 32, "ef" * 32,
        "huren statistics recheck year-2026.json",
    ):  # fmt: skip
        assert said in told, said
    assert "did:" not in told


def test_enterprises_stand_on_a_sheet_that_says_they_do_not_add_up() -> None:
    every, cq, scheme = ("", "", "", ""), (CQ, "", "", ""), (CQ, "cq-pollution-control", "", "")
    water = (CQ, "cq-pollution-control", "水", "甲级")
    ends = [
        YearEnd(2025, MOMENT, [], [(every, 3), (cq, 3), (scheme, 2)]),
        YearEnd(2026, MOMENT, [], [(every, 4), (cq, 3), (scheme, 2), (water, 1)]),
    ]
    source = YearSource(
        ends, [HeadCounted(issuer=CQ, size=1, root="0" * 64)], MOMENT, "0" * 64, None, "f", False
    )
    names = AgreementNames(World().trust().chain.latest.text, "zh")
    table = write_year_report(source, names).tables[-1]
    assert (table.sheet, table.note) == ("企业数", NOT_ADDED[1])
    assert [row[-2:] for row in table.rows] == [(3, 4), (3, 3), (2, 2), (0, 1)]
    assert [row[0] for row in table.rows] == ["全部", "重庆", "重庆", "重庆"]
    assert table.rows[-1][2:4] == ("水", "甲级")


def test_an_unsigned_report_says_so(reports: list[YearReport]) -> None:
    signed, unsigned = reports[1], reports[2]
    assert signed.facts[0][0] == "Signed report"
    assert "Signed report" not in dict(unsigned.facts)
    assert any("Nobody has signed" in note for note in unsigned.notes)
    assert unsigned.example == ""
    again = [dict(one.facts)["To make these tables again"] for one in (signed, unsigned)]
    command = "huren statistics year-report 2026 --report year-2026.json"
    assert again == [command, f"{command} --lang en"], "in the languages that this one is in"
