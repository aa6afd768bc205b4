"""A witness that burnt or was restored: it keeps to its cosignatures, and shows them to the owner."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy, copytree, rmtree
from typing import Any

import pytest

from registry import RegistryError
from registry.log.last_heads import witnessed_path
from registry.log.shown import shown_path
from registry.lookup.receipts import find_receipt
from registry.publishing.log_files import witness_path
from registry.publishing.log_head import publish_head
from registry.sync.conflicts import check_conflict, list_conflicts
from registry.sync.witness import recall_cosigned
from registry.upkeep.health import find_log_faults
from registry.view.trees import RECORDS, log_name
from tests.sync.liars import ask, lines_of, stranger_trust, tell
from tests.sync.lying.heads import bound, bring, codes, cosigned, leaves_of, mark, restore, served_size
from tests.sync.nodes import Node, copied

pytestmark = pytest.mark.nodes


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    """Two nodes; Sichuan's has published its cosignatures."""
    with copied(cosigned, tmp_path) as (cq, sc):
        sc.publish()
        yield cq, sc


def bring_more(cq: Node, sc: Node, count: int = 3) -> int:
    """Have Chongqing's head over more entries cosigned at once, hours before the next pull.

    Return its size.
    """
    cq.world.advance(hours=3)
    cq.issue(count)
    publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=cq.world.now)
    cq.write()
    bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
    return len(leaves_of(cq))


@pytest.mark.parametrize(
    "loss",
    [
        "all burnt",
        pytest.param("a backup put back", marks=pytest.mark.night),
        pytest.param("all burnt, the other tree first", marks=pytest.mark.night),
    ],
)
def test_a_witness_that_was_rebuilt_proves_another_history(nodes: tuple[Node, Node], loss: str) -> None:
    """Its owner shows another log, and brings the next head before anybody pulls."""
    cq, sc = nodes
    backup, memory = sc.back_up(), {path: path.read_bytes() for path in cq.folder.glob("*heads*")}
    earlier = cq.back_up()
    size = bring_more(cq, sc)
    sc.write()
    cq.put_back(earlier)
    for path, data in memory.items():
        path.write_bytes(data)
    cq.world.advance(minutes=1)
    cq.issue(4)
    cq.publish()
    assert len(lines_of(cq)) == size + 1
    lying = cq.site / witness_path(cq.did) / "checkpoint"  # nobody witnesses their own log
    lying.parent.mkdir(parents=True)
    copy(cq.site / "cq.huren.example/log/checkpoint", lying)
    if loss == "a backup put back":
        sc.put_back(backup)
        found = restore(sc, cq, cq.site)
    else:
        own = copytree(sc.site, sc.folder / "own")
        sc.burn()
        found = restore(sc, cq, *([cq.site, own] if loss.endswith("first") else [own, cq.site]))
    assert [code for one in found for code in codes(one.refused)] == ["log-forked"]
    assert [*sc.registry.heads.parent.glob("conflicts/log-*.json")]
    if not loss.endswith("first"):
        assert bound(sc, cq) == size
    cq.issue()
    publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=cq.world.now)
    cq.write()
    with pytest.raises(RegistryError, match="histories"):
        bring(cq, sc, leaves_of(cq), cq.party.signers["publication"], known=size + 1)
    assert codes(sc.pull(cq).errors) == ["log-forked"]
    (conflict,) = sc.registry.read(list_conflicts)
    assert check_conflict(conflict.data, stranger_trust(cq)) == cq.did


def test_a_page_of_its_owner_binds_no_witness(nodes: tuple[Node, Node]) -> None:
    """A witness restored from the owner's tree does not believe that tree about its own cosignatures."""
    cq, sc = nodes
    sc.issue()
    sc.publish()
    lying = cq.site / witness_path(cq.did) / "checkpoint"
    lying.parent.mkdir(parents=True)
    copy(cq.site / "cq.huren.example/log/checkpoint", lying)
    own = copytree(sc.site, sc.folder / "own")
    rmtree(own / "witness")
    sc.burn()
    for one in restore(sc, cq, own, cq.site):
        assert codes(one.refused) == []
    assert bound(sc, cq) is None


@pytest.mark.night
@pytest.mark.parametrize(
    "loss",
    [
        "put back",
        pytest.param("put back, own tree", marks=pytest.mark.night),
        pytest.param("burnt", marks=pytest.mark.night),
    ],
)
def test_an_owner_that_burnt_too_is_told_of_the_cosigned_head(nodes: tuple[Node, Node], loss: str) -> None:
    """Otherwise it would sign a second history and be proven a liar."""
    cq, sc = nodes
    cq.pull(sc)
    cq.publish()
    morning, backup = copytree(cq.site, cq.folder / "morning"), sc.back_up()
    size = bring_more(cq, sc)
    if loss != "put back":
        sc.publish()
    if loss == "burnt":
        own = copytree(sc.site, sc.folder / "own")
        sc.burn()
        restore(sc, cq, own, morning)
    else:
        sc.put_back(backup)
        if loss == "put back, own tree":
            restore(sc, cq, copytree(sc.site, sc.folder / "own"))
    recall_cosigned(sc.registry)  # as `huren publish` and `huren serve` do at their start
    assert served_size(sc, cq.did) == size
    sc.publish()
    cq.burn()
    (found,) = restore(cq, sc, morning)
    assert codes(found.rewound) == []
    assert codes(cq.pull(sc).errors) == ["log-behind"]
    with pytest.raises(RegistryError, match="others have seen"):
        cq.publish()


