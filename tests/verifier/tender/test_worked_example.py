"""The worked example: two lots, six bidders, twelve requirements, three runs, cell by cell."""

from typing import Any

import pytest

from tests.verifier.tender.opening import Example, load_example
from verifier.tender import Matrix

Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def example() -> Example:
    return Example(load_example())


@pytest.fixture(scope="module")
def runs(example: Example) -> dict[str, Matrix]:
    return example.run_all()


def cells(matrix: Matrix) -> dict[Key, Any]:
    return {(cell.lot, cell.requirement, cell.bidder): cell for cell in matrix.cells}


def test_every_cell_of_the_first_run(example: Example, runs: dict[str, Matrix]) -> None:
    found = cells(runs["run1"])
    expected = example.data["run1"]["cells"]
    assert len(expected) == len(found) == 63
    wrong: list[Any] = []
    for lot, requirement, bidder, state, columns in expected:
        cell = found[lot, requirement, bidder]
        told = {"state": cell.state, "pending": [n for n, c in cell.columns.items() if c is None]}
        if (cell.state, told["pending"]) != (state, ["award"]):
            wrong.append(((lot, requirement, bidder), state, told))
        for name in ("opening", "contractEnd"):
            want, column = columns[name], cell.columns[name]
            cited = [example.names[digest] for digest in column.credentials]
            got = [column.state, cited, list(column.codes)]
            if got != want[:3] or (len(want) > 3 and column.grade != want[3]):
                wrong.append(((lot, requirement, bidder, name), want, (*got, column.grade)))
            if len(want) > 4 and [*column.clauses] != [want[4]]:
                wrong.append(((lot, requirement, bidder, name), want, column.clauses))
    assert wrong == []


def test_criteria_flags_papers_and_lint_of_the_first_run(example: Example, runs: dict[str, Matrix]) -> None:
    expected, matrix = example.data["run1"], runs["run1"]
    criteria: dict[str, dict[str, str]] = {}
    for one in matrix.criteria:
        criteria.setdefault(f"{one.lot} {one.criterion}", {})[one.bidder] = one.state
    assert criteria == expected["criteria"]
    flags = [[flag.code, flag.lot, [*flag.bidders], flag.enterprise] for flag in matrix.flags]
    assert flags == expected["flags"]
    papers = [
        [
            note.bidder,
            example.names.get(note.credential or "", note.file),
            str(note.facts.get("why", note.code)),
        ]
        for note in matrix.papers
    ]
    assert sorted(papers) == sorted(expected["papers"])
    lint: dict[str, list[Any]] = {}
    for note in matrix.lint:
        facts = [note.facts[k] for k in ("written", "grade") if k in note.facts]
        lint.setdefault(note.code, []).extend([note.requirement or note.criterion, *facts])
    assert lint == expected["lint"]


def test_changes_between_the_runs_of_the_example(example: Example, runs: dict[str, Matrix]) -> None:
    for before, after in (("run1", "run2"), ("run2", "run3")):
        old, new = cells(runs[before]), cells(runs[after])
        expected = example.data[after]["changes"]
        listed = {(lot, requirement, bidder): entry for lot, requirement, bidder, *entry in expected}
        changed = {key for key in old if old[key].state != new[key].state}
        assert changed == {key for key, (was, now, _) in listed.items() if was != now}
        for key, (was, now, codes) in listed.items():
            assert (old[key].state, new[key].state) == (was, now), key
            assert not codes or [*new[key].codes] == codes, key


def test_the_revocation_reaches_every_column_and_its_criterion(runs: dict[str, Matrix]) -> None:
    cell = cells(runs["run3"])["L2", "R5", "B6"]
    assert all(c is not None and c.codes == ("revoked",) for c in cell.columns.values())
    states = {(c.lot, c.criterion, c.bidder): (c.state) for c in runs["run3"].criteria}
    assert states["L2", "C7", "B6"] == states["L2", "C4", "B6"] == "not-met"


def test_a_late_paper_is_in_no_cell(example: Example, runs: dict[str, Matrix]) -> None:
    notes = [n for n in runs["run2"].papers if n.code == "late"]
    assert [(note.bidder, note.file) for note in notes] == [("B6", "K13.json")]
    late = next(digest for digest, name in example.names.items() if name == "K13")
    cited = {d for cell in runs["run2"].cells for c in cell.columns.values() if c for d in c.credentials}
    assert late not in cited


def test_the_near_misses_are_told_in_days_and_steps(runs: dict[str, Matrix]) -> None:
    first, second = cells(runs["run1"]), cells(runs["run2"])
    (short,) = first["L2", "R5", "B1"].columns["contractEnd"].reasons
    assert (short.code, short.facts["days"]) == ("ends-before-contract", 13)
    (lower,) = first["L1", "R1", "B3"].columns["opening"].reasons
    assert (lower.code, lower.facts["steps"]) == ("grade-lower", 1)
    (suspended,) = second["L1", "R3", "B4"].columns["award"].reasons
    assert (suspended.code, suspended.facts["days"]) == ("suspended", 8)
