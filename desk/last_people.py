"""Newest people list of each association, in a file beside the database.

The file outlives the database: an old copy that is put back must not revive a person who was removed.

{"did:web:cq.huren.example":{"digest":"<64 hex>","version":3}}
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from credentials.record import Digest, JsonObject, Model, Version
from registry.database.whole_files import write_file
from registry.log.last_heads import load_beside
from registry.registry import Registry
from signing.jcs import canonicalize


class LastList(Model):
    """The newest people list that counted here."""

    digest: Digest
    version: Version


class _LastLists(Model):
    lists: Annotated[dict[str, LastList], Field(max_length=1024)]


def people_path(heads: Path) -> Path:
    """Return the path of the file: `registry.db.heads.people`."""
    return heads.with_name(heads.name + ".people")


def load_last(registry: Registry) -> Mapping[str, LastList]:
    """Return the newest list by association; none without a file. RegistryError heads-damaged."""
    return load_lists(registry.heads) if registry.remembers_heads else {}


def load_lists(heads: Path) -> Mapping[str, LastList]:
    """Return the newest list by association, beside the file of last heads. RegistryError heads-damaged."""
    lists = load_beside(people_path(heads), "lists", _LastLists)
    return lists.lists if lists is not None else {}


def save_last(registry: Registry, issuer: str, digest: str, version: int) -> None:
    """Remember a list as the newest; on disk when this returns.

    Called in a write transaction, so that no other process writes the file meanwhile.
    """
    lists = {**load_last(registry), issuer: LastList(digest=digest, version=version)}
    value: JsonObject = {name: last.model_dump(mode="json") for name, last in lists.items()}
    write_file(people_path(registry.heads), canonicalize(value), durable=True)
