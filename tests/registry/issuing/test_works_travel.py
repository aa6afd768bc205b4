"""A technology from its plan to the other province: signed elsewhere, published, pulled, joined, lapsed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.part import parse_part
from credentials.kinds import parse_any, read_any
from credentials.record import Record
from credentials.times import format_time
from keys_example import example_pem
from registry import Registry
from registry.issuing.issue import store_signed
from registry.issuing.offline_files import export_plans, parse_signed
from registry.issuing.plan_documents import plan_documents
from registry.lookup.beside import find_beside
from registry.lookup.lookup import counts
from registry.publishing.bundle import build_bundle
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import restore_from_tree
from terminal.language import use_language
from tests.harness.apartments import FILINGS
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.sync.nodes import Node, two_nodes
from tests.world.works import grant_technologies, listing, notice, technology
from verifier import Policy, TrustStore, Verdict, verify_record
from verifier.trust.parts import HandedParts


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    """Both associations list technologies."""
    use_language("en")
    with two_nodes(tmp_path) as found:
        grant_technologies(found[0].world)
        for node in found:
            node.bench.admit_trust()
        yield found
    use_language("en")


def sign(node: Node, huren: Huren, *documents: dict[str, Any]) -> tuple[list[Record[Any]], str]:
    """Plan, sign with nothing but the key, and store; return the text shown to the chair."""
    now, registry = node.world.now, node.registry
    plans = plan_documents(registry, documents, issuer=node.did, now=now)
    unsigned, signed, key = (node.folder / name for name in ("a.unsigned.json", "a.signed.json", "key.pem"))
    unsigned.write_bytes(export_plans(plans, node.did, registry.methods(node.did, "assessment", now)))
    save_key(key, example_pem(f"{node.name}-assessment"))
    signed.unlink(missing_ok=True)
    done = huren("sign", unsigned, "--key", key, "-o", signed, "--yes", "--now", format_time(now))
    kept = parse_signed(signed.read_bytes())
    store_signed(registry, kept, now=now)
    return [read_any(one) for one in kept], done.err


def judge(node: Node, record: Record[Any], parts: Sequence[bytes]) -> Verdict:
    """Return the verdict by the node's bundle, with these parts beside it."""
    trust = TrustStore.from_bundle(build_bundle(node.registry), pin=node.world.pin)
    beside = HandedParts(trust, parts).find_beside(record)
    return verify_record(record, trust, policy=Policy(), now=node.world.now, beside=beside)


def judge_here(node: Node, record: Record[Any]) -> Verdict:
    """Return the verdict by the node's bundle and its stored records."""
    trust = TrustStore.from_bundle(build_bundle(node.registry), pin=node.world.pin)
    beside = node.registry.read(partial(find_beside, record=record))
    return verify_record(record, trust, policy=Policy(), now=node.world.now, beside=beside)


def parts_of(node: Node) -> list[bytes]:
    """Return the association's published parts at the node."""
    found = [path.read_bytes() for path in node.site.rglob("parts/technologies.json")]
    return [data for data in found if f'"issuer":"{node.did}"'.encode() in data]


def test_a_technology_is_joined_by_the_other_and_its_verification_lapses(
    nodes: tuple[Node, Node], capsys: pytest.CaptureFixture[str]
) -> None:
    cq, sc = nodes
    huren = Huren(capsys)
    ((record,), shown) = sign(cq, huren, technology(cq.world))
    for said in ("1 × technology", "示例短程脱氮一体化工艺", "示例环境技术验证中心"):
        assert said in shown
    sign(cq, huren, notice(cq.world))
    cq.publish()
    bundle = len(build_bundle(cq.registry))
    pulled = sc.pull(cq)
    assert (pulled.error, pulled.taken.refused) == (None, [])
    assert counts(sc.registry)["technology"] == counts(sc.registry)["notice"] == 1
    sign(sc, huren, listing(sc.world, record.data))
    sc.publish()
    assert cq.pull(sc).error is None
    cq.publish()
    sc.pull(cq)
    (older,) = parts_of(sc)
    for node in nodes:
        for verdict in (judge(node, record, [*parts_of(cq), older]), judge_here(node, record)):
            assert (verdict.outcome.value, verdict.codes) == ("valid", ("joint",))
        assert audit_registry(node.registry, signatures=True).problems == ()
    assert len(build_bundle(cq.registry)) - bundle < 12_000, "manifests and checkpoints of the other alone"
    held = build_bundle(cq.registry)
    sign(cq, huren, *(technology(cq.world, version=f"3.{n}") for n in range(9)))
    assert build_bundle(cq.registry) == held, "what an officer loads is the same to the byte"
    assert b"TechnologyCredential" not in build_bundle(cq.registry)
    sign(sc, huren, listing(sc.world, record.data, decision="objects", sequence=2))
    assert judge_here(sc, record).codes == ("objected",), "before it is published"
    sc.publish()
    assert cq.pull(sc).error is None
    handed = {"newest": parts_of(sc), "older": [older], "withheld": []}
    codes = {name: judge(cq, record, [*parts_of(cq), *parts]).codes for name, parts in handed.items()}
    assert codes == {"newest": ("objected",), "older": ("joint-unknown",), "withheld": ("joint-unknown",)}
    assert judge_here(cq, record).codes == ("objected",)
    later = record.body.verification.until + timedelta(hours=1)
    trust = TrustStore.from_bundle(build_bundle(cq.registry), pin=cq.world.pin)
    lapsed = verify_record(record, trust, policy=Policy(), now=later)
    assert "verification-expired" in lapsed.codes


@pytest.mark.night
def test_the_published_tree_restores_technologies_and_listings(
    nodes: tuple[Node, Node], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cq, sc = nodes
    huren = Huren(capsys)
    ((record,), _) = sign(cq, huren, technology(cq.world))
    sign(cq, huren, notice(cq.world, kind="event"))
    cq.publish()
    sc.pull(cq)
    sign(sc, huren, listing(sc.world, record.data))
    sign(sc, huren, listing(sc.world, record.data, decision="objects", sequence=2))
    sc.publish()
    part = parse_part(min(sc.site.rglob("sc.*/parts/technologies.json")).read_bytes())
    assert [one["credentialSubject"]["decision"] for one in part.records] == ["joins", "objects"]
    assert parse_part(min(cq.site.rglob("cq.*/parts/notices.json")).read_bytes()).kind == "notices"
    with Registry.open(tmp_path / "empty.db", heads=tmp_path / "heads.json", filings=FILINGS) as empty:
        empty.set_pin(cq.world.pin)
        found = restore_from_tree(empty, sc.site, now=sc.world.now, peers=[cq.did])
        assert (found.refused, found.rewound) == ((), ())
        assert counts(empty)["listing"] == 2
        assert audit_registry(empty, signatures=True).problems == ()
    assert parse_any(record.data) == record
