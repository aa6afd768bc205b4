"""Sheets: every rule of a row, rules across rows, and what the agreement grants."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from carriers.spreadsheet import (
    CHANGES,
    COLUMNS,
    CheckedRow,
    check_changes,
    check_rows,
    read_sheet,
    write_change_template,
)
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.times import CHINA, parse_time
from tests.carriers.spreadsheet.workbooks import (
    AGREEMENT,
    CQ,
    GOOD,
    SC,
    saved,
    wall_clock,
    workbook,
)


def checked(
    *changes: Mapping[str, Any], issuer: str = CQ, created: datetime | None = None
) -> list[CheckedRow[AssessmentDraft]]:
    """Rows that differ from the good one by `changes`, read and checked; certificate numbers are distinct."""
    rows = [
        {**GOOD, "certificateNumber": f"CQ-{i:04d}", **change} for i, change in enumerate(changes, start=1)
    ]
    return list(check_rows(read_sheet(workbook(rows)), AGREEMENT, issuer, created=created))


def codes(row: CheckedRow[Any]) -> list[tuple[str, str]]:
    """The errors of a row as (column, code)."""
    return [(error.column, error.code) for error in row.errors]


def test_a_good_row_becomes_a_draft() -> None:
    (row,) = checked({})
    assert row.errors == ()
    assert row.number == 2
    draft = row.draft
    assert draft is not None
    assert (draft.kind, draft.scheme, draft.category, draft.grade) == (
        "capability",
        "cq-control",
        ("水", "气"),
        "甲级",
    )
    assert (draft.region, draft.assessed_on) == ("CN-CQ", date(2026, 5, 1))
    assert draft.valid_from == parse_time("2026-05-01T00:00:00+08:00")
    assert draft.valid_until == parse_time("2029-05-01T00:00:00+08:00")
    assert draft.legal_name_en is draft.score is draft.supersedes is None


def test_a_full_credit_row_becomes_a_draft() -> None:
    (row,) = checked(
        {"legalNameEn": "Example Co., Ltd.", "region": "CN-CQ", "scheme": "Enterprise credit",
         "category": None, "grade": "aaa", "validFrom": "2026年6月1日", "validUntil": "2027/1/1",
         "score": 92.5, "scoreMax": 100, "supersedes": "CQ-2025", "reason": "更名"}
    )  # fmt: skip
    assert row.errors == ()
    assert row.draft is not None
    draft = row.draft
    assert (draft.kind, draft.scheme, draft.category, draft.grade) == ("credit", "cq-credit", (), "AAA")
    assert (draft.legal_name_en, draft.region) == ("Example Co., Ltd.", "CN-CQ")
    assert draft.valid_from == parse_time("2026-06-01T00:00:00+08:00")
    assert draft.valid_until == parse_time("2027-01-02T00:00:00+08:00")
    assert (draft.score, draft.score_max) == ("92.5", "100")
    assert (draft.supersedes, draft.reason) == ("CQ-2025", "rename")


RULES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"legalName": None}, [("legalName", "cell-missing")]),
    ({"legalName": "重庆\u200b示例"}, [("legalName", "name-characters")]),
    ({"legalName": "重庆\u202e示例"}, [("legalName", "name-characters")]),
    ({"legalName": "重庆\t示例"}, [("legalName", "name-characters")]),
    ({"legalName": "重庆\ue000示例"}, [("legalName", "name-characters")]),
    ({"legalName": "重庆\u3164示例"}, [("legalName", "name-characters")]),
    ({"legalName": "Cafe\u0301"}, [("legalName", "name-form")]),
    ({"legalName": "重庆  示例"}, [("legalName", "name-space")]),
    ({"legalName": "12345"}, [("legalName", "name-letters")]),
    ({"legalName": "重" * 201}, [("legalName", "cell-length")]),
    ({"legalName": "#N/A"}, [("legalName", "cell-error")]),
    ({"legalName": "@重庆"}, [("legalName", "cell-formula")]),
    ({"legalNameEn": "示例 Ltd."}, [("legalNameEn", "name-not-latin")]),
    ({"unifiedSocialCreditCode": None}, [("unifiedSocialCreditCode", "cell-missing")]),
    ({"unifiedSocialCreditCode": "91350100M000100Y4Z"}, [("unifiedSocialCreditCode", "uscc-form")]),
    ({"unifiedSocialCreditCode": "91350100M000100Y44"}, [("unifiedSocialCreditCode", "uscc-check")]),
    ({"unifiedSocialCreditCode": 9.15e17}, [("unifiedSocialCreditCode", "cell-number")]),
    ({"unifiedSocialCreditCode": "9.15E+17"}, [("unifiedSocialCreditCode", "cell-number")]),
    ({"region": "重慶"}, [("region", "region-unknown")]),
    ({"region": "四川"}, [("region", "region-outside")]),
    ({"region": "DE-BY"}, [("region", "region-outside")]),
    ({"scheme": "cq-none"}, [("scheme", "scheme-unknown")]),
    ({"scheme": "四川企业信用评价"}, [("scheme", "scheme-not-granted")]),
    ({"category": None}, [("category", "category-missing")]),
    ({"category": "、，"}, [("category", "category-missing")]),
    ({"category": "水、土壤;声"}, [("category", "category-unknown")]),
    ({"category": "水,水"}, [("category", "item-repeated")]),
    ({"category": "、".join(["水"] * 21)}, [("category", "category-count")]),
    ({"scheme": "cq-credit", "grade": "AA"}, [("category", "category-unwanted")]),
    ({"grade": "丙级"}, [("grade", "grade-unknown")]),
    ({"grade": None}, [("grade", "cell-missing")]),
    ({"certificateNumber": 12}, [("certificateNumber", "cell-number")]),
    ({"certificateNumber": "9" * 61}, [("certificateNumber", "cell-length")]),
    ({"certificateNumber": "-A1"}, [("certificateNumber", "cell-formula")]),
    ({"assessedOn": None}, [("assessedOn", "cell-missing")]),
    ({"assessedOn": "2026-02-30"}, [("assessedOn", "day-nonexistent")]),
    ({"assessedOn": "2026-5/1"}, [("assessedOn", "date-unreadable")]),
    ({"assessedOn": 20269901}, [("assessedOn", "day-nonexistent")]),
    ({"assessedOn": "２０２６年１３月１日"}, [("assessedOn", "day-nonexistent")]),
    ({"validFrom": "soon"}, [("validFrom", "date-unreadable")]),
    ({"validUntil": "2026-04-30"}, [("validUntil", "interval-empty")]),
    ({"validUntil": "2029-05-01"}, [("validUntil", "months-exceeded")]),
    ({"grade": "甲临", "validUntil": "2027-05-01"}, [("validUntil", "months-exceeded")]),
    ({"validFrom": "2199-12-31"}, [("validUntil", "time-form")]),
    ({"score": "九十", "scoreMax": 100}, [("score", "score-form")]),
    ({"score": 90}, [("scoreMax", "score-pair")]),
    ({"scoreMax": 100}, [("score", "score-pair")]),
    ({"score": 101, "scoreMax": 100}, [("score", "score-pair")]),
    ({"supersedes": "CQ-9"}, [("reason", "reason-missing")]),
    ({"reason": "更名"}, [("supersedes", "supersedes-missing")]),
    ({"supersedes": "CQ-9", "reason": "complaint"}, [("reason", "reason-unknown")]),
]  # fmt: skip


def test_what_a_format_shows_otherwise_is_refused() -> None:
    """In this sheet and in one of changes."""
    book = load_workbook(io.BytesIO(workbook([{**GOOD, "score": 92.3, "scoreMax": 100}])))
    changes = load_workbook(io.BytesIO(write_change_template()))
    page, other = book.worksheets[0], changes.worksheets[0]
    for cells, name, value, code in (
        (page, "assessedOn", wall_clock("2026-05-01T00:00:00"), 'yyyy"年"m"月"'),
        (page, "score", 92.3, "0"),
        (other, "until", wall_clock("2026-05-01T00:00:00"), "m/d"),
    ):
        names = [*(COLUMNS if cells is page else CHANGES.columns)]
        cell = cells.cell(2, [column.name for column in names].index(name) + 1)
        cell.value, cell.number_format = value, code
    other.cell(2, 2).value = "重庆示例公司"
    (row,) = check_rows(read_sheet(saved(book)), AGREEMENT, CQ)
    assert codes(row) == [("assessedOn", "date-hidden"), ("score", "number-hidden")]
    (change,) = check_changes(read_sheet(saved(changes), CHANGES), StatusDraft("", "suspend", "complaint"))
    assert codes(change) == [("until", "date-hidden")]


@pytest.mark.parametrize(("change", "expected"), RULES, ids=lambda value: repr(value)[:60])
def test_each_rule_alone(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    (row,) = checked(change)
    assert codes(row) == expected
    assert row.draft is None
    for error in row.errors:
        for lang in ("zh", "en"):
            assert error.what(lang)
            assert error.mend(lang)
        assert error.value.isprintable()


def test_all_errors_of_a_row_are_reported_in_the_order_of_the_columns() -> None:
    (row,) = checked({column.name: "-1" for column in COLUMNS})
    names = [column.name for column in COLUMNS]
    assert [error.column for error in row.errors] == names


def test_values_are_shown_without_control_characters() -> None:
    (row,) = checked({"legalName": "重庆\u202e示例"})
    assert row.errors[0].value == "重庆\\u202e示例"


def test_spaces_around_a_value_are_trimmed() -> None:
    (row,) = checked({"legalName": " 重庆示例环保有限公司\u3000", "grade": "甲级 "})
    assert row.draft is not None
    assert row.draft.legal_name == "重庆示例环保有限公司"


@pytest.mark.parametrize("text", ["重庆", "重庆市", "CN-CQ", "cn-cq", "Chongqing"])
def test_a_region_has_several_spellings(text: str) -> None:
    (row,) = checked({"region": text})
    assert row.draft is not None
    assert row.draft.region == "CN-CQ"


@pytest.mark.parametrize("text", ["水、气", "水,气", "水，气", "水;气", "水； 气", "水、气、"])
def test_categories_are_separated_in_several_ways(text: str) -> None:
    (row,) = checked({"category": text})
    assert row.draft is not None
    assert row.draft.category == ("水", "气")


def test_a_category_may_hold_a_separator() -> None:
    (row,) = checked({"category": "除尘、脱硫"})
    assert row.draft is not None
    assert row.draft.category == ("除尘、脱硫",)


@pytest.mark.parametrize(
    "cell",
    ["2026-05-01", "2026/5/1", "2026.5.1", "2026年5月1日", "2026-05-01T00:00:00+08:00",
     "2026-04-30 16:00:00Z", "2026/5/1 0:00", date(2026, 5, 1), wall_clock("2026-05-01T00:00:00")],
)  # fmt: skip
def test_dates_have_several_forms(cell: object) -> None:
    (row,) = checked({"assessedOn": cell, "validFrom": cell})
    assert row.draft is not None
    assert row.draft.assessed_on == date(2026, 5, 1)
    assert row.draft.valid_from == datetime(2026, 5, 1, tzinfo=CHINA)


def test_a_time_of_day_is_kept() -> None:
    (row,) = checked({"validFrom": wall_clock("2026-05-01T09:30:00"), "validUntil": "2027-05-01 18:00"})
    assert row.draft is not None
    assert row.draft.valid_from == datetime(2026, 5, 1, 9, 30, tzinfo=CHINA)
    assert row.draft.valid_until == datetime(2027, 5, 1, 18, 0, tzinfo=CHINA)


def test_the_months_of_the_grade_come_before_those_of_the_scheme() -> None:
    (row,) = checked({"grade": "甲临", "assessedOn": "2024-02-29"})
    assert row.draft is not None
    assert row.draft.valid_until == parse_time("2025-02-28T00:00:00+08:00")


def test_numbers_of_excel_are_read_to_fifteen_digits() -> None:
    (row,) = checked({"score": 92.299999999999997, "scoreMax": "100.00"})
    assert row.draft is not None
    assert (row.draft.score, row.draft.score_max) == ("92.3", "100.00")


def test_a_certificate_number_is_there_once() -> None:
    rows = checked({"certificateNumber": "X"}, {}, {"certificateNumber": " X "})
    assert [codes(row) for row in rows] == [
        [("certificateNumber", "row-repeated")], [], [("certificateNumber", "row-repeated")]
    ]  # fmt: skip
    assert "2、4" in rows[0].errors[0].what("zh")


def test_a_certificate_is_superseded_once() -> None:
    old = {"supersedes": "OLD", "reason": "renewal"}
    assert [codes(row) for row in checked(old, old)] == [[("supersedes", "row-repeated")]] * 2


def test_a_name_shared_by_schemes_means_the_granted_one() -> None:
    (row,) = checked({"scheme": "污染治理服务能力"})
    assert row.draft is not None
    assert row.draft.scheme == "cq-control"


def test_a_name_shared_by_granted_schemes_is_ambiguous() -> None:
    (row,) = checked({"scheme": "污染治理服务能力"}, issuer=SC)
    assert codes(row) == [("scheme", "scheme-ambiguous")]
    assert "cq-control, sc-control" in row.errors[0].mend("en")


def test_a_grant_to_another_association_does_not_count() -> None:
    (row,) = checked({"scheme": "cq-credit", "category": None, "grade": "AA"}, issuer=SC)
    assert codes(row) == [("scheme", "scheme-not-granted")]


@pytest.mark.parametrize(
    ("when", "good"), [("2019-12-31", False), ("2026-01-01", True), ("2030-01-01", False)]
)
def test_a_grant_counts_at_the_time_of_signing(when: str, good: bool) -> None:
    (row,) = checked({}, created=parse_time(f"{when}T00:00:00+08:00"))
    assert codes(row) == ([] if good else [("scheme", "grant-not-in-force")])
