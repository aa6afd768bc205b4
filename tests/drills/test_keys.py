"""Drills: keys end or are stolen, a side narrows; afterwards every verifier answers as before.

The verifiers are fresh, with memory, and in JavaScript; docs/how-to/drills.md has the clerk's part.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from cli.key.signed_since_theft import find_signed
from cli.offline.import_files import split_bundle
from credentials.kinds import parse_any
from credentials.times import format_time
from registry import Registry
from registry.errors import RegistryError
from registry.lookup.beside import find_beside
from registry.lookup.receipts import count_witnessed
from registry.publishing.bundle import build_bundle
from signing.jcs import canonicalize
from tests.drills.questions import Drill, drill
from tests.harness.apartments import FILINGS
from tests.parity.retelling import retell
from tests.sync.nodes import Node
from tests.world.association import make_signer
from tests.world.works import signed_report
from verifier import Outcome, TrustStore
from works.statistics.admission import compose_report
from works.statistics.counts import count_records, find_heads

pytestmark = pytest.mark.drills

Scene = Callable[[Drill], None]


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Scene], None]:
    """Play a drill, and put its questions to the verifier in JavaScript, too."""

    def run(scene: Scene) -> None:
        def whole() -> None:
            with drill(tmp_path / "nodes") as made:
                scene(made)

        retell({scene.__name__: whole}, tmp_path)

    return run


@pytest.mark.night
def test_rotation_takes_nothing_to_issue_again(play: Callable[[Scene], None]) -> None:
    """Every key but the roots ends by routine, on both sides; their signatures keep counting."""

    def rotate(made: Drill) -> None:
        made.world.advance(hours=1)
        for name in ("cq", "sc"):
            for use in ("assessment", "publication"):
                made.world.rotate(name, use)
            made.sign_key_list(name)
        made.exchange()
        made.check_as_before()
        (late,) = made.cq.issue()
        made.exchange()
        assert made.world.verify(late.data, trust=made.trust(made.sc), home="sc").outcome is Outcome.VALID

    play(rotate)


@pytest.mark.night
def test_an_assessment_key_is_stolen_and_what_was_witnessed_stands(play: Callable[[Scene], None]) -> None:
    """The other node, which was not robbed, makes the same list."""

    def steal(made: Drill) -> None:
        world, party = made.world, made.world.cq
        method = f"{party.did}#assessment-1"
        stolen_at = world.now
        world.advance(hours=3)
        forged = made.cq.issue(1)  # the thief signs with the key, and the log takes the record
        backdated = world.issue(created=made.ours[0].created)
        made.cq.bench.admit(backdated)
        revocation = made.cq.change(made.ours[0], "revoke", "false-material")
        made.exchange()
        assert made.answers(made.sc) != made.before
        poisoned = made.trust(made.sc).seen
        for node in made.nodes:
            witnessed, rest = sort_signed(node, method, stolen_at)
            assert {one.digest for one in made.ours} < {*witnessed}
            assert {*rest} == {forged[0].digest, sha256(backdated).hexdigest(), revocation.digest}
        world.advance(hours=1)
        keep = [one.data for one in made.ours]
        world.compromise("cq", since=stolen_at, keep=keep, void=[revocation.data])
        party.add_key("assessment", world.now)
        made.sign_key_list("cq")
        made.exchange()
        made.check_as_before(poisoned)
        for data in (forged[0].data, backdated):
            assert world.verify(data, trust=made.trust(made.sc)).code == "key-compromised"

    play(steal)


def sort_signed(node: Node, method: str, since: datetime) -> tuple[list[str], list[str]]:
    """Sort the key's records by whether they were witnessed before the theft."""
    found = find_signed(node.registry, method, since, 0).records
    lists = [[one.record.digest for one in found if one.is_witnessed is which] for which in (True, False)]
    return lists[0], lists[1]


