"""The same questions answered otherwise: bounds by the simplex method over fractions, patterns one by one."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import combinations

from verifier.survey.table import CellPlace, SurveyTable

Row = list[Fraction]


def solve(matrix: list[list[int]], right: list[int], goal: list[int]) -> Fraction:
    """The greatest goal·x with matrix·x = right, x >= 0: two phases, Bland's rule; there is a greatest."""
    count = len(goal)
    lines: list[Row] = []
    for index, (line, value) in enumerate(zip(matrix, right, strict=True)):
        sign = -1 if value < 0 else 1
        artificial = [1 if other == index else 0 for other in range(len(matrix))]
        lines.append(
            [Fraction(sign * one) for one in line] + [*map(Fraction, artificial), Fraction(sign * value)]
        )
    basis = [count + index for index in range(len(lines))]
    width = count + len(lines)
    _improve(lines, basis, [Fraction(0)] * count + [Fraction(-1)] * len(lines), width)
    assert all(line[-1] == 0 for line, held in zip(lines, basis, strict=True) if held >= count), "no solution"
    for index in range(len(lines)):  # an artificial one that stays at zero leaves where it can
        if basis[index] >= count:
            column = next((n for n in range(count) if lines[index][n]), None)
            if column is not None:
                _pivot(lines, basis, index, column)
    return _improve(lines, basis, [*map(Fraction, goal)] + [Fraction(0)] * len(lines), count)


def _improve(lines: list[Row], basis: list[int], goal: Row, width: int) -> Fraction:
    """Pivots until no column below `width` makes the goal greater; the goal."""
    while True:
        weights = [goal[held] for held in basis]
        entering = None
        for column in range(width):
            gain = goal[column] - sum(w * line[column] for w, line in zip(weights, lines, strict=True) if w)
            if gain > 0:
                entering = column
                break
        if entering is None:
            return sum((w * line[-1] for w, line in zip(weights, lines, strict=True)), Fraction(0))
        bounds = [
            (line[-1] / line[entering], basis[index], index)
            for index, line in enumerate(lines)
            if line[entering] > 0
        ]
        _pivot(lines, basis, min(bounds)[2], entering)


def _pivot(lines: list[Row], basis: list[int], index: int, column: int) -> None:
    by = lines[index][column]
    lines[index] = [one / by for one in lines[index]]
    for other, line in enumerate(lines):
        if other != index and line[column]:
            factor = line[column]
            lines[other] = [a - factor * b if b else a for a, b in zip(line, lines[index], strict=True)]
    basis[index] = column


def bound(table: SurveyTable, unknown: Collection[CellPlace], cell: CellPlace) -> tuple[Fraction, Fraction]:
    """The least and greatest value of `cell` where exactly these cells are not known."""
    order = sorted(unknown)
    matrix, right = [], []
    height, width = table.grand_total
    lines = [[(row, column) for column in range(width + 1)] for row in range(height + 1)]
    for line in (*lines, *zip(*lines, strict=True)):
        signs = {place: -1 if place == line[-1] else 1 for place in line}
        matrix.append([signs.get(place, 0) for place in order])
        right.append(
            -sum(sign * table.sums.get(place, 0) for place, sign in signs.items() if place not in unknown)
        )
    goal = [int(place == cell) for place in order]
    return -solve(matrix, right, [-one for one in goal]), solve(matrix, right, goal)


def needs(table: SurveyTable) -> dict[CellPlace, int]:
    """The primary cells and how far from each an attacker must stay, by the rule as it is written."""
    found = {}
    for place, parts in table.contributions.items():
        amounts = sorted(parts.values(), reverse=True)
        total, two = sum(amounts), sum(amounts[:2])
        dominated = 100 * two > 85 * total
        if len(amounts) < 5 or total == 0 or dominated:
            from_two = -((-100 * two) // 85) - total if dominated else 0
            found[place] = max(1, -((-15 * total) // 100), from_two)
    return found


def is_safe(table: SurveyTable, suppressed: Collection[CellPlace]) -> bool:
    """Whether nobody bounds a primary cell tighter than its need: the public, or who is alone in cells."""
    alone: dict[str, set[CellPlace]] = {}
    for place in suppressed:
        parts = table.contributions[place]
        if len(parts) == 1:
            alone.setdefault(next(iter(parts)), set()).add(place)
    for place, need in needs(table).items():
        for known in (set[CellPlace](), *alone.values()):
            if place in known:
                continue
            if place not in suppressed:
                return False
            low, high = bound(table, {*suppressed} - known, place)
            value = table.sums[place]
            if high < value + need or low > max(0, value - need):
                return False
    return True


def better_patterns(table: SurveyTable, found: Collection[CellPlace]) -> Iterator[frozenset[CellPlace]]:
    """Every pattern that comes before the one found: by totals, cells, sum, then places."""
    primary = frozenset(needs(table))
    free = [place for place in table.sums if place not in primary and place != table.grand_total]

    def key(added: Collection[CellPlace]) -> tuple[int, int, int, list[CellPlace]]:
        totals = sum(map(table.is_total, added))
        return totals, len(added), sum(table.sums[place] for place in added), sorted(added)

    limit = key({*found} - primary)
    for count in range(len(free) + 1):
        for added in combinations(free, count):
            if key(added) < limit:
                yield primary.union(added)
