"""Every stolen key, every kind of document, every aim: whether the thief reaches it, and that it ends.

A thief signs any documents of a kind with one stolen key and adds them to the honest bundle. Fresh
verifiers and those with memory are asked during the theft. They are asked again when the key is marked or
the root replaced: fresh, with his documents present, with memory of the theft, after an older bundle.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from credentials.drafting.compose import build_own_method
from credentials.record import EventCount
from signing.jcs import canonicalize
from signing.log.merkle import EMPTY_ROOT
from signing.signer import Ed25519Signer
from tests.parity.retelling import retell
from tests.scenarios.thefts.drill_answers import MAX_VERSION
from tests.world import World, id_of
from tests.world.association import digest_of
from verifier import Outcome, TrustError, TrustStore

pytestmark = pytest.mark.drills

VALID, INVALID = Outcome.VALID, Outcome.INVALID
HOMES = (None, "cq", "sc")
KEYS = ("assessment", "publication", "root", "witness")
"""Chongqing's keys; the witness's is Sichuan's publication key."""
KINDS = ("credential", "event", "key-list", "first-list", "salvage", "manifest", "half", "head")
LISTS = ("key_lists", "manifests", "events", "salvage", "checkpoints")
NONE = EventCount(count=0, root=EMPTY_ROOT.hex())

REACHED: dict[tuple[str, str], set[str]] = {
    ("assessment", "credential"): {"forge", "backdate"},
    ("assessment", "event"): {"freeze", "frame"},
    ("publication", "manifest"): {"freeze", "doubt"},
    ("root", "key-list"): {"freeze", "frame", "hide", "forge"},
    ("root", "first-list"): {"freeze"},
    ("witness", "manifest"): {"freeze", "doubt"},
}
"""While the key is stolen; of all other cells nothing. docs/explanation/threats.md says it in words.

`freeze`, `frame` and `hide` are of the association whose key it is, `-other` of the other at its own home;
`doubt`: who relies on the stolen key as a witness cannot confirm the other's, other than by `unwitnessed`.
"""


class Scene:
    """Chongqing has a good certificate and one that was ended and counted; Sichuan has a good one."""

    def __init__(self) -> None:
        self.world = world = World()
        self.good, self.ended, self.theirs = world.issue(), world.issue(), world.issue(by="sc")
        world.revoke(self.ended)
        world.publish()
        self.honest = {name: self.lists(name) for name in LISTS}
        self.line = world.cq.event_count()
        world.advance(hours=1)

    def lists(self, name: str) -> list[Any]:
        return [one for party in self.world.parties.values() for one in getattr(party, name)]


class Theft:
    """Documents of one kind by one stolen key: `documents` by list, and the `forged` credentials."""

    def __init__(self, key: str, kind: str) -> None:
        scene = Scene()
        world = scene.world
        self.forged: dict[str, list[bytes]] = {"forge": [], "backdate": [], "widen": []}
        owner = world.sc if key == "witness" else world.cq
        signer = owner.signers["publication" if key == "witness" else key]
        halves = len(world.agreements)
        for move in MOVES[kind]:
            move(self, scene, "sc" if key == "witness" else "cq", signer)
        self.documents = {
            name: [one for one in scene.lists(name) if one not in scene.honest[name]] for name in LISTS
        }
        self.halves = world.agreements[halves:]

    def beside(self) -> dict[str, Any]:
        """Return the changes of an honest bundle."""
        added = {
            name: partial(lambda more, held: [*held, *(one for one in more if one not in held)], more)
            for name, more in self.documents.items()
        }
        return {**added, "agreements": lambda held: [*held, *self.halves]}


Move = Callable[[Theft, Scene, str, Ed25519Signer], object]


