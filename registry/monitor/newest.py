"""Newest state of the logs here; while it is unchanged, a feed has nothing new."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from registry.database.tables import ALERT, CHECKPOINT, LEAF, MIRROR, PEER
from registry.view.trees import RECORDS
from registry.view.view import RegistryView

_ISSUER: BindParameter[str] = bindparam("issuer")
_RAISED = ALERT.c.issuer == _ISSUER
_NEWEST = select(
    select(func.max(LEAF.c.position))
    .where(LEAF.c.issuer == _ISSUER, LEAF.c.tree == RECORDS)
    .scalar_subquery(),
    select(func.max(MIRROR.c.position)).where(MIRROR.c.issuer == _ISSUER).scalar_subquery(),
    select(PEER.c.cuts).where(PEER.c.issuer == _ISSUER).scalar_subquery(),
    select(CHECKPOINT.c.note)
    .where(CHECKPOINT.c.issuer == _ISSUER)
    .order_by(CHECKPOINT.c.size.desc())
    .limit(1)
    .scalar_subquery(),
    *(
        select(row).where(_RAISED).scalar_subquery()
        for row in (
            func.count(),
            func.sum(ALERT.c.times),
            func.max(ALERT.c.ended),
            func.count(ALERT.c.ended),
        )
    ),
)


def find_newest(view: RegistryView, issuers: Iterable[str]) -> list[list[Any]]:
    """Return each association's last record, last mirrored entry, newest head and alerts."""
    return [[*view.connection.execute(_NEWEST, {"issuer": issuer}).one()] for issuer in issuers]
