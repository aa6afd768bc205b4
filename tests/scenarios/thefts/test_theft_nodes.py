"""Two registries after theft, poison, replacement and publication: all answers are as before."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from cli.key.next_list import find_continued
from cli.offline.import_files import split_bundle
from credentials.drafting.compose import build_own_method
from credentials.drafting.draft import StatusDraft
from credentials.record import EventCount, Record
from registry import RegistryError
from registry.issuing.issue import change_status
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry
from registry.view.event_order import count_events, read_order
from signing.jcs import canonicalize
from terminal.errors import CommandError
from tests.scenarios.thefts.drill_answers import MAX_VERSION, Answers
from tests.world import World
from tests.world.association import Change, digest_of, make_signer
from tests.world.registry_setup import Bench, check_refusal, refused
from verifier import Outcome, Seen, TrustStore

pytestmark = pytest.mark.drills


class Nodes:
    """The registries of an association and its peer, which pull from each other, and their verifiers."""

    def __init__(self, folder: Path) -> None:
        self.home = Bench(folder / "cq.db")
        self.world = self.home.world
        self.peer = Bench(folder / "sc.db", self.world)
        self.credentials = self.home.issue(*(self.home.draft(number) for number in range(1, 5)))
        self.credentials += self.peer.issue(self.peer.draft(1, by="sc"), by="sc")
        self.change(self.credentials[1], "suspend", "complaint")
        self.change(self.credentials[2], "revoke", "false-material")
        self.world.advance(hours=1)
        self.exchange()
        self.before = self.answers(self.home)
        assert self.answers(self.peer) == self.before

    def close(self) -> None:
        """Close both registries."""
        self.home.registry.close()
        self.peer.registry.close()

    def change(self, credential: Record[Any], action: str, reason: str) -> bytes:
        """Sign an event by the issuer, at its own registry."""
        party = self.world.cq
        event = change_status(
            self.home.registry,
            StatusDraft(credential.body.id, action, reason, self.world.now),
            party.signers["assessment"],
            now=self.world.now,
            random=self.home.random,
        )
        return event.data

    def publish(self, name: str) -> None:
        """Publish at the association's own registry, by its present key."""
        bench, party = (self.home if name == "cq" else self.peer), self.world.association(name)
        signer = party.signers["publication"]
        publish(bench.registry, party.did, signer, now=self.world.now, random=bench.random)

    def pull(self, source: Bench, to: Bench) -> list[str]:
        """Bring one registry's bundle to the other; return the codes of refusals."""
        items, orders, _ = split_bundle(build_bundle(source.registry))
        results = to.registry.admit_many(items, now=self.world.now, orders=orders)
        return [result.code for result in results if isinstance(result, RegistryError)]

    def exchange(self) -> None:
        """Let each publish, pull and publish again, so that each repeats the other's newest manifest."""
        self.publish("cq")
        assert self.pull(self.home, self.peer) == []
        self.publish("sc")
        assert self.pull(self.peer, self.home) == []
        self.publish("cq")
        assert self.pull(self.home, self.peer) == []

    def post(self, data: bytes) -> list[str]:
        """Bring a record to both; return the codes of refusals."""
        found = []
        for bench in (self.home, self.peer):
            try:
                bench.admit(data)
            except RegistryError as error:
                found.append(error.code)
        return found

    def forged_manifest(self, change: Change) -> bytes:
        """Return the association's newest manifest after `change`.

        The thief of its publication key signs it.
        """
        did = self.world.cq.did
        newest = self.home.registry.read(lambda view: view.newest_manifest(did))
        assert newest is not None
        return canonicalize(self.world.cq.resign(newest.value, change))

    def trust(self, bench: Bench, seen: Seen | None = None) -> TrustStore:
        """Return the trust store of a verifier with that registry's bundle."""
        return TrustStore.from_bundle(build_bundle(bench.registry), pin=self.world.pin, seen=seen)

    def answers(self, bench: Bench, seen: Seen | None = None) -> Answers:
        """Return outcome and codes of every credential, for every home."""
        trust = self.trust(bench, seen)
        verdicts = [
            self.world.verify(credential.data, trust=trust, home=home)
            for credential in self.credentials
            for home in (None, "cq", "sc")
        ]
        return [(verdict.outcome, verdict.codes) for verdict in verdicts]

    def memories(self) -> list[Seen]:
        """Return the memories of verifiers that load bundles now."""
        return [self.trust(bench).seen for bench in (self.home, self.peer)]

    def check_as_before(self, poisoned: list[Seen]) -> None:
        """Check the answers at both registries, fresh and with memory, and that both registries are sound."""
        for bench in (self.home, self.peer):
            for seen in (None, *poisoned):
                assert self.answers(bench, seen) == self.before
            report = audit_registry(bench.registry, signatures=True)
            assert not report.problems, report.problems

    def own_events(self) -> EventCount:
        """Return the events that the association's registry has counted."""
        did = self.world.cq.did
        return self.home.registry.read(lambda view: count_events(read_order(view, did)))

    def replace_publication_key(self) -> None:
        """Add a new key, and sign the key list that names it."""
        self.world.compromise("cq", "publication-1")
        self.world.cq.add_key("publication", self.world.now)
        self.world.publish_key_list("cq", events=self.own_events())
        self.home.admit_trust()


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    made = Nodes(tmp_path)
    yield made
    made.close()


