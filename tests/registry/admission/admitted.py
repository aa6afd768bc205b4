"""A registry on either database for tests that admit records of every kind."""

from typing import Any

from signing.jcs import canonicalize
from signing.log.merkle import merkle_root
from tests.world import World, digest_of


def halves_of(world: World, version: int = 0) -> list[bytes]:
    return [canonicalize(half) for half in world.agreements[version]]


def key_list_of(world: World, by: str = "cq", **members: Any) -> bytes:
    return canonicalize(world.publish_key_list(by, **members))


def root_of(*events: bytes) -> str:
    return merkle_root([bytes.fromhex(digest_of(event)) for event in events]).hex()
