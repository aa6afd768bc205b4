"""An agreement text goes into a workbook and comes back as it was; every error stands at its cell."""

import io
from copy import deepcopy
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from carriers.agreement_workbook import PAGES, read_agreement, write_agreement, write_agreement_errors
from carriers.errors import CarrierError
from credentials.documents.agreement import AgreementText, agreement_digest
from credentials.errors import RecordError
from credentials.record import read_body
from credentials.times import format_time, parse_time
from keys_example.agreement import EFFECTIVE_FROM, agreement_text
from keys_example.technologies import technology_text
from tests.harness.fuzz import examples

TEXT: Any = agreement_text()
GRADES, EQUIVALENCES = "等级 Grades", "等级对应 Equivalences"


def richest() -> Any:
    """Return a text with every optional member, and times that are not whole days."""
    text = deepcopy(TEXT)
    text["version"], text["previous"], text["log"] = 3, "a" * 64, "witnessed"
    text["replaces"] = ["b" * 64, "c" * 64]
    text["terms"] = [{"zh": "水", "en": "Water"}]
    text["effectiveFrom"] = "2026-05-01T09:30:15+08:00"
    text["effectiveUntil"] = "2031-01-01T00:00:00Z"
    text["grants"][0]["regions"] = ["CN-CQ", "CN-YN", "DE-BY"]
    text["equivalences"][0]["to"] = None
    text["equivalences"][1]["until"] = "2030-01-01T00:00:00+00:00"
    text["schemes"][0]["basis"] = "=1+1、，;"
    return text


