"""Parity of the tender desk: JavaScript makes Python's matrix, byte for byte, with the same sentences."""

import json
import subprocess
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signing.jcs import canonicalize
from tests.harness.checkout import ROOT
from tests.harness.node import find_node
from tests.parity.tender.made_up import ask_at_random
from tests.parity.tender.openings import Openings, differences
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.log import logged_rooms
from tests.verifier.tender.claimed_numbers import CLAIMED_NUMBERS
from tests.verifier.tender.looks.cells import check_cell, read_cells
from tests.verifier.tender.looks.texts import TEXTS
from tests.verifier.tender.named_files import NAMED_FILES
from tests.verifier.tender.opening import OPENING, Example, Room, load_example, shown, single, tender
from tests.verifier.tender.ties import TIES
from tests.verifier.tender.truths import SCENES
from verifier.tender import Paper, mark_late, parse_bidders, parse_tender
from verifier.tender.judging import FAULTS
from verifier.tender.words import SENTENCES

pytestmark = pytest.mark.javascript


@pytest.fixture(scope="module")
def truths() -> Openings:
    """Scenes of every truth row, and of the choice of the cited certificate."""
    found = Openings()
    for scene in SCENES:
        with found.recording(scene.__name__):
            scene(Room())
    for tie in TIES:
        with found.recording(tie.__name__):
            tie()
    return found


def test_truth_rows_and_ties_are_answered_alike(truths: Openings, tmp_path: Path) -> None:
    assert len(truths.cases) == len(SCENES) + len(TIES)
    assert differences(truths, truths.answers(tmp_path)) == []


def test_a_difference_is_named_by_its_cell(truths: Openings, tmp_path: Path) -> None:
    answers = deepcopy(truths.answers(tmp_path))
    answers[0]["matrix"]["cells"][0]["columns"]["opening"]["grade"] = "乙级"
    (told,) = differences(truths, answers)
    assert told == 'own_above 1: .matrix.cells[L1 B1 C1 R1].columns.opening.grade: "甲级" / "乙级"'


def test_the_worked_example_is_answered_alike(tmp_path: Path) -> None:
    openings, example = Openings(), Example(load_example())
    with openings.recording("run"):
        example.run_all()
    assert [len(one["matrix"]["cells"]) for one in openings.expected] == [63, 63, 63]
    assert differences(openings, openings.answers(tmp_path)) == []


def test_papers_that_the_first_receipt_lacks_are_late(tmp_path: Path) -> None:
    openings, room = Openings(), Room()
    room.hand_in(grade="甲临")
    room.hand_in()
    room.world.publish()
    first = {"B1": {room.papers[0].sha256}}
    bidders: Any = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    with openings.recording("late"):
        openings.check(
            parse_tender(canonicalize(tender())), parse_bidders(canonicalize(bidders)),
            mark_late({"B1": room.papers}, first), room.world.trust(), now=OPENING + timedelta(hours=1),
        )  # fmt: skip
    (case,) = openings.cases
    assert [paper.pop("late") for paper in case["papers"]["B1"]] == [False, True]
    case["first"] = {bidder: [*known] for bidder, known in first.items()}
    assert differences(openings, openings.answers(tmp_path)) == []


def test_a_cell_with_many_unread_files_is_the_same(tmp_path: Path) -> None:
    openings = Openings()
    with openings.recording("unread"):
        for number in (5, 6, 7):
            room = Room()
            room.papers = [Paper(f"{n}.pdf", f"{n:064}", unread="paper-damaged") for n in range(number)]
            room.world.publish()
            room.check()
    assert len(openings.cases) == 3
    assert differences(openings, openings.answers(tmp_path)) == []


def test_remarks_on_papers_and_claimed_numbers_are_the_same(tmp_path: Path) -> None:
    openings = Openings()
    for scene in (*NAMED_FILES, *CLAIMED_NUMBERS):
        with openings.recording(scene.__name__):
            scene()
    for cell in read_cells():
        with openings.recording(cell["case"]):
            check_cell(cell)
    assert len(openings.cases) > 60
    assert differences(openings, openings.answers(tmp_path)) == []


def test_the_same_texts_read_like_certificates(tmp_path: Path) -> None:
    path = tmp_path / "texts.json"
    path.write_text(json.dumps([case[:3] for case in TEXTS]), encoding="utf-8")
    script = ROOT / "tests" / "parity" / "js" / "text_layer.mjs"
    done = subprocess.run([find_node(), str(script), str(path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [answer for *_, answer in TEXTS]


@pytest.fixture(scope="module")
def made_up() -> Openings:
    """Openings drawn from a seed."""
    found = Openings()
    ask_at_random(found, 120)
    return found


@pytest.mark.night
def test_openings_made_up_by_a_seed(made_up: Openings, tmp_path: Path) -> None:
    assert differences(made_up, made_up.answers(tmp_path)) == []


NEVER = {"subject-mismatch", "bad-signature", "issued-before-agreement"}
"""Codes of papers, or of no cell in these openings."""
OF_REGISTERS = {"number-found", "number-held", "number-absent", "by-number", "newer-in-register"}
"""Codes of registers, which no made-up opening has."""


@pytest.mark.night
def test_made_up_openings_produce_nearly_every_code(made_up: Openings) -> None:
    matrices: list[Any] = [expected["matrix"] for expected in made_up.expected]
    assert len(matrices) == 120
    cells = [cell for matrix in matrices for cell in matrix["cells"]]
    columns = [column for cell in cells for column in cell["columns"].values() if column is not None]
    assert {column["state"] for column in columns} == {"met", "cannot-establish", "not-met"}
    found = {part: {e["code"] for m in matrices for e in m[part]} for part in ("flags", "papers", "lint")}
    found["cells"] = {code for cell in cells for code in cell["codes"]}
    found["cells"] |= {reason["code"] for column in columns for reason in column["reasons"]}
    for part, table in SENTENCES.items():
        assert {code.partition(":")[0] for code in table} - OF_REGISTERS <= found[part], part
    assert found["cells"] >= {*FAULTS} - NEVER
    assert any(column["clarified"] for column in columns)
    assert any(column["without"] for column in columns)
    assert any(one["points"] for matrix in matrices for one in matrix["criteria"])


def test_no_cell_is_met_without_the_witness_that_the_agreement_requires(tmp_path: Path) -> None:
    openings, room = Openings(), Room()
    room.hand_in()
    witness_needed(room.world)
    with openings.recording("no proof"):
        matrix = room.check()
    assert shown(matrix) == ("cannot-establish", ["witness-needed"])
    assert differences(openings, openings.answers(tmp_path)) == []


def test_log_proofs_decide_alike(tmp_path: Path) -> None:
    openings = Openings()
    for scene in logged_rooms.SCENES:
        with openings.recording(scene.__name__):
            scene()
    assert differences(openings, openings.answers(tmp_path)) == []
