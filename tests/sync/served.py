"""A node and the process that serves it, observed from outside."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from threading import Event
from typing import Any
from urllib.request import urlopen

from credentials.identifiers import log_origin
from keys_example import example_pem
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import check_cosignature, parse_note
from tests.harness.key_files import save_key
from tests.harness.processes.serving import listening
from tests.harness.processes.warm_start import Start
from tests.sync.nodes import Node

PATIENCE = 600
"""Number of looks, a tenth of a second apart."""


class Served:
    """A node, and its process while it runs."""

    def __init__(self, node: Node, port: int, peers: dict[str, str]) -> None:
        self.node, self.port, self.peers = node, port, peers
        self.url = node.bench.place if isinstance(node.bench.place, str) else ""
        self.address = f"http://127.0.0.1:{port}"
        (node.folder / "DEMO.txt").write_text("demo")
        self.key = node.folder / "publication.pem"
        save_key(self.key, example_pem(f"{node.name}-publication"))
        self._stack = ExitStack()
        self.process: Start | None = None

    def start(self) -> None:
        self.process, address = self._stack.enter_context(
            listening(
                "--data", self.node.folder, "serve", "--port", self.port,
                HUREN_PEERS=json.dumps(self.peers), HUREN_SYNC_SECONDS="0.3", HUREN_CHECKPOINT_SECONDS="0.3",
                HUREN_PUBLICATION_KEYS=str(self.key), HUREN_TRUST_POLL_SECONDS="0", HUREN_RATE_PER_MINUTE="0",
                HUREN_BATCH_WORKERS="0", HUREN_DATABASE_URL=self.url,
            )
        )  # fmt: skip
        assert address == self.address

    def stop(self) -> None:
        self._stack.close()
        self.process = None

    def get(self, path: str) -> bytes:
        with urlopen(f"{self.address}/{path}", timeout=30) as answer:  # noqa: S310
            return bytes(answer.read())

    def wait(self, path: str, holds: Callable[[bytes], Any]) -> bytes:
        """Wait until the file is as expected, and return it."""
        found = b""
        for _ in range(PATIENCE):
            try:
                found = self.get(path)
                if holds(found):
                    return found
            except OSError:
                pass
            Event().wait(0.1)
        raise AssertionError(f"{path}: {found[:300]!r}")


def cosigned_by(node: Node, size: int) -> Callable[[bytes], bool]:
    """Tell whether the checkpoint has at least that size and the cosignature of the node's association."""

    def holds(data: bytes) -> bool:
        note = parse_note(data)
        key = node.party.signers["publication"].public_key
        time = check_cosignature(note, log_origin(node.did), key)
        return time is not None and parse_checkpoint(note.text).size >= size

    return holds