def test_a_person_decides_on_records_that_nobody_witnessed(tmp_path: Path) -> None:
    with drill(tmp_path) as made:
        did, log = made.cq.did, made.world.cq.did
        before = made.cq.registry.read(lambda view: count_witnessed(view, did, made.world.now))
        assert before == made.cq.registry.read(lambda view: view.log(log).size)
        made.cq.issue(2)
        made.cq.publish()
        count = made.cq.registry.read(lambda view: count_witnessed(view, did, made.world.now))
        assert count == before, "its own word dates nothing"
        assert (
            made.cq.registry.read(lambda view: count_witnessed(view, did, made.world.now.replace(2020))) == 0
        )
        # the witness's key is stolen, too: its cosignatures date nothing any more
        made.world.compromise("sc", "publication-1")
        made.world.sc.add_key("publication", made.world.now)
        made.sign_key_list("sc")
        assert made.cq.registry.read(lambda view: count_witnessed(view, did, made.world.now)) == 0


@pytest.mark.night
def test_a_stolen_publication_key_leaves_answers_as_before(play: Callable[[Scene], None]) -> None:
    """A manifest of the highest number reaches both nodes; later, old receipts are dated as before.

    A report by that key which the other node had witnessed is kept; one that the thief dated back is not.
    """

    def steal(made: Drill) -> None:
        world = made.world
        honest, forged = (sign_report(made, edition) for edition in (1, 2))
        made.cq.bench.admit(honest)
        made.exchange()
        world.advance(hours=1)
        stolen_at = world.now
        made.cq.bench.admit(forged)
        made.exchange()
        newest = made.cq.registry.read(lambda view: view.newest_manifest(made.cq.did))
        assert newest is not None
        stolen = world.cq.resign(newest.value, lambda one: one["credentialSubject"].update(version=2**53 - 1))
        for node in made.nodes:
            node.bench.admit(canonicalize(stolen))
        poisoned = made.trust(made.sc).seen
        world.advance(hours=1)
        for node in made.nodes:
            witnessed, rest = sort_signed(node, f"{made.cq.did}#publication-1", stolen_at)
            assert (witnessed, rest) == ([sha256(honest).hexdigest()], [sha256(forged).hexdigest()])
        world.compromise("cq", "publication-1", since=stolen_at, keep=[honest])
        world.cq.add_key("publication", world.now)
        made.sign_key_list("cq")
        made.exchange()
        made.take_receipts(made.sc)
        made.check_as_before(poisoned)
        for node in made.nodes:
            beside = node.registry.read(partial(find_beside, record=parse_any(honest)))
            assert world.verify(honest, trust=made.trust(node), beside=beside).outcome is Outcome.VALID
            assert world.verify(forged, trust=made.trust(node)).code == "key-compromised"

    play(steal)


def sign_report(made: Drill, edition: int) -> bytes:
    """Sign a report of the node's records by the association's present publication key."""
    world = made.world
    counts = made.cq.registry.read(lambda view: count_records(view, find_heads(view), world.now))
    report = compose_report(made.cq.did, counts, edition=edition, report_id=world.new_id())
    return canonicalize(signed_report(world, report))


def test_cosignatures_still_date_records_when_both_keys_are_stolen(tmp_path: Path) -> None:
    """The key of the checkpoints is marked, too; the other association's cosignatures still date."""
    with drill(tmp_path) as made:
        world = made.world
        stolen_at = world.now
        world.advance(hours=1)
        world.compromise("cq", "publication-1")
        world.cq.add_key("publication", world.now)
        made.sign_key_list("cq")
        for node in made.nodes:
            witnessed, rest = sort_signed(node, f"{made.cq.did}#assessment-1", stolen_at)
            assert {one.digest for one in made.ours} < {*witnessed}
            assert rest == []


