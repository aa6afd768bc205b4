"""Publishing again: the former publication plus new records equals a publication from all records."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.issuing.issue import change_status
from registry.publishing.publish import write_tree
from registry.publishing.served_lists import served_status_lists
from registry.publishing.static_tree import tree_files
from registry.publishing.status_lists import draft_status_lists
from registry.publishing.stores.folder import FolderStore
from registry.view.view import RegistryView
from signing.log.merkle import MerkleTree
from tests.harness.selection.by_day import by_day
from tests.sync.liars import ask, lines_of, tell
from tests.sync.nodes import Node, two_nodes
from tests.world.registry_setup import Bench
from verifier.numbers.number_proof import NumberTree

STEPS = 25
ACTS = ("suspend", "suspend", "reinstate", "revoke")
REASON = {"suspend": "complaint", "reinstate": "resolved", "revoke": "serious-violation"}


@pytest.mark.histories
@pytest.mark.parametrize(("seed", "steps"), by_day([(0, 12), (0, STEPS), (1, STEPS), (2, STEPS)], [(0, 12)]))
def test_a_tree_and_lists_that_grew_are_those_made_at_once(tmp_path: Path, seed: int, steps: int) -> None:
    """Random histories of two nodes, one of which mirrors the other's log; suspensions reach their end."""
    with two_nodes(tmp_path / "nodes") as nodes:
        _live(nodes, Random(seed), tmp_path / "whole", steps)


def _live(nodes: tuple[Node, Node], random: Random, whole: Path, steps: int) -> None:
    cq, sc = nodes
    live: list[Any] = []
    for step in range(steps):
        match random.choice(("issue", "change", "change", "change", "wait", "publish", "publish")):
            case "issue":
                live += cq.issue(random.choice((1, 3, 40)))
                sc.issue()
            case "change" if live:
                _change(cq, random.choice(live[:5]), random)
            case "wait":
                cq.world.advance(days=random.choice((0, 1, 2, 5)), minutes=1)
            case "publish":
                for node in nodes:
                    _compare_lists(node)
                    node.publish()
                    node.pull(sc if node is cq else cq)
                    _check_served(node, sc if node is cq else cq)
                    node.write()
                    write_tree(node.registry, whole / f"{step}-{node.name}")
                    _compare_trees(node.site, whole / f"{step}-{node.name}")


def _change(node: Node, record: Any, random: Random) -> None:
    action, now = random.choice(ACTS), node.world.now
    since = now + timedelta(days=random.choice((0, 0, 1, 9)))
    until = since + timedelta(days=random.choice((1, 3, 20))) if action == "suspend" else None
    draft = StatusDraft(record.body.id, action, REASON[action], since, until=until)
    try:
        change_status(node.registry, draft, node.party.signers["assessment"], now=now, random=node.random)
    except RegistryError:
        return  # the credential is not suspended, or has ended already


@pytest.mark.night
def test_a_record_refused_and_admitted_later_is_written(tmp_path: Path) -> None:
    """Nothing else is read again, unless another registry wrote the tree."""
    with two_nodes(tmp_path) as (cq, sc):
        old = sc.issue(3)
        sc.publish()
        assert cq.pull(sc).error is None
        cq.publish()
        behind = cq.world.now
        cq.world.advance(hours=5)
        late = sc.issue(4)
        sc.publish()
        _pull_at(behind, cq, sc)
        cq.publish()
        assert cq.pull(sc).taken.records == 4
        few = sc.issue(2)
        sc.publish()
        assert cq.pull(sc).taken.records == 2
        assert _looked_at(cq, old + late + few) == _digests(late + few)
        cq.write()
        assert _looked_at(cq, old + late + few) == set()
        write_tree(cq.registry, tmp_path / "whole")
        _compare_trees(cq.site, tmp_path / "whole")
        mark = cq.site / "sc.huren.example/log/.arrived"
        for other in (b"", b"7", b"x y", b"-1 ", b"9" * 30 + b" ", b"3 " + b"0" * 64 + b"\n"):
            mark.write_bytes(other)
            assert _looked_at(cq, old + late + few) == _digests(old + late + few), "written by another"


def _pull_at(behind: datetime, node: Node, other: Node) -> None:
    """Pull under a clock that is `behind`."""
    world, right = node.world, node.world.now
    world.now = behind
    assert {code for _, code in node.pull(other, cosign=False).taken.refused} == {"signed-in-future"}
    world.now = right


