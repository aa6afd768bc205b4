"""Where records are in their association's log, wherever that log is kept."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_

from registry.database.tables import MIRROR, RECORD
from registry.view.trees import MIRRORED, log_name
from registry.view.view import RegistryView


def with_places(
    view: RegistryView, issuer: str, query: Select[Any]
) -> tuple[Select[Any], ColumnElement[int]]:
    """A query for records of the association, of those in its log, and the column with their places in it."""
    if log_name(view.connection, issuer) != MIRRORED:
        return query, RECORD.c.position
    same = and_(MIRROR.c.issuer == issuer, MIRROR.c.digest == RECORD.c.digest)
    return query.join(MIRROR, same), MIRROR.c.position
