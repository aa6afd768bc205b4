"""Tables of equivalences: one for each pair of schemes and each direction.

A cell shows the verifier's result at a moment, not a row of the text: rows with a category have already
replaced those without, and ended rows are gone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from credentials.documents.agreement import AgreementText, Scheme


class GradeCell(NamedTuple):
    """A grade in the target scheme, and its category if the name differs; without a grade: nothing."""

    grade: str | None
    category: str | None
    clause: str | None
    until: datetime | None


class EquivalenceTable(NamedTuple):
    """Rows are categories and columns grades; for schemes without categories rows are grades."""

    source: Scheme
    target: Scheme
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GradeCell, ...]], ...]


def tabulate_equivalences(text: AgreementText, at: datetime) -> Iterator[EquivalenceTable]:
    """Yield a table for every pair of schemes of one kind and two owners with a row between them."""
    rows = [row for row in text.equivalences if row.target is not None]
    pairs = {(row.source.scheme, row.target.scheme) for row in rows if row.target is not None}
    for source in text.schemes:
        for target in text.schemes:
            if (source.id, target.id) in pairs and source.owner != target.owner:
                yield _table(text, source, target, at)


def _table(text: AgreementText, source: Scheme, target: Scheme, at: datetime) -> EquivalenceTable:
    grades = tuple(grade.code for grade in source.grades)

    def cell(category: str | None, grade: str) -> GradeCell:
        row = text.equivalence(source.id, category, grade, target.id, at)
        if row is None or row.target is None:
            return GradeCell(None, None, row.clause if row is not None else None, None)
        other = row.target.category if row.target.category != category else None
        return GradeCell(row.target.grade, other, row.clause, row.until)

    if not source.categories:
        return EquivalenceTable(source, target, (), tuple((grade, (cell(None, grade),)) for grade in grades))
    rows = ((category, tuple(cell(category, grade) for grade in grades)) for category in source.categories)
    return EquivalenceTable(source, target, grades, tuple(rows))


class AlikeRows(NamedTuple):
    """Rows of a table with equal cells: categories, or grades of a scheme without categories; empty: all.

    `is_same` is set where every grade counts as the one of the same name, by one clause.
    """

    labels: tuple[str, ...]
    cells: tuple[GradeCell, ...]
    is_same: bool


def join_rows(table: EquivalenceTable) -> list[AlikeRows]:
    """Return the rows of a table, equal ones joined."""
    by_cells: dict[object, AlikeRows] = {}
    for label, cells in table.rows:
        grades = table.columns or (label,)
        ungraded = {cell._replace(grade=None) for cell in cells}
        is_same = len(ungraded) == 1 and all(
            cell.grade == grade and cell.category is None for cell, grade in zip(cells, grades, strict=True)
        )
        key = frozenset(ungraded) if is_same else cells
        row = by_cells.get(key, AlikeRows((), cells, is_same))
        by_cells[key] = row._replace(labels=(*row.labels, label))
    rows = [*by_cells.values()]
    return [rows[0]._replace(labels=())] if table.columns and len(rows) == 1 else rows


def pair_tables(tables: Iterable[EquivalenceTable]) -> list[list[EquivalenceTable]]:
    """Group the tables of two schemes, there and back."""
    pairs: dict[frozenset[str], list[EquivalenceTable]] = {}
    for table in tables:
        pairs.setdefault(frozenset((table.source.id, table.target.id)), []).append(table)
    return [*pairs.values()]


CategoryGrade = tuple[str | None, str]
"""Category and grade."""


class SchemePair(NamedTuple):
    """Two schemes; `is_one_to_one` is set where each grade, mapped there and back, is itself again."""

    one: str
    other: str
    is_one_to_one: bool


def pair_schemes(text: AgreementText, schemes: tuple[str, ...], at: datetime) -> Iterator[SchemePair]:
    """Yield every two of the schemes, compared by the agreement at `at`."""
    tables = {(table.source.id, table.target.id): _map(table) for table in tabulate_equivalences(text, at)}
    for first, second in combinations(schemes, 2):
        there, back = tables.get((first, second)), tables.get((second, first))
        is_same = there is not None and back is not None and _is_inverse(there, back)
        yield SchemePair(first, second, is_same)


def _map(table: EquivalenceTable) -> dict[CategoryGrade, CategoryGrade | None]:
    """Return the equivalent of each grade."""
    counted_as: dict[CategoryGrade, CategoryGrade | None] = {}
    for label, cells in table.rows:
        for column, cell in zip(table.columns or (label,), cells, strict=True):
            category = label if table.columns else None
            counted = (cell.category or category, cell.grade) if cell.grade is not None else None
            counted_as[category, column] = counted
    return counted_as


def _is_inverse(
    there: dict[CategoryGrade, CategoryGrade | None], back: dict[CategoryGrade, CategoryGrade | None]
) -> bool:
    forward = all(to is not None and back.get(to) == grade for grade, to in there.items())
    return forward and all(to is not None and there.get(to) == grade for grade, to in back.items())
