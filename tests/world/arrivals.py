"""Records that two associations sign over some hours, and those of a thief, a stranger and clumsy senders.

`make_story(stolen=…)` is the same each time. `Arrival` is a registry that receives it, one way or another.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Self

from cli.offline.import_files import split_bundle
from credentials.drafting.compose import build_status_event
from credentials.record import EventCount
from registry import Admitted, Registry, RegistryError
from registry.publishing.publish import Published, build_bundle, publish
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from signing.log.merkle import merkle_root
from tests.harness.apartments import FILINGS
from tests.world import World, digest_of, tamper
from tests.world.association import Association
from tests.world.registries import documents_of
from verifier import Policy, TrustStore, verify

MAX = 2**53 - 1


@dataclass
class Story:
    """`honest` records in the order of signing, `junk` beside them, A's final `bundle`."""

    world: World
    honest: list[bytes] = field(default_factory=list)
    junk: list[bytes] = field(default_factory=list)
    bundle: bytes = b""

    @property
    def credentials(self) -> list[bytes]:
        """Every credential of both."""
        parties = self.world.parties.values()
        return [canonicalize(one) for party in parties for one in party.credentials.values()]

    def catch_up(self) -> None:
        """Append newly signed records to `honest`."""
        known = {*self.honest}
        self.honest += [data for data in documents_of(self.world) if data not in known]


@cache
def make_story(*, stolen: bool) -> Story:
    """Make suspensions, renewals and ends of both; a stolen publication key of A is replaced later."""
    world = World(headless=["sc"])
    story = Story(world)
    cq, sc = world.cq, world.sc
    first = [world.issue(by="cq") for _ in range(4)]
    others = [world.issue(by="sc") for _ in range(2)]
    story.catch_up()
    world.advance(hours=1)
    world.suspend(first[0])
    world.publish()
    story.catch_up()
    world.advance(hours=1)
    world.reinstate(first[0])
    world.suspend(others[0])
    world.advance(minutes=1)
    world.revoke(first[1])
    world.publish()
    story.catch_up()
    world.advance(hours=1)
    world.supersede(first[2], first[3])
    world.publish("cq")
    story.catch_up()
    story.junk += clumsy_sendings(story)
    if stolen:
        story.junk += thief_manifests(world)
        world.advance(hours=1)
        world.compromise("cq", "publication-1")
        world.rotate("cq", "publication")
    world.suspend(first[3])
    world.revoke(others[1])
    world.publish()
    story.catch_up()
    world.advance(hours=1)
    world.reinstate(others[0])
    world.reinstate(first[3])
    world.publish()
    world.suspend(first[0])  # no manifest counts it yet
    story.catch_up()
    loose = cq.events[-1:]
    events = [*cq.events[:-1], *sc.events]
    story.bundle = world.bundle(events=events, loose=loose)
    return story


def clumsy_sendings(story: Story) -> list[bytes]:
    """Return bytes that are no record, altered records, and records signed by somebody else."""
    world, stranger = story.world, story.world.stranger
    event = canonicalize(world.cq.events[0])
    manifest = canonicalize(world.cq.manifests[-1])
    false = [
        canonicalize(stranger.sign(_unsigned(document), "assessment", world.now))
        for document in (
            world.cq.events[0],
            world.cq.manifests[-1],
            world.cq.key_lists[0],
            world.sc.events[0],
        )
    ]
    own = build_status_event(
        stranger.did,
        "urn:uuid:00000000-0000-4000-8000-00000000ffff",
        event_id="urn:uuid:00000000-0000-4000-8000-00000000fffe",
        sequence=1,
        action="revoke",
        effective_from=world.now,
        reason="serious-violation",
    )
    return [
        b"",
        event[:-9],
        tamper(event, lambda e: e["credentialSubject"].update(sequence=2)),
        tamper(manifest, lambda m: m["credentialSubject"].update(version=9)),
        tamper(manifest, lambda m: m["credentialSubject"].pop("events")),
        canonicalize(stranger.sign(own, "assessment", world.now)),
        *false,
        *story.honest[::3],
    ]


