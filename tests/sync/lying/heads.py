"""Heads brought to a witness before their entries, the witness's pages, and rebuilt nodes."""

from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

from credentials.identifiers import log_origin
from registry.log.last_heads import load_heads, witnessed_path
from registry.publishing.log_files import witnessed_note
from registry.sync.witness import add_checkpoint
from registry.upkeep.restore_from_tree import Recovered, restore_from_tree
from signing.log.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from signing.log.merkle import MerkleTree
from signing.log.note import format_note, parse_note, sign_note
from signing.signer import Ed25519Signer
from tests.sync.liars import lines_of
from tests.sync.nodes import Node, Nodes


def cosigned(cq: Node, sc: Node) -> Nodes:
    """Sichuan's node has cosigned Chongqing's log."""
    cq.issue(2)
    cq.publish()
    sc.publish()
    assert sc.pull(cq).cosigned
    return Nodes((cq, sc))


def leaves_of(node: Node, *more: bytes) -> list[bytes]:
    return [sha256(line).digest() for line in (*lines_of(node), *more)]


def bring(
    cq: Node,
    sc: Node,
    leaves: list[bytes],
    signer: Ed25519Signer,
    size: int | None = None,
    *,
    known: int | None = None,
) -> None:
    """Bring a checkpoint over these entries by the fast path, with a consistency proof from sc's last one."""
    if known is None:
        known = load_heads(witnessed_path(sc.registry.heads))[cq.did].size
    tree = MerkleTree(leaves)
    proof = tree.prove_consistency(known, tree.size) if known else []
    text = format_checkpoint(Checkpoint(log_origin(cq.did), size or tree.size, tree.root()))
    note = format_note(sign_note(text, log_origin(cq.did), signer.sign, signer.public_key))
    lines = [f"old {known}\n", *(f"{b64encode(one).decode()}\n" for one in proof), "\n", note]
    assert add_checkpoint(sc.registry, "".join(lines).encode(), [sc.cosigner], now=sc.world.now)


def served_size(sc: Node, issuer: str) -> int:
    note = sc.registry.read(lambda view: witnessed_note(view, issuer))
    assert note is not None
    return parse_checkpoint(parse_note(note).text).size


def mark(cq: Node, sc: Node, since: Any = None) -> None:
    """Mark the key, continue its log by the new key, and bring the key list to both nodes."""
    world = cq.world
    world.advance(hours=1)
    world.compromise("cq", "publication-1", since=since)
    world.cq.add_key("publication", world.now)
    world.publish_key_list("cq")
    for node in (cq, sc):
        node.bench.admit_trust()
    cq.issue(5)
    cq.publish()
    assert sc.pull(cq).error is None


def restore(
    node: Node, other: Node, *sites: Path, keys: Collection[str] = (), more: Collection[Node] = ()
) -> list[Recovered]:
    """Restore from these trees in turn; the settings name the other node as only peer, besides `more`."""
    now, peers = node.world.now, [one.did for one in (other, *more)]
    return [restore_from_tree(node.registry, site, now=now, peers=peers, keys=keys) for site in sites]


def codes(errors: Any) -> list[str]:
    return [error.code for error in errors]


def bound(sc: Node, cq: Node) -> int | None:
    last = load_heads(witnessed_path(sc.registry.heads)).get(cq.did)
    return last.size if last is not None else None
