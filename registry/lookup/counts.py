"""Counting credentials by the rows kept at admission: the database counts, and reads no record."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import orjson
from sqlalchemy import case, func, select

from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry.admission.record_rows import month_of
from registry.database.tables import CREDENTIAL
from registry.registry import Registry
from registry.view.view import RegistryView

Phase = Literal["not-yet-valid", "active", "expired"]


class Group(NamedTuple):
    """What credentials that are counted together have in common; `month` is that of the signature, +08:00."""

    issuer: str
    region: str
    scheme: str
    categories: tuple[str | None, ...]
    grade: str
    month: str
    phase: Phase

    @classmethod
    def of(cls, record: Record[Assessment], at: datetime) -> "Group":
        """The group a credential belongs to at `at`."""
        body, subject = record.body, record.body.credential_subject
        return cls(
            body.issuer,
            subject.region,
            subject.assessment.scheme,
            subject.assessment.categories,
            subject.assessment.grade,
            month_of(record.created),
            find_phase(body.valid_from, body.valid_until, at),
        )


def find_phase(since: datetime, until: datetime, at: datetime) -> Phase:
    """How a credential stands of which no event says anything."""
    if at >= until:
        return "expired"
    return "not-yet-valid" if at < since else "active"


def count_groups(registry: Registry, issuers: Iterable[str], at: datetime) -> Counter[Group]:
    """How many credentials of `issuers` each group has at `at`."""
    row, moment = CREDENTIAL.c, int(at.timestamp())
    ended, to_come = row.valid_until <= moment, row.valid_from > moment
    phase = case((ended, "expired"), (to_come, "not-yet-valid"), else_="active").label("phase")
    each = select(row.issuer, row.region, row.scheme, row.category, row.grade, row.month, phase)
    of_issuers = each.where(row.issuer.in_([*issuers])).subquery()
    query = select(*of_issuers.c, func.count().label("number")).group_by(*of_issuers.c)
    counts: Counter[Group] = Counter()
    for one in registry.rows(query):
        categories = (*orjson.loads(one.category),)
        group = Group(one.issuer, one.region, one.scheme, categories, one.grade, one.month, one.phase)
        counts[group] = one.number
    return counts


def find_changed(registry: Registry, changed: Mapping[str, Iterable[str]]) -> list[Record[Assessment]]:
    """The credentials of these ids by issuer, those that are here: for what events say of them."""

    def find(view: RegistryView) -> list[Record[Assessment]]:
        found = (view.credential(issuer, one) for issuer, ids in changed.items() for one in ids)
        return [record for record in found if record is not None]

    return registry.read(find)
