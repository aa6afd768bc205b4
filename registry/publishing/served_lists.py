"""Status lists that are served, and are the base of the next ones: of a publication that is known good.

A publication key alone makes lists and a manifest that names them: what it says of events is not believed for
that. Known good is what this registry's own publishing folded, and what another node published and was worked
out again from the events here (registry.publishing.status_lists).
"""

from sqlalchemy import delete, select

from credentials.documents.manifest import Manifest
from credentials.documents.status_list import StatusList
from credentials.kinds import parse_any, parse_manifest
from credentials.record import Record
from registry.database.bulk import insert_rows
from registry.database.tables import SETTING
from registry.view.view import RegistryView

CHOICES = "status-lists"
"""The name of the setting: a line for each association, with the digest of the manifest."""


def choose_publication(view: RegistryView, manifest: Record[Manifest]) -> None:
    """From now on the lists that this manifest names are served."""
    chosen = {**read_choices(view), manifest.body.issuer: manifest.digest}
    value = "\n".join(f"{issuer} {digest}" for issuer, digest in sorted(chosen.items()))
    view.connection.execute(delete(SETTING).where(SETTING.c.name == CHOICES))
    insert_rows(view.connection, SETTING, [(CHOICES, value)])


def find_chosen(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """The manifest whose lists are served, while nobody else has its key."""
    digest = read_choices(view).get(issuer)
    data = view.data(digest) if digest is not None else None
    manifest = parse_manifest(data) if data is not None else None
    # lists by a stolen publication key would un-revoke for every third-party verifier
    return manifest if manifest is not None and view.is_sound(manifest) else None


def served_status_lists(view: RegistryView, issuer: str) -> dict[str, Record[StatusList]]:
    """The association's status lists that are served, by address."""
    manifest = find_chosen(view, issuer)
    return lists_of(view, manifest) if manifest is not None else {}


def lists_of(view: RegistryView, manifest: Record[Manifest]) -> dict[str, Record[StatusList]]:
    """The status lists that a manifest names and that are here, by address."""
    parts = (part for part in manifest.body.credential_subject.parts if part.kind == "status-list")
    found = ((part.id, view.data(part.digest)) for part in parts)
    lists = {address: parse_any(data) for address, data in found if data is not None}
    return {
        address: record
        for address, record in lists.items()
        if isinstance(record.body, StatusList)
        and (record.body.id, record.body.issuer) == (address, manifest.body.issuer)
    }


def read_choices(view: RegistryView) -> dict[str, str]:
    """By association the digest of the manifest whose lists are served."""
    value = view.connection.scalar(select(SETTING.c.value).where(SETTING.c.name == CHOICES)) or ""
    lines = (line.partition(" ") for line in value.split("\n") if line)
    return {issuer: digest for issuer, _, digest in lines}
