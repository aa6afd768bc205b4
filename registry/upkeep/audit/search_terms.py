"""Search terms: expected ones kept in little memory, compared term by term.

An enterprise has some twenty terms. Storing pairs would take most of an audit's memory; a list of enterprise
numbers under each term takes four bytes each.
"""

from array import array
from itertools import groupby

from sqlalchemy import select

from registry.admission.search_terms import Terms
from registry.database.portions import stream
from registry.database.tables import TERM
from registry.errors import RegistryError
from registry.upkeep.audit.report import Report
from registry.view.view import RegistryView


class ExpectedTerms:
    """Expected (term, enterprise) pairs from the bytes of credentials."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: dict[str, array[int]] = {}
        self._named: set[tuple[str, int]] = set()

    def add(self, uscc: str, terms: Terms) -> None:
        """Expect these rows; expect the rows of one enterprise's mark only once."""
        number = self._numbers.setdefault(uscc, len(self._numbers))
        mark_key = terms.mark, number
        for term in terms.own if mark_key in self._named else (*terms.enterprise, *terms.own):
            numbers = self._terms.get(term)
            if numbers is None:
                self._terms[term] = array("I", (number,))
            elif numbers[-1] != number:
                numbers.append(number)
        self._named.add(mark_key)

    def compare(self, view: RegistryView, report: Report) -> None:
        """Report each stored row that is not expected and each missing one; then forget all expectations."""
        enterprises = [*self._numbers]
        rows = stream(view.connection, select(TERM.c.term, TERM.c.uscc).order_by(TERM.c.term))
        for term, group in groupby(rows, key=lambda row: row.term):
            expected = {enterprises[number] for number in self._terms.pop(term, ())}
            codes = {row.uscc for row in group}
            _report(report, "row-extra", term, codes - expected)
            _report(report, "row-missing", term, expected - codes)
        for term in sorted(self._terms):
            _report(report, "row-missing", term, {enterprises[number] for number in self._terms[term]})
        self._terms.clear()


def _report(report: Report, code: str, term: object, usccs: set[str]) -> None:
    for uscc in sorted(map(str, usccs)):
        report.add(RegistryError(code, f"{TERM.name} {term} {uscc}"))
