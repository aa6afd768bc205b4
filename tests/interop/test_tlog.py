"""An independent C2SP client against a running node: log, tiles, proofs, cosignatures, witness answers."""

import ast
import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from api.clock import SystemClock
from keys_example import example_pem
from registry.log.tiles import hash_tiles, tile_path
from signing.log.merkle import MerkleTree
from tests.harness.checkout import ROOT
from tests.harness.key_files import save_key
from tests.harness.processes.ports import free_port
from tests.harness.processes.serving import listening
from tests.interop.tlog import client
from tests.interop.tlog.client import Answer, Verifier, add_checkpoint, read_checkpoint, read_note
from tests.interop.tlog.vectors import FILE, LOG, key_of, leaves_of, make
from tests.sync.nodes import Node, two_nodes

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
WITNESS = Verifier("cq.huren.example/log", 4, key_of("cq-publication").public_key().public_bytes_raw())
OWNER = Verifier("sc.huren.example/log", 1, LOG.key.public_key().public_bytes_raw())


@contextmanager
def serving(node: Node) -> Iterator[str]:
    """A node as a process at an address of its own; it cosigns, and pulls from nobody."""
    (node.folder / "DEMO.txt").write_text("demo")
    key = node.folder / "publication.pem"
    save_key(key, example_pem(f"{node.name}-publication"))
    url = node.bench.place if isinstance(node.bench.place, str) else ""
    port = free_port()
    with listening(
        "--data", node.folder, "serve", "--port", port,
        HUREN_SYNC_SECONDS="0", HUREN_CHECKPOINT_SECONDS="0", HUREN_PUBLICATION_KEYS=str(key),
        HUREN_TRUST_POLL_SECONDS="0", HUREN_RATE_PER_MINUTE="0", HUREN_BATCH_WORKERS="0",
        HUREN_DATABASE_URL=url,
    ) as (_, address):  # fmt: skip
        yield address


