"""What a verifier remembers never blocks an honest bundle and never makes an answer worse.

Two associations publish over some weeks; each one's bundle holds its own records up to a moment, and the
other's up to that moment or an earlier one. A verifier loads them in any order, some again.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.node import run_parity
from tests.parity.bundle_mutations import Parts, parts_of
from tests.parity.parity import Recorder, differences
from tests.world import World, digest_of
from verifier import Outcome, Seen, TrustStore, format_seen, parse_seen

pytestmark = pytest.mark.histories

MOMENTS = 9

QUICK = settings(max_examples=examples(15), deadline=None, phases=[Phase.explicit, Phase.generate])

NEVER = {"rollback", "equivocation", "status-conflict", "status-incomplete", "agreement-outdated"}
"""What no honest bundle gives rise to."""

Answers = list[tuple[str, tuple[str, ...]]]


class Known(NamedTuple):
    """How far a bundle, or a memory, goes: the number of the moment for each association."""

    cq: int
    sc: int

    def join(self, other: "Known") -> "Known":
        """As far as both go."""
        return Known(max(self.cq, other.cq), max(self.sc, other.sc))


class Weeks:
    """Some weeks of two associations, and what was public at each moment."""

    def __init__(self, source: Random) -> None:
        self.world = World()
        self.moments: list[Parts] = []
        self.credentials = [self.world.issue(by=name) for name in ("cq", "sc", "cq", "sc", "cq", "sc")]
        stolen = source.choice(("cq", "sc", "")), source.randrange(2, MOMENTS - 1)
        for step in range(MOMENTS):
            self.world.advance(hours=source.choice((1, 3, 20)))
            self._act(source)
            if step == stolen[1] and stolen[0]:
                self._replace(stolen[0])
            if step == 4 and source.random() < 0.4:
                self.world.amend()
            self.world.publish(*source.choice(((), ("cq",), ("sc",), ("sc", "cq"))))
            if source.random() < 0.7:
                self._act(source)
            self.moments.append(parts_of(self.world))
        self.world.publish()
        self.moments.append(parts_of(self.world))

    def _act(self, source: Random) -> None:
        for credential in source.sample(self.credentials, 2):
            self.world.event(credential, source.choice(("suspend", "reinstate", "suspend", "revoke")))

    def _replace(self, name: str) -> None:
        self.world.compromise(name, "publication-1")
        self.world.rotate(name, "publication")
        self.world.publish(name)

    def close(self, known: Known) -> Known:
        """What a node knows that holds those: the manifests and events that these name are there, too."""
        while True:
            whole = Known(
                max(known.cq, self._named("sc", known.sc)), max(known.sc, self._named("cq", known.cq))
            )
            if whole == known:
                return whole
            known = whole

    def _named(self, by: str, moment: int) -> int:
        """The first moment at which what the newest manifest says of others was public."""
        did = self.world.parties[by].did
        newest = [m for m in self.moments[moment]["manifests"] if m["issuer"] == did][-1]
        named = set()
        for seen in newest["credentialSubject"]["seen"]:
            named |= {seen.get("manifest"), *(one["digest"] for one in seen["loose"])}
        public = (
            {None, *map(digest_of, (*parts["manifests"], *parts["events"], *parts["loose"]))}
            for parts in self.moments
        )
        return next(place for place, digests in enumerate(public) if named <= digests)

    def bundle(self, known: Known, source: Random) -> bytes:
        """The bundle of a node that knows each association so far."""
        parts = {self.world.cq.did: self.moments[known.cq], self.world.sc.did: self.moments[known.sc]}
        value: dict[str, Any] = {"agreements": self.moments[max(known)]["agreements"]}
        for kind in ("key_lists", "salvage"):
            value[kind] = [x for did, part in parts.items() for x in part[kind] if _owner(x) == did]
        manifests = {did: [m for m in part["manifests"] if m["issuer"] == did] for did, part in parts.items()}
        newest = {did: own[-1] for did, own in manifests.items()}
        named = {seen.get("manifest") for m in newest.values() for seen in m["credentialSubject"]["seen"]}
        value["manifests"] = [
            m for did, own in manifests.items() for m in own if m is newest[did] or digest_of(m) in named
        ]
        value["events"], value["loose"] = [], []
        for did, part in parts.items():
            own = [event for event in part["events"] + part["loose"] if event["issuer"] == did]
            count = newest[did]["credentialSubject"]["events"]["count"]
            if source.random() < 0.3:
                count = len(own)
            value["events"] += own[:count]
            value["loose"] += source.sample(own[count:], len(own) - count)
        return self.world.bundle(**value, checkpoints=[])

    def load(self, data: bytes, seen: Seen | None = None) -> TrustStore:
        """As the shell does, which writes the memory and reads it."""
        kept = parse_seen(format_seen(seen)) if seen is not None else None
        return TrustStore.from_bundle(data, pin=self.world.pin, seen=kept)

    def answers(self, trust: TrustStore) -> Answers:
        """What an officer is told now of every credential, for each home."""
        now = self.world.now + timedelta(hours=1)
        found = []
        for credential in self.credentials:
            for home in ("cq", "sc", None):
                verdict = self.world.verify(credential, trust=trust, now=now, home=home)
                found.append((verdict.outcome.value, verdict.codes))
        return found


def _owner(document: dict[str, Any]) -> str:
    return str(document.get("issuer", document["id"]))


def check_memory(seed: int) -> None:
    """Loads some bundles; each answer is that of everything loaded so far."""
    source = Random(seed)
    weeks = Weeks(source)
    last = len(weeks.moments) - 1
    seen, held, before = None, None, None
    for _ in range(source.randrange(2, 6)):
        moment = source.randrange(last + 1)
        other = source.randrange(moment + 1)
        known = weeks.close(source.choice((Known(moment, other), Known(other, moment), Known(last, last))))
        trust = weeks.load(weeks.bundle(known, source), seen)
        found = weeks.answers(trust)
        whole = known if held is None else held.join(known)
        expected = weeks.answers(weeks.load(weeks.bundle(whole, source)))
        pairs = enumerate(zip(found, expected, strict=True))
        wrong = [(place, a, b) for place, (a, b) in pairs if a != b]
        assert not wrong, (known, held, wrong)
        if whole == held:
            assert found == before
        odd = [answer for answer in found if not NEVER.isdisjoint(answer[1])]
        assert not odd, (known, held, odd)
        check_forgotten(trust)
        seen, held, before = trust.seen, whole, found


def check_forgotten(trust: TrustStore) -> None:
    """Of what a compromised publication key signed, no more is remembered than another's newest repeats."""
    repeated = {
        sight.manifest
        for party in trust.parties.values()
        if party.manifest is not None
        for sight in party.manifest.body.credential_subject.seen
    }
    for manifest in trust.seen.bundle.manifests:
        party = trust.parties[manifest.body.issuer]
        stolen = party.keys[manifest.proof.verification_method].stand is not None
        assert not stolen or manifest.digest in repeated


