"""Registry in a folder, or with its records in a database, and records found by a reference."""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.times import day_of
from signing.json_profile import MAX_RECORD_BYTES
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.files import load_bytes

if TYPE_CHECKING:
    from credentials.documents.assessment import Assessment
    from credentials.record import Record
    from registry import Registry

DATABASE = "registry.db"
HEADS = "registry.heads"
"""Last signed log heads of a registry on PostgreSQL."""
DEMO_MARK = "DEMO.txt"
"""File that marks a folder of demo data, in which the example keys are allowed."""
SAMPLES = "samples"
"""Folder of a demo's samples."""
_CHOICES = 8
"""Most records that a message lists where several have the typed title."""


def samples_of(folder: Path) -> Path | None:
    """Return the folder of a demo's samples; None for a folder that is not a demo's."""
    return folder / SAMPLES if (folder / DEMO_MARK).exists() else None


@contextmanager
def open_at(
    folder: Path,
    url: str | None,
    *,
    create: bool = False,
    write_lock: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> "Iterator[Registry]":
    """Open the registry in the folder; CommandError no-registry unless `create`, RegistryError for a bad one.

    With a `url` the records are in that database, and the folder holds the files that stay on this machine.
    `write_lock` is a context that is entered while others may not write.
    """
    from keys_example.keys import EXAMPLE_PUBLIC_KEYS
    from registry import Registry

    place, heads = (url, folder / HEADS) if url else (folder / DATABASE, None)
    if isinstance(place, Path) and not place.exists():
        if not create:
            raise CommandError("no-registry", path=plain(str(folder)))
        folder.mkdir(parents=True, exist_ok=True)
    demo = (folder / DEMO_MARK).exists()
    with Registry.open(
        place,
        filings=APARTMENTS.get().filings(),
        heads=heads,
        create=create,
        demo=demo,
        refused_keys=EXAMPLE_PUBLIC_KEYS,  # their private halves are public
        write_lock=write_lock,
    ) as registry:
        yield registry


def needed_credential(registry: "Registry", reference: str) -> "Record[Assessment]":
    """Return the credential in a file, else the registry's with this number, id or digest.

    Raises CommandError not-found, other-kind, file-…; RecordError for a file that is no credential.
    """
    from credentials.kinds import parse_credential

    if os.path.isfile(reference):
        return parse_credential(load_bytes(reference, limit=MAX_RECORD_BYTES))
    return held_credential(registry, reference)


def held_credential(registry: "Registry", reference: str) -> "Record[Assessment]":
    """Return the registry's credential with this number, id or digest; CommandError not-found, other-kind."""
    from registry.lookup.lookup import find_credential, find_held

    record = find_credential(registry, reference)
    if record is not None:
        return record
    other = find_held(registry, reference)
    if other is not None:
        raise CommandError("other-kind", title=plain(other.body.title), found=other.body.KIND)
    raise CommandError("not-found", reference=plain(reference[:80]))


def needed_record(
    registry: "Registry", reference: str, titled: "Collection[str] | None" = None
) -> "Record[Any]":
    """Find a record of any judged kind like `needed_credential`; also find a record of a work by its title or
    number.

    With `titled`, a title or number finds only records of these kinds. Raises CommandError title-ambiguous as
    well.
    """
    from credentials.kinds import kinds_where, max_judged_bytes, parse_judged
    from registry.lookup.lookup import find_credential, find_held

    if os.path.isfile(reference):
        return parse_judged(load_bytes(reference, limit=max_judged_bytes()))
    record = find_held(registry, reference) or find_credential(registry, reference)
    if record is not None:
        return record
    kinds = titled or kinds_where(lambda kind: kind.is_judged and kind.is_work)
    return titled_record(registry, reference, kinds)


def titled_record(
    registry: "Registry", reference: str, kinds: "Collection[str]", issuer: str | None = None
) -> "Record[Any]":
    """Return the only record of these kinds with this title or number; CommandError not-found,
    title-ambiguous."""
    from registry.lookup.titles import find_titled

    records = find_titled(registry, reference, kinds, issuer)
    if not records:
        raise CommandError("not-found", reference=plain(reference[:80]))
    if len(records) > 1:
        choices = [
            plain(f"{record.body.title} ({day_of(record.created)}, {record.digest[:12]}…)")
            for record in records[:_CHOICES]
        ]
        raise CommandError(
            "title-ambiguous",
            reference=plain(reference[:80]),
            choices=[*choices, *(["…"] * (len(records) > _CHOICES))],
        )
    return records[0]
