"""Honest days raise no alert, with every lag between issuing, publishing and carrying."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from carriers.peers.folder import FolderFiles
from registry.monitor import alerts
from registry.upkeep.restore_from_tree import restore_from_tree
from tests.sync.monitoring.looks import codes, look
from tests.sync.nodes import Node
from tests.sync.three.associations import key_of

pytestmark = pytest.mark.nodes


def test_a_record_carried_the_next_morning_is_not_called_backdated(nodes: tuple[Node, Node]) -> None:
    """Issued at nine as of the beginning of the day, published at four, carried by stick the next day."""
    cq, sc = nodes
    for _ in range(5):
        sc.issue()
        sc.world.advance(hours=7)
        sc.publish()
        sc.world.advance(hours=16)
        assert alerts.BACKDATED not in codes(look(cq, sc.did, FolderFiles(sc.site)))
        sc.world.advance(hours=1)


@pytest.mark.parametrize("is_published_daily", [False, pytest.param(True, marks=pytest.mark.night)])
def test_a_week_without_the_other_is_not_called_backdating(
    nodes: tuple[Node, Node], *, is_published_daily: bool
) -> None:
    """Only the owner knows when an entry came between two publications that were pulled."""
    cq, sc = nodes
    for _ in range(2):
        for _ in range(6):
            sc.issue()
            if is_published_daily:
                sc.publish()
            sc.world.advance(days=1)
        sc.publish()
        assert codes(look(cq, sc.did, FolderFiles(sc.site))) == []


def test_a_stick_of_yesterday_is_no_sign_of_what_was_there_today(
    nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    """It was cosigned this morning and lacks records issued after it was written."""
    cq, sc = nodes
    sc.issue()
    sc.publish()
    stick = copytree(sc.site, tmp_path / "stick")
    sc.issue()
    sc.world.advance(hours=40)
    look(cq, sc.did, FolderFiles(stick))
    sc.publish()
    assert codes(look(cq, sc.did, FolderFiles(sc.site))) == []


def test_a_record_that_begins_before_a_publication_without_it_is_reported(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue()
    sc.publish()
    look(cq, sc.did, FolderFiles(sc.site))
    long_ago = sc.world.now - timedelta(days=2)
    published = sc.world.now
    sc.world.advance(hours=1)
    sc.bench.admit(sc.world.issue(by="sc", valid_from=long_ago, created=long_ago))
    sc.publish()
    found = look(cq, sc.did, FolderFiles(sc.site))
    assert codes(found) == [alerts.BACKDATED]
    assert found.alerts[0].facts["logged"] == published.isoformat()


@pytest.mark.night
@pytest.mark.parametrize("hours", [0, pytest.param(2, marks=pytest.mark.night)])
def test_a_publication_that_its_owner_lost_is_over_with_the_next(
    nodes: tuple[Node, Node], tmp_path: Path, hours: int
) -> None:
    """Restored from an older tree, the owner uses the number again only within the same second."""
    cq, sc = nodes
    sc.issue()
    sc.publish()
    stick = copytree(sc.site, tmp_path / "stick")
    sc.publish()
    look(cq, sc.did, FolderFiles(sc.site))
    sc.burn()
    sc.world.advance(hours=hours)
    restore_from_tree(sc.registry, stick, now=sc.world.now, peers=[cq.did], keys=[key_of(sc)])
    sc.issue()
    sc.publish()
    told = codes(look(cq, sc.did, FolderFiles(sc.site)))
    assert sorted(told) == (["equivocation", "record-twice"] if not hours else [])
    sc.world.advance(hours=1)
    sc.publish()
    assert codes(look(cq, sc.did, FolderFiles(sc.site))) == []
