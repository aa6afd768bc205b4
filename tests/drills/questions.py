"""Two nodes with a history, and the same questions to every verifier before and after a drill."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.errors import RegistryError
from registry.lookup.receipts import find_receipt
from registry.publishing.bundle import build_bundle
from registry.upkeep.audit import audit_registry
from registry.view.event_order import count_events, read_order
from terminal.workspace.open_registry import DEMO_MARK
from tests.sync.nodes import Node, copied
from verifier import Outcome, Policy, Seen, TrustStore

Answers = list[tuple[Outcome, tuple[str, ...]]]
HOMES = (None, "cq", "sc")
LOGGED = Policy(require_log=True)


class Drill:
    """The nodes, the records they issued, and the answers of every verifier."""

    def __init__(self, cq: Node, sc: Node) -> None:
        self.cq, self.sc, self.nodes = cq, sc, (cq, sc)
        self.world = cq.world
        self.ours, self.theirs = cq.issue(4), sc.issue(2)
        self.credentials: list[Any] = [*self.ours, *self.theirs]
        cq.change(self.ours[1])
        cq.change(self.ours[2], "revoke", "false-material")
        self.exchange()
        self.receipts = {one.digest: self.receipt(self.cq, one) for one in self.credentials}
        self.before = self.answers(cq)
        self.memories = [self.trust(node).seen for node in self.nodes]
        self.world.advance(hours=1)

    def exchange(self) -> None:
        """An hour later each node publishes, pulls, cosigns, and publishes what it saw.

        Sichuan pulls once more and does not publish again: its tree lacks the other's last publication.
        """
        self.world.advance(hours=1)
        for node in self.nodes:
            node.publish()
        for node, other in (self.nodes, self.nodes[::-1], self.nodes):
            pulled = node.pull(other)
            assert (pulled.error, pulled.taken.refused) == (None, []), pulled
            node.publish()
        assert self.sc.pull(self.cq).error is None

    def receipt(self, node: Node, record: Any) -> bytes:
        """Return the record's receipt at a node, dated by the other association."""
        found = find_receipt(node.registry, record.digest, now=node.world.now)
        assert found.witnessed is not None
        return found.data

    def take_receipts(self, node: Node) -> None:
        """Take new receipts of a node's own log: cosignatures of a key that is now marked date nothing."""
        for one in self.credentials:
            if one.body.issuer == node.did:
                self.receipts[one.digest] = self.receipt(node, one)

    def trust(self, node: Node, seen: Seen | None = None) -> TrustStore:
        """Return the trust store of a verifier with the bundle of that node."""
        return TrustStore.from_bundle(build_bundle(node.registry), pin=self.world.pin, seen=seen)

    def answers(self, node: Node, seen: Seen | None = None) -> Answers:
        """Return the answers on every credential: for each home, and by its receipt whether it is logged."""
        trust = self.trust(node, seen)
        found = []
        for one in self.credentials:
            asked: list[dict[str, Any]] = [{"home": home} for home in HOMES]
            asked.append({"policy": LOGGED, "proof": self.receipts[one.digest]})
            verdicts = (self.world.verify(one.data, trust=trust, **question) for question in asked)
            found += [(verdict.outcome, verdict.codes) for verdict in verdicts]
        return found

    def check_as_before(self, *poisoned: Seen) -> None:
        """Check the answers at each node: fresh, with the memory of before, with that of a thief's data.

        The registries are sound.
        """
        for node in self.nodes:
            for seen in (None, *self.memories, *poisoned):
                assert self.answers(node, seen) == self.before
            report = audit_registry(node.registry, signatures=True)
            assert not report.problems, report.problems

    def sign_key_list(self, name: str) -> None:
        """Sign the association's next list and bring it to both nodes."""
        node = self.cq if name == "cq" else self.sc
        counted = node.registry.read(lambda view: count_events(read_order(view, node.did)))
        self.world.publish_key_list(name, events=counted)
        for one in self.nodes:
            one.bench.admit_trust()


@contextmanager
def drill(folder: Path) -> Iterator[Drill]:
    """A copy of two nodes with their history."""
    with copied(Drill, folder) as made:
        yield made


def code_of(error: object) -> str:
    """Return the code of a refusal whose sentences are whole."""
    assert isinstance(error, RegistryError), error
    for lang in ("zh", "en"):
        assert error.sentence(lang)
        assert error.mend(lang)
    return error.code


def burn(node: Node) -> None:
    """Delete the data folder and all files beside it."""
    node.registry.close()
    site = node.site.rename(node.folder.with_name(f"{node.name}-site")) if node.site.exists() else None
    shutil.rmtree(node.folder)
    node.folder.mkdir()
    (node.folder / DEMO_MARK).write_text("demo")
    if site is not None:
        site.rename(node.site)
