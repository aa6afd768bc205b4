"""Index of cosignatures: which keys cosigned which of the checkpoints that an association has.

{"kind":"cosignatures","logs":[{"cosigners":[{"key":"sc.huren.example/log+41927d24","sizes":[4,8]}],
"origin":"cq.huren.example/log"}],"type":"huren-part/1"}

The index is a part that its manifest names by digest. The index shows which checkpoints are missing: an
existing checkpoint proves itself, and its root follows from the entries. So a key (as in a C2SP vkey: name
and key id) and sizes are enough. The next index has later cosignatures.
"""

from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import delete, insert, select

from credentials.documents.manifest import PartKind
from credentials.documents.part import PART_TYPE
from credentials.identifiers import log_origin
from credentials.record import Items, JsonObject, Model, Version, parse_document, read_body
from registry.database.portions import stream
from registry.database.tables import CHECKPOINT, COSIGNATURES
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from signing.log.note import COSIGNATURE_V1, ED25519, hash_key
from verifier.trust.trust_store import TrustStore

COSIGNATURES_PART: PartKind = "cosignatures"
MAX_INDEX_BYTES = 16 * 1024 * 1024
MAX_SIZES = 100_000
"""Most checkpoints that an index names for one key and log: the newest ones."""
# C2SP signed-note: a signature begins with a key id of 4 bytes, within 8 characters of base64
_ID_TEXT, _ID_BYTES = 8, 4

Named = Mapping[str, Mapping[int, frozenset[str]]]
"""Keys that cosigned, by origin and size."""


class CosignerSizes(Model):
    """Checkpoints of one log that one key cosigned, by their sizes."""

    key: Annotated[str, Field(pattern=r"^[^+\s]{1,250}\+[0-9a-f]{8}$")]
    sizes: Annotated[Items[Version], Field(min_length=1, max_length=MAX_SIZES)]


class CosignedLog(Model):
    """Cosigners of one log."""

    origin: Annotated[str, Field(min_length=1, max_length=250)]
    cosigners: Annotated[Items[CosignerSizes], Field(min_length=1, max_length=1024)]


class CosignatureIndex(Model):
    """Content of the file."""

    type: Literal["huren-part/1"]
    kind: Literal["cosignatures"]
    logs: Annotated[Items[CosignedLog], Field(min_length=1, max_length=64)]


def parse_index(data: bytes) -> Named:
    """Parse an index of at most 16 MiB; RecordError otherwise."""
    hashes: dict[str, dict[int, set[str]]] = {}
    for log in read_body(parse_document(data, MAX_INDEX_BYTES), CosignatureIndex).logs:
        sizes = hashes.setdefault(log.origin, {})
        for cosigner in log.cosigners:
            for size in cosigner.sizes:
                sizes.setdefault(size, set()).add(cosigner.key)
    return {
        origin: {size: frozenset(keys) for size, keys in sizes.items()} for origin, sizes in hashes.items()
    }


def make_index(view: RegistryView) -> bytes | None:
    """Make the index of all checkpoints whose entries are here; None where nobody has cosigned any."""
    logs: list[JsonObject] = []
    for issuer in view.load_trust().parties:
        sizes: dict[str, list[int]] = {}
        for size, keys in held_cosignatures(view, issuer):
            for key in keys:
                sizes.setdefault(key, []).append(size)
        cosigners: list[JsonObject] = [
            {"key": key, "sizes": [*sizes[key][-MAX_SIZES:]]} for key in sorted(sizes)
        ]
        if cosigners:
            logs.append({"origin": log_origin(issuer), "cosigners": [*cosigners]})
    logs.sort(key=lambda log: str(log["origin"]))
    return canonicalize({"type": PART_TYPE, "kind": COSIGNATURES_PART, "logs": [*logs]}) if logs else None


