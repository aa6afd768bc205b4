"""The truth rows: one rule each, from the papers handed in to the cell."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.verifier.tender.opening import OPENING, A, B, Room, load_example, shown
from tests.verifier.tender.truths import SCENES, only_first_holds, revoked_and_low
from verifier.tender import Matrix


def test_there_is_a_scene_for_every_row() -> None:
    assert [*load_example()["truth"]] == [scene.__name__ for scene in SCENES]


@pytest.mark.parametrize("scene", SCENES, ids=[scene.__name__ for scene in SCENES])
def test_every_row_of_the_truth_table(scene: Callable[[Room], Matrix]) -> None:
    assert shown(scene(Room())) == tuple(load_example()["truth"][scene.__name__])


def test_a_revoked_and_a_too_low_certificate_are_both_reported() -> None:
    (cell,) = revoked_and_low(Room()).cells
    column = cell.columns["opening"]
    assert column is not None
    assert [reason.code for reason in column.reasons] == ["revoked", "grade-lower"]


def test_a_member_that_holds_nothing_of_the_kind_is_named() -> None:
    (cell,) = only_first_holds(Room()).cells
    column = cell.columns["opening"]
    assert column is not None
    assert column.without == (B,)
    assert A not in column.without


def test_a_declined_issuer_ends_the_equivalence() -> None:
    room = Room()
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.world.decline("cq", "sc", since=OPENING - timedelta(days=3))
    room.world.publish()
    assert shown(room.check()) == ("not-met", ["declined"])
