"""Whether two schemes of one standard count as each other, grade for grade."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from api.pages.equivalences import EquivalenceTable, tabulate_equivalences
from credentials.documents.agreement import AgreementText

CategoryGrade = tuple[str | None, str]
"""Category and grade."""


class SchemePair(NamedTuple):
    """Two schemes; `is_one_to_one` where each grade there and back is itself again."""

    one: str
    other: str
    is_one_to_one: bool


def pair_schemes(text: AgreementText, schemes: tuple[str, ...], at: datetime) -> Iterator[SchemePair]:
    """Every two of the schemes by what the agreement says at `at`."""
    tables = {(table.source.id, table.target.id): _map(table) for table in tabulate_equivalences(text, at)}
    for one, other in combinations(schemes, 2):
        there, back = tables.get((one, other)), tables.get((other, one))
        is_same = there is not None and back is not None and _is_inverse(there, back)
        yield SchemePair(one, other, is_same)


def _map(table: EquivalenceTable) -> dict[CategoryGrade, CategoryGrade | None]:
    """What each grade there counts as here."""
    found: dict[CategoryGrade, CategoryGrade | None] = {}
    for label, cells in table.rows:
        for column, cell in zip(table.columns or (label,), cells, strict=True):
            category = label if table.columns else None
            counted = (cell.category or category, cell.grade) if cell.grade is not None else None
            found[category, column] = counted
    return found


def _is_inverse(
    there: dict[CategoryGrade, CategoryGrade | None], back: dict[CategoryGrade, CategoryGrade | None]
) -> bool:
    forward = all(to is not None and back.get(to) == grade for grade, to in there.items())
    return forward and all(to is not None and there.get(to) == grade for grade, to in back.items())
