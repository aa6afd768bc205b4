"""Parity of the tender desk: JavaScript makes the matrix of Python, byte for byte, and says the same."""

from copy import deepcopy
from pathlib import Path

import pytest

from tests.parity.tenders import Openings, differences
from tests.verifier.tender.opening import Room
from tests.verifier.tender.test_truth import SCENES


@pytest.fixture(scope="module")
def truths() -> Openings:
    """The scene of every truth row."""
    found = Openings()
    for scene in SCENES:
        with found.recording(scene.__name__):
            scene(Room())
    return found


def test_the_truth_rows(truths: Openings, tmp_path: Path) -> None:
    assert len(truths.cases) == len(SCENES)
    assert differences(truths, truths.answers(tmp_path)) == []


def test_a_difference_would_be_named_by_its_cell(truths: Openings, tmp_path: Path) -> None:
    answers = deepcopy(truths.answers(tmp_path))
    answers[0]["matrix"]["cells"][0]["columns"]["opening"]["grade"] = "乙级"
    (told,) = differences(truths, answers)
    assert told == 'own_above 1: .matrix.cells[L1 B1 C1 R1].columns.opening.grade: "甲级" / "乙级"'
