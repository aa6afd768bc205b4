"""Numbers read off pages without a code, asked of a register: found, no such number, not covered."""

from collections.abc import Callable

import pytest

from tests.verifier.tender.claimed_numbers import CLAIMED_NUMBERS


@pytest.mark.parametrize("scene", CLAIMED_NUMBERS, ids=[scene.__name__ for scene in CLAIMED_NUMBERS])
def test_a_claimed_number_gets_the_registers_answer(scene: Callable[[], None]) -> None:
    scene()
