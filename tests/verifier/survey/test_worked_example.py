"""The worked example: reasons, needs, the pattern that brute force found, what each attacker can say."""

from typing import Any

import pytest

from tests.verifier.survey.example import EXAMPLE, place, places, worked
from verifier.survey import RULE, SurveyHeading, find_inferences, find_pattern, find_primary, publish
from verifier.survey.exposure import list_demands
from verifier.survey.pattern import PatternSearch

EXPECTED = EXAMPLE["expected"]
PRIMARY = {place(name): tuple(reasons) for name, reasons in EXPECTED["primary"].items()}
ALONE = "enterprise E106"
NAMED = {"public": None, "the one enterprise of monitoring/D": ALONE}


@pytest.mark.parametrize("cell", EXAMPLE["cells"], ids=lambda cell: f"{cell['row']}/{cell['column']}")
def test_a_cell_is_counted_as_in_the_example(cell: dict[str, object]) -> None:
    table, where = worked(), place(f"{cell['row']}/{cell['column']}")
    parts = table.contributions.get(where, {})
    largest = sum(sorted(parts.values())[-2:])
    assert (len(parts), sum(parts.values())) == (cell["n"], cell["sum"])
    assert largest == cell["largestTwo"]


def test_primary_cells_and_their_reasons() -> None:
    assert find_primary(worked(), RULE) == PRIMARY


def test_the_pattern_is_the_one_that_brute_force_found() -> None:
    assert find_pattern(worked()) == {*PRIMARY} | places(EXPECTED["secondary"])


def test_the_published_table() -> None:
    table = worked()
    shown = publish(table, find_pattern(table), SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY"))
    for row, name in enumerate([*EXAMPLE["rows"], "total"]):
        assert [shown.text((row, column)) for column in range(5)] == EXPECTED["table"][name]


def test_what_each_attacker_can_say() -> None:
    table = worked()
    found = {
        (inference.cell, inference.attacker): (
            inference.value,
            inference.need,
            [inference.low, inference.high],
        )
        for inference in find_inferences(table, PRIMARY, find_pattern(table), RULE)
    }
    wanted = {
        (place(name), NAMED[who]): (said["value"], said["need"], said[who])
        for name, said in EXPECTED["attackers"].items()
        for who in said
        if who in NAMED
    }
    assert found == wanted


@pytest.mark.parametrize(
    "refused", EXAMPLE["mustBeRefused"], ids=lambda refused: str(len(refused["pattern"]))
)
def test_what_must_be_refused(refused: Any) -> None:
    table = worked()
    suppressed = {*PRIMARY} | places(refused["pattern"])
    found = [
        (
            (inference.cell, inference.attacker),
            [inference.low, inference.high],
            [max(0, inference.value - inference.need), inference.value + inference.need],
        )
        for inference in find_inferences(table, PRIMARY, suppressed, RULE)
        if not inference.is_safe
    ]
    assert found == [
        ((place(failure["cell"]), NAMED[failure["attacker"]]), failure["interval"], failure["needs"])
        for failure in refused["failures"]
    ]


def test_the_other_safe_pattern_is_safe() -> None:
    suppressed = {*PRIMARY} | places(EXAMPLE["alsoSafe"]["greedy"])
    assert all(inference.is_safe for inference in find_inferences(worked(), PRIMARY, suppressed, RULE))


def test_the_way_for_large_tables_is_safe_here_too() -> None:
    table, primary = worked(), frozenset(PRIMARY)
    search = PatternSearch(table, primary, list_demands(table, primary, primary, RULE), None)
    inner = [place for place in table.sums if place not in primary and not table.is_total(place)]
    suppressed = primary.union(search.find_small(inner))
    assert all(inference.is_safe for inference in find_inferences(table, PRIMARY, suppressed, RULE))
