"""A manifest's commitment to certificate numbers: from the log, on either database."""

import pytest

from registry import Registry
from registry.publishing.numbers import find_numbers, make_numbers, prove_number
from registry.publishing.publish import build_bundle, publish
from tests.world.registry_setup import Bench
from verifier import Policy, TrustStore
from verifier.numbers.commitment import NUMBERS_PART
from verifier.numbers.look_up import NumberAnswer, look_up_number

pytestmark = pytest.mark.one_database


def publish_as(bench: Bench, by: str = "cq") -> None:
    party = bench.world.association(by)
    publish(bench.registry, party.did, party.signers["publication"], now=bench.world.now, random=bench.random)


def ask(bench: Bench, number: str, registry: Registry | None = None) -> NumberAnswer:
    """Look a number up by the bundle and the proof that one registry gives at one time."""
    world, held = bench.world, registry or bench.registry
    trust = TrustStore.from_bundle(build_bundle(held), pin=world.pin)
    home = world.cq.did
    proof = prove_number(held, number, trust, now=world.now, home=home)[home]
    return look_up_number(trust, number, proof, now=world.now, policy=Policy(), home=home)


def test_a_number_is_found_from_the_next_manifest_on(bench: Bench) -> None:
    bench.issue(*(bench.draft(number) for number in range(5)))
    trust = bench.registry.load_trust()
    assert prove_number(bench.registry, "CQ-T-00001", trust, now=bench.world.now) == {}, (
        "nothing is signed yet"
    )
    publish_as(bench)
    publish_as(bench, "sc")
    publish_as(bench)
    assert [ask(bench, f"CQ-T-{number:05}").state for number in range(7)] == ["found"] * 5 + ["absent"] * 2
    bench.issue(bench.draft(5))
    assert ask(bench, "CQ-T-00005").state == "absent", "no manifest names it yet"
    bench.world.advance(days=1)
    publish_as(bench)
    answer = ask(bench, "cq-t-00005")
    assert answer.state == "found"
    assert answer.manifest is not None
    assert answer.manifest.created == bench.world.now
    bench.reopen()
    assert ask(bench, "cq-t-00005") == answer, "another process makes the same tree"


def test_coverage_begins_on_the_day_of_the_first_credential(bench: Bench) -> None:
    first = bench.world.now
    bench.issue(bench.draft(0))
    bench.world.advance(days=3)
    bench.issue(bench.draft(1))
    publish_as(bench)
    answer = ask(bench, "CQ-T-00009")
    assert answer.numbers is not None
    assert [(c.scheme, c.issued_from) for c in answer.numbers.coverage] == [
        ("cq-facility-operation", first.date())
    ]


def test_a_log_without_credentials_commits_to_nothing(bench: Bench) -> None:
    publish_as(bench)
    manifest = bench.registry.read(lambda view: view.newest_manifest(bench.world.cq.did))
    assert manifest is not None
    assert NUMBERS_PART not in {part.kind for part in manifest.body.credential_subject.parts}


def test_the_number_tree_is_made_anew_only_after_a_new_credential(bench: Bench) -> None:
    bench.issue(*(bench.draft(number) for number in range(3)))
    publish_as(bench)
    did = bench.world.cq.did
    before = bench.registry.read(lambda view: make_numbers(view, did, 10**6))
    bench.world.advance(days=1)
    publish_as(bench)
    after = bench.registry.read(lambda view: find_numbers(view, did))
    assert before is not None
    assert after is not None
    assert after.tree is before.tree
    bench.issue(bench.draft(3))
    publish_as(bench)
    last = bench.registry.read(lambda view: find_numbers(view, did))
    assert last is not None
    assert (last.tree.count, last.tree.root) != (before.tree.count, before.tree.root)
