"""A world whose association commits to certificate numbers, and the proofs an honest register gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.world import World, digest_of
from verifier import TrustStore
from verifier.numbers.commitment import NUMBERS_PART, build_numbers
from verifier.numbers.number_proof import NumberTree

SCHEME = "cq-facility-operation"
COVERAGE = [(SCHEME, date(2026, 2, 1))]


@dataclass(frozen=True)
class Committed:
    """Publications: number tree, document, and trust data whose manifest names the document by digest."""

    world: World
    tree: NumberTree
    document: bytes
    trust: TrustStore

    def prove(self, number: str) -> bytes:
        """Return the honest proof."""
        return self.tree.prove(number, self.world.cq.did, self.document)

    def forge(self, number: str, **members: Any) -> bytes:
        """Return the honest proof with members replaced."""
        value: Any = parse_json(self.prove(number))
        return canonicalize({**value, **members})


def commit(
    leaves: Iterable[bytes],
    world: World | None = None,
    coverage: Iterable[tuple[str, date]] = COVERAGE,
    root: bytes | None = None,
) -> Committed:
    """Publish a manifest of cq over these entries, or over another `root`; sc commits to nothing."""
    world = world or World()
    tree = NumberTree(leaves)
    document = build_numbers(tree.count, root or tree.root, [*coverage])
    key_list = ("key-list", world.cq.did, digest_of(world.cq.key_lists[-1]))
    named = (NUMBERS_PART, "https://cq.example/parts/numbers.json", sha256(document).hexdigest())
    world.publish_manifest("sc")
    world.publish_manifest("cq", parts=[key_list, named])
    world.publish_manifest("sc")
    trust = TrustStore.from_bundle(world.bundle(), pin=world.pin)
    return Committed(world, tree, document, trust)
