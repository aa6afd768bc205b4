"""A lying node: files of a log with arbitrary lines, signed by the association's own key."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from credentials.identifiers import log_origin
from registry.log.packs import join_lines, pack_path, split_lines
from registry.log.tiles import hash_tiles, split_tiles
from registry.publishing.bundle import build_bundle
from registry.sync.pull import pull
from registry.sync.taken import Pulled
from registry.upkeep.audit import audit_registry
from signing.log.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from signing.log.merkle import MerkleTree
from signing.log.note import format_note, parse_note, sign_note
from signing.signer import Ed25519Signer
from tests.sync.nodes import Node
from verifier import TrustStore


class Liar:
    """The files of a tree, which a test may alter."""

    def __init__(self, site: Path | None = None) -> None:
        self.requests = 0
        self.asked: list[tuple[str, str | None]] = []
        self.files: dict[str, bytes] = {}
        if site is not None:
            paths = (path for path in site.rglob("*") if path.is_file())
            self.files = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}

    def check_end(self, path: str) -> None:
        """See `PeerFiles`: the liar has no deadline."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        self.requests += 1
        self.asked.append((path, tag))
        data = self.files.get(path)
        if data is not None and len(data) > limit:
            raise CarrierError("peer-too-large", path, limit=limit)
        return PeerFile(data, None) if data is not None else None


def lines_of(node: Node) -> list[bytes]:
    """Return the records of the node's log from its tree."""
    log = node.site / node.did.removeprefix("did:web:") / "log"
    size = parse_checkpoint(parse_note((log / "checkpoint").read_bytes()).text).size
    places = split_tiles(size)
    return [line for place in places for line in split_lines((log / "data" / pack_path(*place)).read_bytes())]


def tell(node: Node, lines: Sequence[bytes], signer: Ed25519Signer | None = None) -> Liar:
    """Return the tree of the node with its log replaced by these lines."""
    liar, origin = Liar(node.site), log_origin(node.did)
    host = node.did.removeprefix("did:web:")
    key = signer or node.party.signers["publication"]
    tree = MerkleTree(sha256(line).digest() for line in lines)
    for path, data in hash_tiles(tree, tree.size):
        liar.files[f"{host}/log/tile/{path}"] = data
    for index, width in split_tiles(tree.size):
        part = lines[index * 256 : index * 256 + width]
        liar.files[f"{host}/log/data/{pack_path(index, width)}"] = join_lines([*part])
    text = format_checkpoint(Checkpoint(origin, tree.size, tree.root()))
    note = format_note(sign_note(text, origin, key.sign, key.public_key))
    liar.files[f"{host}/log/checkpoint"] = note.encode()
    return liar


def stranger_trust(node: Node) -> TrustStore:
    """The trust of a verifier that has only the bundle: the agreement and the key lists."""
    return TrustStore.from_bundle(build_bundle(node.registry), pin=node.world.pin)


def ask(node: Node, liar: Liar, issuer: str) -> Pulled:
    """Pull from the liar, and check that the registry passes its audit whatever the liar sent."""
    cosigners = [node.cosigner]
    pulled = pull(node.registry, issuer, liar, now=node.world.now, cosigners=cosigners)
    assert audit_registry(node.registry, signatures=True).problems == ()
    return pulled


def code_of(pulled: Pulled) -> str:
    """Return the code of the error that ended the pull; it has sentences in both languages."""
    assert pulled.error is not None
    for lang in ("zh", "en"):
        assert pulled.error.sentence(lang)
        assert pulled.error.mend(lang)
    return pulled.error.code
