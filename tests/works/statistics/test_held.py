"""Which report of an association stands first: the newest that is equal, however many are not."""

from datetime import timedelta
from pathlib import Path

import pytest

from credentials.documents.works.report import StatisticsReport
from credentials.record import Record
from tests.pages.pages import sign_report, site
from works.statistics import held
from works.statistics.held import RecountedReports


@pytest.mark.night
def test_those_that_differ_are_counted_through_in_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen key signs many, and each count takes seconds: the next look goes on behind them."""
    counted: list[int] = []
    with site(tmp_path) as scene:
        registry, world = scene.node.registry, scene.world
        for number in range(1, 6):
            world.now += timedelta(seconds=1)
            registry.admit(sign_report(scene, edition=number), now=world.now)

        def find(_: object, record: Record[StatisticsReport]) -> str:
            edition = record.body.credential_subject.edition
            counted.append(edition)
            return "equal" if edition == 1 else "differs"

        monkeypatch.setattr(held, "COUNTED", 2)
        monkeypatch.setattr(held, "find_recount", find)
        look = RecountedReports(registry, monotonic=lambda: 0.0)._find_equal
        assert look(world.cq.did) is None
        assert counted == [5, 4]
        assert look(world.cq.did) is None
        found = look(world.cq.did)
    assert (found is not None, counted) == (True, [5, 4, 3, 2, 1])
