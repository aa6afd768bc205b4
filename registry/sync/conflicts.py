"""Conflict: a file that proves that an association signed two contradicting things.

{"type": "huren-conflict/1", "issuer": …, "checkpoints": [note, note], "hashes": [base64, …]}
{"type": "huren-conflict/1", "issuer": …, "records": [document, document]}

The first checkpoint has at most as many entries as the second. `hashes` lead from its size to the root of the
second (`fold_consistency`), and give another root for the first; there are none where both have one size.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field
from sqlalchemy import delete, func, insert, select

from credentials.documents.manifest import Manifest
from credentials.identifiers import log_origin
from credentials.kinds import read_any
from credentials.record import Did, JsonObject, Maybe, Model, Record, parse_document, read_body
from registry.database.tables import CONFLICT
from registry.database.whole_files import write_file
from registry.registry import Registry
from registry.view.view import RegistryView
from registry.view.waiting_manifests import find_waiting
from signing.data_integrity import check_signature
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.merkle import fold_consistency
from signing.log.note import MAX_NOTE_BYTES, Note, format_note, parse_note
from verifier.trust.manifests import find_rank, goes_back
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed

CONFLICT_TYPE = "huren-conflict/1"
MAX_CONFLICT_BYTES = 512 * 1024
FOLDER = "conflicts"
LOG, RECORD_ID = "log", "record"
MOST = 64
"""Most proofs of one association and kind: one proves as much as a thousand."""
_HASH = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class _Conflict(Model):
    type: Literal["huren-conflict/1"]
    issuer: Did
    checkpoints: Maybe[Annotated[list[Annotated[str, Field(max_length=MAX_NOTE_BYTES)]],
                                 Field(min_length=2, max_length=2)]] = None  # fmt: skip
    hashes: Maybe[Annotated[list[_HASH], Field(max_length=128)]] = None
    records: Maybe[Annotated[list[dict[str, Any]], Field(min_length=2, max_length=2)]] = None


class Conflict(NamedTuple):
    """Proof file: the association, LOG or RECORD_ID, and the bytes."""

    issuer: str
    kind: str
    data: bytes

    @property
    def digest(self) -> str:
        """Digest under which it is stored."""
        return sha256(self.data).hexdigest()

    @property
    def path(self) -> str:
        """Path of its file, beside the last heads."""
        return f"{FOLDER}/{self.kind}-{self.digest[:16]}.json"


def log_conflict(issuer: str, older: str, newer: str, hashes: Sequence[bytes]) -> Conflict:
    """Make a proof of two checkpoints of one log, signed by its owner alone; no `hashes` for equal sizes."""
    older, newer = (_alone(text, issuer) for text in (older, newer))
    lines = [b64encode(line_hash).decode() for line_hash in hashes]
    value: JsonObject = {
        "type": CONFLICT_TYPE, "issuer": issuer, "checkpoints": [older, newer], "hashes": [*lines],
    }  # fmt: skip
    return Conflict(issuer, LOG, canonicalize(value))


def _alone(text: str, issuer: str) -> str:
    note = parse_note(text)
    own = tuple(line for line in note.signatures if line.name == log_origin(issuer))
    return format_note(Note(note.text, own))


def record_conflict(issuer: str, first: bytes, other: bytes) -> Conflict:
    """Make a proof of two records of which an association may have signed one."""
    documents = [parse_document(data, MAX_CONFLICT_BYTES) for data in (first, other)]
    value: JsonObject = {"type": CONFLICT_TYPE, "issuer": issuer, "records": [*documents]}
    return Conflict(issuer, RECORD_ID, canonicalize(value))


def check_conflict(data: bytes, trust: TrustStore) -> str | None:
    """Return the association that signed both documents, as these bytes prove; None without proof."""
    conflict = read_conflict(data, trust)
    return conflict.issuer if conflict is not None else None


def read_conflict(data: bytes, trust: TrustStore) -> Conflict | None:
    """Return the conflict that these bytes prove; None without proof.

    Keys reported stolen prove nothing about their association. Never raises.
    """
    try:
        conflict = read_body(parse_document(data, MAX_CONFLICT_BYTES), _Conflict)
        party = trust.party(conflict.issuer)
        if party is None:
            return None
        if conflict.records is not None:
            proven = _are_two_records(conflict.records, party)
        else:
            proven = _are_two_histories(conflict.checkpoints or [], conflict.hashes or [], party)
    except HurenError:
        return None
    kind = RECORD_ID if conflict.records is not None else LOG
    return Conflict(conflict.issuer, kind, data) if proven else None


def _are_two_histories(texts: Sequence[str], lines: Sequence[str], party: PartyTrust) -> bool:
    notes = [parse_note(text) for text in texts]
    if len(notes) != 2 or not all(_is_of(note, party) for note in notes):
        return False
    older, newer = (parse_checkpoint(note.text) for note in notes)
    if older.size == newer.size:
        return older.root != newer.root
    roots = fold_consistency(older.size, newer.size, [b64decode(line) for line in lines])
    return roots is not None and roots[1] == newer.root and roots[0] != older.root


def _is_of(note: Note, party: PartyTrust) -> bool:
    return parse_checkpoint(note.text).origin == log_origin(party.issuer) and is_checkpoint_signed(
        note, party
    )


def _are_two_records(documents: Sequence[JsonObject], party: PartyTrust) -> bool:
    records = [read_any(document) for document in documents]
    first, second = records
    keys = [party.key(record.proof.verification_method) for record in records]
    signed = all(
        key is not None and key.stand is None and check_signature(record.value, record.proof, key.public)
        for key, record in zip(keys, records, strict=True)
    )
    own = {record.body.signer for record in records} == {party.issuer}
    return signed and own and first.digest != second.digest and _exclude_each_other(first, second, party)


def _exclude_each_other(first: Record[Any], second: Record[Any], party: PartyTrust) -> bool:
    """Return whether an association may sign only one of both; of one id it may sign many status lists."""
    kind = first.body.KIND
    if kind != second.body.KIND:
        return False
    if kind == "manifest":
        first_subject, other = (record.body.credential_subject for record in (first, second))
        return first_subject.order == other.order or _is_rolled_back(first, second, party)
    if kind == "key-list":  # a replaced root may have signed other lists
        root = first.proof.verification_method == second.proof.verification_method
        return root and bool(first.body.version == second.body.version)
    return kind != "status-list" and bool(first.body.id == second.body.id)


def _is_rolled_back(first: Record[Manifest], second: Record[Manifest], party: PartyTrust) -> bool:
    """Return whether the later of two manifests has fewer status events or log entries."""
    ranked = [(find_rank(record, party.lists_by_version), record) for record in (first, second)]
    if None in (ranks := [rank for rank, _ in ranked]) or ranks[0] == ranks[1]:
        return False
    (_, earlier), (_, later) = sorted(ranked, key=lambda pair: pair[0] or ())
    return goes_back(later, earlier) is not None


def find_rivals(view: RegistryView, issuer: str, record: Record[Any]) -> list[bytes]:
    """Return records here with the same name: by number for manifests and key lists, else by id.

    For a manifest also the newest one, which may count more status events than a later one.
    """
    if record.body.KIND == "manifest":
        order = record.body.credential_subject.order
        rows = takewhile(lambda row: row.body.credential_subject.order >= order, view.manifests(issuer))
        newest = view.newest_manifest(issuer), find_waiting(view, issuer)
        return [manifest.data for manifest in (*rows, *newest) if manifest is not None]
    if record.body.KIND == "key-list":
        party = view.load_trust().party(issuer)
        key_list = party.lists_by_version.get(record.body.version) if party is not None else None
        return [key_list.data] if key_list is not None else []
    digest = view.names(issuer, [record.body.id]).get(record.body.id)
    stored = view.data(digest) if digest is not None else None
    return [stored] if stored is not None else []


def keep_conflict(view: RegistryView, conflict: Conflict, *, now: datetime) -> bool:
    """Store a conflict unless it is here or there are MOST of its kind; return whether it is new."""
    if not is_new(view, conflict):
        return False
    stored = {"digest": conflict.digest, "issuer": conflict.issuer, "kind": conflict.kind,
              "found": int(now.timestamp()), "data": conflict.data}  # fmt: skip
    view.connection.execute(insert(CONFLICT), stored)
    return True


def is_new(view: RegistryView, conflict: Conflict) -> bool:
    """Return whether the conflict would be stored."""
    row = CONFLICT.c
    query = select(row.digest).where(row.issuer == conflict.issuer, row.kind == conflict.kind)
    stored = view.connection.scalars(query.order_by(row.digest).limit(MOST)).all()
    return len(stored) < MOST and conflict.digest not in stored


def drop_void(registry: Registry, issuer: str) -> None:
    """Make room where MOST of a kind are stored: drop those whose key was stolen, which prove nothing."""
    row = CONFLICT.c

    def is_full(view: RegistryView) -> bool:
        query = select(func.count()).where(row.issuer == issuer).group_by(row.kind)
        return max(view.connection.scalars(query), default=0) >= MOST

    def drop(view: RegistryView) -> None:
        trust = view.load_trust()
        rows = view.connection.execute(select(row.digest, row.data).where(row.issuer == issuer)).all()
        void = [digest for digest, data in rows if check_conflict(data, trust) is None]
        view.connection.execute(delete(CONFLICT).where(row.digest.in_(void)))

    if registry.read(is_full):
        registry.write(drop)


def save_conflict(heads: Path, conflict: Conflict) -> Path:
    """Write the proof file into `conflicts/` beside the last heads; return its path."""
    path = heads.parent / conflict.path
    write_file(path, conflict.data, durable=True)
    return path


def list_conflicts(view: RegistryView, kind: str | None = None) -> list[Conflict]:
    """List the conflicts that the present keys prove, newest first."""
    row = CONFLICT.c
    query = select(row.issuer, row.kind, row.data).order_by(row.found.desc(), row.digest)
    if kind is not None:
        query = query.where(row.kind == kind)
    trust = view.load_trust()
    conflicts = (Conflict(*entry) for entry in view.connection.execute(query))
    return [conflict for conflict in conflicts if check_conflict(conflict.data, trust) is not None]


def is_forked(view: RegistryView, issuer: str) -> bool:
    """Return whether the association signed two histories of its log, by keys not reported stolen."""
    return any(conflict.issuer == issuer for conflict in list_conflicts(view, LOG))


def read_checkpoint(text: str | bytes) -> tuple[Note, Checkpoint]:
    """Parse a signed note and its checkpoint. Raises SigningError."""
    note = parse_note(text)
    return note, parse_checkpoint(note.text)
