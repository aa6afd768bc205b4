"""One stolen key must not hide a revocation; the limits of a witness's word."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.manifest import MAX_LOOSE
from credentials.record import EventCount
from signing.jcs import canonicalize
from signing.log.merkle import EMPTY_ROOT
from signing.strict_json import parse_json
from tests.parity.retelling import retell
from tests.world import World, id_of
from tests.world.association import Document, digest_of
from verifier import Outcome, Policy, TrustError, TrustStore, Verdict

NONE = EventCount(count=0, root=EMPTY_ROOT.hex())
VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE

HOMES = (None, "cq", "sc")


class Hiding:
    """Chongqing revokes and both publish; a thief of its publication key leaves the revocation out."""

    def __init__(self) -> None:
        self.world = world = World()
        self.credential = world.issue()
        world.advance(days=1)
        world.publish()
        self.witness_before: Document = world.sc.manifests[-1]
        world.advance(days=1)
        world.revoke(self.credential)
        world.publish()
        assert self.ask() == (INVALID, "revoked")
        self.stolen: Document = world.publish_manifest("cq", events=NONE, seen=[])
        world.cq.manifests.pop()
        self.hidden: Any = {"events": [], "manifests": [self.stolen]}

    def ask(
        self, home: str | None = None, policy: Policy | None = None, **bundle: Any
    ) -> tuple[Outcome, str]:
        """Return outcome and code, or the note of a valid verdict."""
        world = self.world
        verdict = world.verify(self.credential, trust=world.trust(**bundle), home=home, policy=policy)
        return told(verdict)


def told(verdict: Verdict) -> tuple[Outcome, str]:
    """Return outcome and first code."""
    return verdict.outcome, verdict.codes[0] if verdict.codes else "ok"


def test_a_flood_of_loose_events_hides_none() -> None:
    """A thief of both desk keys posts more events than a witness can name, and a mirror leaves one out."""
    scene = Hiding()
    world = scene.world
    world.sc.manifests.pop()
    world.cq.manifests[-1] = scene.stolen
    for _ in range(MAX_LOOSE + 9):
        world.event(world.new_id(), "suspend", by="cq", sequence=1)
    world.publish_manifest("sc")
    (sight,) = world.sc.manifests[-1]["credentialSubject"]["seen"]
    assert (len(sight["loose"]), sight["looseCount"]) == (MAX_LOOSE, MAX_LOOSE + 10)
    for home in HOMES:
        assert scene.ask(home, events=[]) == (UNCLEAR, "status-incomplete")
    assert scene.ask("sc") == (INVALID, "revoked")


def test_at_home_with_the_issuer_no_witness_freezes_anything() -> None:
    """What another association names as loose binds who relies on it: one stolen key is not enough."""
    world = World()
    credential = world.issue()
    world.publish()
    world.revoke(credential)
    world.publish_manifest("sc")
    hidden = world.trust(events=[])
    assert told(world.verify(credential, trust=hidden, home="cq")) == (VALID, "own-grade")
    assert told(world.verify(credential, trust=hidden, home="sc")) == (UNCLEAR, "status-incomplete")


def test_the_witness_notices_a_manifest_left_out_of_the_bundle() -> None:
    scene = Hiding()
    assert scene.ask(**scene.hidden) == (UNCLEAR, "unwitnessed")
    assert scene.ask("sc", **scene.hidden) == (UNCLEAR, "stale")
    assert scene.ask("cq", **scene.hidden) == (VALID, "unwitnessed")


def test_the_witness_that_is_in_the_bundle_names_what_was_left_out() -> None:
    scene = Hiding()
    hidden = {**scene.hidden, "manifests": [scene.stolen, *scene.world.sc.manifests]}
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (UNCLEAR, "status-incomplete")


@pytest.mark.parametrize("what", ["nothing", "no manifest"])
def test_a_witness_with_an_empty_sighting_confirms_nothing(what: str) -> None:
    see_nothing(what)


def see_nothing(what: str) -> None:
    """Sign that the witness sees nothing of the issuer, or that no manifest of it was ever here."""
    scene = Hiding()
    world = scene.world
    sight = world.seen_of(world.cq)
    for name in ("manifest", "created", "agrees", "differs"):
        del sight[name]
    empty = {**sight, "events": {"count": 0, "root": EMPTY_ROOT.hex()}, "loose": []}
    manifest = world.publish_manifest("sc", seen=[] if what == "nothing" else [empty])
    hidden = {**scene.hidden, "manifests": [scene.stolen, manifest]}
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (UNCLEAR, "unwitnessed")
    assert scene.ask("cq", **hidden) == (VALID, "unwitnessed")


def test_a_witness_whose_sight_is_months_old() -> None:
    """It publishes, and has pulled nothing since before the revocation."""
    scene = Hiding()
    world = scene.world
    before = scene.witness_before["credentialSubject"]["seen"]
    world.advance(days=50)
    world.publish_manifest("cq", events=NONE, seen=[])
    stolen, witness = world.cq.manifests.pop(), world.publish_manifest("sc", seen=before)
    repeated = [m for m in world.cq.manifests if digest_of(m) == before[0]["manifest"]]
    hidden: dict[str, Any] = {"events": [], "manifests": [*repeated, stolen, witness]}
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (UNCLEAR, "unwitnessed")
    assert scene.ask("cq", **hidden) == (VALID, "unwitnessed")


def test_a_stolen_key_with_an_old_bundle_hides_a_revocation_for_a_week() -> None:
    """With the witness's manifest of before the revocation: at most until what that repeats is a week old."""
    scene = Hiding()
    world = scene.world
    repeated = [digest_of(m) for m in world.cq.manifests]
    seen = scene.witness_before["credentialSubject"]["seen"][0]["manifest"]
    named = world.cq.manifests[repeated.index(seen)]
    hidden: dict[str, Any] = {"events": [], "manifests": [named, scene.stolen, scene.witness_before]}
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (VALID, "ok")
    daily = Policy(max_age=timedelta(days=1))
    assert scene.ask(policy=daily, **hidden) == (UNCLEAR, "unwitnessed")
    world.advance(days=6)
    world.publish_manifest("cq", events=NONE, seen=[])
    stolen = world.cq.manifests.pop()
    hidden = {"events": [], "manifests": [named, stolen, scene.witness_before]}
    assert scene.ask(**hidden) == (UNCLEAR, "unwitnessed")
    assert scene.ask("sc", **hidden) == (UNCLEAR, "stale")