@pytest.fixture
def pair(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes, one of which runs on either database."""
    url = place if isinstance(place, str) else None
    with two_nodes(tmp_path, (url, None), now=SystemClock().now()) as nodes:
        yield nodes


def get(address: str) -> bytes:
    with urlopen(address, timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


def refused(status: int, address: str) -> None:
    """Check that the node refuses the address although it has the file."""
    with pytest.raises(HTTPError) as failed:
        get(address)
    with failed.value:
        assert failed.value.code == status, address


def test_the_client_shares_no_code_with_what_it_checks() -> None:
    for path in (ROOT / "tests" / "interop" / "tlog").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
        rooms = {
            "signing",
            "credentials",
            "carriers",
            "verifier",
            "registry",
            "web",
            "api",
            "cli",
            "keys_example",
        }
        assert not rooms & {name.partition(".")[0] for name in modules}, path


@pytest.mark.night
def test_the_vectors_are_what_the_client_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == make()


def test_a_log_meets_the_specifications(pair: tuple[Node, Node]) -> None:
    """Checkpoint, vkey, every tile, entries, packs, inclusion; then the log grows and stays consistent."""
    node, _ = pair
    node.issue(300)
    node.publish()
    with serving(node) as address:
        prefix = f"{address}/cq.huren.example/log"

        def fetch(path: str) -> bytes:
            return get(f"{prefix}/{path}")

        (vkey,) = fetch("key").decode().splitlines()
        owner = Verifier.of_vkey(vkey)
        assert (owner.name, owner.key) == (WITNESS.name, WITNESS.key)
        sizes: list[tuple[int, bytes]] = []
        for more in (0, 3, 210, 300):
            if more:
                node.issue(more)
                node.publish()
            note = read_note(fetch("checkpoint"))
            assert note.opened_by(owner) == 0
            head = read_checkpoint(note.text)
            assert head.origin == "cq.huren.example/log"
            entries = client.follow(fetch, head.size)
            leaves = [client.hash_leaf(entry) for entry in entries]
            assert client.root_of(leaves) == head.root
            records = client.unpack(fetch, head.size)
            assert [sha256(line).digest() for line in records] == entries
            for size, root in sizes:
                assert client.root_of(leaves[:size]) == root, "what was signed before is its beginning"
                assert client.consistency_of(size, leaves)
            sizes.append((head.size, head.root))
        assert [size > 256 for size, _ in sizes] == [True] * 4
        assert sizes[-1][0] > 768
        for index in (0, 1, 255, 256, 300, head.size - 1):
            digest = entries[index].hex()
            where, path, proven = client.read_proof(get(f"{address}/api/v1/records/{digest}/proof"))
            assert proven.opened_by(owner) == 0
            told = read_checkpoint(proven.text)
            assert where == index
            assert client.root_by_inclusion(leaves[index], where, told.size, path) == told.root
            assert path == client.inclusion_of(index, leaves[: told.size])
        # partial tiles of earlier heads stay
        for size, _ in sizes:
            for level, index, width in client.tiles_of(size):
                tile = fetch(f"tile/{client.path_of(level, index, width)}")
                assert tile == client.tile_of(level, index, width, leaves)
        for absent in (
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/-1", "tile/00/000",
            "tile/0/0", "tile/0/x000/000", "tile/64/000", "tile/-1/000", "tile/0/999", "tile/entries/999",
            "data/999.ndjson.gz",
        ):  # fmt: skip
            refused(404, f"{prefix}/{absent}")


def test_a_witness_meets_the_specification(pair: tuple[Node, Node]) -> None:
    """Each request of the vectors in order: 404, 403, 400, 409 with the size, 422, 200 with the line."""
    node, _ = pair
    node.publish()
    monitored = f"witness/{sha256(LOG.origin.encode()).hexdigest()}/checkpoint"
    with serving(node) as address:
        refused(404, f"{address}/{monitored}")
        lines: dict[bytes, bytes] = {}
        for one in VECTORS["requests"]:
            body = b64decode(one["body"])
            answer = add_checkpoint(address, body)
            assert answer.status == one["status"], (one["name"], answer)
            checkpoint = body.partition(b"\n\n")[2]
            if one["size"] is not None:
                assert answer == Answer(409, "text/x.tlog.size", f"{one['size']}\n".encode())
            elif one["status"] == 200:
                check_cosigned(checkpoint, answer.body)
                assert lines.setdefault(checkpoint, answer.body) == answer.body
                kept = read_note(get(f"{address}/{monitored}"))
                assert kept.text == read_note(checkpoint).text
                assert kept.opened_by(OWNER) == 0
                assert kept.opened_by(WITNESS)
            else:
                assert b"\xe2\x80\x94" not in answer.body, "no line with a refusal"
        kept = read_note(get(f"{address}/{monitored}"))
        assert read_checkpoint(kept.text).root == client.root_of(leaves_of(300))
        checks = json.loads(get(f"{address}/readyz"))[
            "checks"
        ]  # the witness has seen two histories of another's log
        assert "log-forked" in [check["detail"] for check in checks]


def check_cosigned(checkpoint: bytes, lines: bytes) -> None:
    """Check that the lines are one cosignature of now by the witness, over the submitted checkpoint."""
    note = read_note(checkpoint + lines)
    time = note.opened_by(WITNESS)
    assert time is not None
    assert abs(time - SystemClock().now().timestamp()) < 600
    assert lines.count(b"\n") == 1


@pytest.mark.night
def test_a_receipt_has_the_cosignature_of_the_other(pair: tuple[Node, Node]) -> None:
    """The tlog-proof of a node whose log another one witnessed, opened by both keys."""
    cq, sc = pair
    record = sc.issue(5)[2]
    for node in (sc, cq):
        node.publish()
    cq.pull(sc)
    cq.write()
    sc.pull(cq)
    with serving(sc) as address:
        index, path, note = client.read_proof(get(f"{address}/api/v1/records/{record.digest}/proof"))
        assert note.opened_by(OWNER) == 0
        assert note.opened_by(WITNESS)
        head = read_checkpoint(note.text)
        leaf = client.hash_leaf(sha256(record.data).digest())
        assert client.root_by_inclusion(leaf, index, head.size, path) == head.root


@pytest.mark.night
def test_tiles_are_those_of_the_vectors() -> None:
    for one in VECTORS["tiles"]:
        size = one["size"]
        tree = MerkleTree()
        tree.extend(sha256(f"entry {number}".encode()).digest() for number in range(size))
        assert tree.root(size).hex() == one["root"]
        made = {path: sha256(data).hexdigest() for path, data in hash_tiles(tree, size)}
        assert len(made) == one["count"]
        assert {path: made[path] for path in one["last"]} == one["last"]
    for index, path in VECTORS["places"].items():
        assert tile_path(int(index)) == path
