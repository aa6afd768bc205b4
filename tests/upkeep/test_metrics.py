"""`/metrics`: right counts from every process, no enterprise's name, few permitted readers."""

import json
import math
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
from starlette.testclient import TestClient

from api.answers import node_facts
from api.metrics import COUNTED, READ, GaugeValues, Metrics
from tests.harness.example_world import copy_world
from tests.harness.processes.serving import serving
from tests.sync.nodes import Node as Peer
from tests.sync.nodes import make_app, two_nodes
from tests.world import World
from tests.world.api_node import NDJSON, Node

pytestmark = pytest.mark.upkeep

Samples = dict[str, dict[tuple[Any, ...], float]]
"""Values by name and labels."""

OURS = ("127.0.0.1", 50000)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    node = Node(tmp_path / "registry.db", World())
    node.fill()
    for name in ("cq", "sc"):
        node.publish(name)
    node.client = TestClient(node.app, client=OURS)
    yield node
    node.registry.close()


def samples(text: str) -> Samples:
    """Return values by name and labels, by an independent reader of the format."""
    found: Samples = {}
    for family in parse(text):  # type: ignore[no-untyped-call]
        for sample in family.samples:
            order = (COUNTED | READ)[sample.name].labels if sample.name in COUNTED | READ else sample.labels
            found.setdefault(sample.name, {})[(*map(sample.labels.get, order),)] = sample.value
    return found


def ask(node: Node) -> Samples:
    answer = node.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return samples(answer.text)


def test_requests_verdicts_and_records_are_counted(node: Node) -> None:
    good, bad = node.world.issue(by="cq"), b"{}"
    node.verify(good)
    node.verify("no code")
    batch = {"verifications": [{"credential": json.loads(good)}, {"credential": "x"}]}
    node.post("/api/v1/verifications/batch", batch)
    node.post("/credentials/verify", {"verifiableCredential": json.loads(good)})
    for data in (good, good, bad):
        node.client.post("/api/v1/records", content=data, headers={"content-type": "application/json"})
    node.client.post("/api/v1/records/batch", content=good + b"\n" + bad, headers=NDJSON)
    node.client.get("/no/such/address")
    node.client.request("BREW", "/healthz")
    found = ask(node)
    requests = found["huren_http_requests_total"]
    assert requests["/api/v1/verifications", "POST", "200"] == 2
    assert requests["/api/v1/records", "POST", "201"] == 1
    assert requests["/api/v1/records", "POST", "200"] == 1
    assert requests["-", "GET", "404"] == 1
    assert requests["/healthz", "-", "405"] == 1 or requests["-", "-", "405"] == 1
    assert found["huren_http_request_seconds_count"][()] == sum(requests.values())
    verdicts = found["huren_verdicts_total"]
    assert verdicts["valid", "ok", "api"] == 1
    assert sum(n for labels, n in verdicts.items() if labels[2] == "batch") == 2
    assert verdicts["valid", "ok", "vcalm"] == 1
    admissions = found["huren_admissions_total"]
    assert admissions["capability", "stored"] == 1
    assert admissions["capability", "already"] == 2
    assert admissions["-", "refused"] == 2


def test_ages_and_lengths_are_read_when_somebody_asks(node: Node) -> None:
    before = ask(node)
    issuers = {(node.world.cq.did,), (node.world.sc.did,)}
    assert set(before["huren_manifest_age_seconds"]) == issuers
    assert set(before["huren_key_list_remaining_seconds"]) == issuers
    node.world.advance(days=1)
    node.clock.wait(60)
    after = ask(node)
    for issuer in issuers:
        for name, change in (
            ("huren_manifest_age_seconds", 86_400),
            ("huren_key_list_remaining_seconds", -86_400),
        ):
            assert after[name][issuer] - before[name][issuer] == change
    assert after["huren_log_size"][(node.world.cq.did,)] > 0
    assert after["huren_log_lag_records"][(node.world.cq.did,)] == 0
    assert after["huren_queue_length"] == {(): 0}


def read(
    node: Peer, peers: Mapping[str, str] = MappingProxyType({})
) -> dict[str, dict[tuple[Any, ...], float]]:
    """Return the metrics of one association's node with these peers."""
    return samples(TestClient(make_app(node, peers=dict(peers)), client=OURS).get("/metrics").text)


def test_an_event_that_never_happened_has_an_infinite_age(tmp_path: Path) -> None:
    """A head never signed, a peer never reached, a witness that never cosigned."""
    with two_nodes(tmp_path) as (cq, sc):
        peers = {cq.did: "https://cq.huren.example"}
        sc.issue(3)
        found = read(sc, peers)
        assert found["huren_log_size"] == found["huren_log_lag_records"] == {(sc.did,): 4}, "and its key list"
        assert found["huren_peer_sync_age_seconds"] == {(cq.did,): math.inf}
        assert "huren_witness_age_seconds" not in found, "nothing is signed that a witness could cosign"
        sc.publish()
        found = read(sc, peers)
        size = found["huren_log_size"][sc.did,]
        assert found["huren_log_lag_records"][sc.did,] == 0
        assert found["huren_witness_age_seconds"] == {(sc.did, cq.did): math.inf}
        assert found["huren_witness_lag_records"] == {(sc.did, cq.did): size}


def test_entries_without_a_cosignature_are_counted(tmp_path: Path) -> None:
    """Also if the last entry came right after the last cosignature and no other follows."""
    with two_nodes(tmp_path) as (cq, sc):
        sc.issue(2)
        sc.publish()
        cq.pull(sc)
        pair = sc.did, cq.did
        found = read(cq)
        assert (found["huren_witness_age_seconds"][pair], found["huren_witness_lag_records"][pair]) == (0, 0)
        sc.issue(3)
        sc.publish()
        cq.pull(sc, cosign=False)
        cq.world.advance(days=9)
        found = read(cq)
        assert found["huren_witness_age_seconds"][pair] == 9 * 86_400
        assert found["huren_witness_lag_records"][pair] == 3
        assert found["huren_peer_sync_age_seconds"] == {(sc.did,): 9 * 86_400}