def _subject(**members: Any) -> Change:
    return lambda document: document["credentialSubject"].update(members)


def _in_2190(document: Any) -> None:
    document.update(validFrom="2190-01-01T00:00:00+08:00", validUntil="2190-01-08T00:00:00+08:00")


POISONS: dict[str, tuple[Change, list[str]]] = {
    "the highest number": (_subject(version=MAX_VERSION), []),
    "an agreement version nobody knows": (
        _subject(agreement={"version": MAX_VERSION, "digest": "ab" * 32}), []),
    "a key list nobody knows": (_subject(keyListVersion=MAX_VERSION), []),
    "2190": (_in_2190, ["begins-in-future"] * 2),
    "events nobody knows": (_subject(version=9, events={"count": MAX_VERSION, "root": "ab" * 32}), []),
    "a lie about the other": (_subject(version=9, seen=[]), []),
    "another manifest of the other": (
        lambda document: document["credentialSubject"].update(version=9) or
        document["credentialSubject"]["seen"][0].update(manifest="ab" * 32), []),
}  # fmt: skip


@pytest.mark.night
@pytest.mark.parametrize(
    "name",
    [
        name if name == "the highest number" else pytest.param(name, marks=pytest.mark.night)
        for name in POISONS
    ],
)
def test_two_nodes_recover_from_a_stolen_publication_key(name: str, nodes: Nodes) -> None:
    change, codes = POISONS[name]
    assert nodes.post(nodes.forged_manifest(change)) == codes
    poisoned = nodes.memories()
    nodes.world.advance(hours=1)
    nodes.replace_publication_key()
    nodes.exchange()
    for bench in (nodes.home, nodes.peer):
        newest = bench.registry.read(lambda view: view.newest_manifest(nodes.world.cq.did))
        assert newest is not None
        assert newest.body.credential_subject.order == (1, 2, 2)
    nodes.check_as_before(poisoned)


@pytest.mark.night
def test_the_highest_number_blocks_publication_and_says_what_to_do(nodes: Nodes) -> None:
    assert nodes.post(nodes.forged_manifest(_subject(version=MAX_VERSION))) == []
    nodes.world.advance(hours=1)
    with pytest.raises(RegistryError) as caught:
        nodes.publish("cq")
    check_refusal(caught.value, "publication-blocked", "issuer")
    assert all("huren key compromised" in caught.value.mend(lang) for lang in ("zh", "en"))
    assert nodes.answers(nodes.home) == nodes.answers(nodes.peer) == nodes.before
    nodes.replace_publication_key()
    nodes.publish("cq")