def thief_manifests(world: World) -> list[bytes]:
    """Return manifests by a thief of A's publication key."""
    cq, sc = world.cq, world.sc
    version = cq.manifests[-1]["credentialSubject"]["version"]
    digests = [digest_of(event) for event in cq.events]
    honest = cq.event_count()
    seen = world.seen_of(sc)
    kept = deepcopy(cq.manifests), deepcopy(cq.checkpoints)
    given: list[dict[str, Any]] = [
        {"version": version},  # the honest manifest in another form
        {"version": version + 5},
        {"version": MAX},
        {"version": version + 1, "events": count_of(digests[:-1])},
        {"version": version + 1, "events": count_of([])},
        {"version": version + 1, "events": EventCount(count=honest.count + 1, root="1" * 64)},
        {"version": version + 1, "events": EventCount(count=MAX, root="1" * 64)},
        {"version": version + 1, "events": count_of(digests[::-1])},
        {"version": version + 2, "events": count_of([digests[1], digests[0]])},
        {"version": 1, "events": count_of(digests[-1:])},
        {"version": version + 1, "agreement": (MAX, "3" * 64)},
        {"version": version + 1, "key_list_version": MAX},
        {"version": version + 1, "key_list_version": 2},
        {"version": version + 1, "parts": [("key-list", cq.did, "2" * 64)]},
        {"version": version + 1, "seen": [{**seen, "events": {"count": 9, "root": "4" * 64}}]},
        {"version": version + 3, "seen": [{**seen, "manifest": "5" * 64}]},
        {"version": version + 3, "seen": [{**seen, "loose": [_loose(6)]}]},
        {"version": version + 4, "seen": []},
        {"version": version + 6, "valid_from": world.now + timedelta(days=365)},
    ]
    found = []
    for members in given:
        if "valid_from" in members:
            members["valid_until"] = members["valid_from"] + timedelta(days=7)
        found.append(canonicalize(world.publish_manifest("cq", **members)))
    cq.manifests, cq.checkpoints = kept
    return found


def count_of(digests: Sequence[str]) -> EventCount:
    """Return count and root of events in this order."""
    return EventCount(count=len(digests), root=merkle_root([*map(bytes.fromhex, digests)]).hex())


def _unsigned(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def _loose(number: int) -> dict[str, str]:
    return {"credential": f"urn:uuid:00000000-0000-4000-8000-{number:012x}", "digest": f"{number}" * 64}


class Arrival:
    """The node of B, which holds nothing but the pin at first."""

    def __init__(self, place: Path, story: Story) -> None:
        self.story = story
        self.now = story.world.now
        self.registry = Registry.open(place, demo=True, filings=FILINGS)
        self.registry.set_pin(story.world.pin)
        self._offered: dict[bytes, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.registry.close()

    def post(self, data: bytes) -> None:
        """Bring one record."""
        self._offered[data] = None
        try:
            self.registry.admit(data, now=self.now)
        except RegistryError as error:
            check_said(error)

    def bring(self, items: Sequence[bytes], orders: Mapping[str, Sequence[str]] | None = None) -> None:
        """Bring some records together, with claimed orders of events."""
        self._offered |= dict.fromkeys(items)
        for outcome in self.registry.admit_many(items, now=self.now, orders=orders):
            if isinstance(outcome, RegistryError):
                check_said(outcome)

    def offer_again(self) -> None:
        """Bring refused records once more, as long as some of them are admitted."""
        while True:
            held = self.count()
            for data in [data for data in self._offered if not self.holds(data)]:
                self.post(data)
            if self.count() == held:
                return

    def import_bundle(self) -> list[Admitted | RegistryError]:
        """Import the bundle of A once."""
        items, orders, _ = split_bundle(self.story.bundle)
        return self.registry.admit_many(items, now=self.now, orders=orders)

    def holds(self, data: bytes) -> bool:
        """Tell whether the record is stored."""
        return self.registry.read(lambda view: view.data(digest_of(data))) is not None

    def count(self) -> int:
        """Return how many of the offered records are stored."""
        return sum(map(self.holds, self._offered))

    def bundle(self) -> bytes:
        """Return its bundle."""
        return build_bundle(self.registry)

    def publish(self) -> Published:
        """Publish as B, a minute later."""
        sc: Association = self.story.world.sc
        self.now += timedelta(minutes=1)
        return publish(self.registry, sc.did, sc.signers["publication"], now=self.now, random=Random(1))

    def answers(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return an officer's answers on every credential, at home with A, with B, and without a home."""
        world = self.story.world
        trust = TrustStore.from_bundle(self.bundle(), pin=world.pin)
        verdicts = (
            verify(data, trust, policy=Policy(), now=self.now, home=home)
            for data in self.story.credentials
            for home in (world.cq.did, world.sc.did, None)
        )
        return [(verdict.outcome.value, verdict.codes) for verdict in verdicts]

    def problems(self) -> list[RegistryError]:
        """Return the audit's findings, except that B's log differs from that of its older manifests."""
        found = audit_registry(self.registry, signatures=True).problems
        return [p for p in found if (p.code, p.facts.get("tree")) != ("root-differs", "records")]


def check_said(error: RegistryError) -> None:
    """Check that a refusal gives its reason in both languages."""
    assert error.sentence("zh")
    assert error.sentence("en")