def held_cosignatures(view: RegistryView, issuer: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield (size, keys) of each checkpoint of a log that others have cosigned, smallest first."""
    row, origin, known = CHECKPOINT.c, log_origin(issuer), known_keys(view.load_trust())
    query = select(row.size, row.note).where(row.issuer == issuer).order_by(row.size)
    for size, note in stream(view.connection, query):
        keys = cosigners_of(keep_known(note, origin, known), origin)
        if keys:
            yield size, keys


def known_keys(trust: TrustStore) -> frozenset[str]:
    """Return the keys whose lines under checkpoints count, including those reported stolen.

    Key lists of a stolen root are forgotten once it is replaced; then lines by their keys no longer count.
    """
    return frozenset(
        f"{origin}+{hash_key(origin, key, algorithm).hex()}"
        for origin, party in ((log_origin(issuer), party) for issuer, party in trust.parties.items())
        for key in party.publication_keys(compromised=True)
        for algorithm in (ED25519, COSIGNATURE_V1)
    )


def keep_known(note: str, origin: str, known: Collection[str]) -> str:
    """Return a stored checkpoint with the lines of known keys; without any if the owner's line is missing."""
    text, _, lines = note.rpartition("\n\n")
    kept = [line for line in lines.splitlines(keepends=True) if _key_of(line) in known]
    signed = any(_key_of(line).startswith(f"{origin}+") for line in kept)
    return f"{text}\n\n{''.join(kept) if signed else ''}"


def newest_note(view: RegistryView, issuer: str) -> str | None:
    """Return the newest head of a log whose entries are here, with the lines of known keys."""
    head = view.newest_checkpoint(issuer)
    if head is None:
        return None
    return keep_known(head.note, log_origin(issuer), known_keys(view.load_trust()))


def cosigners_of(note: str, origin: str) -> frozenset[str]:
    """Return the keys that signed a stored checkpoint, except its owner's.

    Parsing the note again would take most of the time of a publication.
    """
    keys = map(_key_of, note.rpartition("\n\n")[2].splitlines())
    return frozenset(key for key in keys if not key.startswith(f"{origin}+"))


def _key_of(line: str) -> str:
    _, name, value = line.split(" ")
    return f"{name}+{b64decode(value[:_ID_TEXT])[:_ID_BYTES].hex()}"


def count_known(named: Named, trust: TrustStore) -> Named:
    """Keep the keys of an index that count now: a signed index may name keys that were forgotten since."""
    known = known_keys(trust)
    return {
        origin: {size: keys & known for size, keys in sizes.items() if keys & known}
        for origin, sizes in named.items()
    }


def find_lacking(view: RegistryView, named: Named) -> Iterator[tuple[str, int]]:
    """Yield (association, size) of each named checkpoint that lacks a cosignature here."""
    counted = count_known(named, view.load_trust())
    for issuer in view.load_trust().parties:
        sizes = counted.get(log_origin(issuer), {})
        known = dict(held_cosignatures(view, issuer)) if sizes else {}
        yield from (
            (issuer, size) for size in sorted(sizes) if not sizes[size] <= known.get(size, frozenset())
        )


def read_index(view: RegistryView, issuer: str) -> bytes | None:
    """Return the index that the association's newest manifest names, if it is here."""
    manifest = view.newest_manifest(issuer)
    query = select(COSIGNATURES.c.data).where(COSIGNATURES.c.issuer == issuer)
    data: bytes | None = view.connection.scalar(query)
    if manifest is None or data is None:
        return None
    digest = sha256(data).hexdigest()
    parts = manifest.body.credential_subject.parts
    return data if any((part.kind, part.digest) == (COSIGNATURES_PART, digest) for part in parts) else None


def store_index(view: RegistryView, issuer: str, data: bytes) -> None:
    """Store the association's index in place of the one before."""
    view.connection.execute(delete(COSIGNATURES).where(COSIGNATURES.c.issuer == issuer))
    view.connection.execute(insert(COSIGNATURES), {"issuer": issuer, "data": data})
