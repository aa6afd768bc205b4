"""Which records the first entries of a log are, wherever that log is kept."""

from sqlalchemy import Subquery, select

from registry.database.tables import LEAF, MIRROR
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView


def first_entries(view: RegistryView, issuer: str, size: int) -> Subquery:
    """(position, digest) of the first `size` entries of the association's log."""
    if log_name(view.connection, issuer) == MIRRORED:
        row = MIRROR.c
        query = select(row.position, row.digest).where(row.issuer == issuer, row.position < size)
    else:
        row = LEAF.c
        query = select(row.position, row.digest).where(
            row.issuer == issuer, row.tree == RECORDS, row.position < size
        )
    return query.subquery("entry")
