"""What is published tells nothing of reasons; what it bounds; two tables joined."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.survey.example import EXAMPLE, place, places, table_of, worked
from verifier.errors import SurveyError
from verifier.survey import (
    PublishedTable,
    SurveyHeading,
    SurveyReturn,
    find_bounds,
    find_pattern,
    is_narrow,
    join_tables,
    publish,
    read_published,
    tabulate,
)

HEADING = SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY")


def shown(area: str = "CN-CQ") -> PublishedTable:
    table = worked()
    return publish(table, find_pattern(table), HEADING._replace(area=area))


def test_suppressed_cells_are_all_alike_and_no_numbers_of_contributors_are_told() -> None:
    lines = [*csv.DictReader(io.StringIO(shown().to_csv()))]
    assert len(lines) == 30
    hidden = [{k: v for k, v in line.items() if k not in ("SEGMENT", "SIZE")} for line in lines
              if line["CONF_STATUS"] == "C"]  # fmt: skip
    assert len(hidden) == 9
    assert all(line == hidden[0] for line in hidden)
    assert {line["COMMENT_TS"] for line in lines} == {
        "自愿填报，非政府统计 · voluntary returns, no official statistics"
    }


def test_a_published_table_is_read_as_it_was_written() -> None:
    assert read_published([*csv.DictReader(io.StringIO(shown().to_csv()))]) == shown()


def test_the_bounds_of_anybody_are_those_of_the_public_in_the_example() -> None:
    bounds = find_bounds(shown())
    for name, said in EXAMPLE["expected"]["attackers"].items():
        assert [*bounds[place(name)]] == said["public"]


def test_bounds_that_are_too_narrow_for_any_value_are_seen() -> None:
    table = worked()
    primary = places([*EXAMPLE["expected"]["primary"]])
    bare = publish(table, primary, HEADING)
    assert {at for at, (low, high) in find_bounds(bare).items() if is_narrow(low, high)} == primary
    assert not any(is_narrow(*found) for found in find_bounds(shown()).values())


@given(st.integers(0, 300), st.integers(0, 120))
@settings(max_examples=200, deadline=None)
def test_narrow_means_that_no_value_is_far_enough_from_both_ends(low: int, width: int) -> None:
    high = low + width
    fits = any(
        low <= max(0, value - need) and high >= value + need
        for value in range(low, high + 1)
        for need in (max(1, -((-15 * value) // 100)),)
    )
    assert is_narrow(low, high) != fits


def test_amounts_that_do_not_add_up_are_refused() -> None:
    table = shown()
    changed = {**table.values, place("water/total"): 3306}
    with pytest.raises(SurveyError) as caught:
        find_bounds(PublishedTable(HEADING, table.rows, table.columns, 0, changed))
    assert caught.value.code == "published-sums"


def test_joint_is_the_sum_where_both_are_published() -> None:
    one = shown()
    other_table = table_of({**EXAMPLE["contributions"], "soil/D": ["1.5", "2", "3", "4", "5"]})
    other = publish(
        other_table, places(["water/A", "total/A", "water/total"]), HEADING._replace(area="CN-SC")
    )
    joint = join_tables(one, other)
    assert joint.heading.area == "CN-CQ_CN-SC"
    assert joint.text(place("air/A")) == "3220.0"
    assert joint.text(place("soil/D")) == "15.5"  # nobody returned anything on one side
    assert joint.text(place("water/A")) == "c"
    assert joint.text(place("air/B")) == "c"
    assert joint.suppressed == one.suppressed | other.suppressed


def test_joint_keeps_the_order_of_the_first() -> None:
    returns = [SurveyReturn(f"E{n}", f"r{n % 2}", f"c{n % 2}", "10") for n in range(20)]
    one = publish(tabulate(returns, rows=["r0", "r1"]), [], HEADING)
    there = [line._replace(amount="1" if line.row == "r0" else "2") for line in returns]
    other = publish(tabulate(there, rows=["r1", "r0"]), [], HEADING._replace(area="CN-SC"))
    assert join_tables(one, other).rows == ("r0", "r1")
    assert join_tables(one, other).text((0, 0)) == "110"


@pytest.mark.parametrize(
    "changed", [{"area": "CN-CQ"}, {"period": "2024"}, {"indicator": "export"}, {"unit": "CNY"}]
)
def test_tables_of_two_surveys_are_not_joined(changed: dict[str, str]) -> None:
    other = publish(worked(), [], HEADING._replace(**{"area": "CN-SC", **changed}))
    with pytest.raises(SurveyError, match="tables-apart"):
        join_tables(shown(), other)
