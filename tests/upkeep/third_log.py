"""A registry that mirrors a third association's log."""

from pathlib import Path
from tempfile import TemporaryDirectory

from carriers.peers.folder import FolderFiles
from registry.publishing.static_tree import folder_of
from registry.sync.heads import read_head
from registry.sync.mirror import store_head
from registry.sync.pull import pull
from registry.sync.witness import Cosigner
from tests.sync.nodes import Node
from tests.world import id_of
from tests.world.registry_setup import Bench


def pull_third(bench: Bench) -> None:
    """Pull a third association's log from its own node; one record has the id of another."""
    world = bench.world
    world.join()
    world.publish_key_list("yn")
    bench.admit_trust()
    with TemporaryDirectory() as name:
        node = Node(Path(name), world, "yn")
        rival = world.issue(by="yn")
        bench.admit(rival)
        node.bench.admit(world.issue(by="yn", credential_id=id_of(rival)))
        node.issue(3)
        node.publish()
        cosigners = [Cosigner(world.cq.did, world.cq.signers["publication"])]
        pulled = pull(bench.registry, node.did, FolderFiles(node.site), now=world.now, cosigners=cosigners)
        assert (pulled.error, [code for _, code in pulled.taken.refused]) == (None, ["conflict"])
        assert len(pulled.taken.conflicts) == 1
        node.issue(1)
        node.publish()
        newer = (node.site / folder_of(node.did) / "log/checkpoint").read_bytes()
        found = read_head(newer, node.did, bench.registry.load_trust())
        bench.registry.write(lambda view: store_head(view, node.did, found.head, found.text))
        node.registry.close()