def _looked_at(node: Node, records: list[Any]) -> set[str]:
    """Return which of these records the next publication reads."""
    paths = {
        file.path for file in node.registry.read(lambda view: [*tree_files(view, FolderStore(node.site))])
    }
    return {digest for digest in _digests(records) if f"sc.huren.example/records/{digest}.json" in paths}


def _digests(records: list[Any]) -> set[str]:
    return {record.digest for record in records}


def test_a_record_of_another_in_a_mirrored_log_has_no_file_of_its_own(tmp_path: Path) -> None:
    """Whether it came before or after its owner published makes no difference."""
    with two_nodes(tmp_path) as (cq, sc):
        (stranger,) = cq.issue()
        cq.publish()
        sc.publish()
        sc.issue()
        third = Node(tmp_path / "third", cq.world, "cq")
        assert ask(third, tell(sc, [*lines_of(sc), stranger.data]), sc.did).error is None
        third.write()
        assert third.pull(cq, cosign=False).error is None
        third.write()
        write_tree(third.registry, tmp_path / "whole")
        _compare_trees(third.site, tmp_path / "whole")
        assert [*third.site.rglob(f"{stranger.digest}.json")] == [
            third.site / f"cq.huren.example/records/{stranger.digest}.json"
        ]
        third.registry.close()


def _compare_lists(node: Node) -> None:
    def both(view: RegistryView) -> list[list[Any]]:
        now = node.world.now
        return [
            [getattr(one, "value", one) for one in draft_status_lists(view, node.did, now, whole=whole)]
            for whole in (False, True)
        ]

    grown, whole = node.registry.read(both)
    assert grown == whole


def _check_served(node: Node, other: Node) -> None:
    """Check that a node serves the other's published lists, which follow from the events."""
    served = [one.registry.read(lambda view: served_status_lists(view, other.did)) for one in (node, other)]
    assert served[0] == served[1]


def _compare_trees(grown: Path, whole: Path) -> None:
    """Check that the grown tree has every file of the new one, and others only for earlier readers."""
    names, wanted = _names(grown), _names(whole)
    assert wanted <= names
    for name in wanted:
        assert (grown / name).read_bytes() == (whole / name).read_bytes(), name
    assert not [name for name in names - wanted if not _is_older(name)]


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _is_older(name: str) -> bool:
    return ".p/" in name or "/records/" in name or "/log/checkpoints/" in name


def test_numbers_added_to_a_tree_give_the_tree_over_all() -> None:
    random = Random(3)
    tree, held = NumberTree(()), set[bytes]()
    for size in (0, 1, 1, 2, 5, 40, 1, 300, 0, 1):
        more = [random.randbytes(32) for _ in range(size)]
        tree = tree.with_more([*more, *random.sample(sorted(held), min(2, len(held)))])
        held.update(more)
        other = NumberTree(held)
        assert (tree.count, tree.root, [*tree.leaves(0, tree.count)]) == (
            other.count,
            other.root,
            sorted(held),
        )
        assert [tree.tree.node(0, place) for place in range(tree.count)] == [
            other.tree.node(0, place) for place in range(other.count)
        ]


def test_files_of_a_killed_writer_are_found_and_removed(tmp_path: Path) -> None:
    bench, folder = Bench(tmp_path / "registry.db"), tmp_path / "tree"
    write_tree(bench.registry, folder)
    left = folder / "cq.huren.example/records/.huren-x.json"
    left.write_bytes(b"half")
    write_tree(bench.registry, folder)
    assert left.exists(), "the last writer came to its end: nobody looks"
    (folder / ".huren-writing").touch()
    write_tree(bench.registry, folder)
    assert not left.exists()
    left.write_bytes(b"half")
    write_tree(bench.registry, folder, whole=True)
    assert [*folder.rglob(".huren-*")] == []
    bench.registry.close()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 300])
def test_a_cut_tree_equals_that_of_its_first_entries(size: int) -> None:
    leaves = [bytes([place % 256]) * 32 for place in range(300)]
    cut = MerkleTree(leaves).cut(size)
    assert (cut.size, cut.root()) == (size, MerkleTree(leaves[:size]).root())
    cut.extend(leaves[size:])
    assert cut.root() == MerkleTree(leaves).root()