@pytest.mark.night
@QUICK
@example(420)  # a manifest by a compromised key was repeated by the witness
@given(st.integers(0, 2**32))
def test_bundles_of_two_associations_never_block_each_other(seed: int) -> None:
    check_memory(seed)


@pytest.mark.night
@pytest.mark.javascript
@pytest.mark.parametrize("seeds", [(0, 420), pytest.param(range(1, 6), marks=pytest.mark.night)])
def test_memories_are_the_same_in_javascript(tmp_path: Path, seeds: Sequence[int]) -> None:
    recorder = Recorder()
    for seed in seeds:
        with recorder.recording(f"memory {seed}"):
            check_memory(seed)
    result = run_parity(recorder.to_json(), tmp_path)
    assert result["failures"] == [], differences(result)


@pytest.mark.parametrize("first", ["cq", "sc"])
def test_a_loose_event_once_remembered_is_no_equivocation(first: str) -> None:
    """One association's bundle has it loose before another event that its issuer counts first."""
    world = World()
    credential = world.issue()
    suspension, lifting = parse_json(world.suspend(credential)), parse_json(world.reinstate(credential))
    seen = world.trust(events=[], loose=[lifting] if first == "sc" else [suspension]).seen
    world.publish()
    trust = world.trust(seen)
    assert world.verify(credential, trust=trust).codes == ("reinstated",)
    older = world.trust(trust.seen, events=[], manifests=lambda manifests: manifests[:2])
    assert world.verify(credential, trust=older, home="sc").codes == ("reinstated",)
    assert [item.value for item in older.parties[world.cq.did].events.counted] == [suspension, lifting]


def test_events_of_a_marked_key_push_nothing_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thief floods the memory of a verifier first; the true revocation comes after, and stays."""
    monkeypatch.setattr("verifier.trust.trust_store.MAX_REMEMBERED_LOOSE", 8)
    world = World()
    good = world.issue()
    stolen = world.cq.signers["assessment"]
    world.advance(hours=1)
    world.compromise("cq", since=world.now, keep=[good])
    world.rotate("cq", "assessment")
    world.publish()
    honest = world.bundle()
    world.advance(minutes=5)
    world.revoke(good)
    real = world.cq.events.pop()
    bare: Any = {name: value for name, value in real.items() if name != "proof"}
    flood = []
    for _ in range(8):
        subject = {**bare["credentialSubject"], "credential": world.new_id()}
        document = {**bare, "id": world.new_id(), "credentialSubject": subject}
        flood.append(canonicalize(world.cq.sign(document, "assessment", world.now, stolen)))
    seen = TrustStore.from_bundle(honest, pin=world.pin, loose=flood).seen
    seen = TrustStore.from_bundle(honest, pin=world.pin, seen=seen, loose=[canonicalize(real)]).seen
    after = TrustStore.from_bundle(honest, pin=world.pin, seen=seen)
    assert world.verify(good, trust=after).outcome is Outcome.INVALID
