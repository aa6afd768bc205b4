"""Credentials by what a person types: part of a name, a certificate number or its end, an enterprise's code.

Terms (registry.admission.search_terms) lead to enterprises, in the order of their codes; the enterprises'
credentials are then compared as text. A page costs what it holds: each step starts where the one before
ended.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import exists, func, select, tuple_

from credentials.documents.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from registry.admission.search_terms import fold, number_term, query_terms
from registry.database.tables import CREDENTIAL, RECORD, SAME_RECORD, TERM
from registry.registry import Registry
from registry.view.view import RegistryView

ENTERPRISES = 50
"""Enterprises a step."""
PAGE = 500
_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)
_COUNTED = 1000
"""Beyond so many enterprises a term is common, and it matters no more how common."""
_JOINED = 4
"""So many terms, the rarest, narrow a search: the text decides after them."""


class Place(NamedTuple):
    """Where a credential stands in the order of a search."""

    uscc: str
    issuer: str
    position: int


def is_searchable(text: str) -> bool:
    """Whether `text` is long enough for a name, or has a digit and may be a number."""
    return bool(query_terms(text)) or any(character.isdigit() for character in text)


def matches(record: Record[Assessment], text: str) -> bool:
    """Whether the credential is one that a search for `text` means."""
    subject, wanted = record.body.credential_subject, fold(text)
    names = (fold(subject.legal_name), fold(subject.legal_name_en or ""))
    number = fold(subject.assessment.certificate_number)
    return (
        any(wanted in name for name in names)
        or wanted == fold(subject.unified_social_credit_code)
        or number.endswith(wanted)
    )


def search_credentials(
    registry: Registry, text: str, issuer: str | None = None, *, after: Place | None = None
) -> Iterator[Record[Assessment]]:
    """The credentials that `text` may mean, by enterprise, association and admission; behind `after`.

    Not all of them match: ask `matches`.
    """
    found = registry.read(partial(_find, text=text, from_uscc=after.uscc if after else "", inclusive=True))
    while found:
        yield from _of_enterprises(registry, found, issuer, after)
        found = registry.read(partial(_find, text=text, from_uscc=found[-1], inclusive=False))


def _find(view: RegistryView, text: str, from_uscc: str, *, inclusive: bool) -> list[str]:
    """The next enterprises, by code."""
    found = {*_having(view, [number_term(text)], from_uscc, inclusive=inclusive)}
    terms = query_terms(text)
    if terms:
        found.update(_having(view, _rarest(view, terms), from_uscc, inclusive=inclusive))
    code = text.strip().upper()
    if _CODE.fullmatch(code) and (code > from_uscc or (inclusive and code == from_uscc)):
        found.add(code)
    return sorted(found)[:ENTERPRISES]


def _rarest(view: RegistryView, terms: Sequence[str]) -> list[str]:
    """The terms that fewest enterprises have, the rarest first."""
    counts = {}
    for term in terms:
        some = select(TERM.c.uscc).where(TERM.c.term == term).order_by(TERM.c.uscc).limit(_COUNTED)
        counts[term] = view.connection.scalar(select(func.count()).select_from(some.subquery())) or 0
    return sorted(terms, key=lambda term: counts[term])[:_JOINED]


def _having(view: RegistryView, terms: Sequence[str], from_uscc: str, *, inclusive: bool) -> Sequence[str]:
    """The next enterprises that have all of the terms; the first of them leads."""
    first, *others = terms
    behind = TERM.c.uscc >= from_uscc if inclusive else TERM.c.uscc > from_uscc
    query = select(TERM.c.uscc).where(TERM.c.term == first, behind)
    for term in others:
        other = TERM.alias()
        query = query.where(exists().where(other.c.term == term, other.c.uscc == TERM.c.uscc))
    return view.connection.scalars(query.order_by(TERM.c.uscc).limit(ENTERPRISES)).all()


def _of_enterprises(
    registry: Registry, usccs: Sequence[str], issuer: str | None, after: Place | None
) -> Iterator[Record[Assessment]]:
    place = tuple_(CREDENTIAL.c.uscc, CREDENTIAL.c.issuer, CREDENTIAL.c.position)
    query = (
        select(CREDENTIAL.c.uscc, CREDENTIAL.c.issuer, CREDENTIAL.c.position, RECORD.c.data)
        .join(RECORD, SAME_RECORD)
        .where(CREDENTIAL.c.uscc.in_([*usccs]))
        .order_by(CREDENTIAL.c.uscc, CREDENTIAL.c.issuer, CREDENTIAL.c.position)
        .limit(PAGE)
    )
    if issuer is not None:
        query = query.where(CREDENTIAL.c.issuer == issuer)
    last = after
    while True:
        narrowed = query.where(place > tuple_(*last)) if last is not None else query
        rows = registry.rows(narrowed)
        yield from (parse_credential(row.data) for row in rows)
        if len(rows) < PAGE:
            return
        last = Place(rows[-1].uscc, rows[-1].issuer, rows[-1].position)
