"""The register of a node carries what dates the credentials of both logs, where the agreement asks for it."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.publishing import register as module
from registry.publishing.register import build_register
from tests.sync.nodes import Node, two_nodes
from tests.verifier.attacks.freshness import witness_needed
from verifier import Policy, TrustStore, verify_record
from verifier.numbers.register import bundle_of_register, search_register
from verifier.numbers.registered_log import prove_by


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """The one that makes the register is on either engine."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


def ask_for_witness(*nodes: Node) -> None:
    nodes[0].world.advance(days=1)
    witness_needed(nodes[0].world)
    for node in nodes:
        node.bench.admit_trust()


def exchange(cq: Node, sc: Node) -> None:
    """Both publish, each cosigns the other's log, and each fetches what the other cosigned."""
    for _ in range(2):
        for node, other in ((cq, sc), (sc, cq)):
            node.publish()
            other.pull(node)


def told(node: Node, data: bytes, record: Any) -> tuple[str, object]:
    """What is said of the log, and when it was witnessed."""
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=node.world.pin)
    (proof, *_) = [*prove_by(search_register(data, ()).logs, record, trust), None]
    verdict = verify_record(record, trust, policy=Policy(), now=node.world.now, proof=proof)
    finding = next(finding for finding in verdict.findings if finding.check == "log")
    return finding.code, finding.evidence.get("seen")


def test_a_register_dates_what_both_logs_hold(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    ask_for_witness(cq, sc)
    records = [*cq.issue(2), *sc.issue(2)]
    exchange(cq, sc)
    cq.world.advance(hours=5)
    later = [*cq.issue(), *sc.issue()]
    exchange(cq, sc)
    pending = cq.issue()
    cq.publish()
    data = build_register(cq.registry)
    assert build_register(cq.registry) == data
    early, late = ([told(cq, data, record) for record in group] for group in (records, later))
    assert {code for code, _ in (*early, *late)} == {"witnessed"}
    assert max(str(seen) for _, seen in early) < min(str(seen) for _, seen in late)
    assert told(cq, data, pending[0]) == ("witness-needed", None)


def test_of_too_many_checkpoints_some_are_left_out_and_the_newest_stays(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    cq, sc = nodes
    ask_for_witness(cq, sc)
    records = []
    for _ in range(5):
        cq.world.advance(hours=1)
        records += cq.issue()
        exchange(cq, sc)
    whole = [told(cq, build_register(cq.registry), record) for record in records]
    monkeypatch.setattr(module, "MAX_CHECKPOINTS", 2)
    fewer = [told(cq, build_register(cq.registry), record) for record in records]
    assert {code for code, _ in fewer} == {"witnessed"}
    assert len({seen for _, seen in fewer}) == 2
    assert all(str(less) >= str(more) for (_, less), (_, more) in zip(fewer, whole, strict=True))
    assert fewer[-1] == whole[-1]


def test_where_nobody_asks_the_register_is_what_it_was(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    cq.issue()
    exchange(cq, sc)
    assert b'"log"' not in gzip.decompress(build_register(cq.registry)).split(b"\n")[1]
