"""Three associations, not all of which pull every log."""

from shutil import copytree
from typing import Any

from carriers.peers.folder import FolderFiles
from registry.upkeep.published_audit import PublishedAudit
from registry.view.trees import log_name
from tests.harness.apartments import audit_published
from tests.sync.lying.heads import codes, restore
from tests.sync.nodes import Node, Nodes


def make_three(cq: Node, sc: Node) -> Nodes:
    """Add Yunnan's node; the others know its keys, and have pulled from each other."""
    world = cq.world
    world.join("yn")
    world.publish_key_list("yn")
    yn = Node(cq.folder.with_name("yn"), world, "yn")
    for node in (cq, sc, yn):
        node.bench.admit_trust()
    for node in (cq, sc):
        node.issue(2)
        node.publish()
    assert (cq.pull(sc).cosigned, sc.pull(cq).cosigned) == (True, True)
    for node in (cq, sc):
        node.publish()
    world.advance(hours=1)
    return Nodes((cq, sc, yn))


def kept(node: Node, *owners: Node) -> list[str]:
    """Tell for each log whether it is signed here or a copy."""
    return node.registry.read(lambda view: [log_name(view.connection, one.did) for one in owners])


def exchange(*nodes: Node) -> None:
    """Let each pull the others' logs, and publish."""
    for node in nodes:
        assert codes(error for other in nodes if other is not node for error in node.pull(other).errors) == []
        node.publish()


def key_of(node: Node) -> str:
    return node.party.signers["publication"].multikey


def audit(node: Node) -> PublishedAudit:
    """Return the findings of an audit of a node's tree by a stranger."""
    return audit_published(FolderFiles(node.site), node.world.pin, now=node.world.now, demo=True)


def rebuild(node: Node, other: Node, **known: Any) -> list[str]:
    """Burn a node and restore it from its own tree; return what did not come back (see `restore`)."""
    own = copytree(node.site, node.folder.with_name("own"))
    node.burn()
    (found,) = restore(node, other, own, **known)
    return codes((*found.refused, *found.rewound))
