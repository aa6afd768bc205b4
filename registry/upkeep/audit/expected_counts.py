"""Expected counts of credentials (registry.admission.group_rows), in sixteen bytes a credential."""

from array import array
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Table

from registry.admission.group_rows import group_of
from registry.admission.record_rows import Row
from registry.database.tables import EDGE, GROUP


class ExpectedCounts:
    """Moments at which the terms of each group's credentials begin and end."""

    def __init__(self) -> None:
        self._terms: dict[Row, tuple[array[int], array[int]]] = {}

    def add(self, credential: Row) -> None:
        """Count a row of the table `credential`."""
        group = group_of(credential)
        terms = self._terms.get(group)
        if terms is None:
            terms = self._terms[group] = array("q"), array("q")
        for moments, moment in zip(terms, credential[-2:], strict=True):
            moments.append(moment)

    def rows(self) -> Iterator[tuple[Table, Row]]:
        """Yield the rows of groups and edges."""
        for (issuer, digest, *facts), terms in self._terms.items():
            begin, end = map(Counter, terms)
            yield GROUP, (issuer, digest, *facts, begin.total())
            for moment in {*begin, *end}:
                yield EDGE, (issuer, moment, digest, begin[moment], end[moment])
