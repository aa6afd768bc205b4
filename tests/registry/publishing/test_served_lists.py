"""A thief of a publication key cannot undo a revocation: served lists follow from the events."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from credentials.documents.assessment import list_address
from credentials.documents.status_list import decode_bitstring, is_set
from credentials.drafting.compose import build_status_list
from credentials.kinds import parse_status_list
from registry import RegistryError
from registry.publishing.publish import build_bundle
from registry.publishing.served_lists import served_status_lists
from signing.jcs import canonicalize
from tests.harness.selection.by_day import by_day
from tests.sync.nodes import Node, copied, make_app
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.nodes

PURPOSES = {"revocation": ("revoke", "serious-violation"), "suspension": ("suspend", "complaint")}

Submit = Callable[[Node, bytes], Any]


def by_api(node: Node, data: bytes) -> None:
    with TestClient(make_app(node)) as client:
        answer = client.post("/api/v1/records", content=data, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 201), answer.text


def by_import(node: Node, data: bytes) -> None:
    assert not [
        one for one in node.registry.admit_many([data], now=node.world.now) if isinstance(one, RegistryError)
    ]


class Stage:
    """Sichuan's node, with one credential revoked and one suspended, and Chongqing's, which pulls it."""

    def __init__(self, cq: Node, sc: Node) -> None:
        self.cq, self.sc = self.nodes = cq, sc
        self.world = self.sc.world
        self.records = dict(zip(PURPOSES, self.sc.issue(2), strict=True))
        self.sc.publish()
        for purpose, (action, reason) in PURPOSES.items():
            self.sc.change(self.records[purpose], action, reason)
        self.turn()

    def turn(self) -> None:
        """An hour later Sichuan publishes, and Chongqing pulls."""
        self.world.advance(hours=1)
        self.sc.publish()
        assert self.cq.pull(self.sc).error is None
        self.cq.publish()

    def forge(self, purpose: str) -> tuple[bytes, bytes]:
        """Sign a list without a bit, and a manifest of the highest rank that names it."""
        manifest = self.sc.registry.read(lambda view: view.newest_manifest(self.sc.did))
        assert manifest is not None
        self.world.advance(minutes=1)
        now, until = self.world.now, self.world.now + timedelta(days=7)
        unsigned = build_status_list(self.sc.did, purpose, 1, (), valid_from=now, valid_until=until)
        forged = canonicalize(self.sc.party.sign(unsigned, "publication", now))
        value = json.loads(manifest.data)
        del value["proof"]
        value["id"] = f"urn:uuid:0192f000-0000-7000-8000-{int(now.timestamp()):012}"
        subject = value["credentialSubject"]
        subject["version"] += 60
        address = list_address(self.sc.did, purpose, 1)
        for part in subject["parts"]:
            if part["id"] == address:
                part["digest"] = parse_status_list(forged).digest
        return forged, canonicalize(self.sc.party.sign(value, "publication", now))

    def steal(self, submit: Submit, purpose: str, *, manifest_first: bool = False) -> None:
        both = self.forge(purpose)
        for data in reversed(both) if manifest_first else both:
            submit(self.sc, data)

    def check(self, node: Node) -> None:
        """Check API, tree and bundle of this node."""
        node.write()
        bundle = build_bundle(node.registry)
        trust = TrustStore.from_bundle(bundle, pin=self.world.pin)
        with TestClient(make_app(node), base_url="http://sc.huren.example") as client:
            for purpose, record in self.records.items():
                path = f"/status/{purpose}/1"
                shown = [client.get(path).content, (node.site / f"sc.huren.example{path}").read_bytes()]
                for data in shown:
                    body = parse_status_list(data).body
                    assert (body.id, body.issuer) == (list_address(self.sc.did, purpose, 1), self.sc.did)
                    assert is_set(decode_bitstring(body.credential_subject.encoded_list), record.body.index)
                    assert body.valid_from <= self.world.now < body.valid_until
                verdict = verify(record.data, trust, policy=Policy(), now=self.world.now)
                assert verdict.code == {"revocation": "revoked", "suspension": "suspended"}[purpose]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with copied(Stage, tmp_path) as found:
        yield found


WAYS = [*product(PURPOSES, (by_api, by_import), (False, True))]


@pytest.mark.parametrize(
    ("purpose", "submit", "manifest_first"),
    by_day(WAYS, (WAYS[0],)),
)
def test_a_submitted_list_is_neither_served_nor_the_base_of_the_next(
    stage: Stage, purpose: str, submit: Submit, manifest_first: bool
) -> None:
    stage.check(stage.sc)
    for _ in range(2):  # before our next publication, and after it
        stage.steal(submit, purpose, manifest_first=manifest_first)
        stage.check(stage.sc)
        stage.turn()
        stage.check(stage.sc)
        stage.check(stage.cq)
    newest = stage.sc.registry.read(lambda view: view.newest_manifest(stage.sc.did))
    assert newest is not None
    served = stage.sc.registry.read(lambda view: served_status_lists(view, stage.sc.did))
    named = {part.digest for part in newest.body.credential_subject.parts if part.kind == "status-list"}
    assert {record.digest for record in served.values()} == named, "the publication superseded the thief's"


@pytest.mark.parametrize(
    ("purpose", "manifest_first"),
    by_day(product(PURPOSES, (False, True)), {("revocation", True)}),
)
def test_a_list_submitted_at_the_peer_is_not_served_there(
    stage: Stage, purpose: str, manifest_first: bool
) -> None:
    both = stage.forge(purpose)
    for data in reversed(both) if manifest_first else both:
        by_api(stage.cq, data)
    stage.check(stage.cq)
    stage.turn()
    stage.check(stage.cq)


@pytest.mark.parametrize("purpose", by_day(PURPOSES, ("suspension",)))
def test_a_thiefs_list_is_not_copied_from_a_node_that_serves_it(
    stage: Stage, purpose: str, tmp_path: Path
) -> None:
    """The peer reports which list of the thief's tree differs, and goes on serving the former one."""
    forged, manifest = stage.forge(purpose)
    by_import(stage.sc, forged)
    by_import(stage.sc, manifest)
    stage.sc.write()
    (stage.sc.site / f"sc.huren.example/status/{purpose}/1").write_bytes(forged)
    pulled = stage.cq.pull(stage.sc)
    assert [error.code for error in pulled.errors] == ["list-differs"]
    assert purpose in pulled.errors[0].sentence("en")
    stage.check(stage.cq)
    stage.turn()
    stage.check(stage.cq)
