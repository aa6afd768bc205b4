"""The register: a bundle with all credentials, searched offline; an omission is detected."""

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.errors import RecordError
from registry.lookup.receipts import find_receipt
from registry.publishing import register as publishing
from registry.publishing.publish import build_bundle, publish_all
from registry.publishing.register import build_register
from tests.sync.nodes import Node, two_nodes
from tests.verifier.attacks.freshness import witness_needed
from tests.world.registry_setup import Bench
from verifier import Policy, TrustError, TrustStore, verify_record
from verifier.numbers import register as module
from verifier.numbers.look_up import look_up_number
from verifier.numbers.register import bundle_of_register, search_register
from verifier.numbers.registered_log import prove_by

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Six covered credentials of cq, one that no manifest covers, and two of sc, which publishes nothing."""
    folder = tmp_path_factory.mktemp("register")
    bench = Bench(folder / "registry.db", heads=folder / "heads")
    bench.issue(*(bench.draft(number) for number in range(6)))
    world = bench.world
    for _ in range(2):
        bench.admit(world.issue(by="sc"))
    publish_all(
        bench.registry, [(world.cq.did, world.cq.signers["publication"])], now=world.now, random=bench.random
    )
    bench.issue(bench.draft(6))
    yield bench
    bench.registry.close()


@pytest.fixture(scope="module")
def data(bench: Bench) -> bytes:
    return build_register(bench.registry, now=bench.world.now)


def test_a_register_begins_with_the_bundle_and_is_reproducible(bench: Bench, data: bytes) -> None:
    bundle = build_bundle(bench.registry)
    assert gzip.decompress(data).split(b"\n")[0] == bundle == bundle_of_register(data)
    assert build_register(bench.registry, now=bench.world.now) == data


def test_numbers_and_enterprises_are_found_without_a_network(bench: Bench, data: bytes) -> None:
    world = bench.world
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=world.pin)
    found = search_register(data, ["cq-t-00002", "CQ-T-00006", "CQ-T-00009"])
    numbers = [r.body.credential_subject.assessment.certificate_number for r in found.credentials]
    assert numbers == ["CQ-T-00002"]
    states = {
        number: look_up_number(trust, number, proof, now=world.now, policy=Policy(), home=world.cq.did).state
        for number, proof in found.proofs[world.cq.did].items()
    }
    assert states == {"cq-t-00002": "found", "CQ-T-00006": "absent", "CQ-T-00009": "absent"}
    assert [*found.proofs] == [world.cq.did], "sc commits to nothing"
    uscc = found.credentials[0].body.credential_subject.unified_social_credit_code
    theirs = search_register(data, [], [uscc]).credentials
    assert found.credentials[0] in theirs
    assert {r.body.credential_subject.unified_social_credit_code for r in theirs} == {uscc}


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: gzip.compress(b"\n".join(change(gzip.decompress(data).split(b"\n"))))


NUMBER = b'"certificateNumber":"CQ-T-00003"'


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-4] + b"\0\0\0\0",
        lambda _: b"\x1f\x8b",
        lambda _: b"\x1f\x8b not gzip",
        lambda _: gzip.compress(b""),
        lines(lambda held: [held[0], b"", *held[2:]]),
        lines(lambda held: [*held[:3], *held[4:]]),  # one credential left out
        lines(lambda held: [*held[:3], held[2], *held[4:]]),  # another credential in its place
        lines(lambda held: [*held[:-1], held[-2], held[-1]]),  # one credential too many
        lines(lambda held: [line.replace(NUMBER, b'"certificateNumber":"X"') for line in held]),
        lines(lambda held: [line.replace(NUMBER, NUMBER + b",") for line in held]),
        lines(lambda held: [b"{" + NUMBER + b"}" if NUMBER in line else line for line in held]),
        lines(lambda held: [line.replace(NUMBER, b'"certificateNumber":"\\q"') for line in held]),
        lines(lambda held: [line.replace(NUMBER, NUMBER + b"," + NUMBER) for line in held]),
    ],
)
def test_a_register_that_is_not_whole_is_refused(data: bytes, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises((TrustError, RecordError)):
        search_register(damage(data), ["CQ-T-00003"])


def test_a_file_that_inflates_too_far_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(TrustError, match="register-damaged"):
        search_register(data, ["CQ-T-00003"])


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes, of which the one that makes the register runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


def ask_for_witness(*nodes: Node) -> None:
    nodes[0].world.advance(days=1)
    witness_needed(nodes[0].world)
    for node in nodes:
        node.bench.admit_trust()


def exchange(cq: Node, sc: Node) -> None:
    """Let both publish, cosign each other's log, and fetch the other's cosignature."""
    for _ in range(2):
        for node, other in ((cq, sc), (sc, cq)):
            node.publish()
            other.pull(node)


def told(node: Node, data: bytes, record: Any) -> tuple[str, object]:
    """Return the finding on the log, and when the log was witnessed."""
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=node.world.pin)
    (proof, *_) = [*prove_by(search_register(data, ()).logs, record, trust, node.world.now), None]
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
    data = build_register(cq.registry, now=cq.world.now)
    assert build_register(cq.registry, now=cq.world.now) == data
    early, late = ([told(cq, data, record) for record in group] for group in (records, later))
    assert {code for code, _ in (*early, *late)} == {"witnessed"}
    assert max(str(seen) for _, seen in early) < min(str(seen) for _, seen in late)
    assert told(cq, data, pending[0]) == ("witness-needed", None)


@pytest.mark.night
def test_cosignatures_by_a_wrong_clock_date_nothing_that_a_later_one_dates(tmp_path: Path) -> None:
    """One of the future counts for no verifier.

    One of a little before the signing dates the record as of the signing.
    """
    with two_nodes(tmp_path) as (cq, sc):
        ask_for_witness(cq, sc)
        world, records, right = cq.world, [], cq.world.now
        for wrong in (timedelta(minutes=-3), timedelta(days=9)):
            records += cq.issue()
            cq.publish()
            world.now = right + wrong
            assert sc.pull(cq).cosigned
            world.now = right
        receipts = [find_receipt(sc.registry, record.digest, now=right).witnessed for record in records]
        assert receipts == [right, None]
        cq.change(records[0], "suspend")
        exchange(cq, sc)
        for node in (cq, sc):
            data = build_register(node.registry, now=right)
            assert {told(node, data, record)[0] for record in records} == {"witnessed"}
            found = {find_receipt(node.registry, record.digest, now=right).witnessed for record in records}
            assert found == {right}


@pytest.mark.night
def test_too_many_checkpoints_are_thinned_and_the_newest_stays(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    cq, sc = nodes
    ask_for_witness(cq, sc)
    records = []
    for _ in range(5):
        cq.world.advance(hours=1)
        records += cq.issue()
        exchange(cq, sc)
    whole = [told(cq, build_register(cq.registry, now=cq.world.now), record) for record in records]
    monkeypatch.setattr(publishing, "MAX_CHECKPOINTS", 2)
    fewer = [told(cq, build_register(cq.registry, now=cq.world.now), record) for record in records]
    assert {code for code, _ in fewer} == {"witnessed"}
    assert len({seen for _, seen in fewer}) == 2
    assert all(str(less) >= str(more) for (_, less), (_, more) in zip(fewer, whole, strict=True))
    assert fewer[-1] == whole[-1]


@pytest.mark.night
def test_without_log_witnessed_the_register_is_unchanged(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    cq.issue()
    exchange(cq, sc)
    assert b'"log"' not in gzip.decompress(build_register(cq.registry, now=cq.world.now)).split(b"\n")[1]
