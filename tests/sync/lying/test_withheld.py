"""A tree that withholds required files is reported; a rollback leaves a proof; a fork concerns its owner."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.monitor.alerts import TWICE
from registry.monitor.watch import watch
from registry.sync.conflicts import check_conflict, keep_conflict, list_conflicts
from registry.sync.pull import WITHHELD
from signing.jcs import canonicalize
from terminal.workspace.open_registry import DEMO_MARK
from tests.harness.processes.cli_runs import Huren
from tests.harness.selection.by_day import by_day
from tests.sync.liars import Liar, ask, lines_of, stranger_trust, tell
from tests.sync.lying.heads import codes
from tests.sync.nodes import Node, Nodes, copied, make_app

pytestmark = pytest.mark.nodes

OURS = ("127.0.0.1", 1)


def both(cq: Node, sc: Node) -> Nodes:
    """Two nodes that have published; Sichuan's log has a revocation."""
    sc.change(sc.issue(3)[0], "revoke", "false-material")
    for node in (cq, sc):
        node.publish()
    return Nodes((cq, sc))


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    with copied(both, tmp_path) as found:
        yield found


def emptied(site: Path, member: str, issuer: str) -> dict[str, Any]:
    """Return the trust data without the association's documents of this kind; of agreements without any."""
    trust: dict[str, Any] = json.loads((site / "trust.json").read_bytes())
    others = [one for one in trust[member] if member != "agreements" and signer_of(one) != issuer]
    return {**trust, member: others}


def signer_of(document: dict[str, Any]) -> str:
    return str(document.get("issuer", document.get("id")))


@pytest.mark.parametrize(
    ("member", "known"),
    by_day(
        product(["agreements", "keyLists", "manifests"], [True, False]),
        {("manifests", True), ("keyLists", False)},
    ),
)
def test_a_tree_without_a_required_file_is_reported(
    nodes: tuple[Node, Node], member: str, known: bool
) -> None:
    """Each pull reports it until the file is there."""
    cq, sc = nodes
    if known:
        assert cq.pull(sc).error is None
    liar = Liar(sc.site)
    liar.files["trust.json"] = canonicalize(emptied(sc.site, member, sc.did))
    for _ in range(2):
        pulled = ask(cq, liar, sc.did)
        assert pulled.faults is not None
        (fault,) = pulled.faults
        assert fault.code == WITHHELD
        assert fault.sentence("zh") != fault.sentence("en")
        found = watch(cq.registry, sc.did, now=cq.world.now, pulled=pulled)
        assert [alert.code for alert in found.alerts if alert.stands] == [WITHHELD]
    honest = cq.pull(sc)
    assert (honest.errors, honest.faults) == ([], [])
    found = watch(cq.registry, sc.did, now=cq.world.now, pulled=honest)
    assert [alert for alert in found.alerts if alert.stands] == []


def test_the_command_says_so_and_fails(nodes: tuple[Node, Node], capsys: pytest.CaptureFixture[str]) -> None:
    cq, sc = nodes
    (cq.folder / DEMO_MARK).touch()
    (sc.site / "trust.json").write_bytes(canonicalize(emptied(sc.site, "manifests", sc.did)))
    asked = ("sync", "--from-tree", sc.site, "--data", cq.folder, "--now", cq.world.now.isoformat())
    huren = Huren(capsys)
    for _ in range(2):
        assert "shows no manifest of its own" in huren(*asked, code=1).err
    assert {"code": WITHHELD} in json.loads(huren(*asked, "--json", code=1).out)["untrusted"]


def test_a_rollback_leaves_a_proof_that_anybody_checks(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    assert cq.pull(sc).error is None
    sc.world.advance(hours=1)
    fewer = sc.world.publish_manifest("sc", version=77)  # the test world itself knows of no event
    trust = json.loads((sc.site / "trust.json").read_bytes())
    trust["manifests"].append(fewer)
    liar = Liar(sc.site)
    liar.files["trust.json"] = canonicalize(trust)
    pulled = ask(cq, liar, sc.did)
    assert (codes(pulled.faults), len(pulled.taken.conflicts)) == (["rollback"], 1)
    (proof,) = cq.registry.read(list_conflicts)
    assert check_conflict(proof.data, stranger_trust(cq)) == sc.did
    assert (cq.folder / proof.path).read_bytes() == proof.data
    honest = json.loads(proof.data)
    honest["records"][0] = honest["records"][1]
    assert check_conflict(canonicalize(honest), stranger_trust(cq)) is None
    assert ask(cq, liar, sc.did).taken.conflicts == [], "once"
    found = watch(cq.registry, sc.did, now=cq.world.now)
    assert TWICE in [alert.code for alert in found.alerts]


def test_two_manifests_in_their_order_prove_nothing(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    shown = []
    for _ in range(2):
        sc.change(*sc.issue())
        sc.world.advance(hours=1)
        sc.publish()
        newest = sc.registry.read(lambda view: view.newest_manifest(sc.did))
        assert newest is not None
        shown.append(json.loads(newest.data))
    for records in (shown, shown[::-1]):
        value: dict[str, Any] = {"type": "huren-conflict/1", "issuer": sc.did, "records": records}
        assert check_conflict(canonicalize(value), stranger_trust(cq)) is None


def test_a_fork_of_anothers_log_leaves_this_node_ready(nodes: tuple[Node, Node]) -> None:
    """It is a warning of `/readyz` and the page and a number of `/metrics`.

    At its owner's node it is a fault.
    """
    cq, sc = nodes
    assert cq.pull(sc).error is None
    assert ask(cq, tell(sc, lines_of(sc)[::-1]), sc.did).error is not None
    (proof,) = cq.registry.read(list_conflicts)
    sc.registry.write(partial(keep_conflict, conflict=proof, now=sc.world.now))
    for node, ready in ((cq, True), (sc, False)):
        client = TestClient(make_app(node, metrics_from=("127.0.0.1",)), client=OURS)
        answer = client.get("/readyz")
        assert answer.status_code == (200 if ready else 503)
        told = [one for one in answer.json()["checks"] if one["detail"] == "log-forked"]
        assert told == [{"name": f"log of {sc.did}", "ready": ready, "detail": "log-forked"}]
        page = client.get("/status?lang=en").text
        assert ("Not ready" in page, "two histories" in page, "conflicts/" in page) == (not ready, True, True)
        metrics = client.get("/metrics").text
        assert f'huren_log_forked{{issuer="{sc.did}"}} 1.0' in metrics
        assert f'huren_log_forked{{issuer="{cq.did}"}} 0.0' in metrics
