"""A second process verifies incoming records: the same are stored, and it is trusted only for them."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from credentials.kinds import ASSESSMENTS, parse_any
from registry import Registry
from registry.admission.rules import credential as rule
from registry.admission.submission import Proven
from registry.database.tables import MIRROR, RECORD
from registry.errors import RegistryError
from registry.log.packs import read_records
from registry.log.tiles import WIDTH
from registry.sync import proving
from tests.sync.nodes import Node, Nodes, copied

pytestmark = pytest.mark.nodes

PACKS = 4


def many_records(cq: Node, sc: Node) -> Nodes:
    """Two nodes; Chongqing's has published records in packs."""
    cq.issue(PACKS * WIDTH - 20)
    cq.publish()
    return Nodes((cq, sc))


@pytest.fixture
def nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(proving, "LEAST", PACKS)
    with copied(many_records, tmp_path) as found:
        yield found


def _records(registry: Registry, issuer: str) -> list[tuple[Any, ...]]:

    kept = select(RECORD.c.digest, RECORD.c.data).where(RECORD.c.issuer == issuer).order_by(RECORD.c.digest)
    places = select(MIRROR.c.position, MIRROR.c.digest, MIRROR.c.code).order_by(MIRROR.c.position)
    return [*map(tuple, registry.rows(kept)), *map(tuple, registry.rows(places))]


@pytest.mark.night
def test_the_same_records_are_stored_and_none_is_verified_twice(
    nodes: tuple[Node, Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cq, sc = nodes
    looked: list[Any] = []
    check = rule.check_credential
    monkeypatch.setattr(rule, "check_credential", lambda *given: (looked.append(1), check(*given)))
    pulled = sc.pull(cq)
    assert (pulled.error, pulled.taken.refused, pulled.taken.records) == (None, [], PACKS * WIDTH - 20)
    assert not looked
    monkeypatch.setattr(proving, "LEAST", 10**6)
    other = Node(tmp_path / "other", sc.world, "sc")
    assert other.pull(cq).taken.records == PACKS * WIDTH - 20
    assert len(looked) == PACKS * WIDTH - 20
    assert _records(other.registry, cq.did) == _records(sc.registry, cq.did)
    other.registry.close()


@pytest.mark.night
def test_a_process_that_is_killed_costs_nothing_but_time(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    cq, sc = nodes
    ask = proving.Prover.ask

    def kill(self: proving.Prover, lines: Any) -> Any:
        answer = ask(self, lines)
        pool = self._pool
        assert isinstance(pool, ProcessPoolExecutor)
        for pid in [*(pool._processes or {})]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return answer

    monkeypatch.setattr(proving.Prover, "ask", kill)
    pulled = sc.pull(cq)
    assert (pulled.error, pulled.taken.refused, pulled.taken.records) == (None, [], PACKS * WIDTH - 20)


def test_a_wrong_signature_is_never_reported_as_proven(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    lines = cq.registry.read(lambda view: read_records(view, cq.did, 0, WIDTH))
    with proving.proving(sc.registry, PACKS, sc.world.now) as prover:
        proven = prover.hear(prover.ask([*lines, _forge(lines[-1]), b"{}", b"\xff"]))
    credentials = [sha256(line).hexdigest() for line in lines if parse_any(line).body.KIND in ASSESSMENTS]
    assert len(credentials) == WIDTH - 1, "all but the key list"
    assert proven.digests == {*credentials}


def _forge(data: bytes) -> bytes:
    forged = data.replace("示例".encode(), "实例".encode())
    assert forged != data
    return forged


def test_the_process_is_believed_only_with_its_own_trust_data(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    forged = _forge(cq.registry.read(lambda view: read_records(view, cq.did, 5, 6))[0])
    proven = Proven(("another", ()), frozenset({sha256(forged).hexdigest()}))
    (turn,) = sc.registry.admit_in_turns([forged], now=sc.world.now, proven=proven)
    assert isinstance(turn[0], RegistryError)
    assert turn[0].code == "bad-signature"


@pytest.mark.night
def test_packs_that_are_here_are_stored_before_one_that_cannot_be_had(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (cq.site / "cq.huren.example/log/data/002.ndjson.gz").write_bytes(b"")
    pulled = sc.pull(cq)
    assert pulled.error is not None
    assert pulled.taken.records == 2 * WIDTH - 1, "all but the key list, which came before"
