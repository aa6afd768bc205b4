"""Heads that peers have shown: if an own log here is shorter, this node is an old copy of itself.

If a node restored from last week's tree went on signing, it would sign a second history. So a head that a
peer shows of an own log is kept in a file beside the database. Until the log here reaches it, this node signs
no head of it, and only trust data enters it. The head of a log with an unknown owner is kept, too: it blocks
signing here; records are still accepted. A checkpoint by a key reported stolen proves nothing.

{"did:web:cq.huren.example":{"note":"<the checkpoint, a signed note>","own":true}}
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from credentials.documents.manifest import Manifest
from credentials.identifiers import log_origin
from credentials.record import JsonObject, Model, Record
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.log.last_heads import Read, load_beside, load_heads
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView
from registry.view.waiting_manifests import find_waiting
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.note import MAX_NOTE_BYTES, parse_note
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed


class ShownHead(Model):
    """Checkpoint that others have seen; `own` if the log is known to be signed here."""

    note: Annotated[str, Field(max_length=MAX_NOTE_BYTES)]
    own: bool


class _ShownHeads(Model):
    heads: Annotated[dict[str, ShownHead], Field(max_length=1024)]


def shown_path(heads: Path) -> Path:
    """Return the path of the file: `registry.db.heads.shown`."""
    return heads.with_name(heads.name + ".shown")


def note_shown(
    view: RegistryView,
    heads: Path,
    issuer: str,
    text: str,
    *,
    own: bool = True,
    trust: TrustStore | None = None,
) -> RegistryError | None:
    """Keep a checkpoint that the log here does not continue; return log-behind for it.

    `own`: the log is known to be signed here; `trust` proves it where no agreement is here yet. Called in a
    write transaction, so that no other process writes the file meanwhile.
    """
    party = (trust or view.load_trust()).party(issuer)
    head = read_shown(party, text)
    error = _find_behind(view, issuer, head)
    if head is None or error is None:
        return None
    shown = load_shown(shown_path(heads))
    before = shown.get(issuer)
    known = read_shown(party, before.note) if before is not None else None
    is_news = known is None or known.size < head.size or _find_behind(view, issuer, known) is None
    new = ShownHead(
        note=text if before is None or is_news else before.note,
        own=own or (before is not None and before.own),
    )
    if new != before:
        members: JsonObject = {
            name: shown_now.model_dump() for name, shown_now in {**shown, issuer: new}.items()
        }
        write_file(shown_path(heads), canonicalize(members), durable=True)
    return error


def check_shown(view: RegistryView, heads: Path, issuer: str) -> None:
    """Check that the log here reaches what others have seen; RegistryError log-behind.

    Before the first head is signed here, the association's newest manifest counts as well: any bundle has the
    manifest, but not the log.
    """
    for error in (_find_behind(view, issuer, head) for head in find_shown(view, heads, issuer)):
        if error is not None:
            raise error


def find_shown(view: RegistryView, heads: Path, issuer: str) -> list[Checkpoint]:
    """Return the known heads of the association's log that others have seen."""
    shown = load_shown(shown_path(heads)).get(issuer)
    last_heads = [read_shown(view.load_trust().party(issuer), shown.note)] if shown is not None else []
    if issuer not in load_heads(heads):
        last_heads += [
            _said(manifest) for manifest in (view.newest_manifest(issuer), find_waiting(view, issuer))
        ]
    return [head for head in last_heads if head is not None]


def _said(manifest: Record[Manifest] | None) -> Checkpoint | None:
    """Return the head that a manifest names; a manifest that waits for its events is signed as well."""
    checkpoint = manifest.body.credential_subject.checkpoint if manifest is not None else None
    if manifest is None or checkpoint is None:
        return None
    return Checkpoint(log_origin(manifest.body.issuer), checkpoint.size, bytes.fromhex(checkpoint.root))


def check_taking(view: RegistryView, heads: Path, issuer: str, *, brought: bool = False) -> None:
    """Refuse records for an own log that is behind: others have seen entries in those places.

    A record from elsewhere (`brought`) is refused only where the log is known to be signed here. Raises
    RegistryError log-behind as `check_shown` does; one or two small files are read.
    """
    shown = load_shown(shown_path(heads)).get(issuer)
    if shown is not None and (not brought or shown.own or issuer in load_heads(heads)):
        check_shown(view, heads, issuer)


def find_behind(heads: Path, read: Read) -> list[RegistryError]:
    """Return log-behind for each own log that others have seen longer than it is here.

    If none is known to be signed here, check each log with a shown head. `read` opens a view of a registry
    that has an agreement.
    """

    def find(view: RegistryView) -> list[RegistryError]:
        differing = []
        shown = load_shown(shown_path(heads))
        own = {*load_heads(heads), *(issuer for issuer, shown_head in shown.items() if shown_head.own)}
        for issuer in sorted(own or {*shown}):
            try:
                check_shown(view, heads, issuer)
            except RegistryError as error:
                if error.code != "log-behind":
                    raise
                differing.append(error)
        return differing

    return read(find)


def _find_behind(view: RegistryView, issuer: str, head: Checkpoint | None) -> RegistryError | None:
    """Return log-behind, or None for a log that another node signs: the next pull completes the copy."""
    log = view.tree(issuer, RECORDS)
    if head is None or log.goes_on_from(head.size, head.root):
        return None
    if log_name(view.connection, issuer) == MIRRORED:
        return None
    return RegistryError("log-behind", issuer=issuer, size=log.size, signed=head.size)


def read_shown(party: PartyTrust | None, text: str) -> Checkpoint | None:
    """Return the checkpoint of a note if a key of the association that is not stolen signed it."""
    if party is None:
        return None
    try:
        note = parse_note(text)
        head = parse_checkpoint(note.text)
    except SigningError:
        return None
    return head if head.origin == log_origin(party.issuer) and is_checkpoint_signed(note, party) else None


def load_shown(path: Path) -> dict[str, ShownHead]:
    """Return the heads that others have seen, by association; RegistryError heads-damaged."""
    shown = load_beside(path, "heads", _ShownHeads)
    return dict(shown.heads) if shown is not None else {}
