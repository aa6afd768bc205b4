"""A registry filled with what a world has signed, through the front door."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from registry import Registry, RegistryError
from signing.jcs import canonicalize
from tests.world import World


def documents_of(world: World) -> list[bytes]:
    """Everything the parties signed, in an order in which it can be admitted; checkpoints left out."""
    value: dict[str, Any] = json.loads(world.bundle())
    parties = world.parties.values()
    parts: Iterable[Any] = [
        *(half for halves in value["agreements"] for half in halves),
        *value["salvage"],
        *value["keyLists"],
        *(credential for party in parties for credential in party.credentials.values()),
        *value["events"],
        *value["manifests"],
    ]
    return [canonicalize(part) for part in parts]


def open_registry(path: Path | str, world: World, *, heads: Path | None = None) -> Registry:
    """A new registry at `path` with all of `world` in it; AssertionError names what was refused."""
    registry = Registry.open(path, heads=heads, demo=True)
    fill(registry, world)
    return registry


def fill(registry: Registry, world: World) -> None:
    """Admits what `world` has signed since."""
    registry.set_pin(world.pin)
    refused = [
        x for x in registry.admit_many(documents_of(world), now=world.now) if isinstance(x, RegistryError)
    ]
    assert refused == [], refused
