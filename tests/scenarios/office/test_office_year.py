"""A year of an office: whatever its people do, in whatever order, what the desk promises holds."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.kinds import parse_any
from desk.office import upload
from tests.harness.fuzz import examples
from tests.scenarios.office.five import Five, fill_sheet
from tests.scenarios.office.year import ACTS, Year

pytestmark = [pytest.mark.histories, pytest.mark.night]

NUMBER = st.integers(0, 2**16)
OFTEN = [*ACTS, *("follow",) * 8, "state", "state", "wait", "change", "issue"]


@cache
def begun() -> Any:
    """The folder of an office with two certificates and a notice of four items, and its world."""
    folder = TemporaryDirectory()
    place = Path(folder.name) / "registry.db"
    five = Five(place)
    held = [parse_any(five.world.issue("cq")) for _ in range(2)]
    for record in held:
        five.bench.admit(record.data)
    five.begin()
    drafts = five.read(fill_sheet(4, five.now))
    (plan,) = five.make([five.notice(drafts)])
    five.state("p1", plan, "make")
    five.state("p3", plan, "approve")
    carried = five.sign(five.export(plan))
    assert five.upload(carried) == ["stored"]
    (notice,) = five.stored("list-notice")
    five.registry.close()
    return (
        folder,
        five.world,
        five.now,
        {"held": held, "notice": notice, "drafts": drafts, "carried": carried},
    )


def year(folder: Path) -> Iterator[Year]:
    """A copy of it."""
    base, world, now, given = begun()
    shutil.copytree(base.name, folder, dirs_exist_ok=True)
    world.now = now
    five = Five(folder / "registry.db", world=world)
    yield Year(five, **given)
    five.registry.close()


ACT = st.tuples(st.sampled_from(OFTEN), NUMBER, NUMBER, NUMBER)


@settings(max_examples=examples(20))
@given(st.lists(ACT, min_size=8, max_size=40))
def test_whatever_an_office_does_its_desk_keeps_what_it_promises(
    acts: list[tuple[str, int, int, int]],
) -> None:
    with TemporaryDirectory() as folder, patch.object(upload, "PORTION", 1):
        for one in year(Path(folder)):
            for name, *numbers in acts:
                one.act(name, *numbers)
            one.finish()
