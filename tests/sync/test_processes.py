"""Two nodes as processes: each pulls, cosigns and serves the other's log, and misses nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.clock import SystemClock
from credentials.identifiers import log_origin
from registry.publishing.log_files import witness_path
from registry.upkeep.audit import audit_registry
from signing.log.checkpoint import parse_checkpoint
from signing.log.log_proof import parse_log_proof
from signing.log.note import check_cosignature, parse_note
from tests.harness.processes.ports import free_port
from tests.sync.nodes import two_nodes
from tests.sync.served import Served, cosigned_by
from tests.works.atom import read_atom

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


@pytest.fixture
def pair(tmp_path: Path, place: Path | str) -> Iterator[tuple[Served, Served]]:
    """Two nodes, one of which runs on either database."""
    url = place if isinstance(place, str) else None
    with two_nodes(tmp_path, (url, None), now=SystemClock().now()) as nodes:
        ports = free_port(), free_port()
        cq, sc = (
            Served(node, port, {other.did: f"http://127.0.0.1:{there}"})
            for node, port, other, there in zip(nodes, ports, nodes[::-1], ports[::-1], strict=True)
        )
        for node in nodes:
            node.publish()
        yield cq, sc
        cq.stop()
        sc.stop()


def test_each_node_serves_both_and_witnesses_the_other(pair: tuple[Served, Served]) -> None:
    cq, sc = pair
    theirs = sc.node.issue(5)
    cq.start()
    sc.start()
    sc.wait("sc.huren.example/log/checkpoint", cosigned_by(cq.node, 6))
    digest = theirs[2].digest
    cq.wait(f"api/v1/records/{digest}", lambda data: data == theirs[2].data)
    proof = parse_log_proof(cq.wait(f"api/v1/records/{digest}/proof", lambda data: b"tlog-proof" in data))
    assert parse_checkpoint(proof.checkpoint_note.text).origin == log_origin(sc.node.did)
    cq.wait("sc.huren.example/log/checkpoint", cosigned_by(cq.node, 6))
    assert json.loads(cq.get("readyz"))["ready"]
    # one is unplugged: the other still answers for both
    sc.stop()
    late = sc.node.issue(2)
    assert cq.get(f"api/v1/records/{digest}") == theirs[2].data
    # it comes back and catches up
    sc.start()
    cq.wait(f"api/v1/records/{late[1].digest}", lambda data: data == late[1].data)
    sc.wait("sc.huren.example/log/checkpoint", cosigned_by(cq.node, 8))
    cq.stop()
    sc.stop()
    for served in pair:
        assert audit_registry(served.node.registry, signatures=True).problems == ()


@pytest.mark.night
def test_a_node_watches_the_logs_that_it_pulls(pair: tuple[Served, Served]) -> None:
    """A taken-back end is counted, and is on the log's page and in its feed; ages are shown."""
    cq, sc = pair
    (record,) = sc.node.issue()
    sc.node.change(record, "revoke", "false-material")
    sc.node.bench.admit(sc.node.world.event(record.body.id, "reinstate", by="sc", sequence=2))
    cq.start()
    sc.start()
    site = f"associations/{sc.node.did}"
    cq.wait(f"{site}/log?lang=en", lambda data: b"would take back the end" in data)
    found = cq.wait("metrics", lambda data: b'alerts_total{kind="ends-undone"} 1.0' in data).decode()
    assert f'huren_peer_sync_age_seconds{{peer="{sc.node.did}"}}' in found
    assert f'huren_witness_age_seconds{{log="{sc.node.did}",witness="{cq.node.did}"}}' in found
    (alert,) = (one for one in read_atom(cq.get(f"{site}/log.atom")).entries if one.tag == "ends-undone")
    assert "撤回凭证的终止" in alert.title


def test_a_witness_answers_by_the_specification(pair: tuple[Served, Served]) -> None:
    """C2SP tlog-witness: 404, 403, 400, 409 with the size, 422, 200 with the line."""
    cq, sc = pair
    sc.node.issue(3)
    sc.node.publish()
    cq.peers.clear()
    cq.start()
    site = sc.node.site / "sc.huren.example/log/checkpoint"
    note = site.read_bytes()

    def post(body: bytes) -> tuple[int, str, bytes]:
        request = Request(f"{cq.address}/add-checkpoint", data=body, method="POST")  # noqa: S310
        request.add_header("Content-Type", "text/plain")
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.headers["Content-Type"], answer.read()
        except HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read()

    assert post(b"old 9\n\n" + note)[0] == 400
    assert post(b"nonsense")[0] == 400
    assert post(b"old 0\n\n" + note.replace(b"sc.huren.example/log\n", b"other.example/log\n", 1))[0] == 404
    own = (cq.node.site / "cq.huren.example/log/checkpoint").read_bytes()
    assert post(b"old 0\n\n" + own)[0] == 404, "nobody witnesses himself"
    assert post(b"old 0\n\n" + note.replace(b"\n4\n", b"\n5\n", 1))[0] == 403
    assert post(b"old 1\n\n" + note)[::2] == (409, b"0\n")
    assert post(b"old 0\n" + b"A" * 43 + b"=\n\n" + note)[0] == 422
    status, _, line = post(b"old 0\n\n" + note)
    assert status == 200
    whole = parse_note(note + line)
    assert check_cosignature(whole, log_origin(cq.node.did), cq.node.party.signers["publication"].public_key)
    assert cq.get(f"witness/{site_hash(sc.node.did)}/checkpoint") == note + line
    status, media, size = post(b"old 0\n\n" + note)
    assert (status, media, size) == (409, "text/x.tlog.size", b"4\n")
    assert post(b"old 4\n\n" + note)[::2] == (200, line), "the same again is answered alike"


def site_hash(did: str) -> str:
    return witness_path(did).partition("/")[2]
