"""Published files over HTTP: the bytes of the static tree, with ETag, 304 and gzip."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import create_app
from credentials.kinds import KINDS
from registry import Registry
from registry.publishing.static_tree import write_tree
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.groups import require
from tests.world import World
from tests.world.api_node import Node, problem_of, running
from tests.world.registries import documents_of
from verifier import Policy, TrustStore, verify


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        world = node.world
        revoked = world.issue(by="cq")
        world.issue(by="sc")
        world.revoke(revoked)
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield node


@pytest.fixture(scope="module")
def tree(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    write_tree(node.registry, folder)
    return folder


def test_every_file_of_the_tree_is_served_alike(node: Node, tree: Path) -> None:
    files = [path for path in tree.rglob("*") if path.is_file()]
    names = [str(path.relative_to(tree)) for path in files]
    assert any("status/suspension/1" in name for name in names), names
    assert any(name.endswith("log/checkpoint") for name in names)
    assert any("log/tile/entries/000.p/" in name for name in names)
    for path, name in zip(files, names, strict=True):
        answer = node.client.get(f"/{name}")
        assert (answer.status_code, answer.content) == (200, path.read_bytes()), name
        host, _, rest = name.partition("/")
        if host.endswith(".example"):
            answer = node.client.get(f"/{rest}", headers={"host": f"{host}:8000"})
            assert answer.content == path.read_bytes(), (host, rest)


def test_an_etag_is_the_digest_and_saves_the_bytes(node: Node) -> None:
    first = node.client.get("/api/v1/bundle", headers={"accept-encoding": "identity"})
    digest = hashlib.sha256(first.content).hexdigest()
    assert first.headers["etag"] == f'"{digest}"'
    assert "content-encoding" not in first.headers
    for known in (f'"{digest}"', f'W/"{digest}"', f'"x", "{digest}.gz"', "*"):
        again = node.client.get("/api/v1/bundle", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert digest in again.headers["etag"]
    other = node.client.get("/api/v1/bundle", headers={"if-none-match": '"x"'})
    assert other.status_code == 200


def test_gzip_is_sent_to_clients_that_accept_it(node: Node) -> None:
    plain = node.client.get("/api/v1/bundle", headers={"accept-encoding": "identity"}).content
    with node.client.stream("GET", "/api/v1/bundle", headers={"accept-encoding": "br, gzip;q=0.5"}) as answer:
        packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["etag"].endswith('.gz"')
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2
    refused = node.client.get("/api/v1/bundle", headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_the_bundle_changes_with_what_is_admitted(node: Node) -> None:
    before = node.client.get("/api/v1/bundle").headers["etag"]
    credential = node.world.issue(by="cq")
    assert node.post("/api/v1/records", credential).status_code == 201
    assert node.client.get("/api/v1/bundle").headers["etag"] == before, "credentials are no part of it"
    node.world.suspend(credential)
    assert node.post("/api/v1/records", json.dumps(node.world.cq.events[-1]).encode()).status_code == 201
    assert node.client.get("/api/v1/bundle").headers["etag"] != before


def test_records_never_change_and_are_for_anyone(node: Node) -> None:
    for data in documents_of(node.world)[:4]:
        digest = hashlib.sha256(data).hexdigest()
        answer = node.client.get(f"/api/v1/records/{digest}")
        assert answer.content == data
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["repr-digest"].startswith("sha-256=:")
    for digest in ("0" * 64, "A" * 64, "x", "0" * 63):
        assert problem_of(node.client.get(f"/api/v1/records/{digest}"))["status"] == 404


def test_the_verifier_accepts_a_served_log_proof(node: Node) -> None:
    data = next(d for d in documents_of(node.world) if b"CapabilityAssessmentCredential" in d)
    proof = node.client.get(f"/api/v1/records/{hashlib.sha256(data).hexdigest()}/proof").content
    trust = TrustStore.from_bundle(node.client.get("/api/v1/bundle").content, pin=node.world.pin)
    verdict = verify(data, trust, policy=Policy(require_log=True), now=node.world.now, proof=proof)
    log = next(finding for finding in verdict.findings if finding.check == "log")
    assert log.outcome.value == "passed", log
    late = node.world.issue(by="cq")
    node.post("/api/v1/records", late)
    answer = node.client.get(f"/api/v1/records/{hashlib.sha256(late).hexdigest()}/proof")
    assert problem_of(answer)["code"] == "not-logged"
    assert problem_of(node.client.get("/api/v1/records/x/proof"))["code"] == "not-here"


@pytest.mark.parametrize(
    "path",
    [
        "/status/revocation/1",
        "/.well-known/did.json",
        "/log/checkpoint",
        "/nobody.example/status/revocation/1",
        "/cq.huren.example/status/revocation/01",
        "/cq.huren.example/status/revocation/١",
        "/cq.huren.example/status/other/1",
        "/cq.huren.example/status/revocation/999999",
        "/cq.huren.example/did.json",
        "/sc.huren.example/records/{digest}.json",
        "/cq.huren.example/records/..json",
    ],
)
def test_what_is_not_published_is_not_found(node: Node, path: str) -> None:
    digest = hashlib.sha256(json.dumps(node.world.cq.key_lists[0]).encode()).hexdigest()
    assert problem_of(node.client.get(path.format(digest=digest)))["status"] == 404


def test_head_is_get_without_the_body(node: Node) -> None:
    whole = node.client.get("/ns/v1", headers={"accept-encoding": "identity"})
    head = node.client.head("/ns/v1", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["etag"] == whole.headers["etag"]


def test_schemas_describe_what_is_signed(node: Node) -> None:
    jsonschema_rs = require("jsonschema_rs", "schemathesis")
    samples: dict[str, Any] = {}
    for data in documents_of(node.world):
        value = json.loads(data)
        name = value["type"][1] if "type" in value else "KeyList"
        samples[name] = value
    for kind, name in (
        ("capability", "CapabilityAssessmentCredential"), ("agreement", "RecognitionAgreementCredential"),
        ("key-list", "KeyList"), ("status-event", "StatusEventCredential"),
        ("manifest", "PublicationManifestCredential"),
    ):  # fmt: skip
        schema = node.client.get(f"/schemas/{kind}").json()
        validator = jsonschema_rs.validator_for(schema)
        validator.validate(samples[name])
        assert not validator.is_valid({**samples[name], "bogus": 1}), kind
    assert problem_of(node.client.get("/schemas/other"))["status"] == 404
    assert all(node.client.get(f"/schemas/{kind}").status_code == 200 for kind in KINDS)


def test_a_half_is_served_by_its_owner_alone(node: Node) -> None:
    """Every half names all parties in its text; only one of them has signed it."""
    for half in node.world.agreements[0]:
        digest = hashlib.sha256(canonicalize(half)).hexdigest()
        for party in (node.world.cq, node.world.sc):
            host = party.did.removeprefix("did:web:")
            answer = node.client.get(f"/{host}/records/{digest}.json")
            assert answer.status_code == (200 if half["issuer"] == party.did else 404)


def test_nothing_that_is_posted_sets_the_pin(tmp_path: Path) -> None:
    world = World()
    with running(tmp_path, world) as node:
        pass
    with Registry.open(tmp_path / "empty.db", demo=True, filings=FILINGS) as registry:
        client = TestClient(create_app(node.settings, registry, node.clock, servings=SERVINGS))
        with client:
            answer = client.post("/api/v1/records", content=canonicalize(world.agreements[0][0]),
                                 headers={"content-type": "application/json"})  # fmt: skip
            assert problem_of(answer)["code"] == "pin-unset"
            assert answer.status_code == 503
        assert registry.read_pin() is None