@pytest.mark.night
def test_a_changed_root_leaves_answers_as_before(play: Callable[[Scene], None]) -> None:
    """A thief's list reaches both nodes; the new root continues the last honest list."""

    def steal(made: Drill) -> None:
        world, party = made.world, made.world.cq
        methods, signers = deepcopy(party.methods), dict(party.signers)
        world.advance(hours=1)
        world.compromise("cq", "assessment-1")
        thief = make_signer(f"{party.did}#assessment-2", "thief", "assessment-2")
        thief.verification_method = f"{party.did}#assessment-2"
        party.signers["assessment"] = thief
        since = party.method("assessment-1")["compromisedSince"]
        stolen = {"id": thief.verification_method, "publicKeyMultibase": thief.multikey, "validFrom": since}
        party.methods.append({**methods[1], **stolen, "use": "assessment"})
        made.sign_key_list("cq")
        made.exchange()
        assert made.answers(made.sc) != made.before
        poisoned = made.trust(made.sc).seen
        party.key_lists.pop()
        party.methods[:] = methods
        party.signers.update(signers)
        world.advance(hours=1)
        world.amend(new_root="cq")
        world.rotate("cq", "assessment")
        made.sign_key_list("cq")
        made.exchange()
        made.take_receipts(made.sc)
        made.check_as_before(poisoned)

    play(steal)


@pytest.mark.night
def test_a_node_that_missed_a_list_before_the_root_was_changed_catches_up(
    play: Callable[[Scene], None], tmp_path: Path
) -> None:
    """The node takes that list and the new root's from a pull, an empty registry both from the bundle."""

    def miss(made: Drill) -> None:
        world = made.world
        world.advance(hours=1)
        world.rotate("cq", "publication")
        missed = world.publish_key_list("cq")
        made.cq.bench.admit(canonicalize(missed))
        made.cq.publish()
        world.advance(hours=1)
        world.amend(new_root="cq")
        for node in made.nodes:
            for half in world.agreements[-1]:
                node.bench.admit(canonicalize(half))
        made.cq.bench.admit(canonicalize(world.publish_key_list("cq")))
        made.cq.publish()
        made.exchange()
        made.take_receipts(made.sc)
        made.check_as_before()
        bundle = build_bundle(made.cq.registry)
        items, orders, companions = split_bundle(bundle)
        empty = Registry.open(tmp_path / "empty.db", filings=FILINGS)
        empty.set_pin(world.pin)
        outcomes = empty.admit_many(items, now=world.now, orders=orders, companions=companions)
        refusals = [one for one in outcomes if isinstance(one, RegistryError)]
        key_lists = empty.read(lambda view: view.of_kind("key-list"))
        empty.close()
        assert refusals == []
        assert canonicalize(missed) in key_lists

    play(miss)


@pytest.mark.night
def test_a_decline_takes_effect_at_once_and_ends(play: Callable[[Scene], None]) -> None:
    """Sichuan's grades count for nothing in Chongqing, stay valid, and count again afterwards."""

    def narrow(made: Drill) -> None:
        world = made.world
        world.advance(hours=1)
        world.decline("cq", "sc")
        made.sign_key_list("cq")
        made.exchange()
        declined = world.verify(made.theirs[0].data, trust=made.trust(made.sc), home="cq")
        assert declined.outcome is Outcome.VALID
        assert declined.codes == ("declined",)
        _only_home_differs(made)
        world.advance(hours=1)
        world.cq.declines[0]["until"] = format_time(world.now)
        made.sign_key_list("cq")
        made.exchange()
        made.check_as_before()

    play(narrow)


def _only_home_differs(made: Drill) -> None:
    before, now = made.before, made.answers(made.sc)
    changed = [place for place, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]]
    of_theirs = {place for place in range(len(before)) if place // 4 >= len(made.ours)}
    assert all(place % 4 == 1 and place in of_theirs for place in changed)


def test_both_nodes_give_the_same_bundle(tmp_path: Path) -> None:
    with drill(tmp_path) as made:
        trusts = [
            TrustStore.from_bundle(build_bundle(node.registry), pin=made.world.pin) for node in made.nodes
        ]
        assert trusts[0].seen == trusts[1].seen
