"""Rows of the desk's tables as documents: plans with what they name, statements, people lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.people import PeopleDocument, parse_people
from credentials.documents.desk.plan import PlanDocument, parse_plan
from credentials.documents.desk.statement import SignedStatement, parse_statement
from credentials.record import JsonObject, Record
from credentials.times import CHINA
from credentials.unsigned import Unsigned
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.tables import DOCUMENT, EXPORT, PEOPLE, PLAN, STATEMENT
from registry.database.bulk import insert_rows
from registry.database.portions import narrow, select_in
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from verifier.desk.plan import STOCK

_DOCUMENTS = narrow(
    select(DOCUMENT.c.plan, DOCUMENT.c.data).order_by(DOCUMENT.c.plan, DOCUMENT.c.place), DOCUMENT.c.plan
)
_STATEMENTS = narrow(
    select(STATEMENT.c.plan, STATEMENT.c.data).order_by(STATEMENT.c.digest), STATEMENT.c.plan
)
_EXPORTS = narrow(select(EXPORT.c.plan, EXPORT.c.at).order_by(EXPORT.c.at), EXPORT.c.plan)
_PLANS = narrow(select(PLAN.c.digest, PLAN.c.data), PLAN.c.digest)
_ARRIVED = narrow(select(PLAN.c.digest, PLAN.c.received), PLAN.c.digest)
_NAMING = narrow(select(DOCUMENT.c.plan), DOCUMENT.c.digest)


def seconds(moment: datetime) -> int:
    """Return a moment as the tables have it."""
    return int(moment.timestamp())


def moment(value: int) -> datetime:
    """Return a moment of the tables."""
    return datetime.fromtimestamp(value, CHINA)


def digest_of(document: JsonObject) -> str:
    """Return the digest by which a plan names an unsigned document."""
    return sha256(canonicalize(document)).hexdigest()


def load_people(desk: DeskView) -> list[Record[PeopleDocument]]:
    """Return every people list of the association that is here, by version."""
    if not desk.is_kept:
        return []
    query = select(PEOPLE.c.data).where(PEOPLE.c.issuer == desk.issuer)
    rows = desk.view.connection.scalars(query.order_by(PEOPLE.c.version, PEOPLE.c.digest))
    return [parse_people(data) for data in rows]


def load_received(desk: DeskView) -> Mapping[str, datetime]:
    """Return when each people list came here, by digest."""
    if not desk.is_kept:
        return {}
    query = select(PEOPLE.c.digest, PEOPLE.c.received).where(PEOPLE.c.issuer == desk.issuer)
    return {row.digest: moment(row.received) for row in desk.view.connection.execute(query)}


def load_plans(desk: DeskView, digests: Iterable[str]) -> list[StatedPlan]:
    """Return the plans with these digests that are here, with their documents and statements."""
    if not desk.is_kept:
        return []
    connection, wanted = desk.view.connection, [*dict.fromkeys(digests)]
    plans: dict[str, Unsigned[PlanDocument]] = {
        row.digest: parse_plan(row.data) for row in select_in(connection, _PLANS, wanted)
    }
    documents = _group(select_in(connection, _DOCUMENTS, [*plans]))
    statements = _group(select_in(connection, _STATEMENTS, [*plans]))
    return [
        StatedPlan(
            plans[digest],
            [_parse(data) for data in documents.get(digest, ())],
            [parse_statement(data) for data in statements.get(digest, ())],
        )
        for digest in wanted
        if digest in plans
    ]


def find_deciding(desk: DeskView, lists: Sequence[Record[PeopleDocument]]) -> list[StatedPlan]:
    """Return the plans on these people lists."""
    if not desk.is_kept:
        return []
    digests = [digest_of(record.unsigned) for record in lists]
    return load_plans(desk, sorted({row.plan for row in select_in(desk.view.connection, _NAMING, digests)}))


def load_exports(desk: DeskView, digests: Sequence[str]) -> Mapping[str, datetime]:
    """Return the last export of each plan that was exported."""
    if not desk.is_kept:
        return {}
    return {row.plan: moment(row.at) for row in select_in(desk.view.connection, _EXPORTS, digests)}


def load_arrivals(desk: DeskView, digests: Sequence[str]) -> Mapping[str, datetime]:
    """Return when each plan came here; one that the desk makes comes as it is made."""
    if not desk.is_kept:
        return {}
    return {row.digest: moment(row.received) for row in select_in(desk.view.connection, _ARRIVED, digests)}


def find_recent(desk: DeskView, since: datetime) -> list[str]:
    """Return the digests of the plans that expire from a moment on, or enter an opening stock."""
    if not desk.is_kept:
        return []
    recent = or_(PLAN.c.expires >= seconds(since), PLAN.c.notice == STOCK)
    query = select(PLAN.c.digest).where(PLAN.c.issuer == desk.issuer, recent)
    return [*desk.view.connection.scalars(query.order_by(PLAN.c.created, PLAN.c.digest))]


def find_under(desk: DeskView, notice: str) -> list[str]:
    """Return the digests of the plans under the notice whose first version has this digest."""
    if not desk.is_kept:
        return []
    query = select(PLAN.c.digest).where(PLAN.c.issuer == desk.issuer, PLAN.c.notice == notice)
    return [*desk.view.connection.scalars(query.order_by(PLAN.c.created, PLAN.c.digest))]


def find_digest(desk: DeskView, beginning: str) -> str:
    """Return the digest of the plan that begins so; DeskError plan-unknown for none or several."""
    if desk.is_kept:
        query = select(PLAN.c.digest).where(PLAN.c.issuer == desk.issuer, PLAN.c.digest.startswith(beginning))
        digests = [*desk.view.connection.scalars(query)]
        # nothing typed would name the only plan there is
        if len(digests) == 1 and beginning:
            return str(digests[0])
    raise DeskError("plan-unknown", plan=beginning[:64])


def is_plan_here(desk: DeskView, digest: str) -> bool:
    """Return whether a plan is kept."""
    return desk.is_kept and bool([*select_in(desk.view.connection, _PLANS, [digest])])


def store_plan(
    desk: DeskView, plan: Unsigned[PlanDocument], documents: Sequence[JsonObject], now: datetime
) -> None:
    """Store a plan with its documents; one that is here stays as it is."""
    connection, body = desk.view.connection, plan.body
    if is_plan_here(desk, plan.digest):
        return
    row = (
        plan.digest,
        desk.issuer,
        seconds(body.created),
        seconds(body.expires),
        body.previous,
        body.notice,
        seconds(now),
        plan.data,
    )
    insert_rows(connection, PLAN, [row])
    insert_rows(
        connection,
        DOCUMENT,
        [
            (plan.digest, place, digest, canonicalize(document))
            for place, (digest, document) in enumerate(zip(body.documents, documents, strict=True))
        ],
    )


def store_statement(desk: DeskView, statement: SignedStatement, now: datetime) -> None:
    """Store a statement with its proof; one that is here stays as it is."""
    connection, body = desk.view.connection, statement.body
    data = canonicalize(statement.whole)
    digest = sha256(data).hexdigest()
    if connection.scalar(select(STATEMENT.c.digest).where(STATEMENT.c.digest == digest)) is None:
        row = (
            digest,
            statement.digest,
            desk.issuer,
            body.plan,
            body.by,
            seconds(body.at),
            seconds(now),
            data,
        )
        insert_rows(connection, STATEMENT, [row])


def _group(rows: Iterable[Any]) -> dict[str, list[bytes]]:
    groups: dict[str, list[bytes]] = {}
    for name, data in rows:
        groups.setdefault(name, []).append(data)
    return groups


def _parse(data: bytes) -> JsonObject:
    value: Any = parse_json(data)
    return {**value}
