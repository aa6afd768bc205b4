"""Hostile submissions: each is admitted or refused with a reason, and nothing else happens."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.drafting.compose import build_status_list
from registry import Admitted, RegistryError
from registry.lookup.lookup import counts
from registry.publishing.publish import build_bundle
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.world.registry_setup import Bench, check_refusal
from verifier import TrustStore


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "registry.db")
        yield bench
        bench.registry.close()


class Samples(list[bytes]):
    """Samples with a short repr: Hypothesis prints a failing test's arguments, and 40 KB would be cut."""

    def __repr__(self) -> str:
        return "<samples>"


@pytest.fixture(scope="module")
def samples(bench: Bench) -> Samples:
    """One good record of every kind; only the credential is admitted."""
    world = bench.world
    credential = world.issue()
    bench.admit(credential)
    event = world.suspend(credential)
    world.amend()
    world.compromise("sc", keep=[credential])
    days = timedelta(days=7)
    status_list = build_status_list(
        world.cq.did, "revocation", 1, [], valid_from=world.now, valid_until=world.now + days
    )
    documents = [
        world.agreements[1][0],
        world.publish_key_list("cq"),
        world.sc.salvage[0],
        world.publish_manifest("cq"),
        world.cq.sign(status_list, "publication", world.now),
    ]
    return Samples([credential, event, *map(canonicalize, documents)])


def try_to_admit(bench: Bench, data: bytes) -> Admitted | RegistryError:
    """Return the result of admission, and check that the bundle still loads."""
    (result,) = bench.registry.admit_many([data], now=bench.world.now)
    if isinstance(result, RegistryError):
        check_refusal(result, result.code)
    return result


@settings(max_examples=examples(60), deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_admitted_or_refused(bench: Bench, data: bytes) -> None:
    assert isinstance(try_to_admit(bench, data), RegistryError)


@settings(max_examples=examples(100), deadline=None)
@given(which=st.integers(0, 6), at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_record_with_one_byte_changed_is_admitted_or_refused(
    bench: Bench, samples: Samples, which: int, at: int, byte: int
) -> None:
    data = bytearray(samples[which])
    data[at % len(data)] = byte
    result = try_to_admit(bench, bytes(data))
    if isinstance(result, Admitted):
        assert parse_json(bytes(data)) == parse_json(samples[which])


@settings(max_examples=examples(60), deadline=None)
@given(which=st.integers(0, 6), st_data=st.data())
def test_a_record_without_a_member_is_admitted_or_refused(
    bench: Bench, samples: Samples, which: int, st_data: st.DataObject
) -> None:
    value = parse_json(samples[which])
    assert isinstance(value, dict)
    inner = value.get("credentialSubject")
    target = inner if isinstance(inner, dict) and st_data.draw(st.booleans()) else value
    del target[st_data.draw(st.sampled_from(sorted(target)))]
    assert isinstance(try_to_admit(bench, canonicalize(value)), RegistryError)


def test_the_registry_is_as_good_as_before(bench: Bench, samples: Samples) -> None:
    """After the tests above the samples themselves are admitted, and the bundle loads."""
    for sample in samples:
        assert isinstance(try_to_admit(bench, sample), Admitted)
    TrustStore.from_bundle(build_bundle(bench.registry), pin=bench.world.pin)
    assert counts(bench.registry)["status-event"] == 1
