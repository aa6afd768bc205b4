"""Honest records give the same answers in any order of arrival and beside any others.

The same holds for a verifier with memory, in any order of loading bundles.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cli.offline.import_files import split_bundle
from credentials.drafting.compose import build_own_method
from credentials.record import EventCount
from registry.view.event_order import order_loose
from registry.view.waiting_manifests import SURPLUS
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day
from tests.world import World, digest_of
from tests.world.arrivals import Arrival, Story, make_story
from tests.world.registries import documents_of
from verifier import Outcome, Policy, TrustStore, Verdict, verify

pytestmark = pytest.mark.histories

Group = tuple[tuple[bytes, ...], Mapping[str, Sequence[str]] | None]
SLOW = settings(max_examples=examples(3), deadline=None, phases=[Phase.explicit, Phase.generate])


def arrange(story: Story, source: Random) -> list[Group]:
    """Return all records in some order.

    Each group is one import with some orders, or single postings (None).
    """
    records = source.sample(both := [*story.honest, *story.junk], len(both))
    if source.random() < 0.8:  # with the roots' documents first many more records are accepted at once
        halves = [data for data in records if b"RecognitionAgreementCredential" in data]
        records = [*halves, *(data for data in records if data not in halves)]
    digests = {party.did: [*map(digest_of, party.events), "7" * 64] for party in story.world.parties.values()}
    groups: list[Group] = []
    while records:
        size = source.choice((1, 2, 3, 8, 25))
        orders = None
        if source.random() < 0.5:
            orders = {did: source.sample(order, len(order)) for did, order in digests.items()}
        groups.append((tuple(records[:size]), orders))
        records = records[size:]
    return groups


def receive(node: Arrival, groups: Sequence[Group]) -> None:
    """Bring the records as arranged."""
    for items, orders in groups:
        if orders is None:
            for data in items:
                node.post(data)
        else:
            node.bring(items, orders)


def outcome_of(node: Arrival) -> dict[str, Any]:
    """Return all answers that must not depend on the order."""
    found: dict[str, Any] = {"bundle": node.bundle(), "answers": node.answers(), "problems": node.problems()}
    published = node.publish().manifest.body.credential_subject
    seen = [
        one.model_copy(update={"agrees": None, "differs": None}) for one in published.seen
    ]  # these depend on a log alone
    found |= {"version": published.version, "events": published.events, "seen": seen}
    return found | {"answers after": node.answers(), "problems after": node.problems()}


@cache
def honest_outcome(*, stolen: bool) -> dict[str, Any]:
    """Return the outcome of a node that got only the honest records, in the order of signing."""
    story = make_story(stolen=stolen)
    with TemporaryDirectory() as place, Arrival(Path(place) / "b.db", story) as node:
        for data in story.honest:
            node.post(data)
        node.import_bundle()
        return outcome_of(node)


def check_arrival(seed: int, *, stolen: bool) -> None:
    story = make_story(stolen=stolen)
    with TemporaryDirectory() as place, Arrival(Path(place) / "b.db", story) as node:
        receive(node, arrange(story, Random(seed)))
        for last in (node.offer_again, node.import_bundle)[:: 1 if seed % 2 else -1]:
            last()
        found, honest = outcome_of(node), honest_outcome(stolen=stolen)
        for name, value in honest.items():
            if isinstance(value, bytes):
                assert parse_json(found[name], max_bytes=10**7) == parse_json(value, max_bytes=10**7)
            assert found[name] == value, name


@pytest.mark.parametrize("stolen", [pytest.param(False, marks=pytest.mark.night), True])
def test_honest_records_give_the_same_answers_in_another_order(stolen: bool) -> None:
    check_arrival(1, stolen=stolen)


@pytest.mark.night
@SLOW
@given(st.integers(0, 2**32))
def test_records_may_arrive_in_any_order(seed: int) -> None:
    check_arrival(seed, stolen=False)


@pytest.mark.night
@SLOW
@given(st.integers(0, 2**32))
def test_a_thief_of_a_publication_key_changes_nothing_that_lasts(seed: int) -> None:
    check_arrival(seed, stolen=True)


@pytest.mark.parametrize("stolen", by_day([False, True], [True]))
def test_the_honest_node_answers_as_the_world_does(stolen: bool) -> None:
    story = make_story(stolen=stolen)
    outcome = honest_outcome(stolen=stolen)
    world = story.world
    expected = [
        (verdict.outcome.value, verdict.codes)
        for data in story.credentials
        for home in ("cq", "sc", None)
        for verdict in [world.verify(data, home=home)]
    ]
    assert outcome["answers"] == outcome["answers after"] == expected
    assert outcome["problems"] == outcome["problems after"] == []
    assert {"valid", "invalid"} == {word for word, _ in expected}


# --- ways to give one node another order of events


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Arrival]:
    """The node of B in a world of its own, with the trust data of both."""
    with Arrival(tmp_path / "b.db", Story(World(headless=["sc"]))) as node:
        node.bring(documents_of(node.story.world))
        yield node


def manifest_of(node: Arrival) -> str | None:
    """Return A's newest manifest at this node."""
    newest = node.registry.read(lambda view: view.newest_manifest(node.story.world.cq.did))
    return newest.digest if newest is not None else None


