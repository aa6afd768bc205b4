"""Three associations, of which not everybody takes every log."""

from shutil import copytree
from typing import Any

from carriers.peers.folder import FolderFiles
from registry.upkeep.published_audit import PublishedAudit
from registry.view.trees import log_name
from tests.harness.apartments import audit_published
from tests.sync.lying.heads import codes, restore
from tests.sync.nodes import Node, Nodes


def make_three(cq: Node, sc: Node) -> Nodes:
    """Yunnan's has joined; the others know its keys, and have taken from each other."""
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
    """Whether each log is signed here or a copy."""
    return node.registry.read(lambda view: [log_name(view.connection, one.did) for one in owners])


def exchange(*nodes: Node) -> None:
    """Each takes what the others have, and publishes."""
    for node in nodes:
        assert codes(error for other in nodes if other is not node for error in node.pull(other).errors) == []
        node.publish()


def key_of(node: Node) -> str:
    return node.party.signers["publication"].multikey


def audit(node: Node) -> PublishedAudit:
    """What anybody finds in the tree of a node."""
    return audit_published(FolderFiles(node.site), node.world.pin, now=node.world.now, demo=True)


def rebuild(node: Node, other: Node, **known: Any) -> list[str]:
    """Burns a node and restores it from its own tree; what did not come back (see `restore`)."""
    own = copytree(node.site, node.folder.with_name("own"))
    node.burn()
    (found,) = restore(node, other, own, **known)
    return codes((*found.refused, *found.rewound))
