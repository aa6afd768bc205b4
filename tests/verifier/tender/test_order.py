"""Which of several certificates is cited, where the state alone decides nothing."""

from collections.abc import Callable

import pytest

from tests.verifier.tender.ties import TIES, strange_grades
from verifier.tender import Matrix
from verifier.tender.matrix import MatrixColumn


def column_of(matrix: Matrix) -> MatrixColumn:
    (cell,) = matrix.cells
    column = cell.columns["opening"]
    assert column is not None
    return column


@pytest.mark.parametrize("scene", TIES, ids=[scene.__name__ for scene in TIES])
def test_cited_credentials_have_a_fixed_order(scene: Callable[[], tuple[Matrix, tuple[str, ...]]]) -> None:
    matrix, cited = scene()
    assert column_of(matrix).credentials == cited


def test_of_grades_that_count_for_nothing_the_first_that_is_cited_is_told() -> None:
    """In whatever order a set of texts has them in one run or another."""
    assert column_of(strange_grades()[0]).grade == "第1等"