def ask(node: Arrival, credential: bytes, **parts: Any) -> Verdict:
    """Return the answer to an officer of B whose mirror alters the node's bundle."""
    value = parse_json(node.bundle(), max_bytes=10**7)
    assert isinstance(value, dict)
    trust = TrustStore.from_bundle(canonicalize({**value, **parts}), pin=node.story.world.pin)
    home = node.story.world.sc.did
    return verify(credential, trust, policy=Policy(), now=node.now + timedelta(minutes=1), home=home)


def tick(node: Arrival, **span: int) -> World:
    """Let time pass; the node's clock is the world's."""
    world = node.story.world
    world.advance(**span)
    node.now = world.now
    return world


def test_events_posted_in_another_order_do_not_block_their_issuer(node: Arrival) -> None:
    world = tick(node, hours=1)
    credential = world.issue()
    events = [world.suspend(credential), world.reinstate(credential)]
    for event in reversed(events):
        node.post(event)
    tick(node, hours=1)
    manifest = canonicalize(world.publish_manifest("cq"))
    node.post(manifest)
    assert manifest_of(node) != digest_of(manifest), "of one second: nobody can guess which was first"
    items, orders, _ = split_bundle(world.bundle())
    refused = [
        x for x in node.registry.admit_many(items, now=node.now, orders=orders) if isinstance(x, Exception)
    ]
    assert (refused, manifest_of(node)) == ([], digest_of(manifest))
    node.publish()
    assert ask(node, credential).codes == ("reinstated",)
    assert node.problems() == []


def test_events_signed_one_after_another_find_their_order_alone(node: Arrival) -> None:
    world = tick(node, hours=1)
    credential = world.issue()
    events = [world.suspend(credential)]
    tick(node, minutes=1)
    events.append(world.reinstate(credential))
    manifest = canonicalize(world.publish_manifest("cq"))
    tick(node, minutes=1)
    later = world.revoke(credential)
    for data in (manifest, later, *reversed(events)):
        node.post(data)
    assert manifest_of(node) == digest_of(manifest)
    node.publish()
    assert ask(node, credential).code == "revoked"


def test_a_thief_who_comes_first_hides_no_revocation(node: Arrival) -> None:
    """His manifest leaves the event out and a mirror drops the loose event: what home names is missing."""
    world = tick(node, hours=1)
    credential = world.issue()
    thief = canonicalize(world.publish_manifest("cq"))
    world.cq.manifests.pop()
    node.post(thief)
    assert manifest_of(node) == digest_of(thief)
    event = world.revoke(credential)
    node.post(event)
    node.post(canonicalize(world.publish_manifest("cq")))
    tick(node, hours=1)
    node.publish()
    assert ask(node, credential).code == "revoked"
    assert ask(node, credential, loose=[]).codes == ("status-incomplete",)
    for parts in ([canonicalize(world.cq.manifests[-1])], [thief, canonicalize(world.cq.manifests[-1])]):
        manifests = [*map(parse_json, parts), *sc_manifests(node)]
        assert ask(node, credential, loose=[], manifests=manifests).outcome is Outcome.INDETERMINATE


