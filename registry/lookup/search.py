"""Search of credentials by typed text (registry.lookup.search_text).

Terms (registry.admission.search_terms) lead to enterprises, in the order of their codes. The enterprises'
credentials are then compared as text. A page's cost depends on its length: each step starts where the last
one ended, and goes through a limited number of enterprises.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select, tuple_

from credentials.documents.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from credentials.words.simplified import fold_for_search
from registry.database.tables import CREDENTIAL, RECORD, SAME_RECORD, TERM
from registry.lookup.search_text import SearchText, Word, runs_of
from registry.registry import Registry
from registry.view.view import RegistryView

ENTERPRISES = 50
"""Most enterprises that a step finds."""
WALK = 2000
"""Most enterprises that a step goes through."""
FOUND_COST, WALK_COST = 10, 100
"""Cost of a step, counted in credentials read: of any step, and of one that went through WALK enterprises."""
PAGE = 500
_COUNTED = 1000
"""Count from which a term is common; larger counts make no difference."""
_WORDS = 6
_TERMS = 8
"""Most words of a text, and most terms of a word, that are counted."""
_JOINED = 4
"""Most terms, rarest first, that narrow a search before the text is compared."""

_COUNT = select(func.count()).select_from(
    select(TERM.c.uscc)
    .where(TERM.c.term == bindparam("term"))
    .order_by(TERM.c.uscc)
    .limit(_COUNTED)
    .subquery()
)
_LAST_OF = (
    select(RECORD.c.data)
    .join(CREDENTIAL, SAME_RECORD)
    .where(CREDENTIAL.c.uscc == bindparam("uscc"))
    .order_by(CREDENTIAL.c.issuer.desc(), CREDENTIAL.c.position.desc())
    .limit(1)
)


class Place(NamedTuple):
    """Place of a credential in the order of a search."""

    uscc: str
    issuer: str
    position: int


class Reached(NamedTuple):
    """Credential reached by a search, whether it fits, and the cost so far, counted in credentials read."""

    record: Record[Assessment]
    fits: bool = True
    cost: int = 1


class _Walk(NamedTuple):
    """Walk through the enterprises that have `term` and one of each of `others`."""

    term: str
    others: tuple[tuple[str, ...], ...]


class _NumberWalk(NamedTuple):
    """Walk through all enterprises by certificate number, for parts of a number that have no term."""

    word: Word


class _Step(NamedTuple):
    """Enterprises found, and the last one looked at; None if there are no more."""

    usccs: list[str]
    upto: str | None
    cost: int


def search_credentials(
    registry: Registry, wanted: SearchText, issuer: str | None = None, *, after: Place | None = None
) -> Iterator[Reached]:
    """Yield credentials by enterprise, association and admission, behind `after`; not all of them fit.

    After a long search without a match, yield the last one looked at, even of another association.
    """
    walks = registry.read(partial(_plan, wanted=wanted))
    start, inclusive = after.uscc if after is not None else "", True
    while walks:
        step = registry.read(partial(_take_step, walks=walks, start=start, inclusive=inclusive))
        cost = step.cost
        for record in _of_enterprises(registry, step.usccs, issuer, after):
            yield Reached(record, wanted.fits(record), 1 + cost)
            cost = 0
        if step.upto is None:
            return
        if cost:
            for (data,) in registry.fetch(_LAST_OF, uscc=step.upto):
                yield Reached(parse_credential(data), fits=False, cost=cost)
        start, inclusive = step.upto, False


def _plan(view: RegistryView, wanted: SearchText) -> list[_Walk | _NumberWalk]:
    """Plan walks, the rarest term first, that together reach every enterprise that may be meant.

    A word that may be part of a number does not narrow the search. If there is no other word, walk through
    the numbers, unless the text is a complete number.
    """
    counts: dict[str, int] = {}

    def count(term: str) -> int:
        if term not in counts:
            counts[term] = view.connection.scalar(_COUNT, {"term": term}) or 0
        return counts[term]

    def rarest(terms: Sequence[str]) -> list[str]:
        return sorted(terms[:: -(-len(terms) // _TERMS)], key=count)

    def live(word: Word) -> list[list[str]]:
        """Return the readings of the word that some enterprise may have."""
        return [terms for terms in map(rarest, word.readings()) if count(terms[0])]

    walks: list[_Walk | _NumberWalk] = []
    for way in wanted.ways:
        loose = [word for word in way if word.is_run and not _is_number(view, word.text)]
        leading = [word for word in way if word.name_terms and word not in loose]
        if loose and not leading:
            walks.append(_NumberWalk(max(loose, key=lambda word: len(word.letters))))
            leading = loose
        words = [live(word) for word in leading][:_WORDS]
        if words and all(words):
            lead, *others = sorted(words, key=lambda readings: sum(count(terms[0]) for terms in readings))
            pairs = [tuple(terms[0] for terms in readings) for readings in others]
            for first, *more in lead:
                walks.append(_Walk(first, (*((term,) for term in more), *pairs)[: _JOINED - 1]))
    return [*dict.fromkeys(walks)]


def _is_number(view: RegistryView, text: str) -> bool:
    """Return whether a credential has this certificate number, in these letters or in capitals."""
    return any(view.issuers_of(number) for number in (text, text.upper()))


def _take_step(
    view: RegistryView, walks: Sequence[_Walk | _NumberWalk], start: str, *, inclusive: bool
) -> _Step:
    """Return the next enterprises, as far as all walks have come."""
    usccs: set[str] = set()
    ends: list[str] = []
    cost = FOUND_COST
    for walk in walks:
        if isinstance(walk, _NumberWalk):
            enterprises, upto = _walk_numbers(view, walk.word, start, inclusive=inclusive)
            usccs.update(enterprises)
            if upto is not None:
                ends.append(upto)
                cost = WALK_COST
            continue
        behind = TERM.c.uscc >= start if inclusive else TERM.c.uscc > start
        way = select(TERM.c.uscc).where(TERM.c.term == walk.term, behind).order_by(TERM.c.uscc).limit(WALK)
        way_taken = way.subquery()
        query = select(way_taken.c.uscc)
        for terms in walk.others:
            other = TERM.alias()
            query = query.where(exists().where(other.c.term.in_(terms), other.c.uscc == way_taken.c.uscc))
        some = view.connection.scalars(query.order_by(way_taken.c.uscc).limit(ENTERPRISES)).all()
        usccs.update(some)
        if len(some) == ENTERPRISES:
            ends.append(some[-1])
            continue
        length, last = view.connection.execute(
            select(func.count(), func.max(way_taken.c.uscc)).select_from(way_taken)
        ).one()
        if length == WALK:
            ends.append(last)
            cost = WALK_COST
    # only up to the place that every walk has reached: beyond it a walk may have more enterprises
    end = min(ends, default=None)
    return _Step(sorted(uscc for uscc in usccs if end is None or uscc <= end), end, cost)


def _walk_numbers(
    view: RegistryView, word: Word, start: str, *, inclusive: bool
) -> tuple[set[str], str | None]:
    """Return the enterprises that may have such a number, and the last one looked at; None at the end."""
    row = CREDENTIAL.c
    behind = row.uscc >= start if inclusive else row.uscc > start
    query = select(row.uscc, row.certificate_number).where(behind).order_by(row.uscc).limit(WALK)
    rows = view.connection.execute(query).all()
    usccs: set[str] = set()
    for uscc, number in rows:
        if len(usccs) == ENTERPRISES:
            return usccs, max(usccs)
        if uscc not in usccs and word.is_run_of(runs_of(fold_for_search(number))):
            usccs.add(uscc)
    if len(rows) < WALK:
        return usccs, None
    last = rows[-1].uscc
    return {*usccs, last}, last  # the enterprise may have more numbers: the text comparison decides


def _of_enterprises(
    registry: Registry, usccs: Sequence[str], issuer: str | None, after: Place | None
) -> Iterator[Record[Assessment]]:
    if not usccs:
        return
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
        # continue after the last row: OFFSET would walk through all rows before it
        narrowed = query.where(place > tuple_(*last)) if last is not None else query
        rows = registry.rows(narrowed)
        yield from (parse_credential(row.data) for row in rows)
        if len(rows) < PAGE:
            return
        last = Place(rows[-1].uscc, rows[-1].issuer, rows[-1].position)