def test_a_verifier_with_memory_is_not_deceived() -> None:
    """Who has seen the event, or the issuer's count of it, needs nobody else."""
    scene = Hiding()
    world = scene.world
    seen = world.trust().seen
    both = world.trust(seen, **scene.hidden)
    assert told(world.verify(scene.credential, trust=both, home="cq")) == (INVALID, "revoked")


def test_two_stolen_keys_hide_until_the_next_key_list() -> None:
    """The issuer's publication key and the witness's: the floor that the issuer's root signs ends it."""
    scene = Hiding()
    world = scene.world
    world.cq.manifests.append(scene.stolen)
    deceived = world.publish_manifest("sc", seen=[{**world.seen_of(world.cq), "loose": []}])
    hidden: dict[str, Any] = {"events": [], "manifests": [scene.stolen, deceived]}
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (VALID, "ok")
    world.publish_key_list("cq")
    assert scene.ask(**hidden) == scene.ask("sc", **hidden) == (UNCLEAR, "status-incomplete")


def test_a_third_party_is_witness_enough() -> None:
    """Of three associations any other one will do where nobody asks for one by name."""
    world = World()
    world.join()
    world.publish()
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    world.publish_manifest("cq", events=NONE, seen=[])
    names = {"cq": [world.cq.manifests.pop()]}
    for name in ("sc", "yn"):
        names[name] = world.association(name).manifests
    for chosen in (("cq", "sc"), ("cq", "yn"), ("cq", "sc", "yn")):
        hidden = world.trust(events=[], manifests=[m for name in chosen for m in names[name]])
        assert told(world.verify(credential, trust=hidden)) == (UNCLEAR, "status-incomplete")


def test_the_other_side_is_silent_for_eight_days() -> None:
    """It is no fault of the issuer, and yet nobody confirms it: by whose grades one uses."""
    world = World()
    credential, other = world.issue(), world.issue(by="sc")
    world.advance(days=8)
    world.publish_manifest("cq")
    verdicts = [told(world.verify(credential, home=home)) for home in HOMES]
    assert verdicts == [(UNCLEAR, "unwitnessed"), (VALID, "unwitnessed"), (UNCLEAR, "stale")]
    verdicts = [told(world.verify(other, home=home)) for home in HOMES]
    assert verdicts == [(UNCLEAR, "stale")] * 3
    world.publish()
    for one in (credential, other):
        assert [world.verify(one, home=home).outcome for home in HOMES] == [VALID] * 3