def test_a_node_put_back_takes_a_tree_of_before_what_it_cosigned(
    nodes: tuple[Node, Node],
) -> None:
    """A revocation comes with the tree; the head beyond it still binds the next cosignature."""
    cq, sc = nodes
    backup = sc.back_up()
    cq.issue()
    cq.publish()
    daily = copytree(cq.site, cq.folder / "daily")
    size = bring_more(cq, sc)
    sc.put_back(backup)
    pulled = sc.pull(daily, issuer=cq.did)
    assert (codes(pulled.errors), pulled.size, pulled.cosigned) == ([], size - 3, False)
    assert served_size(sc, cq.did) == size
    assert sc.pull(cq).cosigned is False, "it was cosigned before"
    assert sc.registry.read(lambda view: view.newest_checkpoint(cq.did)) is not None
    assert bound(sc, cq) == size


@pytest.mark.night
def test_a_cut_forgets_no_head_that_stands(nodes: tuple[Node, Node]) -> None:
    """Entries of a stolen key are dropped; heads by the new key bind, also after a restore from a copy."""
    cq, sc = nodes
    world = cq.world
    world.advance(hours=1)
    since = world.now
    world.advance(minutes=1)
    ask(sc, tell(cq, [*lines_of(cq), world.issue(by="cq")]), cq.did)
    world.advance(hours=1)
    world.compromise("cq", "publication-1", since=since)
    world.cq.add_key("publication", world.now)
    world.publish_key_list("cq")
    for node in nodes:
        node.bench.admit_trust()
    cq.issue(2)
    cq.publish()
    tree = copytree(cq.site, cq.folder / "tree")
    backup, earlier = sc.back_up(), cq.back_up()
    memory = {path: path.read_bytes() for path in cq.folder.glob("*heads*")}
    cq.issue(3)
    publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=world.now)
    cq.write()
    size = len(leaves_of(cq))
    bring(cq, sc, leaves_of(cq), cq.party.signers["publication"], known=0)
    assert codes(sc.pull(tree, issuer=cq.did).errors) == []
    assert bound(sc, cq) == size
    sc.put_back(backup)
    cq.put_back(earlier)
    for path, data in memory.items():
        path.write_bytes(data)
    cq.issue(6)
    cq.publish()
    pulled = sc.pull(cq)
    assert (codes(pulled.errors), pulled.cosigned) == (["log-forked"], False)


