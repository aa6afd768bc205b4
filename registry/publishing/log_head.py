"""Sign a log head, after writing it to disk beside the database."""

from datetime import datetime

from sqlalchemy import delete, insert

from credentials.identifiers import log_origin
from registry.database.tables import CHECKPOINT
from registry.errors import RegistryError
from registry.issuing.issue import check_signer
from registry.log.last_heads import save_head
from registry.log.shown import check_shown
from registry.registry import Registry
from registry.view.trees import MIRRORED, RECORDS, count_leaves, log_name
from registry.view.view import RegistryView
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.note import Note, check_note, format_note, parse_note, sign_note
from signing.multikey import decode_multikey
from signing.signer import Signer


def check_publisher(registry: Registry, issuer: str, signer: Signer, now: datetime) -> bytes:
    """Return the public publication key of an association whose log is kept here.

    Raises RegistryError: unknown-key, weak-key, wrong-use, key-compromised, key-expired, log-mirrored.
    """
    method = check_signer(registry, signer, "publication", now)
    if method.controller != issuer:
        raise RegistryError("unknown-key", "issuer", key=method.id)
    if registry.read(lambda view: log_name(view.connection, issuer)) == MIRRORED:
        raise RegistryError("log-mirrored", "issuer", issuer=issuer)
    return decode_multikey(method.public_key_multibase)


def sign_head(
    registry: Registry, view: RegistryView, issuer: str, signer: Signer, public: bytes
) -> tuple[Checkpoint, str]:
    """Sign the head of the log; return it with its note. `Registry.write` has checked its continuity.

    A head of the same size that this key signed is kept. RegistryError log-behind where others have seen
    more.
    """
    check_shown(view, registry.heads, issuer)
    origin, tree = log_origin(issuer), view.tree(issuer, RECORDS)
    checkpoint = Checkpoint(origin, tree.size, tree.root())
    head = view.newest_checkpoint(issuer)
    if head is not None and head.size == tree.size and check_note(parse_note(head.note), origin, public):
        return checkpoint, head.note
    # written before signing: yesterday's copy of the database must not sign this size again
    save_head(registry.heads, issuer, tree)
    signed = sign_note(format_checkpoint(checkpoint), origin, signer.sign, public)
    note = format_note(_with_cosignatures(signed, head.note if head is not None else None, origin))
    where = (CHECKPOINT.c.issuer == issuer, CHECKPOINT.c.size == tree.size)
    view.connection.execute(delete(CHECKPOINT).where(*where))
    view.connection.execute(insert(CHECKPOINT), {"issuer": issuer, "size": tree.size, "note": note})
    return checkpoint, note


def _with_cosignatures(signed: Note, earlier: str | None, origin: str) -> Note:
    """Keep others' lines under the same text, even if another key of the owner signs it again."""
    before = parse_note(earlier) if earlier is not None else signed
    others = (line for line in before.signatures if line.name != origin and before.text == signed.text)
    return Note(signed.text, (*signed.signatures, *others))


def publish_head(registry: Registry, issuer: str, signer: Signer, *, now: datetime) -> str | None:
    """Sign a checkpoint over new entries; None where there are none. Raises as `check_publisher`."""

    def has_grown(view: RegistryView) -> bool:
        head = view.newest_checkpoint(issuer)
        return count_leaves(view.connection, issuer, RECORDS) > (head.size if head is not None else 0)

    if not registry.read(has_grown):
        return None
    public = check_publisher(registry, issuer, signer, now)
    return registry.write(lambda view: sign_head(registry, view, issuer, signer, public)[1])
