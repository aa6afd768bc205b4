"""Two records that an association may not both have signed are proven, whatever else is wrong with either."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from registry.publishing.log_files import witness_path
from registry.sync.conflicts import check_conflict, list_conflicts, record_conflict
from registry.sync.taken import Pulled
from registry.view.event_order import read_order
from signing.jcs import canonicalize
from signing.log.merkle import merkle_root
from tests.sync.liars import Liar, ask, lines_of, tell
from tests.sync.lying.lies import GOOD, Scene, say, with_event, with_manifest
from tests.sync.nodes import Node, copied
from tests.world import id_of

pytestmark = pytest.mark.nodes


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with copied(Scene, tmp_path) as found:
        yield found


def hear(scene: Scene, liar: Liar) -> Pulled:
    return ask(scene.cq, liar, scene.sc.did)


def check_proven(scene: Scene, pulled: Pulled) -> None:
    """Check that the node proves the conflict once, to anybody."""
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, scene.sc.registry.load_trust()) == scene.sc.did
    assert len(scene.cq.registry.read(list_conflicts)) == 1


def newest_version(scene: Scene) -> int:
    newest = scene.sc.registry.read(lambda view: view.newest_manifest(scene.sc.did))
    assert newest is not None
    return newest.body.credential_subject.version


def test_status_lists_of_two_days_prove_nothing(scene: Scene) -> None:
    """Nor do two key lists: both are renewed under one id, and anybody can put two side by side."""
    cq, sc = scene.cq, scene.sc
    path = sc.site / "sc.huren.example/status/suspension/1"
    lists = [path.read_bytes()]
    scene.world.advance(days=1)
    sc.change(scene.records[GOOD])
    keys = [canonicalize(sc.party.key_lists[-1]), canonicalize(scene.world.publish_key_list("sc"))]
    sc.bench.admit_trust()
    sc.publish()
    lists.append(path.read_bytes())
    scene.exchange()
    trust = cq.registry.load_trust()
    for first, second in (lists, keys):
        assert first != second
        assert id_of(first) == id_of(second)
        assert check_conflict(record_conflict(sc.did, first, second).data, trust) is None


@pytest.mark.parametrize(
    "surplus", [0, pytest.param(3, marks=pytest.mark.night)], ids=["refused until now", "that nobody has"]
)
def test_a_second_manifest_of_one_number_is_proven_while_it_waits_for_events(
    scene: Scene, surplus: int
) -> None:
    """A waiting manifest is signed all the same."""
    cq, sc, world = scene.cq, scene.sc, scene.world
    hear(scene, with_event("suspend", GOOD, days=1)(scene))
    refused = scene._told[-1]
    world.advance(days=1, minutes=10)
    scene.lines = scene._told
    order = [*cq.registry.read(lambda view: read_order(view, sc.did)), sha256(refused).hexdigest()]
    root = merkle_root(map(bytes.fromhex, order)).hex()
    events = {"count": len(order) + surplus, "root": root if not surplus else "ab" * 32}
    liar = with_manifest(say(version=newest_version(scene), events=events))(scene)
    check_proven(scene, hear(scene, liar))
    assert hear(scene, liar).taken.conflicts == [], "proven once"


def test_a_manifest_is_proven_against_a_waiting_one_in_either_order(scene: Scene) -> None:
    """Whichever was shown first."""
    events = {"count": 99, "root": "ab" * 32}
    early = with_manifest(say(version=newest_version(scene) + 1, events=events))(scene)
    assert hear(scene, early).taken.conflicts == []
    scene.world.advance(hours=1)
    true = with_manifest(say(version=newest_version(scene) + 1))(scene)
    check_proven(scene, hear(scene, true))


def test_two_key_lists_of_one_version_are_proven(scene: Scene) -> None:
    sc, liar = scene.sc, scene.tell()
    bundle: Any = orjson.loads(liar.files["trust.json"])
    last = [one for one in bundle["keyLists"] if one["id"] == sc.did][-1]

    def shorten(document: Any) -> None:
        until = datetime.fromisoformat(document["validUntil"]) - timedelta(days=1)
        document["validUntil"] = until.isoformat()

    rival = sc.party.resign(last, shorten, "root")
    bundle["keyLists"] = [rival if one is last else one for one in bundle["keyLists"]]
    liar.files["trust.json"] = canonicalize(bundle)
    told = hear(scene, liar)
    assert told.faults is not None
    assert [one.code for one in told.faults] == ["equivocation"]
    check_proven(scene, told)


@pytest.mark.night
def test_proofs_by_a_marked_key_leave_room_for_others(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thief of the key may have filled every place for proofs."""
    monkeypatch.setattr("registry.sync.conflicts.MOST", 2)
    cq, sc, world = scene.cq, scene.sc, scene.world
    twice = [world.issue(by="sc", credential_id=scene.records[which].body.id) for which in (4, 5, 6)]
    assert len(hear(scene, scene.tell(*twice)).taken.conflicts) == 2
    scene.lines = scene._told
    world.advance(hours=1)
    world.compromise("sc", "assessment-1", since=world.now)
    sc.party.add_key("assessment", world.now)
    world.publish_key_list("sc")
    for node in (cq, sc):
        node.bench.admit_trust()
    first = world.issue(by="sc")
    scene.lines.append(first)
    hear(scene, scene.tell())
    rival = world.issue(by="sc", credential_id=id_of(first))
    (conflict,) = hear(scene, scene.tell(rival)).taken.conflicts
    assert check_conflict(conflict.data, sc.registry.load_trust()) == sc.did


def test_a_second_history_of_our_own_log_is_reported(nodes: tuple[Node, Node]) -> None:
    """With our stolen publication key the other node shows a head that we never signed."""
    cq, sc = nodes
    cq.issue(3)
    cq.publish()
    sc.publish()
    forged = tell(cq, lines_of(cq)[::-1]).files["cq.huren.example/log/checkpoint"]
    liar = Liar(sc.site)
    liar.files[f"{witness_path(cq.did)}/checkpoint"] = forged
    pulled = ask(cq, liar, sc.did)
    assert [conflict.issuer for conflict in pulled.taken.conflicts] == [cq.did]
