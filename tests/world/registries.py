"""A registry that has admitted everything a world signed."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from registry import Registry, RegistryError
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS
from tests.world import World

Documents = tuple[bytes, ...]


def documents_of(world: World) -> list[bytes]:
    """Return all documents of the parties in an admissible order, without checkpoints."""
    value: dict[str, Any] = json.loads(world.bundle())
    parties = world.parties.values()
    parts: Iterable[Any] = [
        *(credential for party in parties for credential in party.credentials.values()),
        *value["events"],
        *value["manifests"],
    ]
    return [*trust_of(world), *map(canonicalize, parts)]


def trust_of(world: World) -> Documents:
    """Return the agreements, salvage and key lists of a world."""
    parties = world.parties.values()
    halves = [half for version in world.agreements for half in version]
    salvage = [record for party in parties for record in party.salvage]
    lists = [record for party in parties for record in party.key_lists]
    return tuple(canonicalize(document) for document in (*halves, *salvage, *lists))


def open_registry(path: Path | str, world: World, *, heads: Path | None = None) -> Registry:
    """Return a new registry at `path` with all of `world`; AssertionError names refused records."""
    if isinstance(path, Path) and not path.exists():
        path.write_bytes(file_of(world.pin, world.now, trust_of(world), tuple(documents_of(world))))
        return Registry.open(path, heads=heads, demo=True, filings=FILINGS)
    registry = Registry.open(path, heads=heads, demo=True, filings=FILINGS)
    fill(registry, world)
    return registry


@lru_cache(64)
def file_of(pin: str, now: datetime, trust: Documents, documents: Documents = ()) -> bytes:
    """Return the SQLite file of a registry with a world's trust, then with its other documents."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "registry.db"
        if documents:
            path.write_bytes(file_of(pin, now, trust))
        with Registry.open(path, demo=True, filings=FILINGS) as registry:
            _admit(registry, pin, now, documents or trust)
        return path.read_bytes()


def fill(registry: Registry, world: World) -> None:
    """Admit the world's new records."""
    _admit(registry, world.pin, world.now, documents_of(world))


def _admit(registry: Registry, pin: str, now: datetime, documents: Iterable[bytes]) -> None:
    registry.set_pin(pin)
    refused = [x for x in registry.admit_many(documents, now=now) if isinstance(x, RegistryError)]
    assert refused == [], refused
