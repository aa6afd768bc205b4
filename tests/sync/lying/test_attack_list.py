"""The list of attacks against a node on either database: each ends as documented, and no verdict changes."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from registry.lookup.receipts import find_receipt
from registry.publishing.bundle import build_bundle
from registry.sync.pull import pull
from registry.sync.taken import Pulled
from registry.upkeep.audit import audit_registry
from tests.parity.retelling import retell
from tests.sync.liars import Liar
from tests.sync.lying.lies import AHEAD, LIES, Scene
from tests.sync.nodes import copied
from verifier import Policy

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

LAST = [name for name in LIES if LIES[name].code == "log-forked"]
"""Forks. A forked log is not read any more, so each needs a node of its own."""


@pytest.fixture
def scene(tmp_path: Path, place: Path | str) -> Iterator[Scene]:
    with copied(Scene, tmp_path, places=(place, None)) as found:
        yield found


def ask(scene: Scene, liar: Liar) -> Pulled:
    cq = scene.cq
    return pull(cq.registry, scene.sc.did, liar, now=scene.world.now, cosigners=[cq.cosigner])


def check_lie(scene: Scene, name: str) -> None:
    """Tell the lie twice and check that the report stays."""
    liar = LIES[name].told(scene)
    for _ in range(2):
        pulled = ask(scene, liar)
        scene.note_told(LIES[name])
        assert (pulled.error.code if pulled.error is not None else None) == LIES[name].code, name
        assert scene.answers(build_bundle(scene.cq.registry)) == scene.before, name


def check_soundness(scene: Scene) -> None:
    """Check that what the lies left is sound: an audit reads all of it, so that it runs once."""
    assert audit_registry(scene.cq.registry, signatures=True).problems == ()


def test_each_lie_ends_as_documented_and_changes_no_verdict(scene: Scene) -> None:
    """All lies reach one node in turn, so that each meets what the one before left."""
    for name in LIES:
        if name not in LAST:
            check_lie(scene, name)
    check_soundness(scene)
    assert ask(scene, scene.tell(scene.world.issue(by="sc"))).cosigned, "what is honest is taken as ever"


@pytest.mark.parametrize("name", LAST)
def test_a_fork_changes_no_verdict(scene: Scene, name: str) -> None:
    check_lie(scene, name)
    check_soundness(scene)


@pytest.mark.parametrize(
    "name",
    [
        "their clock ahead: a revocation",
        pytest.param("their clock ahead: a record", marks=pytest.mark.night),
    ],
)
def test_a_log_that_ends_in_the_future_is_not_dated_until_it_goes_on(scene: Scene, name: str) -> None:
    """Nobody knows whose clock is wrong, until a record dated now shows that it was the owner's."""
    liar = LIES[name].told(scene)
    assert [ask(scene, liar).cosigned for _ in range(3)] == [False] * 3
    scene.note_told(LIES[name])
    assert ask(scene, scene.tell(scene.world.issue(by="sc"))).cosigned


def test_our_clock_ahead_spoils_nothing(scene: Scene) -> None:
    """Cosignatures of the wrong clock date nothing before that day.

    With the right clock this node dates the log.
    """
    world, cq, sc = scene.world, scene.cq, scene.sc
    (record,) = sc.issue()
    sc.publish()
    right, world.now = world.now, world.now + timedelta(days=AHEAD)
    assert cq.pull(sc).cosigned
    world.now = right
    assert scene.answers(build_bundle(cq.registry)) == scene.before
    early = find_receipt(cq.registry, record.digest, now=cq.world.now)
    assert early.witnessed is None
    trust, policy = scene.trust(build_bundle(cq.registry)), Policy(require_log=True)
    verdict = world.verify(record.data, trust=trust, policy=policy, proof=early.data)
    assert (verdict.code, verdict.codes) == ("ok", ("logged",))
    (next_one,) = sc.issue()
    sc.publish()
    assert cq.pull(sc).cosigned
    later = [find_receipt(cq.registry, one.digest, now=right) for one in (record, next_one)]
    assert [one.witnessed for one in later] == [right, right]
    verdict = world.verify(record.data, trust=trust, policy=policy, proof=later[0].data)
    assert (verdict.code, "witnessed" in verdict.codes) == ("ok", True), verdict.codes


@pytest.mark.night
def test_our_clock_a_little_behind_dates_a_log_that_stays_quiet(scene: Scene) -> None:
    """It is cosigned once and never again: receipt and verdict date the record as of its signing."""
    world, cq, sc = scene.world, scene.cq, scene.sc
    (record,) = sc.issue()
    sc.publish()
    signed, world.now = world.now, world.now - timedelta(minutes=4)
    assert cq.pull(sc).cosigned
    world.now = signed + timedelta(days=1)
    assert not cq.pull(sc).cosigned
    receipt = find_receipt(cq.registry, record.digest, now=world.now)
    assert receipt.witnessed == signed
    trust, policy = scene.trust(build_bundle(cq.registry)), Policy(require_log=True)
    verdict = world.verify(record.data, trust=trust, policy=policy, proof=receipt.data)
    assert "witnessed" in verdict.codes


def test_our_clock_behind_cosigns_nothing(scene: Scene) -> None:
    """The node also removes nothing and misinforms nobody."""
    world, cq, sc = scene.world, scene.cq, scene.sc
    world.advance(days=AHEAD)
    sc.issue()
    sc.publish()
    world.advance(days=-AHEAD)
    for _ in range(3):
        assert not cq.pull(sc).cosigned
        assert scene.answers(build_bundle(cq.registry)) == scene.before
    world.advance(days=AHEAD)
    assert cq.pull(sc).cosigned


@pytest.mark.night
def test_no_lie_deceives_the_verifier_in_javascript(tmp_path: Path) -> None:
    """The verifier loads the bundle after all lies, and after each fork."""

    def play(names: Sequence[str], folder: Path) -> None:
        with copied(Scene, folder) as scene:
            for name in names:
                ask(scene, LIES[name].told(scene))
                scene.note_told(LIES[name])
            scene.answers(build_bundle(scene.cq.registry))

    others = [name for name in LIES if name not in LAST]
    plays = {"all": others, **{name: [name] for name in LAST}}
    retell({name: partial(play, plays[name], tmp_path / str(n)) for n, name in enumerate(plays)}, tmp_path)
