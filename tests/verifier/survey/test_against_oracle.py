"""Random tables: nobody bounds a primary cell tighter than its need, judged by another method."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.survey.oracle import better_patterns, bound, is_safe, needs
from tests.verifier.survey.random_tables import pattern_of, tables
from verifier.survey import (
    RULE,
    SurveyReturn,
    SurveyTable,
    find_inferences,
    find_pattern,
    find_primary,
    tabulate,
)
from verifier.survey.exposure import find_attackers, list_demands
from verifier.survey.pattern import PatternSearch


@given(tables())
@settings(max_examples=80, deadline=None)
def test_the_primary_cells_are_those_of_the_rule(table: SurveyTable) -> None:
    assert {
        place: RULE.find_need(table.contributions[place].values()) for place in find_primary(table, RULE)
    } == needs(table)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_no_attacker_bounds_a_primary_cell_tighter_than_its_need(table: SurveyTable) -> None:
    suppressed = pattern_of(table)
    if suppressed is not None:
        assert is_safe(table, suppressed)
    else:
        most = {place for place in table.sums if place != table.grand_total}
        assert table.grand_total in needs(table) or not is_safe(table, most)


@given(tables())
@settings(max_examples=40, deadline=None)
def test_the_way_for_large_tables_is_safe(table: SurveyTable) -> None:
    primary = frozenset(find_primary(table, RULE))
    search = PatternSearch(table, primary, list_demands(table, primary, primary, RULE), None)
    candidates = [place for place in table.sums if place not in primary and place != table.grand_total]
    if table.grand_total not in primary and search.fails(primary.union(candidates)) is None:
        assert is_safe(table, primary.union(search.find_small(candidates)))


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_bounds_of_any_pattern_are_exact(table: SurveyTable, rng: random.Random) -> None:
    primary = find_primary(table, RULE)
    free = [place for place in table.sums if place != table.grand_total]
    suppressed = {place for place in free if place in primary or rng.random() < 0.4}
    known = find_attackers(table, suppressed)
    for inference in find_inferences(table, primary, suppressed, RULE):
        if inference.cell in suppressed:
            unknown = suppressed - known[inference.attacker]
            assert [inference.low, inference.high] == [*bound(table, unknown, inference.cell)]


@given(tables(3))
@settings(max_examples=60, deadline=None)
def test_no_better_pattern_is_safe(table: SurveyTable) -> None:
    suppressed = pattern_of(table)
    if suppressed is not None:
        assert [better for better in better_patterns(table, suppressed) if is_safe(table, better)] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_table_of_200_cells_is_safe(seed: int) -> None:
    rng = random.Random(seed)
    returns = [
        SurveyReturn(
            f"E{row}-{column}-{n}", f"r{row:02}", f"c{column}", str(int(10 * rng.paretovariate(1.1)))
        )
        for row in range(20)
        for column in range(10)
        for n in range(min(40, int(rng.expovariate(1 / 9))))
    ]
    table = tabulate(returns)
    primary = find_primary(table, RULE)
    assert all(inference.is_safe for inference in find_inferences(table, primary, find_pattern(table), RULE))
