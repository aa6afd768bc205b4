"""A statistics report names heads of all logs: a rebuilt node restores those before it judges the report."""

from collections.abc import Callable
from shutil import copytree
from typing import Any

import pytest

from registry.upkeep import published_audit, tree_heads
from registry.upkeep.audit import audit_registry
from registry.upkeep.tree_heads import Take
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from tests.sync.lying.heads import codes, restore
from tests.sync.nodes import Node
from tests.sync.three.associations import audit, exchange, kept, key_of
from tests.world.works import signed_report
from works.statistics.admission import compose_report, next_edition
from works.statistics.counts import count_records, find_heads

pytestmark = [pytest.mark.nodes, pytest.mark.night]

Three = tuple[Node, Node, Node]


def joined(three: Three) -> Node:
    """A party whose first key list needs version 2 of the agreement: its log begins with that version."""
    return three[2]


def replaced(three: Three) -> Node:
    """A key list in its log needs the version that names the new root."""
    cq = three[0]
    cq.world.advance(hours=1)
    cq.world.amend(new_root="cq")
    cq.world.publish_key_list("cq")
    for node in three:
        node.bench.admit_trust()
    return cq


def report(node: Node) -> bytes:
    """Sign a report of the node's present records."""

    def make(view: RegistryView) -> bytes:
        counts = count_records(view, find_heads(view), node.world.now)
        edition = next_edition(view, node.did)
        document = compose_report(node.did, counts, edition=edition, report_id=node.world.new_id())
        return canonicalize(signed_report(node.world, document))

    return node.registry.read(make)


def test_an_audit_rebuilds_as_a_restore_does(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    """Witnessed logs are mirrored; the node's own log is stored in its order."""
    check, seen = tree_heads.check_witnessed, list[list[str]]()

    def look(view: RegistryView, take: Take) -> Any:
        seen.append([log_name(view.connection, one.did) for one in three])
        return check(view, take)

    monkeypatch.setattr(published_audit, "check_witnessed", look)
    cq, sc, yn = three
    yn.issue()
    exchange(yn, sc, cq, yn, sc)
    for node in three:
        assert audit(node).problems == ()
        assert seen.pop() == [RECORDS if one is node else MIRRORED for one in three]


@pytest.mark.parametrize("whose", [joined, replaced])
@pytest.mark.parametrize("tree", ["own", "another's"])
def test_a_report_does_not_prevent_a_rebuild(three: Three, whose: Callable[[Three], Node], tree: str) -> None:
    cq, sc, yn = three
    yn.issue(2)
    node = whose(three)
    for one in three:
        one.change(one.issue()[0])
    exchange(yn, sc, cq, yn)
    assert node.bench.admit(report(node)).notes == ()
    node.issue()
    node.publish()
    others = [one for one in three if one is not node]
    exchange(*others)
    site = node.site if tree == "own" else others[0].site
    sound = audit(node if tree == "own" else others[0])
    assert (sound.problems, sound.absent) == ((), ())
    here = copytree(site, node.folder.with_name("here"))
    node.burn()
    (found,) = restore(node, others[0], here, keys=[key_of(node)], more=others[1:])
    assert codes((*found.refused, *found.rewound)) == []
    assert kept(node, node, *others) == [RECORDS, MIRRORED, MIRRORED]
    assert audit_registry(node.registry, signatures=True).problems == ()
    node.issue()
    node.publish()
    exchange(*others)
