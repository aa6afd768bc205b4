"""The numbers of a year and the years before it, from the counts as of the end of each year.

    YearEnd.of(2026, moment, cells)      # records signed in 2026 or before, as they stood at `moment`
    tabulate(ends, issuers)              # a table a dimension, a column a measure and year

`signed` counts the credentials signed in a year, revoked ones too; `in-force` those active at its end;
`standing` those in each standing at its end; `enterprises` the enterprises that held an active one.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from credentials.times import CHINA

Dimension = Literal["issuer", "standing", "month", "region", "scheme", "category", "grade", "enterprise"]
YearMeasure = Literal["signed", "in-force", "standing", "enterprises"]
Holders = Sequence[tuple[tuple[str, str, str, str], int]]
"""Numbers of enterprises by association, scheme, category and grade; an empty text stands for any."""
_BOTH: tuple[YearMeasure, ...] = ("signed", "in-force")
MEASURES: dict[Dimension, tuple[YearMeasure, ...]] = {
    "issuer": _BOTH,
    "standing": ("standing",),
    "month": ("signed",),
    "region": _BOTH,
    "scheme": _BOTH,
    "category": _BOTH,
    "grade": _BOTH,
    "enterprise": ("enterprises",),
}
"""The measures of each dimension, in the order of the tables."""
_MONTHS = tuple(f"{month:02}" for month in range(1, 13))


class CellOfYear(Protocol):
    """Credentials counted together, such as a `CountedCell` of works.statistics.counts."""

    @property
    def issuer(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def category(self) -> Sequence[str] | None: ...
    @property
    def grade(self) -> str: ...
    @property
    def month(self) -> str: ...
    @property
    def standing(self) -> str: ...
    @property
    def number(self) -> int: ...


class YearEnd(NamedTuple):
    """Records signed by the end of a year, as they stood at `at`: that end or, in a running year, before."""

    year: int
    at: datetime
    cells: Sequence[CellOfYear]
    holders: Holders = ()

    @classmethod
    def of(cls, year: int, at: datetime, cells: Sequence[CellOfYear], holders: Holders = ()) -> "YearEnd":
        """Return the year's end without records signed in later years."""
        last = f"{year:04}-12"
        return cls(year, at, [cell for cell in cells if cell.month <= last], holders)


class MeasuredYear(NamedTuple):
    """The measure and the year of a column."""

    measure: YearMeasure
    year: int


class NumberRow(NamedTuple):
    """The numbers of an association under a key, one for each column; None for the future."""

    issuer: str
    key: tuple[str, ...]
    numbers: tuple[int | None, ...]


class NumberTable(NamedTuple):
    """A table with `rows` in the order of their codes."""

    dimension: Dimension
    columns: tuple[MeasuredYear, ...]
    rows: tuple[NumberRow, ...]


def tabulate(ends: Sequence[YearEnd], issuers: Sequence[str]) -> list[NumberTable]:
    """Return a table for each dimension; `ends` oldest first. `issuers` without records have zeros."""
    tables = [_tabulate(dimension, ends, issuers) for dimension in MEASURES if dimension != "enterprise"]
    return [*tables, *([_tabulate_holders(ends)] if any(end.holders for end in ends) else [])]


def _tabulate_holders(ends: Sequence[YearEnd]) -> NumberTable:
    """Return the table of holders, all associations first; each number is counted for itself, not a sum."""
    columns = tuple(MeasuredYear("enterprises", end.year) for end in ends)
    holders_by_year = [dict(end.holders) for end in ends]
    rows = [
        NumberRow(key[0], key[1:], tuple(holders.get(key, 0) for holders in holders_by_year))
        for key in sorted({key for holders in holders_by_year for key in holders})
    ]
    return NumberTable("enterprise", columns, (*rows,))


def _tabulate(dimension: Dimension, ends: Sequence[YearEnd], issuers: Sequence[str]) -> NumberTable:
    columns = tuple(MeasuredYear(measure, end.year) for measure in MEASURES[dimension] for end in ends)
    by_row: dict[tuple[str, tuple[str, ...]], list[int]] = {}

    def row(issuer: str, key: tuple[str, ...]) -> list[int]:
        return by_row.setdefault((issuer, key), [0] * len(columns))

    for issuer in issuers:
        for key in _always(dimension):
            row(issuer, key)
    by_year = {end.year: end for end in ends}
    for place, (measure, year) in enumerate(columns):
        # a signature keeps its month, so the last count has the months of all years
        end = ends[-1] if measure == "signed" else by_year[year]
        for cell in filter(_counted(measure, year), end.cells):
            for key in _keys(dimension, cell):
                row(cell.issuer, key)[place] += cell.number
    rows = [
        NumberRow(issuer, key, _known(dimension, key, columns, numbers, ends[-1].at))
        for (issuer, key), numbers in sorted(by_row.items())
    ]
    return NumberTable(dimension, columns, (*rows,))


def _always(dimension: Dimension) -> Iterator[tuple[str, ...]]:
    """Yield the keys that have a row, counted or not."""
    if dimension == "issuer":
        yield ()
    elif dimension == "month":
        yield from ((month,) for month in _MONTHS)


def _counted(measure: YearMeasure, year: int) -> Callable[[CellOfYear], bool]:
    if measure == "signed":
        return lambda cell: cell.month.startswith(f"{year:04}-")
    if measure == "in-force":
        return lambda cell: cell.standing == "active"
    return lambda _: True


def _keys(dimension: Dimension, cell: CellOfYear) -> Iterator[tuple[str, ...]]:
    """Yield the keys under which a cell counts: one, or one for each of its categories."""
    match dimension:
        case "issuer":
            yield ()
        case "standing":
            yield (cell.standing,)
        case "month":
            yield (cell.month[5:],)
        case "region":
            yield (cell.region,)
        case "scheme":
            yield (cell.scheme,)
        case "category":
            yield from ((cell.scheme, category) for category in cell.category or ())
        case "grade":
            yield (cell.scheme, cell.grade)


def _known(
    dimension: Dimension,
    key: tuple[str, ...],
    columns: Sequence[MeasuredYear],
    numbers: Sequence[int],
    until: datetime,
) -> tuple[int | None, ...]:
    """Return None for the months of a running year that have not begun."""
    if dimension != "month":
        return (*numbers,)
    reached = until.astimezone(CHINA).strftime("%Y-%m")
    return tuple(
        None if f"{year:04}-{key[0]}" > reached and not number else number
        for (_, year), number in zip(columns, numbers, strict=True)
    )
