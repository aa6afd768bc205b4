"""A log kept here that others have seen further than it goes here: this node is an old copy of itself.

Whoever is restored from last week's tree and signs on signs a second history. What a peer shows of an own log
is therefore kept in a file beside the database, until the log here goes as far; nothing is signed meanwhile.
A checkpoint of a key that is said to be stolen shows nothing.

{"did:web:cq.huren.example":"<the checkpoint, a signed note>"}
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from credentials.errors import RecordError
from credentials.record import Model, parse_document, read_body
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.log.last_heads import load_heads
from registry.registry import Registry
from registry.sync.heads import SignedHead, read_head
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from signing.log.note import MAX_NOTE_BYTES

_MAX_BYTES = 1024 * 1024


class _Shown(Model):
    notes: Annotated[dict[str, Annotated[str, Field(max_length=MAX_NOTE_BYTES)]], Field(max_length=16)]


def shown_path(heads: Path) -> Path:
    """Where it is: `registry.db.heads.shown`."""
    return heads.with_name(heads.name + ".shown")


def note_shown(view: RegistryView, heads: Path, found: SignedHead) -> RegistryError | None:
    """Keeps a checkpoint of an own log that is not its beginning here; log-behind says so.

    Called in a write transaction, so that no other process writes the file meanwhile.
    """
    error = _find_behind(view, found)
    if error is None:
        return None
    notes = _load(heads)
    held = notes.get(found.issuer)
    known = _read(held, found.issuer, view) if held is not None else None
    if known is None or known.head.size < found.head.size or _find_behind(view, known) is None:
        write_file(shown_path(heads), canonicalize({**notes, found.issuer: found.text}), durable=True)
    return error


def check_shown(view: RegistryView, heads: Path, issuer: str) -> None:
    """The log here goes as far as others have seen and its newest manifest says; RegistryError log-behind.

    A manifest comes with any bundle, its log does not.
    """
    note, log = _load(heads).get(issuer), view.tree(issuer, RECORDS)
    found = _read(note, issuer, view) if note is not None else None
    error = _find_behind(view, found) if found is not None else None
    manifest = view.newest_manifest(issuer)
    said = manifest.body.credential_subject.checkpoint if manifest is not None else None
    if (
        error is None
        and said is not None
        and (said.size > log.size or log.root(said.size).hex() != said.root)
    ):
        error = RegistryError("log-behind", issuer=issuer, size=log.size, signed=said.size)
    if error is not None:
        raise error


def find_behind(registry: Registry) -> list[RegistryError]:
    """Each own log that others have seen further than it goes here: log-behind."""

    def find(view: RegistryView) -> list[RegistryError]:
        found = []
        for issuer in sorted(load_heads(registry.heads)):
            try:
                check_shown(view, registry.heads, issuer)
            except RegistryError as error:
                if error.code != "log-behind":
                    raise
                found.append(error)
        return found

    return registry.read(find) if registry.remembers_heads and registry.chain() is not None else []


def _find_behind(view: RegistryView, found: SignedHead) -> RegistryError | None:
    log, head = view.tree(found.issuer, RECORDS), found.head
    if head.size <= log.size and log.root(head.size) == head.root:
        return None
    return RegistryError("log-behind", issuer=found.issuer, size=log.size, signed=head.size)


def _read(note: str, issuer: str, view: RegistryView) -> SignedHead | None:
    try:
        return read_head(note, issuer, view.load_trust())
    except RegistryError:
        return None


def _load(heads: Path) -> dict[str, str]:
    path = shown_path(heads)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RegistryError("heads-damaged", str(path)) from error
    try:
        return dict(read_body({"notes": parse_document(data, _MAX_BYTES)}, _Shown).notes)
    except RecordError:
        raise RegistryError("heads-damaged", str(path)) from None