@pytest.mark.night
def test_an_order_of_events_by_a_thief_is_replaced_by_the_honest_one(nodes: Nodes) -> None:
    """He learns of two events before they are published and brings both to the peer in the other order."""
    world, did = nodes.world, nodes.world.cq.did
    world.advance(hours=1)
    for credential in (nodes.credentials[0], nodes.credentials[3]):
        nodes.change(credential, "suspend", "investigation")
    order = nodes.home.registry.read(lambda view: [event.digest for event in view.all_events(did)])
    assert len(order) == 4
    swapped = count_events([*order[:2], order[3], order[2]])
    stolen = nodes.forged_manifest(_subject(version=9, events=swapped.model_dump()))
    for bench in (nodes.peer, nodes.home):
        for event in nodes.home.registry.read(lambda view: view.all_events(did)):
            bench.admit(event.data)
        assert bench.admit(stolen)
    before, poisoned = nodes.answers(nodes.home), nodes.memories()
    nodes.publish("cq")
    nodes.replace_publication_key()
    nodes.exchange()
    nodes.before = nodes.answers(nodes.home)
    assert [outcome for outcome, _ in nodes.before] == [outcome for outcome, _ in before]
    nodes.check_as_before(poisoned)


def test_two_nodes_recover_from_a_stolen_root(nodes: Nodes) -> None:
    """Both nodes get his list and his keys' records: a good credential revoked, one forged, a manifest."""
    world, party = nodes.world, nodes.world.cq
    methods, signers, events = deepcopy(party.methods), dict(party.signers), nodes.own_events()
    root = signers["root"]
    world.advance(hours=1)
    for use in ("assessment", "publication"):
        world.compromise("cq", f"{use}-1")
        thief = make_signer(f"{party.did}#{use}-2", "thief", f"{use}-2")
        thief.verification_method = f"{party.did}#{use}-2"
        party.signers[use] = thief
        party.methods.append(build_own_method(thief, use, world.now))
    stolen = world.publish_key_list("cq", events=events)
    for document in (*party.salvage, stolen):
        assert nodes.post(canonicalize(document)) == []
    (forged,) = nodes.home.issue(nodes.home.draft(9))
    revocation = nodes.change(nodes.credentials[0], "revoke", "false-material")
    assert nodes.post(revocation) == nodes.post(forged.data) == []
    nodes.exchange()
    poisoned = nodes.memories()
    assert nodes.answers(nodes.home) != nodes.before

    party.key_lists.pop()
    party.methods[:] = methods
    party.signers.update(signers)
    world.advance(hours=1)
    world.amend(new_root="cq")
    for use in ("assessment", "publication"):  # the names of the thief's keys
        world.rotate("cq", use)
    world.publish_key_list("cq", events=events)
    assert party.key_lists[-1]["previous"] == digest_of(party.key_lists[0])
    for bench in (nodes.home, nodes.peer):
        bench.admit_trust()
    nodes.exchange()
    nodes.check_as_before(poisoned)
    for bench in (nodes.home, nodes.peer):
        assert world.verify(forged.data, trust=nodes.trust(bench)).outcome is Outcome.INVALID
        with refused("root-replaced"):
            bench.admit(
                canonicalize(party.resign(stolen, lambda value: value.update(version=3), "root", root))
            )


def test_a_new_root_continues_the_named_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name it continues the newest list and says whose that is; only a new root may go back."""
    world = World()
    first = world.cq.key_lists[0]
    world.advance(hours=1)
    stolen = world.publish_key_list("cq")
    party = world.trust().parties[world.cq.did]
    new_root = make_signer(world.cq.did, "cq", "root-2").multikey
    for after, expected in ((None, stolen), (1, first), (2, stolen)):
        found = find_continued(party, new_root, after)
        assert found is not None
        assert found.value == expected
    assert "continues version 2" in capsys.readouterr().err
    refusals = ((party, new_root, 3), (party, world.cq.signers["root"].multikey, 1), (None, new_root, 1))
    for held, root, after in refusals:
        with pytest.raises(CommandError) as caught:
            find_continued(held, root, after)
        assert caught.value.code == "option-value"
