"""Trees carried among three: older ones, and trees that depend on a third log."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from registry.monitor.watch import watch
from tests.harness.processes.cli_runs import Huren
from tests.sync.lying.heads import codes
from tests.sync.nodes import Node
from tests.sync.three.associations import exchange

pytestmark = [pytest.mark.nodes, pytest.mark.night]


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


def asked(node: Node, stick: Path) -> tuple[object, ...]:
    (node.folder / "DEMO.txt").write_text("demo")
    return "--from-tree", stick, "--data", node.folder, "--now", node.world.now.isoformat()


@pytest.mark.parametrize(("has_grown", "days"), [(True, 3), (False, 1)])
def test_an_older_stick_is_reported_as_older_without_blame(
    three: tuple[Node, Node, Node], huren: Huren, *, has_grown: bool, days: int
) -> None:
    cq, sc, yn = three
    yn.issue()
    exchange(yn, sc, cq, yn, sc, cq)
    stick = copytree(sc.site, cq.folder / "stick")
    published = cq.world.now
    for _ in range(days):
        cq.world.advance(days=1)
        if has_grown:
            sc.change(sc.issue()[0])
            yn.issue()
        exchange(yn, sc, cq)
    newest = cq.registry.read(lambda view: view.newest_manifest(sc.did))
    assert newest is not None
    assert newest.created > published
    done = huren("sync", *asked(cq, stick))
    lines = done.out.splitlines()
    assert "Sichuan" in lines[0]
    assert "older than what is here: nothing to take; the newest publication here is of" in lines[0]
    assert "Yunnan" in lines[1], "the stick has its log as well"
    assert done.err == ""
    told, of_third = map(json.loads, huren("sync", *asked(cq, stick), "--json").out.splitlines())
    assert not has_grown or told["older"] == {"newest": newest.created.isoformat()}
    assert "error" not in {*told, *of_third}
    looked = huren("monitor", sc.did, *asked(cq, stick), code=0)
    assert "alerts: 0" in looked.out
    assert "older" not in huren("sync", *asked(cq, sc.site), "--json").out


def test_a_publication_that_repeats_a_third_s_waits_and_is_no_fault(
    three: tuple[Node, Node, Node], huren: Huren
) -> None:
    """One node pulls from the third, the other has not yet: the first's tree lacks nothing."""
    cq, sc, yn = three
    record, *_ = yn.issue(3)
    yn.publish()
    sc.pull(yn)
    sc.publish()
    assert codes(cq.pull(sc).errors) == []
    sticks = [copytree(sc.site, cq.folder / "first")]
    for number in range(3):
        cq.world.advance(days=1)
        yn.change(record, "reinstate" if number % 2 else "suspend", "resolved" if number % 2 else "complaint")
        yn.publish()
        cq.publish()
        for other in (yn, cq):
            sc.pull(other)
        sc.publish()
        sticks.append(copytree(sc.site, cq.folder / f"stick-{number}"))
        pulled = cq.pull(sc)
        assert (codes(pulled.errors), codes(pulled.untrusted)) == ([], [])
        assert codes(watch(cq.registry, sc.did, now=cq.world.now, pulled=pulled).alerts) == []
    done = huren("sync", "--issuer", sc.did, *asked(cq, sticks[-1]))
    assert "repeats a publication of Yunnan" in done.err
    for stick in sticks[1:3]:
        done = huren("sync", "--issuer", sc.did, *asked(cq, stick))
        assert "not admitted: " not in done.err
    assert codes(cq.pull(yn).errors) == []
    assert codes(cq.pull(sc).errors) == []
    assert "repeats a publication" not in huren("sync", *asked(cq, sc.site)).err
