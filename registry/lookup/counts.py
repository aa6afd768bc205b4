"""Counts of credentials from the counts made at admission (registry.admission.group_rows).

No record is read; rows are read only of credentials that events name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

import orjson
from sqlalchemy import Connection, and_, bindparam, func, select

from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.times import CHINA
from registry.admission.group_rows import month_at
from registry.database.tables import CREDENTIAL, EDGE, EVENT, GROUP, RECORD, SAME_PLACE
from registry.registry import Registry
from registry.view.view import RegistryView

Phase = Literal["not-yet-valid", "active", "expired"]

_GROUP, _EDGE, _ROW, _EVENT = GROUP.c, EDGE.c, CREDENTIAL.c, EVENT.c
_GROUPS = select(*(column for column in _GROUP if column is not _GROUP.issuer)).where(
    _GROUP.issuer == bindparam("issuer")
)
# by month, with exact moments only in the current one: by day there are nearly as many groups as credentials
_EDGES = (
    select(_EDGE.digest, func.sum(_EDGE.beginning), func.sum(_EDGE.ending))
    .where(
        _EDGE.issuer == bindparam("issuer"),
        _EDGE.moment >= bindparam("since"),
        _EDGE.moment <= bindparam("moment"),
    )
    .group_by(_EDGE.digest)
)
_CHANGED = (
    select(
        _ROW.id, _ROW.region, _ROW.scheme, _ROW.category, _ROW.grade, _ROW.created, _ROW.key,
        _ROW.valid_from, _ROW.valid_until,
        _EVENT.digest, _EVENT.sequence, _EVENT.action, _EVENT.since, _EVENT.until, _EVENT.reason,
        _EVENT.created, _EVENT.key,
    )
    .select_from(EVENT)
    .join(RECORD, and_(RECORD.c.issuer == _EVENT.issuer, RECORD.c.name == _EVENT.credential))
    .join(CREDENTIAL, SAME_PLACE)
    .where(_EVENT.issuer == bindparam("issuer"))
    .order_by(_EVENT.credential, _EVENT.sequence)
)  # fmt: skip
_OF_CREDENTIAL = 9
"""Number of columns that belong to the credential; the event's columns follow."""


class Group(NamedTuple):
    """Common facts of credentials counted together; `month` is that of the signature, +08:00."""

    issuer: str
    region: str
    scheme: str
    categories: tuple[str | None, ...]
    grade: str
    month: str
    phase: Phase

    @classmethod
    def of(cls, record: Record[Assessment], at: datetime) -> "Group":
        """Return the group of a credential at `at`."""
        body, subject = record.body, record.body.credential_subject
        return cls(
            body.issuer,
            subject.region,
            subject.assessment.scheme,
            subject.assessment.categories,
            subject.assessment.grade,
            month_at(int(record.created.timestamp())),
            find_phase(*(int(moment.timestamp()) for moment in (body.valid_from, body.valid_until, at))),
        )


def find_phase(since: int, until: int, at: int) -> Phase:
    """Return the phase of a credential without events; times in seconds since 1970."""
    if at >= until:
        return "expired"
    return "not-yet-valid" if at < since else "active"


class SignedTerm(NamedTuple):
    """Months, such as 2026-05, in which credentials counted together were signed, begin and end."""

    month: str
    begins: str
    ends: str


class FiledEvent(NamedTuple):
    """Row of a status event (registry.database.tables); times in seconds since 1970."""

    digest: str
    sequence: int
    action: str
    since: int
    until: int | None
    reason: str
    created: int
    key: str


class ChangedCredential(NamedTuple):
    """Row of a credential that events name, with those events in the order of their numbers."""

    issuer: str
    id: str
    region: str
    scheme: str
    category: str
    grade: str
    created: int
    key: str
    valid_from: int
    valid_until: int
    events: tuple[FiledEvent, ...]

    def group_at(self, at: int) -> Group:
        """Return its group at a moment, in seconds."""
        phase = find_phase(self.valid_from, self.valid_until, at)
        group = (self.region, self.scheme, _read_categories(self.category), self.grade)
        return Group(self.issuer, *group, month_at(self.created), phase)


class CountedRows(NamedTuple):
    """Counts of some associations' credentials in one view, and the credentials with events."""

    groups: Counter[Group]
    terms: Counter[SignedTerm]
    changed: list[ChangedCredential]


def count_rows(registry: Registry, issuers: Iterable[str], at: datetime) -> CountedRows:
    """Count the credentials of `issuers` at `at` from the counts made at admission."""

    def count(view: RegistryView) -> CountedRows:
        counted = CountedRows(Counter(), Counter(), [])
        for issuer in issuers:
            _count_groups(view.connection, issuer, int(at.timestamp()), counted)
            rows = view.connection.execute(_CHANGED, {"issuer": issuer})
            for credential, events in groupby(rows, lambda row: tuple(row[:_OF_CREDENTIAL])):
                filed = (*(FiledEvent(*event[_OF_CREDENTIAL:]) for event in events),)
                counted.changed.append(ChangedCredential._make((issuer, *credential, filed)))
        return counted

    return registry.read(count)


def _count_groups(connection: Connection, issuer: str, moment: int, counted: CountedRows) -> None:
    """Add an association's groups: terms of past months by month, those of the running month by edges."""
    running = month_at(moment)
    since = int(datetime.strptime(running, "%Y-%m").replace(tzinfo=CHINA).timestamp())
    within = {"issuer": issuer, "since": since, "moment": moment}
    edges = {digest: (begun, ended) for digest, begun, ended in connection.execute(_EDGES, within)}
    for row in connection.execute(_GROUPS, {"issuer": issuer}):
        digest, region, scheme, category, grade, month, begins, ends, number = row
        begun, ended = edges.get(digest, (0, 0))
        begun = begun if begins == running else number * (begins < running)
        ended = ended if ends == running else number * (ends < running)
        counted.terms[SignedTerm(month, begins, ends)] += number
        group = (issuer, region, scheme, _read_categories(category), grade, month)
        phases: tuple[tuple[Phase, int], ...] = (
            ("not-yet-valid", number - begun),
            ("active", begun - ended),
            ("expired", ended),
        )
        for phase, many in phases:
            if many:
                counted.groups[Group(*group, phase)] += many


@lru_cache(maxsize=4096)
def _read_categories(text: str) -> tuple[str | None, ...]:
    return (*orjson.loads(text),)


def count_enterprises(registry: Registry, issuers: Iterable[str]) -> int:
    """Count the enterprises with a credential of `issuers` here, in force or not."""
    row = CREDENTIAL.c
    query = select(func.count(row.uscc.distinct())).where(row.issuer.in_([*issuers]))
    number: int = registry.rows(query)[0][0]
    return number


def find_changed(registry: Registry, changed: Mapping[str, Iterable[str]]) -> list[Record[Assessment]]:
    """Return the stored credentials with these ids, by issuer."""

    def find(view: RegistryView) -> list[Record[Assessment]]:
        credentials = (
            view.credential(issuer, credential_id) for issuer, ids in changed.items() for credential_id in ids
        )
        return [record for record in credentials if record is not None]

    return registry.read(find)
