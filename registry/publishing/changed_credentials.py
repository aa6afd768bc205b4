"""Credentials whose pages must be made again: what came since, and what time has changed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, EVENT, LEAF, RECORD, SAME_PLACE
from registry.view.trees import RECORDS, count_leaves
from registry.view.view import RegistryView

_BY_ID = narrow(
    select(CREDENTIAL.c.id, RECORD.c.digest)
    .join(RECORD, SAME_PLACE)
    .where(CREDENTIAL.c.issuer == bindparam("issuer")),
    CREDENTIAL.c.id,
)


class Changed(NamedTuple):
    """An association's credentials that changed, by digest; `others` if other records came or changed."""

    size: int
    """The number of its records here now: where the next look begins."""
    digests: set[str]
    others: bool


def find_changed(view: RegistryView, issuer: str, size: int, since: datetime, now: datetime) -> Changed:
    """Return what changed after the first `size` of the association's records, and between two moments."""
    new = (LEAF.c.issuer == issuer, LEAF.c.tree == RECORDS, LEAF.c.position >= size)
    came = view.connection.execute(
        select(RECORD.c.digest, RECORD.c.kind, EVENT.c.credential)
        .join(LEAF, LEAF.c.digest == RECORD.c.digest)
        .outerjoin(EVENT, EVENT.c.digest == RECORD.c.digest)
        .where(*new)
    ).all()
    digests = {row.digest for row in came if row.kind in ASSESSMENTS}
    touched = {row.credential for row in came if row.credential is not None}
    touched.update(view.connection.scalars(_acting(issuer, since, now)))
    known = {row.id: row.digest for row in select_in(view.connection, _BY_ID, sorted(touched), issuer=issuer)}
    digests.update(known.values(), view.connection.scalars(_beginning(issuer, since, now)))
    others = any(row.kind not in (*ASSESSMENTS, StatusEvent.KIND) for row in came) or bool(
        touched - known.keys()
    )
    return Changed(count_leaves(view.connection, issuer, RECORDS), digests, others)


class Ends(NamedTuple):
    """The number of an association's credentials, and the next change of those that time changes soon."""

    total: int
    next: dict[str, int]
    """By digest, in seconds."""


def find_ends(view: RegistryView, issuer: str, now: datetime, until: datetime) -> Ends:
    """Return the first change, signed already, of each credential that has one after `now` up to `until`."""
    mine = CREDENTIAL.c.issuer == issuer
    terms = select(RECORD.c.digest).join(CREDENTIAL, SAME_PLACE).where(mine)
    same = and_(EVENT.c.issuer == CREDENTIAL.c.issuer, EVENT.c.credential == CREDENTIAL.c.id)
    events = terms.join(EVENT, same)
    changes: dict[str, int] = {}
    for query, moment in (
        *((terms, column) for column in (CREDENTIAL.c.valid_from, CREDENTIAL.c.valid_until)),
        *((events, column) for column in (EVENT.c.since, EVENT.c.until)),
    ):
        found = query.add_columns(moment).where(_between(moment, now, until))
        for digest, change in view.connection.execute(found):
            changes[digest] = min(change, changes.get(digest, change))
    total = view.connection.scalar(select(func.count()).select_from(CREDENTIAL).where(mine))
    return Ends(total or 0, changes)


def list_digests(view: RegistryView, issuer: str, first: int, end: int) -> list[str]:
    """Return the association's credentials among its records from `first` to before `end`."""
    place = CREDENTIAL.c.position
    query = select(RECORD.c.digest).join(CREDENTIAL, SAME_PLACE)
    query = query.where(CREDENTIAL.c.issuer == issuer, place >= first, place < end)
    return [*view.connection.scalars(query)]


def _acting(issuer: str, since: datetime, now: datetime) -> Select[tuple[str]]:
    """Select the credentials of which an event began or ended to act between two moments."""
    return select(EVENT.c.credential).where(
        EVENT.c.issuer == issuer,
        or_(*(_between(moment, since, now) for moment in (EVENT.c.since, EVENT.c.until))),
    )


def _beginning(issuer: str, since: datetime, now: datetime) -> Select[tuple[str]]:
    """Select the digests of the credentials whose term began or ended between two moments."""
    ends = CREDENTIAL.c.valid_from, CREDENTIAL.c.valid_until
    query = select(RECORD.c.digest).join(CREDENTIAL, SAME_PLACE).where(CREDENTIAL.c.issuer == issuer)
    return query.where(or_(*(_between(moment, since, now) for moment in ends)))


def _between(moment: ColumnElement[Any], since: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(moment > int(since.timestamp()), moment <= int(now.timestamp()))