def sc_manifests(node: Arrival) -> list[Any]:
    value: Any = parse_json(node.bundle(), max_bytes=10**7)
    return [m for m in value["manifests"] if m["issuer"] == node.story.world.sc.did]


def test_a_bundle_is_taken_whole_while_the_manifest_of_a_thief_waits(node: Arrival) -> None:
    """One manifest waits for each party; the others of a bundle are whole by the order that comes along."""
    world = tick(node, hours=1)
    credential = world.issue()
    for _ in range(2):
        world.suspend(credential)
        world.reinstate(credential)
        world.publish()
        tick(node, hours=1)
    world.publish()
    junk = EventCount(count=9, root="1" * 64)
    thief = world.publish_manifest("cq", version=9, events=junk, valid_from=world.now + timedelta(minutes=4))
    world.cq.manifests.pop()
    node.post(canonicalize(thief))
    items, orders, _ = split_bundle(world.bundle())
    outcomes = node.registry.admit_many(items, now=node.now, orders=orders)
    assert [x for x in outcomes if isinstance(x, Exception)] == []
    assert manifest_of(node) == digest_of(world.cq.manifests[-1])


@pytest.mark.night
def test_an_order_counts_before_the_records_that_its_manifest_repeats_arrive(node: Arrival) -> None:
    world = tick(node, hours=1)
    event = world.suspend(world.issue())
    world.publish_manifest("sc")
    manifest = canonicalize(world.publish_manifest("cq"))
    node.post(event)
    node.post(manifest)
    node.post(canonicalize(world.publish_key_list("sc")))
    assert manifest_of(node) != digest_of(manifest)
    node.post(canonicalize(world.sc.manifests[-1]))
    assert manifest_of(node) == digest_of(manifest)
    order = node.registry.read(lambda view: view.event_order(world.cq.did))
    assert order == [event]


def test_a_manifest_under_a_list_of_a_replaced_root_does_not_count(node: Arrival) -> None:
    """The root's thief gave his own key the next name; the honest list gives that name to another key."""
    world = tick(node, hours=1)
    credential = world.issue()
    methods, key = deepcopy(world.cq.methods), world.cq.signers["publication"]
    rogue = Ed25519Signer.from_seed(b"\7" * 32, f"{world.cq.did}#publication-2")
    world.cq.methods.append(build_own_method(rogue, "publication", world.now))
    node.post(canonicalize(world.publish_key_list("cq")))
    world.advance(minutes=4)
    thief = canonicalize(world.publish_manifest("cq", signer=rogue, version=7))
    world.advance(minutes=-4)
    node.post(thief)
    assert manifest_of(node) == digest_of(thief)
    world.cq.manifests.pop()
    world.cq.key_lists.pop()
    world.cq.methods[:] = methods
    world.cq.signers["publication"] = key
    tick(node, minutes=1)
    world.amend(new_root="cq")
    for half in world.agreements[-1]:
        node.post(canonicalize(half))
    world.rotate("cq", "publication")
    node.post(canonicalize(world.publish_key_list("cq")))
    assert manifest_of(node) != digest_of(thief)
    tick(node, hours=1)
    world.publish()
    node.bring(documents_of(world))
    assert manifest_of(node) == digest_of(world.cq.manifests[-1])
    node.publish()
    assert ask(node, credential).codes == ()


@pytest.mark.night
def test_events_that_come_one_by_one_are_rarely_reordered(node: Arrival) -> None:
    """While a manifest waits for records that never come, an event costs no more than without one."""
    world = tick(node, hours=1)
    credential = world.issue()
    world.cq.manifests.pop()
    node.post(canonicalize(world.publish_manifest("cq", events=EventCount(count=3, root="1" * 64))))
    with patch("registry.admission.rules.manifest.order_loose", wraps=order_loose) as tried:
        for _ in range(2 * SURPLUS):
            node.post(world.suspend(credential))
    assert 0 < tried.call_count <= SURPLUS + 1
