"""What this registry holds that tells of a record: for `beside` of verifier.verify_record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from credentials.kinds import kind_of_record, parse_any
from credentials.record import Record
from registry.admission.rules.conferences import find_halves
from registry.database.tables import LISTING, RECORD
from registry.lookup.conferences.resolutions import adopting_halves
from registry.view.part_records import is_whole
from registry.view.view import RegistryView
from verifier.trust.beside import NOTHING_BESIDE, Beside
from verifier.trust.parts import TECHNOLOGIES

_LISTINGS = (
    select(RECORD.c.data)
    .join(LISTING, LISTING.c.digest == RECORD.c.digest)
    .where(LISTING.c.technology == bindparam("technology"))
    .order_by(LISTING.c.issuer, LISTING.c.sequence)
)


def find_beside(
    view: RegistryView, record: Record[Any], heard: Mapping[str, datetime] | None = None
) -> Beside:
    """Of a technology, its listings; of a listing, the technology, if it is here, and all its listings.

    Of a half of a resolution, all halves of its number; of what one may adopt, each party's.
    Heard is whose newest manifest names no part of technologies, or one that is here as it was named; it may
    be known already.
    """
    checks = kind_of_record(record).checks
    if "complete" in checks:
        return Beside([*find_halves(view, record)])
    if "adopted" in checks:
        return Beside(_find_adopting(view, record.digest))
    if "listing" in checks:
        found = find_listings(view, record.digest)
    elif "refers" in checks:
        technology = view.data(record.body.technology)
        about = [parse_any(technology)] if technology is not None else []
        found = [*about, *find_listings(view, record.body.technology)]
    else:
        return NOTHING_BESIDE
    return Beside(found, _find_heard(view) if heard is None else heard)


def find_beside_each(view: RegistryView, records: Iterable[Record[Any]]) -> list[Beside]:
    """Of each: who was heard is the same for all."""
    heard = _find_heard(view)
    return [find_beside(view, record, heard) for record in records]


def _find_adopting(view: RegistryView, digest: str) -> list[Record[Any]]:
    adopting = view.connection.execute(adopting_halves(view.load_trust(), digest))
    return [parse_any(row.data) for row in adopting]


def _find_heard(view: RegistryView) -> dict[str, datetime]:
    heard = {}
    for issuer in view.load_trust().parties:
        manifest = view.newest_manifest(issuer)
        if manifest is not None and is_whole(view, manifest, TECHNOLOGIES):
            heard[issuer] = manifest.created
    return heard


def find_listings(view: RegistryView, technology: str) -> list[Record[Any]]:
    """What associations said of the technology with this digest, each by itself in order."""
    found = view.connection.scalars(_LISTINGS, {"technology": technology})
    return [parse_any(data) for data in found]
