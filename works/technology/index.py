"""The stored technologies in memory, by the properties of a search (docs/adr/0015).

A set of technologies is an integer whose n-th bit stands for the n-th of them, newest first. Facets are
combined by `&` and `|` and counted by `bit_count`, whatever the question.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import func, or_, select

from credentials.documents.works.facets import FACETS, Facet
from credentials.documents.works.listing import TechnologyListing
from credentials.documents.works.technology import TechnologyRecord
from credentials.times import parse_time
from registry.admission.record_rows import Row
from registry.database.tables import RECORD
from registry.registry import Registry
from verifier import Result, TrustStore
from verifier.checks.status import read_status
from works.technology.tables import LISTING, TECHNOLOGY

_ROW, _SAID = TECHNOLOGY.c, LISTING.c
_ROWS = select(
    _ROW.valid_from, _ROW.digest, _ROW.issuer, _ROW.id, _ROW.valid_until, _ROW.verified_from,
    _ROW.verified_until, _ROW.facets,
)  # fmt: skip
_LISTINGS = (
    select(
        _SAID.technology, _SAID.issuer, _SAID.decision, _SAID.valid_from, _SAID.valid_until, RECORD.c.data
    )
    .join(RECORD, RECORD.c.digest == _SAID.digest)
    .order_by(_SAID.technology, _SAID.issuer, _SAID.sequence)
)  # fmt: skip
_STAMP = (
    select(RECORD.c.kind, RECORD.c.issuer, func.count())
    .where(or_(*(RECORD.c.kind == kind for kind in (TechnologyRecord.KIND, TechnologyListing.KIND))))
    .group_by(RECORD.c.kind, RECORD.c.issuer)
    .order_by(RECORD.c.kind, RECORD.c.issuer)
)

Stamp = list[Row]
"""Number of technologies and listings of each association here; these numbers never fall."""


class IndexedTechnology(NamedTuple):
    """A technology; times are seconds since 1970, `since` negative, so that the newest come first."""

    since: int
    digest: str
    issuer: str
    id: str
    until: int
    verified_from: int | None
    verified_until: int | None

    def is_in_term(self, at: int) -> bool:
        """Return whether [validFrom, validUntil) holds `at`."""
        return -self.since <= at < self.until

    def is_verified(self, at: int) -> bool:
        """Return whether the term of its verification statement holds `at`."""
        return self.verified_from is not None and self.verified_from <= at < (self.verified_until or 0)


class _Word(NamedTuple):
    """A listing by another association of the `place`-th technology, signed at `created`."""

    place: int
    issuer: str
    decision: str
    since: int
    until: int
    created: int


class TechnologyIndex:
    """All technologies at the time the index was made."""

    def __init__(self, rows: Iterable[Row], listings: Iterable[Row]) -> None:
        # orders ties by digest, so that pages continue at the same place
        ordered = sorted((-row[0], *row[1:]) for row in rows)
        self.all = [IndexedTechnology(*row[:-1]) for row in ordered]
        self.places = {technology.digest: place for place, technology in enumerate(self.all)}
        self.values: Mapping[Facet, dict[str, int]] = {facet: {} for facet in FACETS}
        for place, row in enumerate(ordered):
            for of_facet, values in zip(self.values.values(), orjson.loads(row[-1]), strict=True):
                for value in values:
                    of_facet[value] = of_facet.get(value, 0) | (1 << place)
        self._said = [*self._words(listings)]

    def _words(self, listings: Iterable[Row]) -> Iterator[_Word]:
        """Yield the listings of each technology by other associations, each association's in order."""
        for digest, issuer, decision, since, until, data in listings:
            place = self.places.get(digest)
            if place is not None and issuer != self.all[place].issuer:
                created = parse_time(orjson.loads(data)["proof"]["created"])
                yield _Word(place, issuer, decision, since, until, int(created.timestamp()))

    def _last_words(self, at: int) -> Iterator[_Word]:
        """Yield, for each technology and association, the last listing signed by `at`, if it is in force
        and does not outlive the technology."""
        # in numbered order, so the last listing of each association wins
        last = {(word.place, word.issuer): word for word in self._said if word.created <= at}
        for word in last.values():
            # a listing may arrive before its technology, unchecked: one that outlives it does not count
            if word.since <= at < word.until <= self.all[word.place].until:
                yield word

    def in_term(self, at: int) -> int:
        """Return the set of technologies whose term contains `at`."""
        return set_of(place for place, technology in enumerate(self.all) if technology.is_in_term(at))

    def verified(self, at: int) -> int:
        """Return the set of technologies with a verification statement in force."""
        return set_of(place for place, technology in enumerate(self.all) if technology.is_verified(at))

    def joint(self, at: int) -> int:
        """Return the set of technologies that another association joins and none objects to."""
        words = [*self._last_words(at)]
        joins, objects = (
            set_of(word.place for word in words if word.decision == decision)
            for decision in ("joins", "objects")
        )
        return joins & ~objects  # one objection is enough

    def ended(self, trust: TrustStore, at: datetime) -> int:
        """Return the set of technologies that a counted event has suspended or ended."""
        parties = {issuer: trust.party(issuer) for issuer in self.values["issuers"]}
        places = []
        for place, technology in enumerate(self.all):
            party = parties[technology.issuer]
            # few technologies have events; the others need no look at their status
            history = party.history(technology.id) if party is not None else None
            if history and history.events and read_status(history, at).outcome is Result.FAILED:
                places.append(place)
        return set_of(places)

    def behind(self, since: int, digest: str) -> int:
        """Return the set of technologies that come after this place, even if no technology has it."""
        place = bisect_right(self.all, (since, digest), key=lambda technology: technology[:2])
        return ((1 << len(self.all)) - 1) >> place << place


def set_of(places: Iterable[int]) -> int:
    """Return the set of these places."""
    # a bytearray, because `bits |= 1 << place` would copy the whole set for each place
    bits = bytearray()
    for place in places:
        if place >> 3 >= len(bits):
            bits.extend(bytes(2 * (place >> 3) + 1 - len(bits)))
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def first_places(bits: int, count: int) -> list[int]:
    """Return the first `count` places of a set, in order."""
    places: list[int] = []
    while bits and len(places) < count:
        lowest = bits & -bits  # the lowest bit that is set
        places.append(lowest.bit_length() - 1)
        bits ^= lowest
    return places


class IndexHolder:
    """The index of one registry; it is rebuilt when a technology or a listing has arrived."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._held: tuple[Stamp, TechnologyIndex] = [], TechnologyIndex((), ())

    def current(self) -> TechnologyIndex:
        """Return the index of the registry now; records that arrive while it is built are in the next one."""
        stamp, index = self._held
        # reads the stamp before the rows: a record that arrives in between changes the next stamp
        now = self._registry.fetch(_STAMP)
        if now != stamp:
            index = TechnologyIndex(self._registry.fetch(_ROWS), self._registry.fetch(_LISTINGS))
            self._held = now, index
        return index
