"""Enterprises that hold a certificate in force, counted at named log heads: each once, by its code.

    found = count_enterprises(view, heads, at)     # one number a row; they do not add up
    compare_years(at, found, a_year_before)        # as a report signs it

An enterprise with two categories stands in both rows and once in the total of its scheme; one that two
associations assessed stands in both and once in the total of all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, func, select

from credentials.documents.agreement_names import AgreementNames
from credentials.documents.works.report import CountedEnterprises, HeadCounted
from credentials.record import JsonObject
from credentials.times import add_months, format_time
from registry.admission.record_rows import format_categories
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, RECORD, SAME_PLACE, SAME_RECORD
from registry.view.view import RegistryView
from works.statistics.log_records import (
    BY_THEN,
    OWN_OR_MIRRORED,
    PHASE,
    find_phase,
    in_log,
    is_mirrored,
    read_events,
    read_refused_credentials,
    stand,
)

_AT_ONCE = 1000
_ROW = CREDENTIAL.c
_SAID = (_ROW.uscc, _ROW.scheme, _ROW.category, _ROW.grade)
_ACTIVE = select(*_SAID).where(BY_THEN, PHASE == "active")
_NAMED = select(RECORD.c.name, *_SAID).join(CREDENTIAL, SAME_PLACE).where(BY_THEN, PHASE == "active")


class HolderKey(NamedTuple):
    """Key of a row: all, an association, a scheme, or within a scheme a category, a grade or both. An
    empty member means any."""

    issuer: str = ""
    scheme: str = ""
    category: str = ""
    grade: str = ""


EnterpriseCounts = Mapping[HolderKey, int]


def year_before(at: datetime) -> datetime:
    """Return the same moment one year earlier."""
    return add_months(at, -12)


def count_enterprises(view: RegistryView, heads: Sequence[HeadCounted], at: datetime) -> EnterpriseCounts:
    """Count the enterprises with an active credential at `at`, in logs whose heads `count_records` has
    found."""
    numbered: dict[str, int] = {}
    holders: dict[HolderKey, set[int]] = {}
    for head in heads:
        for uscc, scheme, category, grade in _list_active(view, head, int(at.timestamp())):
            # uses numbers instead of codes, because every row brings a new copy of the text
            number = numbered.setdefault(uscc, len(numbered))
            for key in _keys(head.issuer, scheme, category, grade):
                # a set, so that an enterprise with several certificates counts once in a row
                holders.setdefault(key, set()).add(number)
    return {key: len(numbers) for key, numbers in holders.items()}


def compare_years(at: datetime, now: EnterpriseCounts, before: EnterpriseCounts) -> JsonObject:
    """Return the member `enterprises` of a report, its lists in the order of code points."""

    def count(*parts: str) -> JsonObject:
        key = HolderKey(*parts)
        return {"total": now.get(key, 0), "yearBefore": before.get(key, 0)}

    rows: dict[str, dict[str, list[JsonObject]]] = {}
    for key in sorted({*now, *before}):
        if key.scheme:
            listed = rows.setdefault(key.issuer, {}).setdefault(key.scheme, [])
            labels = {name: text for name, text in (("category", key.category), ("grade", key.grade)) if text}
            if labels:
                listed.append({**labels, **count(*key)})
    issuers: Any = [
        {
            "issuer": issuer,
            **count(issuer),
            "schemes": [
                {"scheme": scheme, **count(issuer, scheme), "rows": listed}
                for scheme, listed in schemes.items()
            ],
        }
        for issuer, schemes in rows.items()
    ]
    return {"comparedAt": format_time(year_before(at)), **count(), "issuers": issuers}


class HolderLine(NamedTuple):
    """A number of a report in words; members that its key leaves open are empty."""

    key: HolderKey
    issuer: str
    scheme: str
    category: str
    grade: str
    total: int
    year_before: int

    @property
    def change(self) -> str:
        """Return the change since a year before, with its sign."""
        return (
            f"{self.total - self.year_before:+,}".replace("-", "−") if self.total != self.year_before else "0"
        )


def describe_counts(reported: CountedEnterprises, names: AgreementNames) -> list[HolderLine]:
    """Return the numbers of a report for people, all enterprises first."""
    return [
        HolderLine(
            key,
            names.party(key.issuer) if key.issuer else "",
            names.scheme(key.scheme) if key.scheme else "",
            names.category(key.category) if key.category else "",
            names.grade(key.scheme, key.grade) if key.grade else "",
            total,
            before,
        )
        for key, total, before in list_counts(reported)
    ]


def list_counts(reported: CountedEnterprises) -> Iterator[tuple[HolderKey, int, int]]:
    """Yield every number of a report with the number of one year earlier, in the order of the signed
    report."""
    yield HolderKey(), reported.total, reported.year_before
    for association in reported.issuers:
        yield HolderKey(association.issuer), association.total, association.year_before
        for scheme in association.schemes:
            yield HolderKey(association.issuer, scheme.scheme), scheme.total, scheme.year_before
            for row in scheme.rows:
                key = HolderKey(association.issuer, scheme.scheme, row.category or "", row.grade or "")
                yield key, row.total, row.year_before


def _keys(issuer: str, scheme: str, category: str, grade: str) -> Iterator[HolderKey]:
    yield HolderKey()
    yield HolderKey(issuer)
    yield HolderKey(issuer, scheme)
    yield HolderKey(issuer, scheme, grade=grade)
    for code in orjson.loads(category):
        # a credit assessment has null for its category
        if code is not None:
            yield HolderKey(issuer, scheme, code)
            yield HolderKey(issuer, scheme, code, grade)


def _group(*, mirrored: bool) -> Select[Any]:
    each = in_log(_ACTIVE.join(RECORD, SAME_RECORD), _ROW.position, mirrored=mirrored).subquery()
    return select(*each.c, func.count()).group_by(*each.c)


_GROUPS = [_group(mirrored=mirrored) for mirrored in OWN_OR_MIRRORED]
_CHANGED = [
    narrow(in_log(_NAMED, RECORD.c.position, mirrored=mirrored), RECORD.c.name)
    for mirrored in OWN_OR_MIRRORED
]


def _list_active(view: RegistryView, head: HeadCounted, moment: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, scheme, category and grade of an association's active credentials, equal ones once."""
    parameters = {"issuer": head.issuer, "size": head.size, "moment": moment}
    mirrored, events = is_mirrored(view, head.issuer), read_events(view, head)
    ended = Counter(
        (row.uscc, row.scheme, row.category, row.grade)
        for row in select_in(view.connection, _CHANGED[mirrored], events, **parameters)
        if stand(events[row.name], moment, "active") != "active"
    )
    grouped = view.connection.execute(
        _GROUPS[mirrored], parameters, execution_options={"yield_per": _AT_ONCE}
    )
    with grouped as rows:
        for uscc, scheme, category, grade, number in rows:
            facets = (uscc, scheme, category, grade)
            # one credential of the group that has not ended is enough
            if number > ended[facets]:
                yield facets
    for record in read_refused_credentials(view, head, moment):
        body, subject = record.body, record.body.credential_subject
        if stand(events.get(body.id, ()), moment, find_phase(body, moment)) == "active":
            assessment = subject.assessment
            category = format_categories(assessment.categories)
            yield subject.unified_social_credit_code, assessment.scheme, category, assessment.grade
