"""Look-up of technologies by facets, words and limits (credentials.documents.works.facets).

A page is ordered by the limits met. First come technologies that state and meet every limit, then those that
do not state, test or verify one or more of them as asked, fewest first; within that the newest first.
Technologies that act on no target of any limit are counted and left out; with `others` they stand at the end.
Every value of a facet is counted as if it alone were asked for in its facet, with the rest of the query
unchanged: the numbers beside the boxes to tick.

The ends of technologies come from the trust data, since keys decide which events count. Rows decide which are
joint: a page that shows one asks for its verdict, with the records of `registry.lookup.beside`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from credentials.documents.works.facets import (
    AskedLimit,
    Comparison,
    Facet,
    Measurand,
    Stated,
    TechnologyQuery,
    Weighed,
    best,
    measurand_of_limit,
    wanted_values,
    weigh,
    words_of_query,
)
from credentials.documents.works.technology import TechnologyRecord
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.lookup.lookup import find_judged, find_record
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier import TrustStore
from works.technology.index import IndexHolder, TechnologyIndex, first_places, set_of
from works.technology.tables import INDICATOR, LISTING, TECHNOLOGY, TECHNOLOGY_TEXT

_RANGE = INDICATOR.c
_RANGES = select(
    _RANGE.technology, _RANGE.low, _RANGE.high, _RANGE.unit, _RANGE.gas_state, _RANGE.oxygen, _RANGE.tested,
    _RANGE.named,
).where(*(_RANGE[member] == bindparam(member) for member in Measurand._fields))  # fmt: skip


_OF_HOLDER = (
    select(RECORD.c.data)
    .join(TECHNOLOGY, and_(RECORD.c.issuer == TECHNOLOGY.c.issuer, RECORD.c.name == TECHNOLOGY.c.id))
    .where(TECHNOLOGY.c.holder_code == bindparam("holder"))
    .order_by(TECHNOLOGY.c.valid_until.desc(), RECORD.c.digest)
    .limit(bindparam("number"))
)


_ALL = -1
"""The set of all places: every bit is set."""


class TechnologyPlace(NamedTuple):
    """The place of a technology in the order of a search.

    `unstated` is the number of limits of the query that it does not state as asked; it exceeds the number of
    limits if the technology acts on none of their targets. `since` is the negated second of its start, so
    that the newest come first.
    """

    unstated: int
    since: int
    digest: str


class TechnologyPage(NamedTuple):
    """A page, and the numbers that fit: in all, by value of each facet, joint and verified.

    A technology that is not in force counts neither as joint nor as verified. `stated` is the number that
    state and meet every limit. `others` is the number that fit otherwise but act on no target of any limit;
    the other numbers include them only on request. The next page begins behind the last place; `more` tells
    whether there is one.
    """

    places: list[TechnologyPlace]
    more: bool
    total: int
    stated: int
    others: int
    counts: Mapping[Facet, Mapping[str, int]]
    joint: int
    verified: int


class TechnologySearch:
    """The search of one registry; it keeps the index that it has read."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._index = IndexHolder(registry)

    def find(
        self,
        query: TechnologyQuery,
        trust: TrustStore,
        *,
        at: datetime,
        limit: int,
        after: TechnologyPlace | None = None,
        ended: bool = False,
        others: bool = False,
    ) -> TechnologyPage:
        """Return the technologies that fit at `at` and come after `after`; with `ended`, also those not in
        force then.

        With `others` also those that act on no target of any limit.
        """
        index, moment = self._index.current(), int(at.timestamp())
        # rows give the terms, but only keys decide which ends count
        current = index.in_term(moment) & ~index.ended(trust, at)
        rest = (1 << len(index.all)) - 1 if ended else current
        if words := words_of_query(query):
            rest &= self._find_words(index, words)
        tiers = self._tiers(index, query, rest)
        # sets aside technologies that state no limit as asked and act on no target of one
        aside = tiers[-1] & ~_naming(index, query) if query.asked else 0
        tiers = [*(tier & ~aside for tier in tiers), aside]
        rest = _union(tiers if others else tiers[:-1])
        joint, verified = (current & set_at(moment) for set_at in (index.joint, index.verified))
        borne_out = (joint if query.joint else _ALL) & (verified if query.verified else _ALL)
        flagged = rest & borne_out
        met = {
            facet: _union(index.values[facet].get(value, 0) for value in values)
            for facet, values in wanted_values(query).items()
        }
        fitting = _intersection(flagged, met.values())
        return TechnologyPage(
            *_page(index, [tier & fitting for tier in tiers], limit, after),
            total=fitting.bit_count(),
            stated=(tiers[0] & fitting).bit_count(),
            others=_intersection(aside & borne_out, met.values()).bit_count(),
            counts={
                facet: _count(values, _intersection(flagged, _but(met, facet)))
                for facet, values in index.values.items()
            },
            joint=(fitting & joint).bit_count(),
            verified=(fitting & verified).bit_count(),
        )

    def _find_words(self, index: TechnologyIndex, words: Sequence[str]) -> int:
        # the longest word rules out the most texts first
        longest_first = sorted(words, key=len, reverse=True)
        patterns = {f"word{place}": _pattern(word) for place, word in enumerate(longest_first)}
        rows = self._registry.fetch(_with_words(len(words)), **patterns)
        return set_of(index.places[digest] for (digest,) in rows if digest in index.places)

    def _tiers(self, index: TechnologyIndex, query: TechnologyQuery, rest: int) -> list[int]:
        """Return the sets of technologies that miss no limit, indexed by the number of limits they do not
        state as asked."""
        tiers = [rest]
        for limit in dict.fromkeys(query.asked):  # a limit asked twice counts once
            met, missed = self._compare(index, query, limit)
            remaining = [tier & ~missed for tier in tiers]
            stated, unstated = [tier & met for tier in remaining], [tier & ~met for tier in remaining]
            tiers = [meeting | other for meeting, other in zip([*stated, 0], [0, *unstated], strict=True)]
        return tiers

    def _compare(self, index: TechnologyIndex, query: TechnologyQuery, limit: AskedLimit) -> tuple[int, int]:
        """Return the technologies that meet the limit, and those that do not."""
        by_place: dict[int, list[Weighed]] = {}
        comparison = Comparison(limit)
        for technology, low, high, unit, state, oxygen, tested, named in self._registry.fetch(
            _RANGES, **measurand_of_limit(limit)._asdict()
        ):
            if technology in index.places:
                answer = comparison.judge(low, high, unit, state, oxygen)
                told_as_asked = weigh(query, answer, tested=tested, verified=named)
                by_place.setdefault(index.places[technology], []).append(told_as_asked)
        results = {place: best(weights) for place, weights in by_place.items()}
        met, missed = (
            set_of(place for place, result in results.items() if result is wanted)
            for wanted in (Stated.MET, Stated.NOT_MET)
        )
        return met, missed


