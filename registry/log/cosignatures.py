"""The index of cosignatures: which keys have cosigned which checkpoints, as far as an association holds them.

{"kind":"cosignatures","logs":[{"cosigners":[{"key":"sc.huren.example/log+41927d24","sizes":[4,8]}],
"origin":"cq.huren.example/log"}],"type":"huren-part/1"}

It is a part that its manifest names by digest. Only what is gone needs a word: a checkpoint that is there
proves itself, and its root follows from the entries. So a key (as in a C2SP vkey: name and key id) and sizes
are enough. What comes later is in the next index.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
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

COSIGNATURES_PART: PartKind = "cosignatures"
MAX_INDEX_BYTES = 16 * 1024 * 1024
MAX_SIZES = 100_000
"""Checkpoints that an index names of one key and log: the newest."""
_ID_TEXT, _ID_BYTES = 8, 4

Named = Mapping[str, Mapping[int, frozenset[str]]]
"""By origin and size the keys that cosigned."""


class CosignerSizes(Model):
    """The checkpoints that one key cosigned of one log, by their sizes."""

    key: Annotated[str, Field(pattern=r"^[^+\s]{1,250}\+[0-9a-f]{8}$")]
    sizes: Annotated[Items[Version], Field(min_length=1, max_length=MAX_SIZES)]


class CosignedLog(Model):
    """What is held of one log."""

    origin: Annotated[str, Field(min_length=1, max_length=250)]
    cosigners: Annotated[Items[CosignerSizes], Field(min_length=1, max_length=1024)]


class CosignatureIndex(Model):
    """The file."""

    type: Literal["huren-part/1"]
    kind: Literal["cosignatures"]
    logs: Annotated[Items[CosignedLog], Field(min_length=1, max_length=64)]


def parse_index(data: bytes) -> Named:
    """What an index names, of at most 16 MiB; RecordError otherwise."""
    found: dict[str, dict[int, set[str]]] = {}
    for log in read_body(parse_document(data, MAX_INDEX_BYTES), CosignatureIndex).logs:
        sizes = found.setdefault(log.origin, {})
        for cosigner in log.cosigners:
            for size in cosigner.sizes:
                sizes.setdefault(size, set()).add(cosigner.key)
    return {
        origin: {size: frozenset(keys) for size, keys in sizes.items()} for origin, sizes in found.items()
    }


def make_index(view: RegistryView) -> bytes | None:
    """The index of all checkpoints whose entries are here; None where nobody has cosigned any."""
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
    """(size, keys) of each checkpoint of a log that others have cosigned, the smallest first."""
    row, origin = CHECKPOINT.c, log_origin(issuer)
    query = select(row.size, row.note).where(row.issuer == issuer).order_by(row.size)
    for size, note in stream(view.connection, query):
        keys = cosigners_of(note, origin)
        if keys:
            yield size, keys


def cosigners_of(note: str, origin: str) -> frozenset[str]:
    """The keys under a checkpoint that was taken before, its owner's left out.

    It was parsed then; doing so again would take most of the time of a publication.
    """
    found = set()
    for line in note.rpartition("\n\n")[2].splitlines():
        _, name, value = line.split(" ")
        if name != origin:
            found.add(f"{name}+{b64decode(value[:_ID_TEXT])[:_ID_BYTES].hex()}")
    return frozenset(found)


def find_lacking(view: RegistryView, named: Named) -> Iterator[tuple[str, int]]:
    """(association, size) of each checkpoint that an index names, with a cosignature that is not here."""
    for issuer in view.load_trust().parties:
        sizes = named.get(log_origin(issuer), {})
        held = dict(held_cosignatures(view, issuer)) if sizes else {}
        yield from (
            (issuer, size) for size in sorted(sizes) if not sizes[size] <= held.get(size, frozenset())
        )


def read_index(view: RegistryView, issuer: str) -> bytes | None:
    """The index that the association's newest manifest names, if it is here."""
    manifest = view.newest_manifest(issuer)
    query = select(COSIGNATURES.c.data).where(COSIGNATURES.c.issuer == issuer)
    data: bytes | None = view.connection.scalar(query)
    if manifest is None or data is None:
        return None
    digest = sha256(data).hexdigest()
    parts = manifest.body.credential_subject.parts
    return data if any((part.kind, part.digest) == (COSIGNATURES_PART, digest) for part in parts) else None


def store_index(view: RegistryView, issuer: str, data: bytes) -> None:
    """Keeps the association's index in the place of the one before."""
    view.connection.execute(delete(COSIGNATURES).where(COSIGNATURES.c.issuer == issuer))
    view.connection.execute(insert(COSIGNATURES), {"issuer": issuer, "data": data})
