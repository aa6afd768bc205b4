"""Status lists that this node serves, the base of the next ones: those of a publication known to be good.

A thief of the publication key can sign lists and a manifest that names them, so a signature is not enough.
Known good are this registry's own publications, and another node's lists that equal those recomputed from the
events here (registry.publishing.status_lists).
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
"""Name of the setting: a line for each association, with the digest of the manifest."""


def choose_publication(view: RegistryView, manifest: Record[Manifest]) -> None:
    """Serve the lists of this manifest from now on."""
    chosen = {**read_choices(view), manifest.body.issuer: manifest.digest}
    value = "\n".join(f"{issuer} {digest}" for issuer, digest in sorted(chosen.items()))
    view.connection.execute(delete(SETTING).where(SETTING.c.name == CHOICES))
    insert_rows(view.connection, SETTING, [(CHOICES, value)])


def find_chosen(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """Return the manifest whose lists are served, unless its key is reported stolen."""
    digest = read_choices(view).get(issuer)
    data = view.data(digest) if digest is not None else None
    manifest = parse_manifest(data) if data is not None else None
    # lists by a stolen publication key could undo revocations for every third-party verifier
    return manifest if manifest is not None and view.is_sound(manifest) else None


def served_status_lists(view: RegistryView, issuer: str) -> dict[str, Record[StatusList]]:
    """Return the association's served status lists, by address."""
    manifest = find_chosen(view, issuer)
    return lists_of(view, manifest) if manifest is not None else {}


def lists_of(view: RegistryView, manifest: Record[Manifest]) -> dict[str, Record[StatusList]]:
    """Return the status lists that a manifest names and that are here, by address."""
    parts = (part for part in manifest.body.credential_subject.parts if part.kind == "status-list")
    parts_data = ((part.id, view.data(part.digest)) for part in parts)
    lists = {address: parse_any(data) for address, data in parts_data if data is not None}
    return {
        address: record
        for address, record in lists.items()
        if isinstance(record.body, StatusList)
        and (record.body.id, record.body.issuer) == (address, manifest.body.issuer)
    }


def read_choices(view: RegistryView) -> dict[str, str]:
    """Return the digest of the manifest whose lists are served, by association."""
    value = view.connection.scalar(select(SETTING.c.value).where(SETTING.c.name == CHOICES)) or ""
    lines = (line.partition(" ") for line in value.split("\n") if line)
    return {issuer: digest for issuer, _, digest in lines}
