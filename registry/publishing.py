"""Publishing: what the publication key signs, the bundle, and the static tree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from credentials.manifest import Manifest
from credentials.record import Record
from credentials.status_list import StatusList
from registry.registry import Registry
from signing.signer import Signer


@dataclass(frozen=True, slots=True)
class Published:
    """What one publication signed: `status_lists` only those that were signed anew."""

    manifest: Record[Manifest]
    status_lists: tuple[Record[StatusList], ...]
    checkpoint: str


def publish(
    registry: Registry, issuer: str, signer: Signer, *, now: datetime, random: Random
) -> Published:
    """Signs and stores status lists, checkpoint and manifest of one association."""
    raise NotImplementedError


def build_bundle(registry: Registry) -> bytes:
    """The bundle: whole chains and histories, newest manifests and checkpoints. RegistryError no-agreement."""
    raise NotImplementedError


def write_tree(
    registry: Registry, directory: Path, *, progress: Callable[[int], None] | None = None
) -> int:
    """Writes the static tree, the bundle last; how many files were written. `progress` gets that number."""
    raise NotImplementedError