def test_two_of_three_stolen_keys_hide_nothing_from_the_third() -> None:
    """Whoever names no home may be shown the deceived witness alone; home = the third is told."""
    world = World()
    world.join()
    world.publish()
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    stolen = world.publish_manifest("cq", events=NONE, seen=[])
    deceived = world.publish_manifest("sc", seen=[{**world.seen_of(world.cq), "loose": []}])
    honest = world.association("yn").manifests
    both = world.trust(events=[], manifests=[stolen, deceived])
    every = world.trust(events=[], manifests=[stolen, deceived, *honest])
    assert told(world.verify(credential, trust=both)) == (VALID, "ok")
    assert told(world.verify(credential, trust=both, home="yn")) == (UNCLEAR, "stale")
    assert told(world.verify(credential, trust=every, home="yn")) == (UNCLEAR, "status-incomplete")


@pytest.mark.parametrize("lie", ["loose", "counts", "2190", "nothing"])
def test_a_stolen_witness_key_alone_makes_nothing_valid(lie: str) -> None:
    lie_as_witness(lie)


def lie_as_witness(lie: str) -> None:
    """Lie as the witness: only answers that rest on it become unclear.

    Ended ones stay ended, and the issuer's officers do not ask it.
    """
    world = World()
    good, ended = world.issue(), world.issue()
    world.revoke(ended)
    world.publish()
    sight, today = world.seen_of(world.cq), world.now
    loose = [{"credential": id_of(good), "digest": "ab" * 32}]
    lies = {"loose": [{**sight, "loose": loose}], "counts": [{**sight, "events": NONE.model_dump()}]}
    if lie == "2190":
        world.now = world.now.replace(year=2190)
    world.publish_manifest("sc", seen=lies.get(lie, []))
    world.now = today
    for home in (None, "sc"):
        assert world.verify(good, home=home).outcome is UNCLEAR
        assert world.verify(ended, home=home).code == "revoked"
    assert world.verify(good, home="cq").outcome is VALID
    world.advance(hours=1)
    world.compromise("sc", "publication-1")
    world.sc.add_key("publication", world.now)
    world.publish()
    for home in HOMES:
        assert world.verify(good, home=home).outcome is VALID


def test_a_mirror_with_no_key_turns_nothing_valid() -> None:
    """It leaves out, doubles and reorders what is signed; what has ended is never valid."""
    world = World()
    ended, other = world.issue(), world.issue()
    world.suspend(other)
    world.revoke(ended)
    world.publish()
    parts: Any = parse_json(world.bundle())
    answers = set()
    for name in ("agreements", "keyLists", "manifests", "events", "checkpoints"):
        whole = parts[name]
        less = [[*whole[:place], *whole[place + 1 :]] for place in range(len(whole))]
        for changed in ([], whole[::-1], whole + whole, *less):
            data = canonicalize({**parts, name: changed})
            try:
                trust = TrustStore.from_bundle(data, pin=world.pin)
            except TrustError as error:
                answers.add(error.code)
                continue
            verdict = world.verify(ended, trust=trust, home="sc")
            assert verdict.outcome is not VALID, (name, len(changed))
            answers.add(verdict.code)
    assert {"pin-mismatch", "newer-than-trust-data", "status-incomplete", "revoked"} <= answers


def test_a_mirror_with_no_key_shows_an_old_bundle_until_it_is_stale() -> None:
    """And nobody who has seen a newer one is deceived by it."""
    world = World()
    credential = world.issue()
    world.publish()
    old = world.bundle()
    world.advance(days=1)
    world.revoke(credential)
    world.publish()
    remembered = TrustStore.from_bundle(old, pin=world.pin, seen=world.trust().seen)
    assert told(world.verify(credential, trust=remembered)) == (INVALID, "revoked")
    fresh = TrustStore.from_bundle(old, pin=world.pin)
    assert world.verify(credential, trust=fresh).outcome is VALID
    world.advance(days=6)
    assert told(world.verify(credential, trust=fresh)) == (UNCLEAR, "stale")
    world.advance(days=2)
    ended = world.verify(credential, trust=remembered)
    assert (told(ended), "stale" in ended.codes) == ((INVALID, "revoked"), True), "ended, and newer still"


