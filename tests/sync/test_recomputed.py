"""Recomputing another's publication: equal in honest work, reported if one stolen key made it."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from credentials.times import format_time
from registry.monitor import alerts
from registry.monitor.alerts import list_alerts
from registry.publishing import publish as publishing
from registry.publishing.bundle import build_bundle
from registry.publishing.numbers import prove_number
from registry.publishing.register import build_register
from registry.view.event_order import count_events, read_order
from signing.jcs import canonicalize
from tests.sync.liars import Liar
from tests.sync.monitoring.looks import look
from tests.sync.nodes import Node
from tests.world.registry_setup import refused
from tests.world.works import grant_technologies, signed, technology
from verifier import Policy, TrustStore
from verifier.numbers.look_up import NumberAnswer, look_up_number
from verifier.numbers.register import search_register

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


def exchange(cq: Node, sc: Node) -> None:
    """Let each publish, pull, and publish its recomputation."""
    cq.publish()
    sc.publish()
    for _ in range(2):
        for node, other in ((cq, sc), (sc, cq)):
            assert node.pull(other).error is None
            node.publish()


def worked_out(node: Node, other: Node) -> Any:
    """Return what the newest publication of `node` says about the other's."""
    manifest = node.registry.read(lambda view: view.newest_manifest(node.did))
    assert manifest is not None
    return manifest.body.credential_subject.sight(other.did)


def ask(node: Node, issuer: Node, number: str, home: str | None = None) -> NumberAnswer:
    """Ask by the proofs of `node` now."""
    now = node.world.now
    trust = TrustStore.from_bundle(build_bundle(node.registry), pin=node.world.pin)
    proof = prove_number(node.registry, number, trust, now=now, home=home)[issuer.did]
    return look_up_number(trust, number, proof, now=now, policy=Policy(), home=home)