def _naming(index: TechnologyIndex, query: TechnologyQuery) -> int:
    """Return the set of technologies that act on the target of some limit."""
    return _union(index.values["targets"].get(limit.target, 0) for limit in query.asked)


def _page(
    index: TechnologyIndex, tiers: Sequence[int], limit: int, after: TechnologyPlace | None
) -> tuple[list[TechnologyPlace], bool]:
    places: list[TechnologyPlace] = []
    for unstated, tier in enumerate(tiers):
        behind = tier
        if after is not None and unstated <= after.unstated:
            behind = tier & index.behind(after.since, after.digest) if unstated == after.unstated else 0
        # one more than the page shows whether a next page exists
        listed = (index.all[place] for place in first_places(behind, limit + 1 - len(places)))
        places += [TechnologyPlace(unstated, technology.since, technology.digest) for technology in listed]
    return places[:limit], len(places) > limit


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _intersection(start: int, sets: Iterable[int]) -> int:
    return reduce(and_, sets, start)


def _but(met: Mapping[Facet, int], facet: Facet) -> Iterator[int]:
    return (members for other, members in met.items() if other != facet)


def _count(values: Mapping[str, int], fitting: int) -> dict[str, int]:
    """Count the members of `fitting` with each value; values without any are left out."""
    counted = {value: (members & fitting).bit_count() for value, members in values.items()}
    return {value: number for value, number in sorted(counted.items()) if number}


def _pattern(word: str) -> str:
    # escapes LIKE's own signs by /, because databases differ on the backslash
    for sign in "/%_":
        word = word.replace(sign, f"/{sign}")
    return f"%{word}%"


@cache
def _with_words(count: int) -> Select[Any]:
    """Return one object for each number of words (Registry.fetch); a query has a hundred at most."""
    text = TECHNOLOGY_TEXT.c
    patterns = (text.text.like(bindparam(f"word{place}"), escape="/") for place in range(count))
    return select(text.technology).where(*patterns)


def find_technology(
    registry: Registry, reference: str, issuer: str | None = None
) -> Record[TechnologyRecord] | None:
    """Return a technology by `urn:uuid:…` or digest; if several have the id, the first admitted."""
    if reference.startswith("urn:uuid:"):
        records: Iterable[Record[Any]] = find_judged(registry, reference, issuer)
    else:
        data = find_record(registry, reference, issuer)
        records = [parse_any(data)] if data is not None else []
    return next((record for record in records if isinstance(record.body, TechnologyRecord)), None)


def list_technologies_of(registry: Registry, holder: str, number: int) -> list[Record[TechnologyRecord]]:
    """Return `number` technologies of the enterprise with this code, those that end last first."""
    return [parse_any(data) for (data,) in registry.fetch(_OF_HOLDER, holder=holder, number=number)]


_LISTINGS = (
    select(RECORD.c.data)
    .join(LISTING, LISTING.c.digest == RECORD.c.digest)
    .where(LISTING.c.technology == bindparam("technology"))
    .order_by(LISTING.c.issuer, LISTING.c.sequence)
)


def find_listings(view: RegistryView, technology: str) -> list[Record[Any]]:
    """Return the listings of the technology with this digest, each association's in order."""
    rows = view.connection.scalars(_LISTINGS, {"technology": technology})
    return [parse_any(data) for data in rows]


def find_beside_technology(view: RegistryView, record: Record[Any]) -> list[Record[Any]]:
    """Return the listings of the technology."""
    return find_listings(view, record.digest)


def find_beside_listing(view: RegistryView, record: Record[Any]) -> list[Record[Any]]:
    """Return the technology, if it is here, and all its listings."""
    technology = view.data(record.body.technology)
    technologies = [parse_any(technology)] if technology is not None else []
    return [*technologies, *find_listings(view, record.body.technology)]
