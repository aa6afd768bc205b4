"""What no table is made of: hostile amounts, names and numbers of returns; each refusal names its cause."""

import random
from collections.abc import Iterable, Sequence
from itertools import repeat

import pytest

from verifier.errors import SurveyError
from verifier.survey import (
    RULE,
    PublishedTable,
    SurveyHeading,
    SurveyReturn,
    find_pattern,
    publish,
    read_published,
    tabulate,
)
from verifier.survey.published import COLUMNS

ONE = SurveyReturn("E1", "r", "c", "1")
HEADING = SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY")


def refusal(returns: Iterable[SurveyReturn], **named: Sequence[str]) -> str:
    with pytest.raises(SurveyError) as caught:
        tabulate(returns, **named)
    assert all(caught.value.sentence(lang) and caught.value.mend(lang) for lang in ("zh", "en"))
    return caught.value.code


@pytest.mark.parametrize(
    "amount",
    [
        "", "-1", "+1", "１２", "1,000", "1e9", "1E+16", "NaN", "Infinity", "1" * 16, "9" * 100_000, "01",
        ".5", "5.", "1.23456", "0x10", "١٢", "1 ", "1_000", "½", "壹", "-0", "1\n",
    ],
)  # fmt: skip
def test_an_amount_that_is_no_plain_decimal_is_refused(amount: str) -> None:
    assert refusal([ONE._replace(amount=amount)]) == "amount-form"


@pytest.mark.parametrize("amount", ["0", "0.0001", "999999999999999.9999", "10"])
def test_plain_decimals_are_taken_exactly(amount: str) -> None:
    table = tabulate([ONE._replace(amount=amount)])
    assert publish(table, [], HEADING).text((0, 0)) == amount


@pytest.mark.parametrize(
    "name",
    ["", "_T", "=1+1", "+x", "-x", "@x", "a" * 61, "a\nb", " a", "a  b", "a\u202eb", "a\u200b", "\ud800"],
)
def test_a_category_that_could_be_a_formula_or_is_no_line_is_refused(name: str) -> None:
    assert refusal([ONE._replace(row=name)]) == "category-form"
    assert refusal([ONE._replace(column=name)]) == "category-form"


def test_a_million_returns_are_not_read_to_the_end() -> None:
    taken = 0

    def endless() -> Iterable[SurveyReturn]:
        nonlocal taken
        for _ in repeat(None, 1_000_000):
            taken += 1
            yield ONE._replace(enterprise=f"E{taken}")

    assert refusal(endless()) == "survey-returns"
    assert taken == 50_001


def test_too_many_categories_are_refused() -> None:
    assert refusal(ONE._replace(row=f"r{n}") for n in range(41)) == "survey-categories"
    many = (ONE._replace(row=f"r{n % 21}", column=f"c{n % 20}", enterprise=f"E{n}") for n in range(420))
    assert refusal(many) == "survey-categories"


def test_other_refusals() -> None:
    assert refusal([]) == "survey-empty"
    assert refusal([ONE, ONE]) == "return-repeated"
    assert refusal([ONE, ONE._replace(row="s", group="g")]) == "group-differs"
    assert refusal([ONE], rows=["other"]) == "category-unlisted"
    assert refusal([ONE], rows=["r", "r"]) == "survey-categories"


def test_enterprises_of_one_group_are_one_contributor_however_it_is_written() -> None:
    groups = ["示例集团", "示例 集团", "示例集团 ", "ＡＢ", "ab", "A b"]
    returns = [ONE._replace(enterprise=f"E{n}", group=group) for n, group in enumerate(groups)]
    assert len(tabulate(returns).contributions[0, 0]) == 2


def test_the_order_of_returns_changes_nothing() -> None:
    returns = [
        SurveyReturn(f"E{n}", f"r{n % 4}", f"c{n % 3}", f"{n * n}.{n % 10}", "g" if n % 7 == 0 else None)
        for n in range(90)
    ]
    first = tabulate(returns)
    random.Random(1).shuffle(returns)
    again = tabulate(returns)
    assert first == again
    assert publish(first, find_pattern(first), HEADING).to_csv() == (
        publish(again, find_pattern(again), HEADING).to_csv()
    )


def test_a_decimal_place_makes_no_need_smaller() -> None:
    """The least need is one whole unit, however fine the amounts are written."""
    coarse, fine = (
        tabulate(SurveyReturn(f"E{n}", "r", "c", amount) for n in range(6)) for amount in ("0", "0.00")
    )
    assert (coarse.unit, fine.unit) == (1, 100)
    needs = [RULE.find_need(table.contributions[0, 0].values(), table.unit) for table in (coarse, fine)]
    assert needs == [1, 100]


def lines_of(table: PublishedTable) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, line, strict=True)) for line in table.lines()]


def published() -> PublishedTable:
    table = tabulate(SurveyReturn(f"E{n}", f"r{n % 2}", f"c{n % 3}", str(n)) for n in range(36))
    return publish(table, find_pattern(table), HEADING)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("OBS_VALUE", "-1", "published-line"),
        ("OBS_VALUE", "９", "published-line"),
        ("OBS_VALUE", "1" * 10_000, "published-line"),
        ("OBS_STATUS", "Z", "published-line"),
        ("CONF_STATUS", "D", "published-line"),
        ("SEGMENT", "=r0", "published-line"),
        ("SEGMENT", "r9", "published-cells"),
        ("SIZE", "_T", "published-line"),
        ("INDICATOR", "other", "published-mixed"),
        ("UNIT_MEASURE", "", "published-mixed"),
    ],
)
def test_a_published_table_that_was_changed_is_refused(member: str, value: str, code: str) -> None:
    lines = lines_of(published())
    assert read_published(lines) == published()
    lines[0][member] = value
    with pytest.raises(SurveyError) as caught:
        read_published(lines)
    assert caught.value.code == code


def test_a_published_table_has_each_cell_once_and_a_total() -> None:
    lines = lines_of(published())
    for wrong in ([], lines[:-1], lines[1:], lines[:1], [*lines, lines[0]], lines * 100):
        with pytest.raises(SurveyError):
            read_published(wrong)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("indicator", "=x", "category-form"),
        ("unit", "", "category-form"),
        ("period", "2025-13", "period-form"),
        ("period", "２０２５", "period-form"),
        ("area", "重庆", "area-form"),
        ("area", "CN-CQ,CN-SC", "area-form"),
    ],
)
def test_a_heading_is_plain(member: str, value: str, code: str) -> None:
    with pytest.raises(SurveyError) as caught:
        HEADING._replace(**{member: value}).check()
    assert caught.value.code == code
