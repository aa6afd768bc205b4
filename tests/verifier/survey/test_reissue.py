"""A second edition: refused where the difference of the two gives a contributor away."""

import pytest

from tests.verifier.survey.example import EXAMPLE, Cells, place, places, returns_of, table_of, worked
from verifier.errors import SurveyError
from verifier.survey import (
    Disclosure,
    SurveyHeading,
    SurveyReturn,
    SurveyTable,
    check_beside_earlier,
    find_bounds,
    find_disclosures,
    find_pattern,
    publish,
    tabulate,
)

RULES = EXAMPLE["differencing"]
BASE: Cells = EXAMPLE["contributions"]


def with_more(added: Cells) -> SurveyTable:
    """The table of the example with more returns, of enterprises that returned nothing before."""
    return tabulate(
        [*returns_of(BASE), *returns_of(added, "N")], rows=EXAMPLE["rows"], columns=EXAMPLE["columns"]
    )


def refused(after: SurveyTable) -> list[Disclosure]:
    return find_disclosures(worked(), after, find_pattern(worked()))


def test_one_more_return_gives_itself_away() -> None:
    wanted = [
        Disclosure("changed", place(one["cell"]), one["changed"], one["before"], one["after"])
        for one in RULES["oneMoreReturn"]["refused"]
    ]
    assert refused(with_more(RULES["oneMoreReturn"]["added"])) == wanted


def test_five_more_returns_hide_each_other() -> None:
    assert refused(with_more(RULES["fiveMoreReturns"]["added"])) == []


def test_five_of_which_two_are_almost_all_do_not() -> None:
    found = refused(with_more({"water/A": ["500", "400", "3", "2", "1"]}))
    assert {one.place for one in found} == {*map(place, ("water/A", "water/total", "total/A", "total/total"))}


def test_the_same_returns_may_be_issued_again() -> None:
    assert refused(worked()) == []


def test_one_in_a_suppressed_cell_is_not_hidden_by_five_in_a_published_one() -> None:
    """The row's total less what is published of it is the sum of its suppressed cells, before and after."""
    found = refused(with_more({"air/A": ["30", "28", "25", "22", "20"], "air/C": ["41"]}))
    assert Disclosure("remainder", place("air/total"), 1, 2120, 2161) in found


def test_a_cell_that_becomes_primary_refuses_the_edition() -> None:
    lost = {**BASE, "water/A": BASE["water/A"][:-5]}
    assert Disclosure("primary", place("water/A")) in refused(table_of(lost))


def test_a_suppressed_cell_that_comes_too_close_refuses_the_edition() -> None:
    grown = {**BASE, "soil/C": ["4000", "3500", "3000"]}
    found = {one.kind for one in refused(table_of(grown))}
    assert "exposed" in found


def test_a_suppressed_cell_that_becomes_empty_stays_suppressed() -> None:
    emptied = table_of({**BASE, "soil/C": []})
    shown = publish(emptied, find_pattern(worked()), SurveyHeading("revenue", "2025", "CN-CQ", "10*4.CNY"))
    assert shown.text(place("soil/C")) == "c"
    assert find_bounds(shown)[place("soil/C")][0] == 0


def test_an_edition_with_other_categories_is_another_table() -> None:
    other = tabulate(SurveyReturn(f"E{n}", "water", "A", "1") for n in range(6))
    with pytest.raises(SurveyError, match="tables-apart"):
        refused(other)


def test_more_decimals_are_no_change() -> None:
    fine = {**BASE, "water/A": [f"{amount}.00" for amount in BASE["water/A"]]}
    assert refused(table_of(fine)) == []


def test_amounts_before_and_after_are_counted_alike() -> None:
    fine = find_disclosures(with_more({"air/A": ["77.5"]}), worked(), find_pattern(worked()))
    assert fine[0] == Disclosure("changed", place("air/A"), 1, 16875, 16100, decimals=1)


def test_a_return_that_is_taken_away_counts_as_a_change() -> None:
    less = {**BASE, "monitoring/A": BASE["monitoring/A"][:-1]}
    found = refused(table_of(less, rows=EXAMPLE["rows"]))
    assert place("monitoring/A") in {one.place for one in found}


def test_the_pattern_may_hold_more_than_it_must() -> None:
    wide = find_pattern(worked()) | places(["water/A"])
    added = with_more({"water/A": ["30", "28", "25", "22", "20"]})
    assert find_disclosures(worked(), added, wide) == []


def test_a_table_is_safe_beside_the_earlier_one_of_the_same_cells_alone() -> None:
    heading, hidden = SurveyHeading("example", "2025", "CN-CQ", "10*4.CNY"), find_pattern(worked())
    more = with_more(RULES["oneMoreReturn"]["added"])
    earlier = publish(worked(), hidden, heading)
    check_beside_earlier(earlier, worked(), earlier, worked())
    for table, unsafe in ((worked(), hidden | {(0, 0)}), (more, hidden)):
        with pytest.raises(SurveyError) as refusal:
            check_beside_earlier(publish(table, unsafe, heading), table, earlier, worked())
        assert refusal.value.code == "table-beside"
    other = publish(worked(), hidden, heading._replace(unit="t"))
    with pytest.raises(SurveyError) as refusal:
        check_beside_earlier(other, worked(), earlier, worked())
    assert refusal.value.code == "tables-apart"