def credentials(theft: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """Forge credentials of today, of the past, and beyond the association's grants."""
    world = scene.world
    issue = partial(world.issue, by=by, signer=signer)
    theft.forged["forge"].append(issue())
    theft.forged["backdate"].append(issue(created=world.now - timedelta(days=3)))
    theft.forged["widen"].append(issue(region="CN-YN"))
    theft.forged["widen"].append(
        issue(scheme="sc-facility-operation" if by == "cq" else "cq-facility-operation")
    )


def events(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """End good credentials, reinstate ended ones, and occupy future numbers."""
    world = scene.world
    for credential, action, sequence in (
        (scene.good, "revoke", 1), (scene.ended, "reinstate", 2), (scene.good, "suspend", MAX_VERSION),
        (scene.theirs, "revoke", 1), (scene.theirs, "suspend", 7),
    ):  # fmt: skip
        world.event(credential, action, by=by, signer=signer, sequence=sequence)  # type: ignore[arg-type]


def key_lists(theft: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """Forge key lists: own keys and the peer's, the honest key marked, ends voided.

    A branch, a rewritten list.
    """
    world, party = scene.world, scene.world.association(by)
    own = Ed25519Signer.from_seed(b"\7" * 32, f"{party.did}#assessment-2")
    party.methods.append(build_own_method(own, "assessment", world.now))
    theirs = (world.sc if by == "cq" else world.cq).signers["assessment"]
    party.methods.append(build_own_method(theirs, "assessment", world.now))
    party.methods[-1].update(id=f"{party.did}#assessment-3", controller=party.did)
    world.compromise(by, void=[canonicalize(one) for one in party.events])
    world.publish_key_list(by, signer=signer)
    theft.forged["forge"].append(world.issue(by=by, signer=own))
    theft.forged["widen"].append(world.issue(by=by, signer=own, region="CN-YN"))
    honest = party.key_lists[0]
    world.publish_key_list(by, signer=signer, version=2, previous=digest_of(honest), declines=[])
    world.publish_key_list(by, signer=signer, version=3, methods=party.methods[:1])


def first_lists(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """Forge a second version 1, and lists dated years ahead, beyond the end of every certificate."""
    world, party = scene.world, scene.world.association(by)
    world.publish_key_list(by, signer=signer, version=1, previous=None, methods=party.methods[:2])
    now, world.now = world.now, world.now + timedelta(days=1200)
    world.publish_key_list(by, signer=signer, version=2, previous=digest_of(party.key_lists[0]))
    world.now = now


def salvage(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    party = scene.world.association(by)
    scene.world.salvage(by, "assessment-1", void=[canonicalize(one) for one in party.events])
    party.salvage[-1] = party.resign(party.salvage[-1], None, signer=signer)


def manifests(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """Forge manifests that count nothing or too much, or see nothing or too much.

    One has the highest number.
    """
    world = scene.world
    seen = world.seen_of(world.sc if by == "cq" else world.cq)
    loose = {"credential": id_of(scene.good if by == "sc" else scene.theirs), "digest": "ab" * 32}
    lies: list[dict[str, Any]] = [
        {"events": EventCount(count=9, root="ab" * 32)},
        {"seen": []},
        {"seen": [{**seen, "loose": [loose]}]},
        {"key_list_version": MAX_VERSION},
        {"agreement": (MAX_VERSION, "ab" * 32)},
        {"parts": []},
        {"events": NONE, "version": MAX_VERSION},
    ]
    for number, members in enumerate(lies, 50):
        world.publish_manifest(by, signer=signer, **{"version": number, **members})


def halves(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    """Forge a version without the other's grants, signed by the thief alone."""
    world = scene.world
    world.amend(lambda text: text.update(grants=[]), signed_by=[by])
    party = world.association(by)
    world.agreements[-1] = [party.resign(world.agreements[-1][0], None, signer=signer)]
    if signer is party.signers["root"]:  # the stolen root's half of the version in force, dated years ahead
        own = next(half for half in world.agreements[0] if half["issuer"] == party.did)
        document = {name: value for name, value in own.items() if name != "proof"}
        world.agreements.append([party.sign(document, "root", world.now + timedelta(days=3000))])


def heads(_: Theft, scene: Scene, by: str, signer: Ed25519Signer) -> None:
    party = scene.world.association(by)
    party.checkpoints.append(party.checkpoints[-1].replace("\n", "\n9", 1))
    party.log.append(b"\7" * 32)
    held, party.signers["publication"] = party.signers["publication"], signer
    scene.world.publish_manifest(by, signer=signer) if signer is held else None
    party.signers["publication"] = held


MOVES: dict[str, tuple[Move, ...]] = {
    "credential": (credentials,),
    "event": (events,),
    "key-list": (key_lists,),
    "first-list": (first_lists,),
    "salvage": (salvage,),
    "manifest": (manifests,),
    "half": (halves,),
    "head": (heads,),
}


def reached(scene: Scene, theft: Theft, trust: TrustStore, owner: str) -> set[str]:
    """Return the aims that some verifier's answer shows."""
    ask, found = partial(scene.world.verify, trust=trust), set[str]()
    other = "sc" if owner == "cq" else "cq"
    credentials = {"cq": scene.good, "sc": scene.theirs}
    for home in HOMES:
        if ask(scene.ended, home=home).outcome is VALID and home != "cq":
            found.add("hide")
        for whose, name in ((owner, ""), (other, "-other")):
            verdict = ask(credentials[whose], home=home)
            relies = whose == other and home != other
            if verdict.outcome is INVALID:
                found.add(f"frame{name}")
            elif verdict.outcome is not VALID and not (relies and verdict.code == "unwitnessed"):
                found.add("doubt" if relies else f"freeze{name}")
        for aim, forged in theft.forged.items():
            if any(ask(one, home=home).outcome is VALID for one in forged):
                found.add(aim)
    return found


def end(scene: Scene, key: str) -> None:
    """Mark the key, or let all parties agree on another root."""
    world = scene.world
    world.advance(hours=1)
    if key == "root":
        world.amend(new_root="cq")
    else:
        by, use = ("sc", "publication") if key == "witness" else ("cq", key)
        kept = [scene.good, scene.ended] if key == "assessment" else []
        world.compromise(by, f"{use}-1", since=world.now - timedelta(hours=2), keep=kept)
        world.rotate(by, use)
    world.publish()


def check_cell(key: str, kind: str) -> None:
    """Raise AssertionError for an aim that is reached without being documented, or does not end."""
    scene, theft = Scene(), Theft(key, kind)
    world, owner = scene.world, "sc" if key == "witness" else "cq"
    older, memory = world.bundle(), world.trust().seen
    if kind == "half" and key != "root":  # without any half, so that no verifier loads the file
        with pytest.raises(TrustError, match="bad-signature"):
            world.trust(**theft.beside())
        return
    poisoned = [world.trust(seen, **theft.beside()) for seen in (None, memory)]
    while_stolen = set[str]().union(*(reached(scene, theft, trust, owner) for trust in poisoned))
    assert while_stolen <= REACHED.get((key, kind), set()), (key, kind)
    end(scene, key)
    for trust in after(world, theft, poisoned, older):
        assert reached(scene, theft, trust, owner) == set(), (key, kind)


def after(world: World, theft: Theft, poisoned: list[TrustStore], older: bytes) -> Iterator[TrustStore]:
    """Return trust stores: fresh, with his documents.

    Remembering them with and without; after an older bundle.
    """
    yield world.trust()
    yield world.trust(**theft.beside())
    for trust in poisoned:
        yield world.trust(trust.seen)
        yield world.trust(trust.seen, **theft.beside())
        between = TrustStore.from_bundle(older, pin=world.pin, seen=world.trust(trust.seen).seen)
        yield TrustStore.from_bundle(older, pin=world.pin, seen=between.seen)


CELLS = [*product(KEYS, KINDS)]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        pytest.param(*cell, id="-".join(cell), marks=pytest.mark.night if number % 3 else ())
        for number, cell in enumerate(CELLS)
    ],
)
def test_what_a_stolen_key_reaches_is_said_and_ends(key: str, kind: str) -> None:
    check_cell(key, kind)


def test_by_day_each_key_and_each_kind_is_tried() -> None:
    keys, kinds = zip(*CELLS[::3], strict=True)
    assert ({*keys}, {*kinds}) == ({*KEYS}, {*KINDS})


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_says_the_same(tmp_path: Path) -> None:
    retell({f"{key}-{kind}": partial(check_cell, key, kind) for key, kind in CELLS}, tmp_path)
