"""The terms by which enterprises are found: expected ones in little memory, compared term by term.

An enterprise has some twenty. As pairs they would take most of an audit's memory; as numbers of enterprises
under each term they take four bytes each.
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
    """(term, enterprise) as the bytes of credentials ask for them, each as often as it is asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: dict[str, array[int]] = {}
        self._named: set[tuple[str, int]] = set()

    def add(self, uscc: str, terms: Terms) -> None:
        """Asks for these rows; for those that follow from the mark of an enterprise once."""
        number = self._numbers.setdefault(uscc, len(self._numbers))
        named = terms.mark, number
        for term in terms.own if named in self._named else (*terms.enterprise, *terms.own):
            held = self._terms.get(term)
            if held is None:
                self._terms[term] = array("I", (number,))
            elif held[-1] != number:
                held.append(number)
        self._named.add(named)

    def compare(self, view: RegistryView, report: Report) -> None:
        """Reports each row that is stored and not asked for, or the other way round; ends empty."""
        enterprises = [*self._numbers]
        rows = stream(view.connection, select(TERM.c.term, TERM.c.uscc).order_by(TERM.c.term))
        for term, group in groupby(rows, key=lambda row: row.term):
            expected = {enterprises[number] for number in self._terms.pop(term, ())}
            held = {row.uscc for row in group}
            _report(report, "row-extra", term, held - expected)
            _report(report, "row-missing", term, expected - held)
        for term in sorted(self._terms):
            _report(report, "row-missing", term, {enterprises[number] for number in self._terms[term]})
        self._terms.clear()


def _report(report: Report, code: str, term: object, usccs: set[str]) -> None:
    for uscc in sorted(map(str, usccs)):
        report.add(RegistryError(code, f"{TERM.name} {term} {uscc}"))
