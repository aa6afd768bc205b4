"""Compares up to four technologies: a row holds numbers of one quantity, not only of one dimension.

Numbers of an outlet or a removal also have the same target, and in gas the same state and reference oxygen;
other numbers have the same name. If a technology states a number twice, under different conditions, its cell
has both.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from api.visit import Visit
from api.words import Say
from credentials.documents.works.condition_words import join_conditions
from credentials.documents.works.facets import basis_of
from credentials.documents.works.gas_basis import say_basis
from credentials.documents.works.indicators import Amount, TechnologyIndicator
from credentials.documents.works.units import QUANTITIES
from credentials.words.closed_lists import word_for
from credentials.words.work_words import MATURITIES, MEASURES
from works.technology.held import HeldTechnology
from works.technology.pages.marks import Mark, mark_listing, mark_number
from works.technology.pages.record_page import say_amount, say_member, say_target

MOST = 4
"""Most technologies side by side."""


class CellLine(NamedTuple):
    """A number as signed, its conditions, and its proof where there is one."""

    number: str
    conditions: str
    mark: Mark | None


class CompareRow(NamedTuple):
    """A quantity in words, its restrictions, and one cell for each technology; a cell is empty if the
    technology states nothing."""

    label: str
    note: str
    cells: list[list[CellLine]]

    @property
    def stated(self) -> int:
        """Return how many technologies state this quantity."""
        return sum(1 for cell in self.cells if cell)


class CompareColumn(NamedTuple):
    """One technology, its marks, and the digests of the other columns."""

    technology: HeldTechnology
    marks: list[Mark]
    others: list[str]


class _Stated(NamedTuple):
    """A number of a technology: the key of its row, in words, and the line of its cell."""

    key: tuple[str, ...]
    label: str
    note: str
    line: CellLine


def make_columns(technologies: Sequence[HeldTechnology], say: Say) -> list[CompareColumn]:
    """Return one column for each technology."""
    digests = [technology.record.digest for technology in technologies]
    return [
        CompareColumn(
            technology,
            [mark for mark in (mark_listing(technology, say),) if mark is not None],
            [digest for digest in digests if digest != technology.record.digest],
        )
        for technology in technologies
    ]


def compare_numbers(
    technologies: Sequence[HeldTechnology], visit: Visit, say: Say
) -> tuple[list[CompareRow], list[CompareRow]]:
    """Return the rows that several technologies state, and the rows that only one states, each in the
    order of first appearance."""
    rows: dict[tuple[str, ...], CompareRow] = {}
    for place, technology in enumerate(technologies):
        for key, label, note, line in _state(technology, visit, say):
            row = rows.setdefault(key, CompareRow(label, note, [[] for _ in technologies]))
            row.cells[place].append(line)
    shared = [row for row in rows.values() if row.stated > 1]
    return shared, [row for row in rows.values() if row.stated == 1]


def _state(technology: HeldTechnology, visit: Visit, say: Say) -> Iterator[_Stated]:
    subject = technology.record.body.credential_subject
    for indicator in subject.indicators:
        key, label, note = _describe(indicator, visit)
        mark = mark_number(technology, indicator, visit.now, say, visit.lang)
        conditions = join_conditions(indicator.condition, visit.lang)
        yield _Stated(key, label, note, CellLine(say_amount(indicator, visit=visit), conditions, mark))
    for used in subject.inputs or ():
        yield _consume("inputs", used.name.text(visit.lang), used, "", visit)
    costs = subject.economics
    prices = say("at_prices", year=costs.basis_year) if costs is not None else ""
    if costs is not None and costs.investment is not None:
        yield _consume("investment", "", costs.investment, prices, visit)
    if costs is not None and costs.operation is not None:
        yield _consume("operation", "", costs.operation, prices, visit)


def _consume(member: str, name: str, amount: Amount, conditions: str, visit: Visit) -> _Stated:
    label = name or say_member(member, visit=visit)
    line = CellLine(say_amount(amount, visit=visit), conditions, None)
    return _Stated((member, _fold(name), amount.quantity), label, _say_quantity(amount, visit), line)


def _describe(indicator: TechnologyIndicator, visit: Visit) -> tuple[tuple[str, ...], str, str]:
    """Return the key by which an indicator is compared, and its words."""
    measure, target, lang = indicator.measure, indicator.target, visit.lang
    basis = basis_of(indicator)
    is_named = measure not in ("outlet", "removal", "capacity")
    name = indicator.name.text(lang) if is_named else ""
    oxygen = str(Fraction(basis.oxygen)) if basis.oxygen else ""  # 11 equals 11.0
    key = (measure, target or "", indicator.quantity, basis.gas_state, oxygen, _fold(name))
    if is_named:
        label = name
    else:
        words = [say_target(target, visit=visit)] if target is not None else []
        label = (" · " if lang == "zh" else ", ").join([*words, word_for(MEASURES, measure, lang)])
    notes = [
        _say_quantity(indicator, visit),
        *say_basis(basis.gas_state or None, basis.oxygen or None, lang),
    ]
    return key, label, ("，" if lang == "zh" else ", ").join(notes)


def _say_quantity(amount: Amount, visit: Visit) -> str:
    en, zh = QUANTITIES[amount.quantity]
    return zh if visit.lang == "zh" else en


def _fold(name: str) -> str:
    return "".join(name.lower().split())


def say_maturity(technology: HeldTechnology, visit: Visit) -> str:
    """Return the technology's maturity in words."""
    return word_for(MATURITIES, technology.record.body.credential_subject.maturity, visit.lang)
