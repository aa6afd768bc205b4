"""Two nodes that publish, exchange bundles and receive a thief's records agree once his key is replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cli.offline.import_files import split_bundle
from credentials.record import EventCount
from registry import Registry, RegistryError
from registry.publishing.publish import build_bundle, publish
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS
from tests.harness.fuzz import examples
from tests.world import World, digest_of
from tests.world.arrivals import MAX, check_said, count_of
from tests.world.registries import documents_of
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.nodes

ROUNDS = 6


class Nodes:
    """The node of each association: its records reach its own node at once, and the other's later."""

    def __init__(self, place: Path, source: Random) -> None:
        self.world = World()
        self.source = source
        self.nodes = {
            name: Registry.open(place / f"{name}.db", demo=True, filings=FILINGS)
            for name in self.world.parties
        }
        for registry in self.nodes.values():
            registry.set_pin(self.world.pin)
        self.known: set[bytes] = set()
        self.credentials = [self.world.issue(by=by) for by in ("cq", "sc", "cq", "sc", "cq")]
        self.hand_over()

    def post(self, name: str, *items: bytes) -> None:
        """Post records to one node, one by one."""
        for data in items:
            try:
                self.nodes[name].admit(data, now=self.world.now)
            except RegistryError as error:
                check_said(error)

    def hand_over(self) -> None:
        """Bring new records: to their own node in order, to the other in any order, or not at all."""
        documents = [data for data in documents_of(self.world) if b"PublicationManifest" not in data]
        fresh = [data for data in documents if data not in self.known]
        self.known.update(fresh)
        for name, party in self.world.parties.items():
            own = [data for data in fresh if f'"issuer":"{party.did}"'.encode() in data or _is_shared(data)]
            self.post(name, *own)
            rest = [data for data in fresh if data not in own]
            self.post(name, *self.source.sample(rest, self.source.choice((0, len(rest) // 2, len(rest)))))

    def act(self) -> None:
        """Change some credentials."""
        for credential in self.source.sample(self.credentials, 2):
            self.world.event(credential, self.source.choice(("suspend", "reinstate", "suspend", "revoke")))
            self.world.advance(seconds=self.source.choice((0, 30)))
        self.hand_over()

    def steal(self) -> None:
        """Sign as A with the stolen key and bring the record to a node."""
        digests = [digest_of(event) for event in self.world.cq.events]
        count = self.source.randrange(len(digests) + 1)
        members: dict[str, Any] = self.source.choice(
            (
                {"events": count_of(digests[:count])},
                {"events": count_of(self.source.sample(digests, count))},
                {"events": EventCount(count=count + 1, root="1" * 64)},
                {"agreement": (MAX, "3" * 64)},
                {"key_list_version": MAX},
                {"seen": [{**self.world.seen_of(self.world.sc), "manifest": "5" * 64}]},
            )
        )
        version = self.source.choice((1, 2, 3, 5, 9, MAX))
        manifest = self.world.publish_manifest("cq", version=version, **{"seen": [], **members})
        self.world.cq.manifests.pop()
        self.post(self.source.choice(("cq", "sc", "sc")), canonicalize(manifest))

    def replace(self) -> None:
        """Replace the stolen key, as A finds the theft."""
        self.world.compromise("cq", "publication-1")
        self.world.rotate("cq", "publication")
        self.world.publish_key_list("cq")
        self.hand_over()

    def publish(self, name: str) -> None:
        """Publish at the node, if no thief blocks it."""
        self.world.advance(minutes=1)
        party = self.world.parties[name]
        signer, registry = party.signers["publication"], self.nodes[name]
        try:
            publish(registry, party.did, signer, now=self.world.now, random=self.source)
        except RegistryError as error:
            if error.code != "publication-blocked":
                raise

    def exchange(self, name: str, origin: str) -> list[RegistryError]:
        """Give one node the bundle of the other; return the refusals."""
        items, orders, _ = split_bundle(build_bundle(self.nodes[origin]))
        outcomes = self.nodes[name].admit_many(items, now=self.world.now, orders=orders)
        return [outcome for outcome in outcomes if isinstance(outcome, RegistryError)]

    def answers(self, trust: TrustStore) -> list[tuple[str, tuple[str, ...]]]:
        """Return an officer's answers on every credential, for each home."""
        now, homes = self.world.now + timedelta(minutes=1), [p.did for p in self.world.parties.values()]
        verdicts = (
            verify(data, trust, policy=Policy(), now=now, home=home)
            for data in self.credentials
            for home in (*homes, None)
        )
        return [(verdict.outcome.value, verdict.codes) for verdict in verdicts]


def _is_shared(data: bytes) -> bool:
    return any(word in data for word in (b"RecognitionAgreement", b'verificationMethod":[', b"SalvageList"))


@contextmanager
def two_nodes(source: Random) -> Iterator[Nodes]:
    """Two nodes for the time of the block."""
    with TemporaryDirectory() as place:
        nodes = Nodes(Path(place), source)
        try:
            yield nodes
        finally:
            for registry in nodes.nodes.values():
                registry.close()


@pytest.mark.night
@settings(max_examples=examples(4), deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32))
def test_two_nodes_agree_once_a_stolen_key_is_replaced(seed: int) -> None:
    check_nodes(seed)


def check_nodes(seed: int) -> None:
    """Run some rounds, then let each publish and take the other's bundle."""
    source = Random(seed)
    with two_nodes(source) as nodes:
        stolen, replaced = source.random() < 0.8, source.randrange(2, ROUNDS)
        for step in range(ROUNDS):
            nodes.world.advance(hours=source.choice((1, 5)))
            nodes.act()
            for _ in range(source.randrange(4) if stolen and step < replaced else 0):
                nodes.steal()
            if stolen and step == replaced:
                nodes.replace()
            for name in source.sample(["cq", "sc"], source.randrange(3)):
                nodes.publish(name)
            if source.random() < 0.5:
                nodes.exchange(*source.choice((("cq", "sc"), ("sc", "cq"))))
        nodes.world.advance(hours=1)
        for name, other in (("cq", "sc"), ("sc", "cq"), ("cq", "sc"), ("sc", "cq")):
            nodes.publish(name)
            nodes.exchange(other, name)
        check_agreement_of(nodes)


def check_agreement_of(nodes: Nodes) -> None:
    """Check that both answer as in a world with honest publications only."""
    world = nodes.world
    world.publish()
    expected = nodes.answers(world.trust())
    for name, registry in nodes.nodes.items():
        trust = TrustStore.from_bundle(build_bundle(registry), pin=world.pin)
        assert nodes.answers(trust) == expected, name
        assert audit_registry(registry, signatures=True).problems == (), name
    bundles = [build_bundle(registry) for registry in nodes.nodes.values()]
    parts = [TrustStore.from_bundle(bundle, pin=world.pin).parties for bundle in bundles]
    for issuer in parts[0]:
        orders = [[item.digest for item in part[issuer].events.counted] for part in parts]
        assert orders[0] == orders[1]