def test_a_compromised_witness_dates_nothing() -> None:
    """Its cosignature shows that a record was there before the grant ended, while its key is sound."""
    world = World()
    credential = world.issue()
    proof = world.inclusion_proof(credential)
    end_the_grant(world)
    assert told(world.verify(credential, proof=proof)) == (VALID, "witnessed")
    world.advance(hours=1)
    world.compromise("sc", "publication-1")
    world.sc.add_key("publication", world.now)
    world.publish()
    assert told(world.verify(credential, proof=proof)) == (UNCLEAR, "grant-ended")
    assert told(world.verify(credential)) == (UNCLEAR, "grant-ended")


def end_the_grant(world: World) -> None:
    """Let Chongqing's grant end a day later."""
    world.advance(days=1)
    world.amend(lambda text: text.update(grants=[g for g in text["grants"] if g["issuer"] != world.cq.did]))
    world.advance(days=1)
    world.publish()


def test_no_cosignature_is_older_than_the_record() -> None:
    """A witness signs that it saw the log long before anybody had signed the record."""
    world = World()
    credential = world.issue()
    world.now -= timedelta(seconds=301)
    early = world.inclusion_proof(credential)
    world.now += timedelta(seconds=301)
    honest = world.inclusion_proof(credential)
    end_the_grant(world)
    assert told(world.verify(credential, proof=early)) == (UNCLEAR, "grant-ended")
    assert told(world.verify(credential, proof=honest)) == (VALID, "witnessed")


@pytest.mark.parametrize(("hours", "note"), [(24, "reinstated"), (25, "backdated")])
def test_a_reinstatement_of_long_before_its_signature_is_noted(hours: int, note: str) -> None:
    reinstate_late(hours, note)


def reinstate_late(hours: int, note: str) -> None:
    """Sign a reinstatement dated long before; it acts from its signature on, and its stated date is shown."""
    world = World()
    credential = world.issue()
    world.suspend(credential)
    world.advance(days=3)
    world.reinstate(credential, effective_from=world.now - timedelta(hours=hours))
    world.publish()
    verdict = world.verify(credential)
    assert told(verdict) == (VALID, note)
    finding = next(finding for finding in verdict.findings if finding.check == "status")
    assert finding.code == note
    before = world.verify(credential, at=world.now - timedelta(hours=1))
    assert before.outcome is INVALID


@pytest.mark.night
@pytest.mark.javascript
def test_points_5_and_6_the_verifier_in_javascript_says_the_same(tmp_path: Path) -> None:
    tests: list[Callable[[], None]] = [
        test_the_witness_notices_a_manifest_left_out_of_the_bundle,
        test_the_witness_that_is_in_the_bundle_names_what_was_left_out,
        test_a_witness_whose_sight_is_months_old,
        test_a_stolen_key_with_an_old_bundle_hides_a_revocation_for_a_week,
        test_a_verifier_with_memory_is_not_deceived,
        test_two_stolen_keys_hide_until_the_next_key_list,
        test_a_third_party_is_witness_enough,
        test_the_other_side_is_silent_for_eight_days,
        test_two_of_three_stolen_keys_hide_nothing_from_the_third,
        test_a_mirror_with_no_key_turns_nothing_valid,
        test_a_mirror_with_no_key_shows_an_old_bundle_until_it_is_stale,
        test_a_compromised_witness_dates_nothing,
        test_no_cosignature_is_older_than_the_record,
    ]
    scenes: dict[str, Callable[[], None]] = {test.__name__: test for test in tests}
    scenes |= {f"sees {what}": partial(see_nothing, what) for what in ("nothing", "no manifest")}
    scenes |= {f"witness lies: {lie}": partial(lie_as_witness, lie)
               for lie in ("loose", "counts", "2190", "nothing")}  # fmt: skip
    scenes |= {f"{hours} hours": partial(reinstate_late, hours, note)
               for hours, note in ((24, "reinstated"), (25, "backdated"))}  # fmt: skip
    retell(scenes, tmp_path)
