"""The registry in the folder `--data`, opened for one command."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signing.json_profile import MAX_RECORD_BYTES
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.configuration import data_folder, database_url
from terminal.workspace.files import load_bytes

if TYPE_CHECKING:
    from credentials.documents.agreement import AgreementText
    from credentials.documents.assessment import Assessment
    from credentials.record import Record
    from registry import Registry
    from verifier import TrustStore

DATABASE = "registry.db"
HEADS = "registry.heads"
"""The last signed log heads of a registry on PostgreSQL."""
DEMO_MARK = "DEMO.txt"
"""A folder with this file holds demo data, in which the example keys are allowed."""
SAMPLES = "samples"
"""The folder of a demo's samples."""


def has_registry(data: Path | None) -> bool:
    """Whether `open_registry` would find one."""
    return database_url() is not None or (data_folder(data) / DATABASE).exists()


def samples_of(folder: Path) -> Path | None:
    """Where a demo keeps its samples; None for any other folder."""
    return folder / SAMPLES if (folder / DEMO_MARK).exists() else None


@contextmanager
def open_registry(data: Path | None, *, create: bool = False) -> "Iterator[Registry]":
    """The registry of this machine (terminal.workspace.configuration), for one command; see `open_at`."""
    with open_at(data_folder(data), database_url(), create=create) as registry:
        yield registry


@contextmanager
def open_at(
    folder: Path,
    url: str | None,
    *,
    create: bool = False,
    held: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> "Iterator[Registry]":
    """The registry in the folder; CommandError no-registry unless `create`, RegistryError for a bad database.

    With a `url` the records are in that database and the folder holds what stays on this machine. `held` is
    entered while others may not write.
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
        refused_keys=EXAMPLE_PUBLIC_KEYS,
        held=held,
    ) as registry:
        yield registry


def needed_text(registry: "Registry", data: Path | None, now: datetime) -> "AgreementText":
    """The agreement in force, else the last one; CommandError no-agreement."""
    text = registry.text(now)
    if text is None:
        raise CommandError("no-agreement", path=plain(str(data_folder(data))))
    return text


def needed_credential(registry: "Registry", reference: str) -> "Record[Assessment]":
    """The credential in a file, else the one of the registry with this number, id or digest.

    Raises CommandError not-found, other-kind, file-…; RecordError for a file that is no credential.
    """
    from credentials.kinds import parse_credential

    if os.path.isfile(reference):
        return parse_credential(load_bytes(reference, limit=MAX_RECORD_BYTES))
    return held_credential(registry, reference)


def held_credential(registry: "Registry", reference: str) -> "Record[Assessment]":
    """The credential of the registry with this number, id or digest; CommandError not-found, other-kind."""
    from registry.lookup.lookup import find_credential, find_held

    record = find_credential(registry, reference)
    if record is not None:
        return record
    other = find_held(registry, reference)
    if other is not None:
        raise CommandError("other-kind", title=plain(other.body.title), found=other.body.KIND)
    raise CommandError("not-found", reference=plain(reference[:80]))


def needed_record(registry: "Registry", reference: str) -> "Record[Any]":
    """Like `needed_credential`, a record of any kind that is judged."""
    from credentials.kinds import max_judged_bytes, parse_judged
    from registry.lookup.lookup import find_credential, find_held

    if os.path.isfile(reference):
        return parse_judged(load_bytes(reference, limit=max_judged_bytes()))
    record = find_held(registry, reference) or find_credential(registry, reference)
    if record is None:
        raise CommandError("not-found", reference=plain(reference[:80]))
    return record


def full_trust(registry: "Registry", data: Path | None) -> "TrustStore":
    """Everything an officer would believe of this registry's data; CommandError no-agreement."""
    from registry.publishing.publish import build_bundle
    from verifier import TrustStore

    pin = registry.read_pin()
    if pin is None or registry.chain() is None:
        raise CommandError("no-agreement", path=plain(str(data_folder(data))))
    return TrustStore.from_bundle(build_bundle(registry), pin=pin)


def choose_issuer(
    registry: "Registry", typed: str | None, option: str, data: Path | None, now: datetime
) -> str:
    """The association typed, else the only one with keys here.

    Raises CommandError: issuer-ambiguous, option-value, no-agreement.
    """
    text = needed_text(registry, data, now)
    parties = [party.id for party in text.parties]
    if typed is not None:
        if typed not in parties:
            known = ", ".join(parties)
            how, how_zh = f"Use one of the parties: {known}.", f"可用成员：{known}。"
            raise CommandError("option-value", text=plain(typed), option=option, how=how, how_zh=how_zh)
        return typed
    own = [did for did in parties if registry.methods(did, "assessment", now)]
    if len(own) != 1:
        raise CommandError("issuer-ambiguous", issuers=own or parties, option=option)
    return own[0]
