"""Mutated bundles from a seeded source: parts dropped, doubled, moved, altered, signed anew.

An altered document may be signed again with the key it must be signed by, as a thief of that key would.
"""

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

from credentials.times import format_time, parse_time
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree
from tests.verifier.mutations import mutate_value
from tests.world import World, digest_of

Parts = dict[str, list[Any]]
"""The members of a bundle by the names of `World.bundle`."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")
_NUMBERS = (0, 1, 2, 3, 4, 7, 2**53 - 1)
_WORDS = ("suspend", "reinstate", "revoke", "supersede", "resolved", "complaint", "renewal", "rename")


def parts_of(world: World) -> Parts:
    """Return everything that a world signed; each party's last events may still be loose."""
    parties = world.parties.values()
    counted = {party.name: party.manifests[-1]["credentialSubject"]["events"]["count"] for party in parties}
    return deepcopy(
        {
            "agreements": world.agreements,
            "key_lists": [x for party in parties for x in party.key_lists],
            "manifests": [x for party in parties for x in party.manifests],
            "events": [x for party in parties for x in party.events[: counted[party.name]]],
            "loose": [x for party in parties for x in party.events[counted[party.name] :]],
            "salvage": [x for party in parties for x in party.salvage],
            "checkpoints": [x for party in parties for x in party.checkpoints[-1:]],
        }
    )


class Mutator:
    """Changes parts of bundles of one world."""

    def __init__(self, world: World, source: random.Random) -> None:
        self._world = world
        self._source = source
        self._digests = [*_all_digests(world)]

    def mutate(self, parts: Parts) -> None:
        """Apply one change, in place."""
        ways: list[Callable[[Parts], None]] = [self._rearrange, self._rehouse, self._recount]
        self._source.choice([*ways, self._alter, self._alter, self._alter])(parts)

    def alter(self, document: Any) -> Any:
        """Return the document with one value changed, mostly signed again."""
        changed = deepcopy(document)
        change: Callable[[Any], object] = self._change_leaf if self._source.random() < 0.9 else self._break
        if self._source.random() < 0.2:
            change(changed)
            return changed
        changed.pop("proof", None)
        change(changed)
        return self._sign(changed, document)

    def _sign(self, document: Any, original: Any) -> Any:
        """Sign with the key of the original, as its thief would, or with any other."""
        parties = [*self._world.parties.values(), self._world.stranger]
        method = str(original["proof"]["verificationMethod"]).partition("#")
        use = method[2].partition("-")[0]
        owner = next((one for one in parties if one.did == method[0]), parties[0])
        if self._source.random() < 0.1:
            owner, use = self._source.choice(parties), self._source.choice([*owner.signers])
        created = parse_time(original["proof"]["created"])
        if self._source.random() < 0.2:
            created += timedelta(hours=self._source.choice((-2000, -30, -1, 1, 30)))
        keys = [key for key in owner.keys.values() if f"#{use}-" in key.verification_method]
        document.pop("proof", None)
        return owner.sign(document, use, created, self._source.choice(keys))

    def _alter(self, parts: Parts) -> None:
        name = self._source.choice(
            ("manifests", "manifests", "key_lists", "events", "loose", "salvage", "agreements")
        )
        items = self._source.choice(parts[name]) if name == "agreements" and parts[name] else parts[name]
        if not items:
            return
        place = self._source.choice((len(items) - 1, self._source.randrange(len(items))))
        new = self.alter(items[place])
        if self._source.random() < 0.5:
            items[place] = new
        else:
            items.insert(self._source.randrange(len(items) + 1), new)

    def _rearrange(self, parts: Parts) -> None:
        """Drop, double, move or reverse items."""
        items = parts[self._source.choice([*parts])]
        if not items:
            return
        place, other = (self._source.randrange(len(items)) for _ in range(2))
        match self._source.randrange(5):
            case 0:
                del items[place]
            case 1:
                items.insert(other, deepcopy(items[place]))
            case 2:
                items[place], items[other] = items[other], items[place]
            case 3:
                items.reverse()
            case _:
                del items[place:]

    def _rehouse(self, parts: Parts) -> None:
        """Move an event between the counted and the loose ones."""
        names = ("events", "loose")[:: self._source.choice((1, -1))]
        taken, given = parts[names[0]], parts[names[1]]
        if taken:
            place = self._source.choice((len(taken) - 1, self._source.randrange(len(taken))))
            given.insert(self._source.randrange(len(given) + 1), taken.pop(place))

    def _recount(self, parts: Parts) -> None:
        """Change the count of a manifest or key list, with a root that fits some events or none."""
        name = self._source.choice(("manifests", "manifests", "key_lists"))
        if not parts[name]:
            return
        place = self._source.randrange(len(parts[name]))
        new = deepcopy(parts[name][place])
        body = new["credentialSubject"] if name == "manifests" else new
        own = [
            event for event in parts["events"] if event.get("issuer") in (new.get("issuer"), new.get("id"))
        ]
        count = self._source.randint(0, len(own))
        root = MerkleTree(bytes.fromhex(digest_of(event)) for event in own[:count]).root().hex()
        body["events"] = {"count": count, "root": root}
        if name == "manifests" and self._source.random() < 0.7:
            body["version"] += self._source.choice((-1, 1, 2))
        parts[name].insert(place + self._source.randint(0, 1), self._sign(new, new))

    def _break(self, document: Any) -> None:
        """Apply any edit to the JSON of a document."""
        value = json.loads(mutate_value(canonicalize(document), self._source))
        document.clear()
        document.update(value)

    def _change_leaf(self, document: Any) -> None:
        """Replace one number, digest, time, name or word by another."""
        leaves = [*_leaves(document)]
        kind = self._source.choice(sorted({type_of(holder[name]) for holder, name in leaves}))
        holder, name = self._source.choice([leaf for leaf in leaves if type_of(leaf[0][leaf[1]]) == kind])
        holder[name] = self._other(holder[name])

    def _other(self, value: Any) -> Any:
        match type_of(value):
            case "number":
                return self._source.choice((*_NUMBERS, value + 1, max(value - 1, 0)))
            case "digest":
                return self._source.choice(self._digests)
            case "time":
                shift = self._source.choice((-2000, -25, -1, 1, 25, 2000))
                return format_time(parse_time(value) + timedelta(hours=shift))
            case "did":
                dids = [party.did for party in (*self._world.parties.values(), self._world.stranger)]
                return self._source.choice(dids) + "".join(value.partition("#")[1:])
            case "uuid":
                known = [name for party in self._world.parties.values() for name in party.credentials]
                return self._source.choice(known)
            case _:
                return self._source.choice((*_WORDS, value))


def type_of(value: object) -> str:
    """Return the kind of a leaf, to replace it by another of its kind."""
    if isinstance(value, int):
        return "number"
    if not isinstance(value, str):
        return "other"
    if _DIGEST.fullmatch(value):
        return "digest"
    if _TIME.fullmatch(value):
        return "time"
    return next(
        (name for name, head in (("did", "did:"), ("uuid", "urn:uuid:")) if value.startswith(head)), "word"
    )


def _leaves(value: Any) -> Any:
    for name, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, (dict, list)):
            yield from _leaves(item)
        else:
            yield value, name


def _all_digests(world: World) -> Any:
    for party in world.parties.values():
        documents = [*party.key_lists, *party.manifests, *party.events, *party.salvage]
        yield from map(digest_of, documents)
        tree = MerkleTree(bytes.fromhex(digest_of(event)) for event in party.events)
        yield from (tree.root(size).hex() for size in range(tree.size + 1))
