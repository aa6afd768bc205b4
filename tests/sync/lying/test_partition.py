"""No connection between the nodes for an hour, a day, ten days: both go on, with the documented reports."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from credentials.record import Record
from registry.lookup.lookup import find_credential
from registry.publishing.bundle import build_bundle
from registry.upkeep.audit import audit_registry
from tests.sync.lying.lies import HOMES, Scene
from tests.sync.nodes import copied

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


@pytest.fixture
def scene(tmp_path: Path, place: Path | str) -> Iterator[Scene]:
    with copied(Scene, tmp_path, places=(place, None)) as found:
        yield found


def go_on(scene: Scene, hours: int) -> list[Record[Any]]:
    """Let each issue and publish daily without the other; return the new credentials."""
    issued = []
    for begun in range(0, hours, 24):
        scene.world.advance(hours=min(hours - begun, 24))
        for node in (scene.cq, scene.sc):
            issued += node.issue()
            node.publish()
    return issued


def heal(scene: Scene, issued: list[Record[Any]]) -> None:
    """Let both pull and publish: all answers are as before, and each has the other's new records."""
    scene.exchange()
    for node in (scene.cq, scene.sc):
        assert scene.answers(build_bundle(node.registry)) == scene.before
        assert all(find_credential(node.registry, record.body.id) is not None for record in issued)
        assert audit_registry(node.registry, signatures=True).problems == ()
    assert scene.cq.pull(scene.sc).error is None


def code_after_ten_days(record: Record[Any], home: str | None, here: str, before: str) -> str:
    """Return the verdict's code on a credential by the bundle that `here` serves then."""
    own = record.body.issuer == f"did:web:{here}.huren.example"
    if before != "ok":
        return before
    if not own or home not in (None, here):
        return "stale"
    return "ok" if home == here else "unwitnessed"


@pytest.mark.parametrize(
    ("hours", "noted"), [pytest.param(1, set(), marks=pytest.mark.night), (25, {"ageing"})]
)
def test_a_partition_of_an_hour_and_of_a_day_changes_no_verdict(
    scene: Scene, hours: int, noted: set[str]
) -> None:
    issued = go_on(scene, hours)
    assert (scene.answers(build_bundle(scene.cq.registry)) == scene.before) is not bool(noted)
    scene.noted |= noted
    for node in (scene.cq, scene.sc):
        assert scene.answers(build_bundle(node.registry)) == scene.before
    scene.noted.clear()
    heal(scene, issued)


@pytest.mark.night
def test_a_partition_of_ten_days_leaves_good_credentials_unconfirmed_elsewhere(scene: Scene) -> None:
    """Ended ones stay ended; only the issuer's own officers can still confirm a good one."""
    issued = go_on(scene, 240)
    for node in (scene.cq, scene.sc):
        told = [code for code, _ in scene.answers(build_bundle(node.registry))]
        before = [code for code, _ in scene.before]
        asked = product(scene.records, HOMES)
        assert told == [
            code_after_ten_days(record, home, node.name, was)
            for (record, home), was in zip(asked, before, strict=True)
        ]
    heal(scene, issued)