def test_honest_publications_come_out_equal_and_prove_an_absence(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    grant_technologies(cq.world)
    for node in nodes:
        node.bench.admit_trust()
    cq.bench.admit(signed(cq.world, technology(cq.world)))
    cq.issue(2)
    exchange(cq, sc)
    sight = worked_out(sc, cq)
    assert {part.kind for part in sight.agrees} >= {"technologies", "numbers"}
    assert sight.differs == ()
    for home in (None, sc.did, cq.did):
        assert ask(sc, cq, "NO-SUCH", home).state == "absent"
    cq.issue()
    cq.publish()
    sc.pull(cq)
    assert ask(sc, cq, "NO-SUCH").state == "absent", "as of the publication that was worked out"


def go_back(cq: Node, old: Any) -> bytes:
    """Sign, as a thief of the publication key, the head and the parts of an earlier publication."""
    world = cq.world
    newest: Any = cq.registry.read(lambda view: view.newest_manifest(cq.did))
    document = copy.deepcopy(newest.value)
    del document["proof"]
    subject, before = document["credentialSubject"], old.value["credentialSubject"]
    subject.update(version=subject["version"] + 1, checkpoint=before["checkpoint"], parts=before["parts"])
    times = {"validFrom": format_time(world.now), "validUntil": format_time(world.now + timedelta(days=7))}
    document.update(times, id=world.new_id())
    return canonicalize(cq.party.sign(document, "publication", world.now))


@pytest.mark.parametrize("dated", ["now", pytest.param("then", marks=pytest.mark.night)])
def test_a_publication_with_fewer_log_entries_is_refused_whatever_its_date(
    nodes: tuple[Node, Node], dated: str
) -> None:
    cq, sc = nodes
    cq.issue(3)
    exchange(cq, sc)
    old: Any = cq.registry.read(lambda view: view.newest_manifest(cq.did))
    then = cq.world.now
    cq.world.advance(hours=80)
    (hidden,) = cq.issue()
    exchange(cq, sc)
    now = cq.world.now + timedelta(hours=1)
    cq.world.now = then if dated == "then" else now
    forged = go_back(cq, old)
    cq.world.now = now
    with refused("rollback", "credentialSubject"):
        sc.bench.admit(forged)
    number = hidden.body.credential_subject.assessment.certificate_number
    assert ask(sc, cq, number).state == "found"


@pytest.mark.night
def test_a_witness_disagrees_with_a_thiefs_omission_once_it_has_the_log(
    nodes: tuple[Node, Node],
) -> None:
    """The witness has not pulled since the certificate was issued; then it pulls the honest log."""
    cq, sc = nodes
    cq.issue(3)
    exchange(cq, sc)
    old: Any = cq.registry.read(lambda view: view.newest_manifest(cq.did))
    cq.world.advance(hours=20)
    (hidden,) = cq.issue()
    cq.publish()
    remembered = TrustStore.from_bundle(build_bundle(cq.registry), pin=cq.world.pin).seen
    number = hidden.body.credential_subject.assessment.certificate_number
    cq.world.advance(hours=1)
    sc.bench.admit(go_back(cq, old))
    sc.publish()
    trust = TrustStore.from_bundle(build_bundle(sc.registry), pin=cq.world.pin, seen=remembered)
    proof = prove_number(sc.registry, number, trust, now=cq.world.now)[cq.did]
    answer = look_up_number(trust, number, proof, now=cq.world.now, policy=Policy())
    assert (answer.state, answer.why) == ("not-covered", "unwitnessed"), "an officer who had heard more"
    cq.world.advance(hours=2)
    sc.pull(cq)
    sc.publish()
    assert not worked_out(sc, cq).agrees
    for home in (None, sc.did):
        assert ask(sc, cq, number, home).why == "unwitnessed"


@pytest.mark.night
def test_junk_of_a_thief_in_the_log_does_not_prevent_recomputation(nodes: tuple[Node, Node]) -> None:
    """After the mark the other node will never accept it."""
    cq, sc = nodes
    world = cq.world
    good = cq.issue(2)
    exchange(cq, sc)
    world.advance(hours=1)
    (left,) = cq.issue()
    world.advance(hours=1)
    world.compromise("cq", since=world.now - timedelta(hours=2), keep=[one.data for one in good])
    world.cq.add_key("assessment", world.now)
    events = cq.registry.read(lambda view: count_events(read_order(view, cq.did)))
    world.publish_key_list("cq", events=events)
    for document in (*world.cq.salvage, world.cq.key_lists[-1]):
        cq.bench.admit(canonicalize(document))
    for _ in range(2):
        world.advance(hours=30)
        exchange(cq, sc)
    sight = worked_out(sc, cq)
    assert "numbers" in {part.kind for part in sight.agrees}
    assert sight.differs == ()
    assert ask(sc, cq, "NO-SUCH").state == "absent"
    number = left.body.credential_subject.assessment.certificate_number
    for node in nodes:
        assert ask(node, cq, number).state == "found", "a number is given once, whoever signed it"
        register = build_register(node.registry, now=world.now)
        assert search_register(register, [number]).proofs.keys() == {cq.did}


def test_an_omission_in_a_manifest_is_reported_until_it_ends(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thief of the publication key commits to no certificate numbers; the node's own manifest says so."""
    cq, sc = nodes
    sc.issue(2)
    with monkeypatch.context() as thief:
        thief.setattr(publishing, "join_parts", lambda *_: iter(()))
        sc.publish()
    cq.publish()
    found = look(cq, sc.did, Liar(sc.site))
    assert [(alert.code, alert.error.facts["part"]) for alert in found.alerts] == [
        (alerts.DIFFERS, "numbers")
    ]
    cq.publish()
    newest: Any = cq.registry.read(lambda view: view.newest_manifest(cq.did))
    sight = newest.body.credential_subject.sight(sc.did)
    assert [(one.kind, one.digest) for one in sight.differs] == [("numbers", None)]
    sc.world.advance(hours=1)
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    held = cq.registry.read(lambda view: list_alerts(view, sc.did))
    assert [one.code for one in held if one.ended is None] == []
