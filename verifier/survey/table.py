"""Returns into one two-way table: who contributed what to each cell, to each total."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from credentials.drafting.survey_return import SurveyReturn, fold_group, is_category, read_amount
from verifier.errors import SurveyError

MAX_RETURNS = 50_000
MAX_CATEGORIES = 40
"""Rows, or columns, of a table."""
MAX_CELLS = 400

CellPlace = tuple[int, int]
"""Row and column, from 0; a total stands behind the last one."""


@dataclass(frozen=True)
class SurveyTable:
    """The amounts of each inner cell by contributor, in units of the last of `decimals` decimal places."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    decimals: int
    parts: Mapping[CellPlace, Mapping[str, int]]

    @cached_property
    def contributions(self) -> Mapping[CellPlace, Mapping[str, int]]:
        """The contributors of every cell that has any, totals included, in the order of rows and columns."""
        found: dict[CellPlace, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (row, column), parts in self.parts.items():
            for place in ((row, column), (row, self.width), (self.height, column), self.grand_total):
                for contributor, amount in parts.items():
                    found[place][contributor] += amount
        return {place: dict(found[place]) for place in sorted(found)}

    @cached_property
    def sums(self) -> Mapping[CellPlace, int]:
        """The sum of every cell that has contributors."""
        return {place: sum(parts.values()) for place, parts in self.contributions.items()}

    @property
    def height(self) -> int:
        """How many rows there are without the total."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """How many columns there are without the total."""
        return len(self.columns)

    @property
    def grand_total(self) -> CellPlace:
        """The place of the total of all."""
        return self.height, self.width

    @property
    def unit(self) -> int:
        """1 in the unit of the table, counted as the amounts are."""
        return int(10**self.decimals)

    def rescale(self, decimals: int) -> "SurveyTable":
        """The same amounts counted with more decimal places."""
        factor = 10 ** (decimals - self.decimals)
        parts = {
            place: {one: amount * factor for one, amount in found.items()}
            for place, found in self.parts.items()
        }
        return replace(self, decimals=decimals, parts=parts)

    def is_total(self, place: CellPlace) -> bool:
        """Whether the place is of a total."""
        return place[0] == self.height or place[1] == self.width


def tabulate(
    returns: Iterable[SurveyReturn],
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> SurveyTable:
    """The table of these returns; without `rows` or `columns`, those returned, in the order of code points.

    SurveyError: survey-empty, survey-returns, survey-categories, category-form, category-unlisted,
    amount-form, return-repeated, group-differs.
    """
    listed: list[tuple[SurveyReturn, Decimal]] = []
    groups: dict[str, str | None] = {}
    for one in returns:
        if len(listed) == MAX_RETURNS:
            raise SurveyError("survey-returns", limit=MAX_RETURNS)
        amount = read_amount(one.amount)
        if amount is None:
            raise SurveyError("amount-form", text=one.amount, enterprise=one.enterprise)
        group = fold_group(one.group)
        if groups.setdefault(one.enterprise, group) != group:
            raise SurveyError("group-differs", enterprise=one.enterprise)
        listed.append((one, amount))
    if not listed:
        raise SurveyError("survey-empty")
    height = _place_categories((one.row for one, _ in listed), rows)
    width = _place_categories((one.column for one, _ in listed), columns)
    if len(height) * len(width) > MAX_CELLS:
        raise SurveyError("survey-categories", limit=MAX_CATEGORIES, cells=MAX_CELLS)
    decimals = max(len(one.amount.partition(".")[2]) for one, _ in listed)
    parts: dict[CellPlace, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    seen: set[tuple[str, str, str]] = set()
    for one, amount in listed:
        key = one.enterprise, one.row, one.column
        if key in seen:
            raise SurveyError("return-repeated", enterprise=one.enterprise, row=one.row, column=one.column)
        seen.add(key)
        group = groups[one.enterprise]
        contributor = f"enterprise {one.enterprise}" if group is None else f"group {group}"
        parts[height[one.row], width[one.column]][contributor] += int(amount.scaleb(decimals))
    return SurveyTable(
        (*height,), (*width,), decimals, {place: dict(parts[place]) for place in sorted(parts)}
    )


def _place_categories(named: Iterable[str], listed: Sequence[str] | None) -> dict[str, int]:
    found = {*named}
    wanted = sorted(found) if listed is None else [*listed]
    for category in wanted:
        if not is_category(category):
            raise SurveyError("category-form", category=category)
    if len({*wanted}) > MAX_CATEGORIES or len({*wanted}) != len(wanted):
        raise SurveyError("survey-categories", limit=MAX_CATEGORIES, cells=MAX_CELLS)
    if unlisted := sorted(found - {*wanted}):
        raise SurveyError("category-unlisted", categories=unlisted[:10], allowed=wanted)
    return {category: place for place, category in enumerate(wanted)}
