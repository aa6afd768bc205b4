"""Rebuilding a node of three: which log is its own, and which heads bind it."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from credentials.documents.bundle import parse_bundle
from credentials.record import Record
from registry import RegistryError
from registry.issuing.issue import issue
from registry.log.last_heads import witnessed_path
from registry.publishing.log_files import witness_path
from registry.publishing.log_head import publish_head
from registry.sync.conflicts import list_conflicts
from registry.upkeep.health import find_log_faults
from registry.upkeep.restore_from_tree import restore_from_tree
from registry.view.trees import MIRRORED, RECORDS, read_leaves
from tests.sync.lying.heads import bound, bring, codes, leaves_of, restore
from tests.sync.nodes import Node
from tests.sync.three.associations import exchange, kept, key_of, rebuild

pytestmark = pytest.mark.nodes


def test_a_third_log_is_nobody_s_own_though_no_peer_signs_it(three: tuple[Node, Node, Node]) -> None:
    """The other node's tree shows its cosigned head; its records are accepted as usual."""
    cq, sc, yn = three
    record, other = yn.issue(2)
    cq.bench.admit(other.data)
    yn.publish()
    bring(yn, sc, leaves_of(yn), yn.party.signers["publication"], known=0)
    sc.publish()
    (found,) = restore(cq, sc, sc.site)
    assert codes((*found.refused, *found.rewound)) == []
    assert find_log_faults(cq.registry) == []
    ended = yn.change(record, "revoke", "false-material")
    yn.publish()
    pulled = cq.pull(yn)
    assert (codes(pulled.errors), pulled.taken.refused) == ([], [])
    assert cq.registry.read(lambda view: view.known_digests([ended.digest])) == {ended.digest}


@pytest.mark.parametrize("has_key", [True, pytest.param(False, marks=pytest.mark.night)])
def test_a_burnt_node_signs_no_second_history_though_a_third_has_joined(
    three: tuple[Node, Node, Node], has_key: bool
) -> None:
    """The other node cosigned the head at once, and has not pulled the log yet."""
    cq, sc, _ = three
    (record, *_) = cq.issue(3)
    cq.publish()
    bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
    sc.publish()
    site = copytree(sc.site, sc.folder / "shown")
    for path in (site / "cq.huren.example").rglob("*"):
        if path.is_file() and "log" in path.parts and path.name != "key":
            path.unlink()
    cq.burn()
    (found,) = restore(cq, sc, site, keys=[key_of(cq)] if has_key else [])
    assert codes(found.rewound) == ["log-behind"]
    assert codes(find_log_faults(cq.registry)) == ["log-behind"]
    cq.pull(site, issuer=sc.did, cosign=False)
    works: list[Callable[[], object]] = [cq.issue, cq.publish]
    if has_key:
        works.append(lambda: cq.bench.admit(record.data))
    for work in works:
        with pytest.raises(RegistryError, match="others have seen"):
            work()


def issue_for(node: Node, other: Node, serial: int) -> None:
    """Issue a credential of the other association, whose log this node also signs, and a head of it."""
    signers, now = other.party.signers, node.world.now
    drafts = [node.bench.draft(serial, by=other.party.name)]
    issue(node.registry, drafts, signers["assessment"], now=now, random=node.random)
    publish_head(node.registry, other.did, signers["publication"], now=now)


@pytest.mark.night
@pytest.mark.parametrize("has_keys", [True, False])
def test_of_two_associations_on_one_node_neither_signs_a_second_history(
    three: tuple[Node, Node, Node], has_keys: bool
) -> None:
    """The other node has the log of one, and only a head of the other."""
    cq, sc, yn = three
    issue_for(cq, yn, 1000)
    leaves = cq.registry.read(lambda view: [*read_leaves(view.connection, yn.did, RECORDS)])
    bring(yn, sc, leaves, yn.party.signers["publication"], known=0)
    sc.publish()
    cq.burn()
    (found,) = restore(cq, sc, sc.site, keys=[key_of(cq), key_of(yn)] if has_keys else [])
    assert codes((*found.refused, *found.rewound)) == (["log-behind"] if has_keys else [])
    assert codes(find_log_faults(cq.registry)) == (["log-behind"] if has_keys else [])
    cq.world.advance(hours=1)
    with pytest.raises(RegistryError, match="others have seen"):
        issue_for(cq, yn, 1001)
    with pytest.raises(RegistryError, match="others have seen"):
        publish_head(cq.registry, yn.did, yn.party.signers["publication"], now=cq.world.now)
    cq.issue()
    cq.publish()