def edited(text: Any, **cells: tuple[str, Any]) -> bytes:
    """The workbook with other cells, `A1=(page, value)`, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(write_agreement(text)))
    for place, (page, value) in cells.items():
        book[page][place] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def places(data: bytes) -> list[tuple[str, int, str, str]]:
    checked = read_agreement(data)
    assert checked.value is None
    return [(page.page, e.row, e.column, e.code) for page, found in checked.errors.items() for e in found]


@pytest.mark.parametrize(
    "text",
    [TEXT, richest(), technology_text(agreement_text(), EFFECTIVE_FROM + timedelta(days=1))],
    ids=["example", "richest", "technologies"],
)
def test_a_text_comes_back_unchanged(text: Any) -> None:
    read_body(text, AgreementText)
    data = write_agreement(text)
    assert data == write_agreement(text)
    checked = read_agreement(data)
    assert (checked.value, checked.errors) == (text, {})
    assert read_agreement(edited(text)).value == text, "saved again by another program"


def with_months(text: Any, number: int) -> None:
    text["schemes"][0]["months"] = 1 + number % 240


def with_clause(text: Any, number: int) -> None:
    clauses = ["第九条", "=1+1", "a b", "甲、乙；丙，丁", "0", "2026-05-01", "_x0041_", "'x", "10%"]
    text["equivalences"][number % 50]["clause"] = clauses[number % len(clauses)]


def with_end(text: Any, number: int) -> None:
    until = parse_time("2026-01-01T00:00:00+08:00") + timedelta(seconds=number)
    text["equivalences"][number % 50]["until"] = format_time(until)


def with_nothing(text: Any, number: int) -> None:
    text["equivalences"][number % 50]["to"] = None


def without_row(text: Any, number: int) -> None:
    del text["equivalences"][number % 50]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([with_months, with_clause, with_end, with_nothing, without_row]),
            st.integers(0, 10**8),
        ),
        max_size=6,
    )
)
def test_an_edited_text_comes_back_with_its_digest(edits: Any) -> None:
    text = deepcopy(TEXT)
    for edit, number in edits:
        edit(text, number)
    value = read_agreement(write_agreement(text)).value
    assert value is not None
    assert agreement_digest(value) == agreement_digest(text)


@settings(max_examples=examples(4))
@given(
    page=st.sampled_from([page.page for page in PAGES]),
    column=st.sampled_from("ABCDEFGH"),
    row=st.integers(2, 70),
    value=st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
)
def test_any_cell_gives_a_text_or_an_error_at_a_cell(page: str, column: str, row: int, value: object) -> None:
    try:
        data = edited(TEXT, **{f"{column}{row}": (page, value)})
    except IllegalCharacterError:
        return
    try:
        checked = read_agreement(data)
    except CarrierError:
        return
    if checked.value is not None:
        read_body(checked.value, AgreementText)
        return
    for layout, found in checked.errors.items():
        assert all(error.column in layout.by_name and error.row >= 2 for error in found)
        assert all(error.what("zh") and error.mend("en") for error in found)
    write_agreement_errors(data, checked, "zh")


def test_wrong_cells_are_named_with_page_row_and_column() -> None:
    forms = edited(
        TEXT, G2=("评价办法 Schemes", "36个月"), H4=(EQUIVALENCES, "2025-13-01"), B2=("成员 Parties", "某地")
    )
    assert places(forms) == [
        ("成员 Parties", 2, "region", "region-unknown"),
        ("评价办法 Schemes", 2, "months", "cell-whole"),
        (EQUIVALENCES, 4, "until", "day-nonexistent"),
    ]
    names = edited(TEXT, A5=(EQUIVALENCES, "cq-none"), C3=(EQUIVALENCES, "甲级X"), F4=(EQUIVALENCES, "某级"))
    assert places(names) == [
        (EQUIVALENCES, 3, "from.grade", "reference-unknown"),
        (EQUIVALENCES, 4, "to.grade", "reference-unknown"),
        (EQUIVALENCES, 5, "from.scheme", "reference-unknown"),
    ]
    assert places(edited(TEXT, A3=(GRADES, "cq-none"))) == [(GRADES, 3, "scheme", "reference-unknown")]
    assert places(edited(TEXT, C2=("评价办法 Schemes", "评分"))) == [
        ("评价办法 Schemes", 2, "kind", "member-value")
    ]
    assert places(edited(TEXT, C2=("评价办法 Schemes", "评分"), G2=("评价办法 Schemes", "36个月"))) == [
        ("评价办法 Schemes", 2, "months", "cell-whole"),
        ("评价办法 Schemes", 2, "kind", "member-value"),
    ], "all at once"
    assert places(edited(TEXT, B3=(GRADES, "一级"))) == [(GRADES, 3, "code", "item-repeated")]
    assert places(edited(TEXT, A3=("评价办法 Schemes", TEXT["schemes"][0]["id"])))[0][:2] == (
        "评价办法 Schemes",
        3,
    )
    assert places(edited(TEXT, D3=("授权 Grants", "2001-01-01"))) == [
        ("授权 Grants", 3, "until", "interval-empty")
    ]
    for doubled in ("重庆、重庆", "重庆、CN-CQ"):
        assert places(edited(TEXT, E3=("授权 Grants", doubled))) == [
            ("授权 Grants", 3, "regions", "item-repeated")
        ]
    for cell, member in ("A3", "id"), ("E3", "rootKey"):
        twice = edited(TEXT, **{cell: ("成员 Parties", TEXT["parties"][0][member])})
        assert places(twice) == [("成员 Parties", 3, member, "item-repeated")]
    assert (
        places(edited(TEXT, A3=("协议 Agreement", "other"), B3=("协议 Agreement", 2)))[0][3] == "cell-missing"
    )


def test_the_workbook_comes_back_with_errors_beside_the_rows() -> None:
    data = edited(TEXT, G2=("评价办法 Schemes", "36个月"))
    back = write_agreement_errors(data, read_agreement(data), "zh")
    book = openpyxl.load_workbook(io.BytesIO(back))
    page = book["评价办法 Schemes"]
    assert page["A2"].value == "有效月数: 不是整数。 请只填数字，如 36。"
    assert page["A3"].value is None
    page["H2"] = 36
    mended = io.BytesIO()
    book.save(mended)
    text = deepcopy(TEXT)
    text["schemes"][0]["months"] = 36
    assert read_agreement(mended.getvalue()).value == text


def test_unambiguous_spellings_of_a_clerk_are_read() -> None:
    name = TEXT["parties"][0]["legalName"]["zh"]
    did = TEXT["parties"][0]["id"].replace(":", "：")
    data = edited(
        TEXT, B2=("评价办法 Schemes", name), A2=("成员 Parties", did), F2=("协议 Agreement", "2021年7月1日")
    )
    checked = read_agreement(data)
    assert checked.value == TEXT
    assert [one.kind for found in checked.adjusted.values() for one in found] == ["width"]


def test_a_text_that_cells_cannot_keep_is_refused_on_writing() -> None:
    text = deepcopy(TEXT)
    text["equivalences"][0]["clause"] = " 第一条"
    with pytest.raises(CarrierError) as caught:
        write_agreement(text)
    assert caught.value.code == "agreement-cells"
    with pytest.raises(RecordError):
        read_body({**text, "clause": ""}, AgreementText)
