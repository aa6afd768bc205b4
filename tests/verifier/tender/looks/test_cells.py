"""Rules of looks, numbers, names and requests in writing: the cells that were worked out by hand."""

from typing import Any

import pytest

from tests.verifier.tender.looks.cells import check_cell, read_cells
from tests.verifier.tender.opening import shown

CELLS = read_cells()


@pytest.mark.parametrize("cell", CELLS, ids=[cell["case"] for cell in CELLS])
def test_a_cell_has_the_expected_state_and_reasons(cell: Any) -> None:
    matrix = check_cell(cell)
    state, codes = cell["expected"]
    assert shown(matrix) == (state, codes)
    (one,) = matrix.cells
    column = one.columns["opening"]
    assert column is not None
    assert column.clarified is cell.get("clarified", False)
    assert {reason.code for reason in column.reasons} >= {*codes}
    if "notes" in cell:
        assert sorted({note.code for note in matrix.papers}) == sorted(cell["notes"])
    told = [note for note in matrix.papers if note.code == "claimed"]
    assert [[note.facts["kind"], note.facts["number"], note.file] for note in told] == cell.get("told", [])