@pytest.mark.night
@pytest.mark.parametrize(
    ("tree", "known"),
    [
        (tree, known)
        for tree in ("own", "the other one's")
        for known in ("peers", "one key", "both keys")
    ],
)  # fmt: skip
def test_of_two_associations_on_one_node_each_has_its_log_back(
    three: tuple[Node, Node, Node], tree: str, known: str
) -> None:
    """With one key alone nobody can tell whether the second log is signed here, too."""
    cq, sc, yn = three
    issue_for(cq, yn, 1000)
    cq.publish()
    assert sc.pull(cq.site, issuer=yn.did).cosigned
    assert codes(sc.pull(cq).errors) == []
    sc.publish()
    keys = {"one key": [key_of(cq)], "both keys": [key_of(cq), key_of(yn)], "peers": []}[known]
    here = copytree(cq.site if tree == "own" else sc.site, cq.folder.with_name("here"))
    cq.burn()
    if known == "one key":
        with pytest.raises(RegistryError, match="whose node"):
            restore(cq, sc, here, keys=keys)
        return
    (found,) = restore(cq, sc, here, keys=keys)
    assert codes((*found.refused, *found.rewound)) == []
    assert kept(cq, *three) == [RECORDS, MIRRORED, RECORDS]
    issue_for(cq, yn, 1001)


def test_who_has_moved_to_an_own_node_is_a_peer_or_has_its_key_here(three: tuple[Node, Node, Node]) -> None:
    cq, sc, yn = three
    exchange(cq, sc)
    own = copytree(cq.site, cq.folder.with_name("own"))
    cq.burn()
    with pytest.raises(RegistryError) as refused:
        restore(cq, sc, own, keys=[key_of(cq), key_of(yn)], more=[yn])
    assert (refused.value.code, refused.value.facts["issuer"]) == ("peer-with-own-key", yn.did)
    restore(cq, sc, own, keys=[key_of(cq)], more=[yn])
    assert kept(cq, cq, sc) == [RECORDS, MIRRORED]


@pytest.mark.parametrize("lacks", ["pages", pytest.param("cosignatures", marks=pytest.mark.night)])
def test_a_key_makes_no_log_its_own_that_no_page_shows_as_witnessed(
    three: tuple[Node, Node, Node], lacks: str
) -> None:
    """The other's tree has no cosignature yet, or is from a time when our key was marked."""
    cq, sc, _ = three
    site = copytree(sc.site, sc.folder / "shown")
    rmtree(site / "witness")
    if lacks == "cosignatures":
        for index in site.rglob("cosignatures.json"):
            index.unlink()
    cq.burn()
    with pytest.raises(RegistryError, match="whose node"):
        restore_from_tree(cq.registry, site, now=cq.world.now, keys=[key_of(cq)])
    restore(cq, sc, site, keys=[key_of(cq)])
    assert kept(cq, cq, sc) == [RECORDS, MIRRORED]


def test_a_rebuilt_witness_binds_itself_to_a_head_of_whoever_is_no_peer(
    three: tuple[Node, Node, Node],
) -> None:
    cq, sc, yn = three
    yn.issue(3)
    yn.publish()
    leaves = leaves_of(yn)
    bring(yn, cq, leaves, yn.party.signers["publication"], known=0)
    cq.publish()
    assert rebuild(cq, sc) == []
    assert bound(cq, yn) == len(leaves)
    with pytest.raises(RegistryError) as refused:
        bring(yn, cq, [*leaves[:-1], b"\0" * 32, b"\1" * 32], yn.party.signers["publication"], known=0)
    assert refused.value.code == "size-differs"


@pytest.mark.night
def test_a_rebuilt_witness_is_bound_though_a_key_of_whom_it_mirrors_is_here(
    three: tuple[Node, Node, Node],
) -> None:
    """Of before it had a node of its own. The database put back is old, and the files beside it are gone."""
    cq, sc, yn = three
    yn.issue(2)
    yn.publish()
    assert cq.pull(yn).cosigned
    old = cq.back_up()
    leaves = leaves_of(yn, b"1")
    bring(yn, cq, leaves, yn.party.signers["publication"])
    cq.publish()
    cq.put_back(old)
    witnessed_path(cq.registry.heads).unlink()
    (found,) = restore(cq, sc, cq.site, keys=[key_of(cq), key_of(yn)])
    assert codes((*found.refused, *found.rewound)) == []
    assert (kept(cq, yn), bound(cq, yn)) == ([MIRRORED], len(leaves))


