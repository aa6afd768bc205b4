"""Proof that an association signed two things that cannot both be: a file that anybody can check.

{"type": "huren-conflict/1", "issuer": …, "checkpoints": [note, note], "hashes": [base64, …]}
{"type": "huren-conflict/1", "issuer": …, "records": [document, document]}

Of the checkpoints the first has as many entries or fewer. `hashes` lead from its size to the root of the
second (`fold_consistency`), and give another root for the first; none where both have one size.
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
"""Of one association and kind: one proves as much as a thousand."""
_HASH = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class _Conflict(Model):
    type: Literal["huren-conflict/1"]
    issuer: Did
    checkpoints: Maybe[Annotated[list[Annotated[str, Field(max_length=MAX_NOTE_BYTES)]],
                                 Field(min_length=2, max_length=2)]] = None  # fmt: skip
    hashes: Maybe[Annotated[list[_HASH], Field(max_length=128)]] = None
    records: Maybe[Annotated[list[dict[str, Any]], Field(min_length=2, max_length=2)]] = None


class Conflict(NamedTuple):
    """A proof file: whose signatures, LOG or RECORD_ID, and the bytes."""

    issuer: str
    kind: str
    data: bytes

    @property
    def digest(self) -> str:
        """What it is stored under."""
        return sha256(self.data).hexdigest()

    @property
    def path(self) -> str:
        """Its file, beside the last heads."""
        return f"{FOLDER}/{self.kind}-{self.digest[:16]}.json"


def log_conflict(issuer: str, older: str, newer: str, hashes: Sequence[bytes]) -> Conflict:
    """Two checkpoints of one log, by its own keys alone; `hashes` are none where they have one size."""
    older, newer = (_alone(text, issuer) for text in (older, newer))
    lines = [b64encode(one).decode() for one in hashes]
    value: JsonObject = {
        "type": CONFLICT_TYPE, "issuer": issuer, "checkpoints": [older, newer], "hashes": [*lines],
    }  # fmt: skip
    return Conflict(issuer, LOG, canonicalize(value))


def _alone(text: str, issuer: str) -> str:
    note = parse_note(text)
    own = tuple(line for line in note.signatures if line.name == log_origin(issuer))
    return format_note(Note(note.text, own))


def record_conflict(issuer: str, held: bytes, other: bytes) -> Conflict:
    """Two records of which an association may have signed one."""
    documents = [parse_document(data, MAX_CONFLICT_BYTES) for data in (held, other)]
    value: JsonObject = {"type": CONFLICT_TYPE, "issuer": issuer, "records": [*documents]}
    return Conflict(issuer, RECORD_ID, canonicalize(value))


def check_conflict(data: bytes, trust: TrustStore) -> str | None:
    """The association that these bytes prove to have signed both; None where they prove nothing."""
    found = read_conflict(data, trust)
    return found.issuer if found is not None else None


def read_conflict(data: bytes, trust: TrustStore) -> Conflict | None:
    """What these bytes prove; None where that is nothing.

    Keys that are said to be in other hands prove nothing of their association. Never raises.
    """
    try:
        found = read_body(parse_document(data, MAX_CONFLICT_BYTES), _Conflict)
        party = trust.party(found.issuer)
        if party is None:
            return None
        if found.records is not None:
            proven = _are_two_records(found.records, party)
        else:
            proven = _are_two_histories(found.checkpoints or [], found.hashes or [], party)
    except HurenError:
        return None
    kind = RECORD_ID if found.records is not None else LOG
    return Conflict(found.issuer, kind, data) if proven else None


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
    """Whether an association may have signed only one of them; status lists have one id and any number."""
    kind = first.body.KIND
    if kind != second.body.KIND:
        return False
    if kind == "manifest":
        one, other = (record.body.credential_subject for record in (first, second))
        return one.order == other.order or _is_rolled_back(first, second, party)
    if kind == "key-list":  # of a replaced root there may be others
        root = first.proof.verification_method == second.proof.verification_method
        return root and bool(first.body.version == second.body.version)
    return kind != "status-list" and bool(first.body.id == second.body.id)


def _is_rolled_back(first: Record[Manifest], second: Record[Manifest], party: PartyTrust) -> bool:
    """Whether the later of two manifests has fewer status events or log entries."""
    ranked = [(find_rank(record, party.lists_by_version), record) for record in (first, second)]
    if None in (ranks := [rank for rank, _ in ranked]) or ranks[0] == ranks[1]:
        return False
    (_, earlier), (_, later) = sorted(ranked, key=lambda pair: pair[0] or ())
    return goes_back(later, earlier) is not None


def find_rivals(view: RegistryView, issuer: str, record: Record[Any]) -> list[bytes]:
    """What is here by its name: manifests and key lists have a number, all else an id.

    Of manifests the newest, too: it may count more status events than one that is later.
    """
    if record.body.KIND == "manifest":
        order = record.body.credential_subject.order
        rows = takewhile(lambda one: one.body.credential_subject.order >= order, view.manifests(issuer))
        beside = view.newest_manifest(issuer), find_waiting(view, issuer)
        return [one.data for one in (*rows, *beside) if one is not None]
    if record.body.KIND == "key-list":
        party = view.load_trust().party(issuer)
        one = party.lists_by_version.get(record.body.version) if party is not None else None
        return [one.data] if one is not None else []
    digest = view.names(issuer, [record.body.id]).get(record.body.id)
    held = view.data(digest) if digest is not None else None
    return [held] if held is not None else []


def keep_conflict(view: RegistryView, conflict: Conflict, *, now: datetime) -> bool:
    """Stores it, unless it is here or there are MOST of its kind; whether it is new."""
    if not is_new(view, conflict):
        return False
    stored = {"digest": conflict.digest, "issuer": conflict.issuer, "kind": conflict.kind,
              "found": int(now.timestamp()), "data": conflict.data}  # fmt: skip
    view.connection.execute(insert(CONFLICT), stored)
    return True


def is_new(view: RegistryView, conflict: Conflict) -> bool:
    """Whether it would be stored."""
    row = CONFLICT.c
    query = select(row.digest).where(row.issuer == conflict.issuer, row.kind == conflict.kind)
    held = view.connection.scalars(query.order_by(row.digest).limit(MOST)).all()
    return len(held) < MOST and conflict.digest not in held


def drop_void(registry: Registry, issuer: str) -> None:
    """Where MOST of a kind are held: those go that prove nothing, for their key is said to be stolen."""
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
    """Writes the proof file into `conflicts/` beside the last heads; where it is."""
    path = heads.parent / conflict.path
    write_file(path, conflict.data, durable=True)
    return path


def list_conflicts(view: RegistryView, kind: str | None = None) -> list[Conflict]:
    """Those that prove something by the keys that stand now, the last found first."""
    row = CONFLICT.c
    query = select(row.issuer, row.kind, row.data).order_by(row.found.desc(), row.digest)
    if kind is not None:
        query = query.where(row.kind == kind)
    trust = view.load_trust()
    found = (Conflict(*entry) for entry in view.connection.execute(query))
    return [conflict for conflict in found if check_conflict(conflict.data, trust) is not None]


def is_forked(view: RegistryView, issuer: str) -> bool:
    """Whether the association signed two histories of its log, by keys that nobody says were stolen."""
    return any(conflict.issuer == issuer for conflict in list_conflicts(view, LOG))


def read_checkpoint(text: str | bytes) -> tuple[Note, Checkpoint]:
    """The note and what it says. Raises SigningError."""
    note = parse_note(text)
    return note, parse_checkpoint(note.text)