def test_records_are_not_counted_for_whoever_reads_metrics(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(*_: object) -> None:
        raise AssertionError("a count takes the longer the more records there are")

    monkeypatch.setattr(node_facts, "find_kept", count)
    assert ask(node)["huren_log_size"][node.world.cq.did,] > 0


def test_a_name_without_a_source_is_absent_and_a_source_needs_only_values() -> None:
    metrics = Metrics()
    assert set(READ) & set(samples(metrics.render({}).decode())) == set()
    read: dict[str, GaugeValues] = {
        "huren_witness_age_seconds": [(("did:web:a.example", "did:web:b.example"), 9.0)],
        "huren_monitor_alerts_total": [(("rewind",), 2.0)],
    }
    found = samples(metrics.render(read).decode())
    assert found["huren_witness_age_seconds"] == {("did:web:a.example", "did:web:b.example"): 9}
    assert found["huren_monitor_alerts_total"] == {("rewind",): 2}


def test_only_named_addresses_may_read_metrics(node: Node) -> None:
    for address, status in (
        ("127.0.0.1", 200),
        ("::1", 200),
        ("192.0.2.1", 404),
        ("testclient", 404),
    ):
        answer = TestClient(node.app, client=(address, 1)).get("/metrics")
        assert answer.status_code == status, address
        assert ("huren_" in answer.text) is (status == 200)
    node.app.state.node.adopt(node.settings.model_copy(update={"metrics_from": ("192.0.2.0/24",)}))
    assert TestClient(node.app, client=("192.0.2.1", 1)).get("/metrics").status_code == 200
    assert TestClient(node.app, client=OURS).get("/metrics").status_code == 404


def test_no_label_holds_text_of_a_client(node: Node) -> None:
    credential = json.loads(node.world.issue(by="cq", legal_name="重庆示例标签有限公司"))
    subject = credential["credentialSubject"]
    node.verify(json.dumps(credential).encode())
    node.post("/api/v1/records", credential)
    node.client.get(f"/api/v1/enterprises/{subject['unifiedSocialCreditCode']}")
    node.client.get(f"/api/v1/credentials/{subject['assessment']['certificateNumber']}")
    node.client.get("/api/v1/credentials", params={"q": subject["legalName"]})
    text = node.client.get("/metrics").text
    for held in (
        subject["legalName"],
        subject["unifiedSocialCreditCode"],
        subject["assessment"]["certificateNumber"],
        credential["id"],
    ):
        assert held not in text
    found = (sample for family in parse(text) for sample in family.samples)  # type: ignore[no-untyped-call]
    labels = {label for sample in found for label in sample.labels}
    assert labels <= {label for one in (COUNTED | READ).values() for label in one.labels} | {"le"}


def test_the_names_are_those_of_the_design() -> None:
    assert {name: declared.labels for name, declared in (COUNTED | READ).items()} == {
        "huren_http_requests_total": ("route", "method", "code"),
        "huren_http_request_seconds": (),
        "huren_verdicts_total": ("outcome", "code", "face"),
        "huren_admissions_total": ("kind", "result"),
        "huren_write_lock_seconds": (),
        "huren_queue_length": (),
        "huren_manifest_age_seconds": ("issuer",),
        "huren_key_list_remaining_seconds": ("issuer",),
        "huren_log_size": ("issuer",),
        "huren_log_lag_records": ("issuer",),
        "huren_witness_age_seconds": ("log", "witness"),
        "huren_witness_lag_records": ("log", "witness"),
        "huren_peer_sync_age_seconds": ("peer",),
        "huren_log_forked": ("issuer",),
        "huren_monitor_alerts_total": ("kind",),
    }


@pytest.mark.night
def test_counts_of_batch_processes_are_in_the_sum(example_world: Path, tmp_path: Path) -> None:
    """A node with two workers counts every verdict of a long batch once, and the lock was held."""
    folder = copy_world(example_world, tmp_path / "demo")
    credential = (folder / "samples" / "valid.h1.txt").read_text()
    asked = {"verifications": [{"credential": credential}] * 200 + [{"credential": "x"}] * 100}
    with serving(folder) as (_, address), httpx2.Client(base_url=address) as client:
        for _ in range(2):
            verdicts = client.post("/api/v1/verifications/batch", json=asked).json()["verdicts"]
            assert len(verdicts) == 300
        client.get("/readyz")
        found = samples(client.get("/metrics").text)
    counted: dict[Any, float] = found["huren_verdicts_total"]
    assert counted["valid", "ok", "batch"] == 400
    assert sum(counted.values()) == 600
    assert found["huren_write_lock_seconds_count"][()] >= 1


def test_metrics_take_little_of_a_node_that_has_seen_everything(node: Node) -> None:
    """A hundred routes with five answers each and every verdict code cost far less than a request may."""
    metrics = node.app.state.node.metrics
    for number in range(500):
        metrics.count_request(f"/r/{number % 100}", "GET", 200 + number // 100, 0.01)
        metrics.count_verdicts("api", {("invalid", f"code-{number % 120}"): 1})
    node.client.get("/metrics")
    spent = []
    for _ in range(5):
        began = time.thread_time()
        metrics.render({})
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.05, "ten times the goal of bench/, for a busy machine"
    assert re.search(r"^# EOF\n\Z", metrics.render({}).decode(), re.MULTILINE)
