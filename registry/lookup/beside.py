"""What this registry holds that tells of a record: for `beside` of verifier.verify_record."""

from typing import Any

from sqlalchemy import bindparam, select

from credentials.kinds import kind_of_record, parse_any
from credentials.record import Record
from registry.database.tables import LISTING, RECORD
from registry.view.view import RegistryView

_LISTINGS = (
    select(RECORD.c.data)
    .join(LISTING, LISTING.c.digest == RECORD.c.digest)
    .where(LISTING.c.technology == bindparam("technology"))
    .order_by(LISTING.c.issuer, LISTING.c.sequence)
)


def find_beside(view: RegistryView, record: Record[Any]) -> list[Record[Any]]:
    """Of a technology, its listings; of a listing, the technology, if it is here, and all its listings."""
    checks = kind_of_record(record).checks
    if "listing" in checks:
        return find_listings(view, record.digest)
    if "refers" not in checks:
        return []
    technology = view.data(record.body.technology)
    about = [parse_any(technology)] if technology is not None else []
    return [*about, *find_listings(view, record.body.technology)]


def find_listings(view: RegistryView, technology: str) -> list[Record[Any]]:
    """What associations said of the technology with this digest, each by itself in order."""
    found = view.connection.scalars(_LISTINGS, {"technology": technology})
    return [parse_any(data) for data in found]
