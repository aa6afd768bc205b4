"""Counts of credentials, updated at admission: by common facts, and by the moments of terms.

A group has all facts that statistics distinguish. Its term is in months only: with days there would be nearly
as many groups as credentials. Within the current month the exact moments (edges) decide.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, select

from credentials.times import CHINA
from registry.admission.record_rows import Row
from registry.database.bulk import add_numbers, insert_rows
from registry.database.portions import IN_LIMIT, narrow, select_in
from registry.database.tables import CREDENTIAL, EDGE, GROUP

_ROW, _EDGE = GROUP.c, EDGE.c
_HELD_GROUPS = narrow(select(_ROW.issuer, _ROW.digest), _ROW.digest)
_HELD_EDGES = narrow(select(_EDGE.issuer, _EDGE.moment, _EDGE.digest), _EDGE.moment, "moments").also(
    _EDGE.digest, "digests"
)


class GroupCount(NamedTuple):
    """Numbers of credentials by group (its row without the number), and by moment of a term's edge."""

    groups: Counter[Row]
    beginning: Counter[Row]
    ending: Counter[Row]

    @classmethod
    def of(cls, credentials: Iterable[Row]) -> "GroupCount":
        """Count rows of the table `credential`."""
        counted = cls(Counter(), Counter(), Counter())
        for row in credentials:
            counted.add(row)
        return counted

    def add(self, credential: Row) -> None:
        """Count one more."""
        issuer, digest, *_ = group = group_of(credential)
        begin, end = credential[-2:]
        self.groups[group] += 1
        self.beginning[issuer, begin, digest] += 1
        self.ending[issuer, end, digest] += 1

    @property
    def group_rows(self) -> list[Row]:
        """Rows for the table `credential_group`."""
        return [(*group, number) for group, number in self.groups.items()]

    @property
    def edge_rows(self) -> list[Row]:
        """Rows for the table `group_edge`."""
        places = sorted({*self.beginning, *self.ending})
        return [(*place, self.beginning[place], self.ending[place]) for place in places]


_FIRST = [*CREDENTIAL.c.keys()].index("region")


def group_of(credential: Row) -> Row:
    """Return the group of a row of the table `credential`: its row without the number."""
    issuer, *common, created, _, begin, end = (credential[0], *credential[_FIRST:])
    group = (*common, month_at(created), month_at(begin), month_at(end))
    return (issuer, digest_group(group), *group)


def count_in(connection: Connection, credentials: Iterable[Row]) -> None:
    """Add stored credentials, given as rows, to the counts in the caller's transaction."""
    counted = GroupCount.of(credentials)
    if not counted.groups:
        return
    groups, edges = counted.group_rows, counted.edge_rows
    known_groups = {(*row,) for row in select_in(connection, _HELD_GROUPS, {row[1] for row in groups})}
    insert_rows(connection, GROUP, [row for row in groups if row[:2] not in known_groups])
    more = [(*row[:2], row[-1]) for row in groups if row[:2] in known_groups]
    add_numbers(connection, GROUP, ["number"], more)
    known_edges = _held_edges(connection, edges)
    insert_rows(connection, EDGE, [row for row in edges if row[:3] not in known_edges])
    add_numbers(connection, EDGE, ["beginning", "ending"], [row for row in edges if row[:3] in known_edges])


def _held_edges(connection: Connection, edges: Sequence[Row]) -> set[Row]:
    """Return the keys of stored `edges`; the query narrows both columns (registry.admission.store)."""
    edges_stored: set[Row] = set()
    for start in range(0, len(edges), IN_LIMIT):
        _, moments, digests, *_ = zip(*edges[start : start + IN_LIMIT], strict=True)
        rows = _HELD_EDGES.run(connection, moments=[*{*moments}], digests=[*{*digests}])
        edges_stored.update((*row,) for row in rows)
    return edges_stored


@lru_cache(maxsize=4096)
def digest_group(group: tuple[str, ...]) -> str:
    """Return the key of a group: a digest of its members as a JSON list."""
    return sha256(orjson.dumps(group)).hexdigest()[:32]


@lru_cache(maxsize=8192)
def month_at(seconds: int) -> str:
    """Return the month of a moment at +08:00, such as 2026-05."""
    return f"{datetime.fromtimestamp(seconds, CHINA):%Y-%m}"
