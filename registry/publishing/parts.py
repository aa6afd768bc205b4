"""Parts: what an association publishes of kinds that verifiers load beside the bundle when they are asked.

A part is made of the log as far as a signed head covers it, so that it is the same bytes whenever it is made.
The part of certificate numbers holds no records (registry.publishing.numbers).
"""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import func, select

from credentials.documents.manifest import Manifest
from credentials.documents.part import digest_part, join_part
from credentials.identifiers import did_web_address
from credentials.kinds import KINDS, kinds_where
from credentials.record import Record
from registry.database.tables import RECORD
from registry.publishing.numbers import make_numbers
from registry.view.log_places import with_places
from registry.view.view import RegistryView
from verifier.numbers.commitment import NUMBERS_PART

_AT_ONCE = 256
"""So many records are read from the database at a time."""
_KEPT = 64


def part_address(issuer: str, part: str) -> str:
    """Where an association publishes a part."""
    return f"{did_web_address(issuer)}/parts/{part}.json"


def join_parts(view: RegistryView, issuer: str, size: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each part that has records among the first `size` entries of the association's log."""
    for part in sorted({kind.part for kind in KINDS.values() if kind.part is not None}):
        records = [*_list_records(view, issuer, part, size)]
        if records:
            yield part, join_part(part, records)
    numbers = make_numbers(view, issuer, size)
    if numbers is not None:
        yield NUMBERS_PART, numbers.document


def _list_records(view: RegistryView, issuer: str, part: str, size: int) -> Iterator[bytes]:
    row = RECORD.c
    query = select(row.data).where(row.issuer == issuer, row.kind.in_(_kinds_in(part)))
    query, place = with_places(view, issuer, query)
    ordered = query.where(place < size).order_by(place).execution_options(yield_per=_AT_ONCE)
    yield from view.connection.scalars(ordered)


def _kinds_in(part: str) -> list[str]:
    return kinds_where(lambda kind: kind.part == part)


def is_whole(view: RegistryView, manifest: Record[Manifest], part: str) -> bool:
    """Whether the records of the part are here as this manifest names it; true where it names none.

    It is found out once for each manifest, and again when more of these records have come.
    """
    subject, issuer = manifest.body.credential_subject, manifest.body.issuer
    named = [one.digest for one in subject.parts if one.kind == part]
    if not named or subject.checkpoint is None:
        return not named
    row = RECORD.c
    here = select(func.count()).where(row.issuer == issuer, row.kind.in_(_kinds_in(part)))
    key = manifest.digest, part, view.connection.scalar(here)
    known = view.memory.whole_parts
    if key not in known:
        digest = digest_part(part, _list_records(view, issuer, part, subject.checkpoint.size))
        if len(known) >= _KEPT:
            known.clear()
        known[key] = digest in named
    return known[key]


def find_parts(view: RegistryView, issuer: str) -> dict[str, bytes]:
    """The parts that the association's newest manifest names, by name; no others are published."""
    manifest = view.newest_manifest(issuer)
    subject = manifest.body.credential_subject if manifest is not None else None
    if subject is None or subject.checkpoint is None:
        return {}
    named = {(part.kind, part.digest) for part in subject.parts}
    parts = join_parts(view, issuer, subject.checkpoint.size)
    return {name: data for name, data in parts if (name, sha256(data).hexdigest()) in named}