@pytest.mark.night
def test_an_older_tree_beside_a_newer_one_is_no_fault(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    stick = copytree(cq.site, cq.folder / "stick")
    cq.issue(3)
    cq.publish()
    sc.pull(cq)
    sc.publish()
    own = copytree(sc.site, sc.folder / "own")
    sc.burn()
    for one in restore(sc, cq, own, stick, own):
        assert codes((*one.refused, *one.rewound)) == []


@pytest.mark.night
def test_a_tree_that_shows_what_it_cosigned_and_not_the_log_makes_no_copy_of_ours(
    nodes: tuple[Node, Node],
) -> None:
    """The other node cosigned our head at once, and published before it pulled our log, or leaves it out."""
    cq, sc = nodes
    cq.pull(sc)
    cq.publish()
    before, size = cq.registry.read(lambda view: view.log(cq.did).size), bring_more(cq, sc)
    sc.publish()
    site = copytree(sc.site, sc.folder / "shown")
    for path in (site / "cq.huren.example").rglob("*"):
        if path.is_file() and "log" in path.parts and path.name != "key":
            path.unlink()
    (found,) = restore(cq, sc, site)
    assert codes(found.rewound) == []
    assert cq.registry.read(lambda view: log_name(view.connection, cq.did)) == RECORDS
    assert before < size == cq.registry.read(lambda view: view.log(cq.did).size)
    cq.burn()
    (found,) = restore(cq, sc, site)
    assert codes(found.rewound) == ["log-behind"]
    with pytest.raises(RegistryError, match="others have seen"):
        cq.publish()


@pytest.mark.parametrize("by_page", [True, pytest.param(False, marks=pytest.mark.night)])
def test_a_burnt_node_that_is_asked_before_it_is_restored_signs_nothing(
    nodes: tuple[Node, Node], by_page: bool
) -> None:
    """It has the keys but not the log, and learns at the first pull how far others have seen the log."""
    cq, sc = nodes
    cq.pull(sc)
    cq.publish()
    bring_more(cq, sc)
    cq.publish()
    sc.pull(cq)
    sc.publish()
    site = copytree(sc.site, sc.folder / "shown")
    if not by_page:
        rmtree(site / "witness")
    cq.burn()
    cq.bench.admit_trust()
    assert codes(cq.pull(site, issuer=sc.did).errors) == ["log-behind"]
    for work in (cq.issue, cq.publish):
        with pytest.raises(RegistryError, match="others have seen"):
            work()


@pytest.mark.night
def test_an_old_copy_takes_its_own_key_lists_at_their_places_alone(nodes: tuple[Node, Node]) -> None:
    """The copy lacks records before the list: the other's tree brings all of them in order."""
    cq, sc = nodes
    cq.pull(sc)
    cq.publish()
    stick = copytree(cq.site, cq.folder / "stick")
    cq.issue()
    cq.world.advance(hours=1)
    cq.world.cq.add_key("assessment", cq.world.now)
    cq.world.publish_key_list("cq")
    cq.world.amend(lambda text: text["parties"][0]["legalName"].update(zh="重庆示例协会二"))
    for node in nodes:  # half of an agreement version has no place in a log
        node.bench.admit_trust()
    cq.publish()
    assert sc.pull(cq).cosigned
    sc.publish()
    lines, here = lines_of(cq), len(lines_of(cq)) - 2
    cq.burn()
    restore(cq, sc, stick)
    assert codes(cq.pull(sc).errors) == ["log-behind"]
    assert cq.registry.read(lambda view: view.log(cq.did).size) == here
    (found,) = restore(cq, sc, sc.site)
    assert codes((*found.refused, *found.rewound)) == []
    cq.publish()
    assert lines_of(cq) == lines


@pytest.mark.night
def test_trees_in_either_order_bring_every_cosignature(nodes: tuple[Node, Node]) -> None:
    """The own tree was written without a key, so no index names later cosignatures."""
    cq, sc = nodes
    cq.world.advance(hours=1)
    (record,) = cq.issue()
    cq.publish()
    assert sc.pull(cq).cosigned
    dated = find_receipt(sc.registry, record.digest, now=sc.world.now).witnessed
    cq.world.advance(hours=1)
    cq.issue()
    cq.publish()
    assert sc.pull(cq).cosigned
    sc.write()
    older = copytree(sc.site, sc.folder / "older")
    cq.world.advance(hours=2)
    cq.issue()
    cq.publish()
    sc.burn()
    for one in restore(sc, cq, cq.site, older):
        assert codes((*one.refused, *one.rewound)) == []
    assert dated is not None
    assert find_receipt(sc.registry, record.digest, now=sc.world.now).witnessed == dated


@pytest.mark.parametrize("of", [witnessed_path, pytest.param(shown_path, marks=pytest.mark.night)])
def test_a_damaged_file_beside_the_heads_is_reported_and_rewritten(nodes: tuple[Node, Node], of: Any) -> None:
    cq, sc = nodes
    site = copytree(sc.site, sc.folder / "own")
    path = of(sc.registry.heads)
    path.write_bytes(b"{")
    assert codes(find_log_faults(sc.registry)) == ["heads-damaged"]
    (found,) = restore(sc, cq, site)
    assert codes((*found.refused, *found.rewound)) == []
    assert path.with_name(path.name + ".damaged").read_bytes() == b"{"
    assert find_log_faults(sc.registry) == []
    sc.publish()
    assert bound(sc, cq) == (len(lines_of(cq)) if of is witnessed_path else bound(sc, cq))


def test_a_copy_of_a_log_is_never_behind(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    """A second node of the association, with its key, first asks the other one."""
    cq, sc = nodes
    cq.pull(sc)
    cq.publish()
    second = Node(tmp_path / "second", cq.world, "cq")
    second.bench.admit_trust()
    assert codes(second.pull(sc).errors) == ["log-behind"]
    assert codes(second.pull(cq, cosign=False).errors) == []
    assert find_log_faults(second.registry) == []
    (record,) = cq.issue()
    cq.publish()
    assert second.pull(cq, cosign=False).taken.refused == []
    assert second.registry.read(lambda view: view.known_digests([record.digest])) == {record.digest}
    second.registry.close()


@pytest.mark.night
def test_an_own_tree_from_before_the_mark_proves_no_equivocation(nodes: tuple[Node, Node]) -> None:
    """Our own page of that time shows the thief's head."""
    cq, sc = nodes
    cq.world.advance(minutes=5)
    bring(cq, sc, leaves_of(cq, b"junk"), cq.party.signers["publication"])
    sc.publish()
    old = copytree(sc.site, sc.folder / "old")
    mark(cq, sc)
    sc.publish()
    new = copytree(sc.site, sc.folder / "new")
    sc.burn()
    refused = [code for one in restore(sc, cq, new, old) for code in codes(one.refused)]
    assert "log-forked" not in refused
    assert [*sc.registry.heads.parent.glob("conflicts/*")] == []
    assert sc.registry.read(list_conflicts) == []