@pytest.mark.parametrize(
    "how",
    [
        "after the own",
        *(
            pytest.param(how, marks=pytest.mark.night)
            for how in ("before the own", "a peer with a key", "its page alone")
        ),
    ],
)
def test_a_tree_that_is_refused_binds_by_what_it_shows_of_the_own_log(
    three: tuple[Node, Node, Node], how: str
) -> None:
    """An old own tree restores a beginning; the other's tree, which mirrors a third log, continues it."""
    cq, sc, yn = three
    old = copytree(cq.site, cq.folder.with_name("old"))
    for node in (cq, yn):
        node.issue(3)
        node.publish()
    if how == "its page alone":
        bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
    else:
        sc.pull(cq)
    sc.pull(yn)
    sc.publish()
    cq.burn()
    keys, more = [key_of(cq)], [yn] if how == "a peer with a key" else []
    sites = {old: None, sc.site: "whose node|publication key of it is there"}
    for site in reversed(sites) if how == "before the own" else sites:
        with pytest.raises(RegistryError, match=sites[site]) if sites[site] else nullcontext():
            restore(cq, sc, site, keys=[*keys, key_of(yn)] if more and site != old else keys, more=more)
    assert codes(find_log_faults(cq.registry)) == ["log-behind"]
    for work in (cq.issue, cq.publish):
        with pytest.raises(RegistryError, match="others have seen"):
            work()
    if how == "its page alone":
        return
    (found,) = restore(cq, sc, sc.site, keys=keys, more=[yn])
    assert codes((*found.refused, *found.rewound, *find_log_faults(cq.registry))) == []
    cq.issue()
    cq.publish()
    assert codes(sc.pull(cq).errors) == []


@pytest.mark.parametrize(
    "page",
    [b"\xff" * 40, *(pytest.param(one, marks=pytest.mark.night) for one in (None, b"", b"x" * 1_000_000))],
)
def test_a_page_of_the_own_log_that_is_no_head_shows_nothing(
    three: tuple[Node, Node, Node], page: bytes | None
) -> None:
    cq, sc, _ = three
    path = sc.site / witness_path(cq.did) / "checkpoint"
    path.unlink()
    path.mkdir() if page is None else path.write_bytes(page)
    cq.burn()
    (found,) = restore(cq, sc, sc.site, keys=[key_of(cq)])
    assert codes((*found.refused, *found.rewound)) == []
    cq.issue()


@pytest.mark.night
def test_a_node_of_nobody_takes_what_is_brought_of_a_log_that_no_peer_signs(
    three: tuple[Node, Node, Node], tmp_path: Path
) -> None:
    """A tender office restored from the tree of a node that cosigned a head of that log."""
    cq, sc, yn = three
    records = yn.issue(3)
    yn.publish()
    bring(yn, sc, leaves_of(yn), yn.party.signers["publication"], known=0)
    sc.publish()
    office = Node(tmp_path / "office", cq.world, "cq")
    office.registry.set_pin(cq.world.pin)
    restore_from_tree(office.registry, sc.site, now=cq.world.now, peers=[cq.did, sc.did])
    for record in (*records, yn.change(records[0], "revoke", "false-material")):
        assert not office.bench.admit(record.data).already
    assert find_log_faults(office.registry) == []
    office.registry.close()


@pytest.mark.night
@pytest.mark.parametrize("has_key", [True, False])
def test_a_third_log_that_was_taken_from_a_stick_is_not_taken_for_the_own(
    three: tuple[Node, Node, Node], has_key: bool
) -> None:
    """The settings name one peer; the own tree shows two logs as witnessed."""
    cq, sc, yn = three
    yn.issue(3)
    yn.publish()
    assert cq.pull(yn).cosigned
    cq.publish()
    own = copytree(cq.site, cq.folder / "own")
    cq.burn()
    keys = [key_of(cq)] if has_key else []
    with pytest.raises(RegistryError, match="whose node"):
        restore(cq, sc, own, keys=keys)
    assert cq.registry.read(lambda view: view.of_kind("capability")) == []
    (found,) = restore(cq, sc, own, keys=keys, more=[yn])
    assert codes((*found.refused, *found.rewound)) == []
    assert kept(cq, *three) == [RECORDS, MIRRORED, MIRRORED]
    assert bound(cq, yn) == len(leaves_of(yn))
    yn.issue()
    yn.publish()
    assert cq.pull(yn).cosigned


@pytest.mark.night
def test_key_lists_that_are_left_out_of_a_log_that_is_behind_are_named(
    three: tuple[Node, Node, Node],
) -> None:
    """Somebody else signed a longer head; the list that marks the key reached the other node first."""
    cq, sc, _ = three
    bring(cq, sc, leaves_of(cq, b"1", b"2"), cq.party.signers["publication"])
    sc.publish()
    assert codes(cq.pull(sc).errors) == ["log-behind"]
    cq.world.advance(hours=1)
    cq.world.compromise("cq", "publication-1")
    cq.world.cq.add_key("publication", cq.world.now)
    cq.world.publish_key_list("cq")
    sc.bench.admit_trust()
    sc.publish()
    (told,) = [error for error in cq.pull(sc).untrusted if error.code == "own-list-left-out"]
    assert (told.facts["issuer"], told.facts["count"]) == (cq.did, 2)
    bundle = parse_bundle((sc.site / "bundle.json").read_bytes())
    records: tuple[Record[Any], ...] = (*bundle.salvage, *bundle.key_lists)
    cq.registry.admit_many([record.data for record in records], now=cq.world.now)
    assert find_log_faults(cq.registry) == []
    cq.issue()
    cq.publish()
    assert codes(sc.pull(cq).errors) == []
    assert sc.registry.read(list_conflicts) == []
