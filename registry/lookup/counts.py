"""Counting credentials by the rows kept at admission: the database counts, and reads no record."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

import orjson
from sqlalchemy import bindparam, case, func, select

from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry.admission.record_rows import month_of
from registry.database.tables import CREDENTIAL
from registry.registry import Registry
from registry.view.view import RegistryView

Phase = Literal["not-yet-valid", "active", "expired"]

_ROW = CREDENTIAL.c
_PHASE = case(
    (_ROW.valid_until <= bindparam("moment"), "expired"),
    (_ROW.valid_from > bindparam("moment"), "not-yet-valid"),
    else_="active",
).label("phase")
_EACH = (
    select(_ROW.region, _ROW.scheme, _ROW.category, _ROW.grade, _ROW.month, _PHASE)
    .where(_ROW.issuer == bindparam("issuer"))
    .subquery()
)
_GROUPS = select(*_EACH.c, func.count()).group_by(*_EACH.c)
_TERM = (_ROW.month, _ROW.valid_from, _ROW.valid_until)
_TERMS = select(*_TERM, func.count()).where(_ROW.issuer == bindparam("issuer")).group_by(*_TERM)


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
    counts: Counter[Group] = Counter()
    moment = int(at.timestamp())
    for issuer in issuers:
        for region, scheme, category, *rest, number in registry.fetch(_GROUPS, issuer=issuer, moment=moment):
            counts[Group(issuer, region, scheme, _read_categories(category), *rest)] = number
    return counts


class SignedTerm(NamedTuple):
    """When credentials that are counted together were signed, and their term in seconds since 1970."""

    month: str
    valid_from: int
    valid_until: int


def count_terms(registry: Registry, issuers: Iterable[str]) -> Counter[SignedTerm]:
    """How many credentials of `issuers` have the same term and month of signature."""
    counts: Counter[SignedTerm] = Counter()
    for issuer in issuers:
        for *term, number in registry.fetch(_TERMS, issuer=issuer):
            counts[SignedTerm(*term)] += number
    return counts


@lru_cache(maxsize=4096)
def _read_categories(text: str) -> tuple[str | None, ...]:
    return (*orjson.loads(text),)


def count_enterprises(registry: Registry, issuers: Iterable[str]) -> int:
    """How many enterprises have a credential of `issuers` here, whatever became of it."""
    row = CREDENTIAL.c
    query = select(func.count(row.uscc.distinct())).where(row.issuer.in_([*issuers]))
    number: int = registry.rows(query)[0][0]
    return number


def find_changed(registry: Registry, changed: Mapping[str, Iterable[str]]) -> list[Record[Assessment]]:
    """The credentials of these ids by issuer, those that are here: for what events say of them."""

    def find(view: RegistryView) -> list[Record[Assessment]]:
        found = (view.credential(issuer, one) for issuer, ids in changed.items() for one in ids)
        return [record for record in found if record is not None]

    return registry.read(find)
