"""Parts: records beside the bundle, under the digest that their association's newest manifest names."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from credentials.documents.part import MAX_PART_BYTES, parse_part
from credentials.errors import RecordError
from credentials.kinds import KINDS, check_size, find_kind
from credentials.record import JsonObject, Record, read_record
from verifier.errors import TrustError
from verifier.trust.trust_store import TrustStore


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """The records of a part, each once, in the order of the log; each is still to be judged.

    `unknown` are how many are of kinds that this version does not know. `refused` are those that do not
    belong there or cannot be read, by their place, with the reason.
    """

    records: tuple[Record[Any], ...]
    unknown: int
    refused: tuple[tuple[int, RecordError], ...]


def find_issuer(trust: TrustStore, digest: str) -> str | None:
    """The association whose newest manifest names a part by this digest."""
    return next((did for did in trust.parties if _names(trust, did, digest)), None)


def _names(trust: TrustStore, issuer: str, digest: str) -> set[str]:
    """The kinds of parts that the newest manifest of an association names by this digest."""
    party = trust.party(issuer)
    manifest = party.manifest if party is not None else None
    parts = manifest.body.credential_subject.parts if manifest is not None else ()
    return {part.kind for part in parts if part.digest == digest}


def open_part(trust: TrustStore, issuer: str, data: bytes) -> OpenedPart:
    """What is in a part; its records are for verifier.verify_record.

    Read is only what the newest manifest of the association names: its digest is compared first. Raises
    TrustError part-unnamed for any other, which may be older than the bundle, or newer; RecordError too-large
    for more than 256 MiB, and the code of whatever else makes it no part.
    """
    if len(data) > MAX_PART_BYTES:
        raise RecordError("too-large", size=len(data), limit=MAX_PART_BYTES)
    digest = sha256(data).hexdigest()
    named = _names(trust, issuer, digest)
    part = parse_part(data) if named else None
    if part is None or part.kind not in named:
        raise TrustError("part-unnamed", issuer=issuer, digest=digest)
    unknown = 0
    refused: list[tuple[int, RecordError]] = []
    records: dict[str, Record[Any]] = {}
    for place, found in enumerate(_read_all(part.records, part.kind, issuer)):
        if isinstance(found, Record):
            records.setdefault(found.digest, found)
        elif found.code == "kind-unknown":
            unknown += 1
        else:
            refused.append((place, found))
    return OpenedPart((*records.values(),), unknown, (*refused,))


def _read_all(values: tuple[JsonObject, ...], part: str, issuer: str) -> Iterator[Record[Any] | RecordError]:
    for value in values:
        try:
            yield _read(value, part, issuer)
        except RecordError as error:
            yield error


def _read(value: JsonObject, part: str, issuer: str) -> Record[Any]:
    kind = find_kind(value)
    if kind.part != part:
        expected = next((row.name for row in KINDS.values() if row.part == part), "credential")
        raise RecordError("kind-unexpected", "type", found=kind.name, expected=expected)
    record = read_record(value, kind.model)
    check_size(kind, len(record.data))
    if record.body.signer != issuer:
        raise RecordError("member-value", "issuer", expected=issuer)
    return record
