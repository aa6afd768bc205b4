"""The register: a bundle with all credentials, searched offline; who leaves one out is found."""

import gzip
from collections.abc import Callable, Iterator

import pytest

from credentials.errors import RecordError
from registry.publishing.publish import build_bundle, publish_all
from registry.publishing.register import build_register
from tests.world.registry_setup import Bench
from verifier import Policy, TrustError, TrustStore
from verifier.numbers import register as module
from verifier.numbers.look_up import look_up_number
from verifier.numbers.register import bundle_of_register, search_register


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Six credentials of cq, two of sc that publishes nothing, one of cq that no manifest covers."""
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
    return build_register(bench.registry)


def test_its_first_line_is_the_bundle_and_it_is_the_same_again(bench: Bench, data: bytes) -> None:
    bundle = build_bundle(bench.registry)
    assert gzip.decompress(data).split(b"\n")[0] == bundle == bundle_of_register(data)
    assert build_register(bench.registry) == data


def test_numbers_and_enterprises_are_found_without_a_network(bench: Bench, data: bytes) -> None:
    world = bench.world
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=world.pin)
    found = search_register(data, ["cq-t-00002", "CQ-T-00006", "CQ-T-00009"])
    numbers = [r.body.credential_subject.assessment.certificate_number for r in found.credentials]
    assert numbers == ["CQ-T-00002"]
    states = {
        number: look_up_number(trust, number, proof, now=world.now, policy=Policy()).state
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
        lines(lambda held: [*held[:3], *held[4:]]),  # one left out
        lines(lambda held: [*held[:3], held[2], *held[4:]]),  # another in its place
        lines(lambda held: [*held[:-1], held[-2], held[-1]]),  # one too many
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


def test_a_file_that_swells_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(TrustError, match="register-damaged"):
        search_register(data, ["CQ-T-00003"])
