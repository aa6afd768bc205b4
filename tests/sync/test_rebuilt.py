"""A burnt node is rebuilt from its published tree, and its copy of the peer's log from the peer."""

from pathlib import Path

import pytest

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from cli.upkeep.published_audit import run_published_audit
from registry import Registry
from registry.publishing.bundle import build_bundle
from registry.publishing.log_head import publish_head
from registry.publishing.publish import write_tree
from registry.publishing.static_tree import index_path
from registry.sync.pull import pull
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import read_folder, restore_from_tree
from terminal.invocation import Invocation
from terminal.workspace.open_registry import DEMO_MARK
from tests.harness.apartments import FILINGS, audit_published
from tests.sync.liars import ask, lines_of, tell
from tests.sync.nodes import Node
from tests.world.registry_setup import refused

pytestmark = pytest.mark.nodes

CQ = "cq.huren.example"


class _Cut(FolderFiles):
    """A peer that disappears before its packs are requested."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        if "/log/data/" in path:
            raise CarrierError("peer-late", path, seconds=60)
        return super().fetch(path, limit, tag)


@pytest.mark.night
def test_a_log_in_which_others_records_stand_is_no_log_of_its_owner(
    nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    """Nobody can continue such a log, so it is not restored; the tree that mirrors it is sound."""
    cq, sc = nodes
    (stranger,) = cq.issue()
    sc.publish()
    sc.issue()
    assert ask(cq, tell(sc, [*lines_of(sc), stranger.data]), sc.did).error is None
    cq.publish()
    with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(cq.world.pin)
        with refused("other-log", f"records/{stranger.digest}"):
            restore_from_tree(registry, cq.site, now=cq.world.now, peers=[cq.did])
    assert audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now).problems == ()
    with pytest.raises(CarrierError):
        audit_published(_Cut(cq.site), cq.world.pin, now=cq.world.now)


@pytest.mark.night
def test_what_has_no_file_is_named_or_counted(
    nodes: tuple[Node, Node], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Records after the manifest, too; a clock ahead is no fault, whatever we publish."""

    def audit() -> tuple[list[str | None], int]:
        found = audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now)
        return [problem.field for problem in found.problems], found.unjudged

    cq, sc = nodes
    sc.issue()
    sc.publish()
    sc.world.advance(minutes=5)
    sc.issue()  # the clock is ahead by the permitted time, then by more
    sc.world.advance(minutes=1)
    sc.issue()
    publish_head(sc.registry, sc.did, sc.party.signers["publication"], now=sc.world.now)
    sc.write()
    sc.world.advance(minutes=-6)
    assert [code for _, code in cq.pull(sc).taken.refused] == ["signed-in-future"]
    cq.publish()
    assert audit() == ([], 0), "nobody could admit it yet"
    cq.world.advance(hours=6)
    cq.publish()
    assert audit() == ([], 1), "no pull since"
    cq.world.advance(hours=1)
    first = cq.issue()[0]
    cq.world.advance(hours=1)
    last = cq.issue()[0]
    publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=cq.world.now)
    cq.write()
    assert audit() == ([], 1)
    for record, said in ((first, ([f"{CQ}/records/{first.digest}.json"], 1)), (last, ([], 2))):
        path = cq.site / CQ / f"records/{record.digest}.json"
        path.unlink()
        assert audit() == said
        path.write_bytes(record.data)
    (tmp_path / DEMO_MARK).touch()
    pin = cq.world.pin
    assert run_published_audit(Invocation(now=cq.world.now, data=tmp_path), str(cq.site), pin=pin) == 0
    assert "refused or gone: 1" in capsys.readouterr().out


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_node_is_rebuilt_from_its_tree_and_its_peer(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    cq, sc = nodes
    cq.issue(4)
    sc.change(sc.issue(300)[7])
    cq.publish()
    sc.publish()
    assert cq.pull(sc).error is None
    cq.publish()
    cq.write()
    with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(cq.world.pin)
        found = restore_from_tree(registry, cq.site, now=cq.world.now, peers=[sc.did])
        assert (found.refused, found.rewound) == ((), ())
        again = Node.__new__(Node)
        again.__dict__.update(cq.__dict__)
        again.bench = type("Held", (), {"registry": registry, "world": cq.world})()
        pulled = again.pull(sc)
        assert (pulled.error, pulled.cosigned) == (None, False), "what was cosigned came back, too"
        assert audit_registry(registry, signatures=True).problems == ()
        write_tree(registry, tmp_path / "rebuilt", now=cq.world.now)
        assert build_bundle(registry) == build_bundle(cq.registry)
        rebuilt, before = files_of(tmp_path / "rebuilt"), files_of(cq.site)
        assert index_path(cq.did) in rebuilt
        assert rebuilt.items() <= before.items(), "beside it are an older manifest and older partial packs"
    log = read_folder(cq.site, cq.world.pin).logs[sc.did]
    assert log.prove() is None
    lines, digests = [line for portion in log.portions() for line in portion], [*log.digests()]
    for digest in (digests[5], *digests[255:257], digests[-1]):
        (cq.site / f"sc.huren.example/records/{digest}.json").unlink()
    assert [line for portion in log.portions() for line in portion] == lines, "a pack has it, full or not"


@pytest.mark.night
def test_a_copy_of_another_s_log_that_is_not_whole_keeps_no_node_from_being_rebuilt(
    nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    """The part in the tree is stored; its owner's node has the rest."""
    cq, sc = nodes
    ours, theirs = cq.issue(2), sc.issue(3)
    for node, other in ((sc, cq), (cq, sc)):
        node.publish()
        assert other.pull(node).error is None
    cq.write()
    gone = f"sc.huren.example/records/{theirs[0].digest}.json"
    for path in (cq.site / gone, *(cq.site / "sc.huren.example/log/data").rglob("*.gz")):
        path.unlink()
    with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(cq.world.pin)
        found = restore_from_tree(registry, cq.site, now=cq.world.now, peers=[sc.did])
        assert [(error.code, error.field) for error in found.refused] == [("published-missing", gone)]
        digests = [one.digest for one in (*ours, *theirs)]
        assert registry.read(lambda view: view.known_digests(digests)) == {*digests} - {theirs[0].digest}
        pulled = pull(registry, sc.did, FolderFiles(sc.site), now=cq.world.now)
        assert (pulled.error, pulled.taken.records) == (None, 1)
        assert audit_registry(registry, signatures=True).problems == ()


@pytest.mark.night
@pytest.mark.parametrize("grown", [True, False])
def test_what_came_of_another_s_log_by_hand_comes_back_out_of_the_tree(
    nodes: tuple[Node, Node], tmp_path: Path, grown: bool
) -> None:
    """A suspension and a credential that the mirrored log does not reach yet."""
    cq, sc = nodes
    (held,) = cq.issue()
    cq.publish()
    assert sc.pull(cq).error is None
    sc.publish()
    cq.world.advance(hours=1)
    came = [cq.change(held), *cq.issue()]
    for record in came:
        sc.bench.admit(record.data)
    site = sc.site if grown else tmp_path / "anew"
    write_tree(sc.registry, site, now=sc.world.now)
    assert audit_published(FolderFiles(site), cq.world.pin, now=cq.world.now, demo=True).problems == ()
    sc.burn()
    found = restore_from_tree(sc.registry, site, now=sc.world.now, peers=[cq.did])
    assert (found.refused, found.rewound) == ((), ())
    assert sc.registry.read(lambda view: view.known_digests([one.digest for one in came])) == {
        one.digest for one in came
    }
    cq.publish()
    assert sc.pull(cq).errors == []
    sc.publish()
    assert audit_published(FolderFiles(sc.site), cq.world.pin, now=cq.world.now, demo=True).problems == ()
