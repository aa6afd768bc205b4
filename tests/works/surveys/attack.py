"""What an adversary makes of all reports together: exact linear programming over the answers.

It knows who is in which row, who has nothing, the rule and its numbers, and of two questions that one is a
part of the other where `parts` says so. It finds contributors, four at most, whose sum is certain.

Where some answers meet all inequalities with room to spare, what is certain follows from the equations alone.
Such answers are looked for by the simplex method, unless the equal share (works.surveys.tabulate) is such.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, count
from typing import Any, NamedTuple

Name = tuple[Any, ...]
Term = Mapping[Name, int]
_MANY = 200


class Known(NamedTuple):
    """Equations and inequalities (at most) between the answers, and the equal share."""

    equal: list[tuple[Term, Fraction]]
    most: list[tuple[Term, Fraction]]
    share: dict[Name, Fraction]

    def joined(self, other: "Known") -> "Known":
        """Return the knowledge of both."""
        return Known(self.equal + other.equal, self.most + other.most, self.share | other.share)


def read_rows(
    year: Hashable,
    rows: Sequence[Mapping[str, Any]],
    answers: Sequence[tuple[str, str, tuple[int, ...]]],
    parts: Sequence[tuple[int, int]] = (),
) -> Known:
    """Return a report's equations: of each row and question the total, and the bounds of the rule.

    An answer is named by year, contributor, segment and question.
    """
    known = Known([], [], {})
    for row in rows:
        held: dict[str, list[int]] = {}
        own: dict[str, set[str]] = {}
        for who, segment, values in answers:
            if segment in row["segments"]:
                before = held.setdefault(who, [0] * len(values))
                held[who] = [a + b for a, b in zip(before, values, strict=True)]
                own.setdefault(who, set()).add(segment)

        def add_up(who: str, place: int, sign: int = 1, own: Mapping[str, set[str]] = own) -> dict[Name, int]:
            return {(year, who, segment, place): sign for segment in sorted(own[who])}

        for place, total in enumerate(row["totals"]):
            terms = {who: add_up(who, place) for who in held}
            known.equal.append(({name: 1 for term in terms.values() for name in term}, Fraction(total)))
            known.equal.extend((terms[who], Fraction(0)) for who, values in held.items() if not values[place])
            some = [terms[who] for who, values in held.items() if values[place]]
            known.most.extend(_bounds(some, total, (year, *row["segments"], place)))
            for term in terms.values():
                each = Fraction(total, len(some) * len(term)) if term in some else Fraction(0)
                known.share.update(dict.fromkeys(term, each))
            known.share["threshold", (year, *row["segments"], place)] = Fraction(41 * total, 100)
        for whole, part in parts:
            more = [who for who, values in held.items() if values[whole] != values[part]]
            rest = Fraction(row["totals"][whole] - row["totals"][part], len(more) or 1)
            for who in held:
                term = {**add_up(who, part), **add_up(who, whole, -1)}
                known_rest = (term, Fraction(-1 if who in more else 0))
                (known.most if who in more else known.equal).append(known_rest)
                for one, other in zip(add_up(who, whole), add_up(who, part), strict=True):
                    known.share[one] = known.share[other] + (rest / len(own[who]) if who in more else 0)
    return known


def _bounds(terms: Sequence[Term], total: int, about: Name) -> Iterator[tuple[Term, Fraction]]:
    """Each contributor has something and at most half; by a threshold the two largest have at most 85 %."""
    threshold = ("threshold", about)
    above = [("above", about, place) for place, _ in enumerate(terms)]
    yield {threshold: 2, **dict.fromkeys(above, 1)}, Fraction(85 * total, 100)
    for term, over in zip(terms, above, strict=True):
        yield dict.fromkeys(term, -1), Fraction(-1)
        yield term, Fraction(total, 2)
        yield {**term, threshold: -1, over: -1}, Fraction(0)


def find_exposed(known: Known, measures: Sequence[Mapping[int, int]]) -> set[Hashable] | None:
    """Return at most four contributors whose sum of a measure is certain and was not before, or None.

    Independent groups of answers are examined apart.
    """
    for names, equal, most in _components(known):
        if not _is_inside(known.share, equal, most) and _find_slack(names, equal, most) <= 0:
            return {"the bounds leave one point"}
        answers = [name for name in names if name[0] not in ("threshold", "above")]
        told = _free_ways(answers, [term for term, _ in equal])
        alone = [term for term, _ in equal if len({who for _, who, *_ in term}) == 1]
        before = _free_ways(answers, alone)
        for measure in measures:
            ways = {}
            for who in {name[1] for name in answers}:
                parts = [
                    (measure[name[3]], name) for name in answers if name[1] == who and name[3] in measure
                ]
                if parts and any(_combine(parts, before)):
                    ways[who] = _combine(parts, told)
            if found := _find_zero_sum(ways):
                return found
    return None


def _combine(
    parts: Sequence[tuple[int, Name]], ways: Mapping[Name, tuple[Fraction, ...]]
) -> tuple[Fraction, ...]:
    columns = zip(*([sign * one for one in ways[name]] for sign, name in parts), strict=True)
    return tuple(sum(column, Fraction(0)) for column in columns)


def _find_zero_sum(ways: Mapping[Hashable, tuple[Fraction, ...]]) -> set[Hashable]:
    """At most four whose ways to differ cancel out: of two pairs at most one undoes the other."""
    items = [*ways.items()]
    sums: dict[tuple[Fraction, ...], list[frozenset[Hashable]]] = {}
    for size in (1, 2):
        for some in combinations(items, size):
            total = tuple(sum(column, Fraction(0)) for column in zip(*(way for _, way in some), strict=True))
            who = frozenset(name for name, _ in some)
            if not any(total):
                return {*who}
            for other in sums.get(tuple(-one for one in total), ()):
                if not other & who:
                    return {*other, *who}
            sums.setdefault(total, []).append(who)
    return set()


def _free_ways(names: Sequence[Name], terms: Sequence[Term]) -> dict[Name, tuple[Fraction, ...]]:
    """Return for each answer how it moves with each free answer of the equations."""
    rows: list[dict[Name, Fraction]] = []
    for term in terms:
        left = {name: Fraction(one) for name, one in term.items()}
        for row in rows:
            lead = next(iter(row))
            if factor := left.get(lead, Fraction(0)):
                left = _subtract(left, row, factor)
        if left:
            lead = next(iter(left))
            left = {
                lead: Fraction(1),
                **{name: one / left[lead] for name, one in left.items() if name != lead},
            }
            rows = [_subtract(row, left, row[lead]) if lead in row else row for row in rows]
            rows.append(left)
    leads = {next(iter(row)): row for row in rows}
    free = [name for name in names if name not in leads]
    return {
        name: tuple(
            -leads[name].get(one, Fraction(0)) if name in leads else Fraction(int(one == name))
            for one in free
        )
        for name in names
    }


def _subtract(
    row: Mapping[Name, Fraction], other: Mapping[Name, Fraction], factor: Fraction
) -> dict[Name, Fraction]:
    made = dict(row)
    for name, one in other.items():
        made[name] = made.get(name, Fraction(0)) - factor * one
    return {name: one for name, one in made.items() if one}


def _components(known: Known) -> Iterator[tuple[list[Name], list[Any], list[Any]]]:
    """Return the groups of answers that depend on each other, with their equations."""
    root: dict[Name, Name] = {}

    def find(name: Name) -> Name:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for term, _ in (*known.equal, *known.most):
        first, *others = term
        for other in others:
            root[find(other)] = find(first)
    for one in {find(name) for name in [*root]}:
        names = [name for name in root if find(name) == one]
        yield (
            names,
            [item for item in known.equal if find(next(iter(item[0]))) == one],
            [item for item in known.most if find(next(iter(item[0]))) == one],
        )


def _is_inside(point: Mapping[Name, Fraction], equal: Sequence[Any], most: Sequence[Any]) -> bool:
    """Tell whether the answers meet the equations, and the inequalities with room to spare."""

    def reach(term: Term) -> Fraction:
        return sum((one * point.get(name, Fraction(0)) for name, one in term.items()), Fraction(0))

    return all(reach(term) == to for term, to in equal) and all(reach(term) < to for term, to in most)


def _find_slack(names: Sequence[Name], equal: Sequence[Any], most: Sequence[Any]) -> Fraction:
    """Return by how much all inequalities can be met at once, at most 1: the simplex method, in fractions."""
    place = {name: number for number, name in enumerate(names)}
    slack, width = len(names), len(names) + 1 + len(most) + 1
    table: list[list[Fraction]] = []
    for number, (term, limit) in enumerate([*most, ({}, Fraction(1)), *equal]):
        row = [Fraction(0)] * width
        for name, one in term.items():
            row[place[name]] = Fraction(one)
        if number <= len(most):
            row[slack] = Fraction(1)
            row[slack + 1 + number] = Fraction(1)
        table.append([*row, limit] if limit >= 0 else [*(-one for one in row), -limit])
    made = [
        [*row[:-1], *(Fraction(int(i == j)) for j in range(len(table))), row[-1]]
        for i, row in enumerate(table)
    ]
    basis = [width + i for i in range(len(made))]
    first = [Fraction(int(column >= width)) for column in range(width + len(made))]
    if _minimise(made, basis, first) != 0:
        raise AssertionError("what is known contradicts itself")
    second = [Fraction(-int(column == slack)) for column in range(width)]
    return -_minimise(made, basis, [*second, *(Fraction(10**9) for _ in made)])


def _minimise(table: list[list[Fraction]], basis: list[int], cost: Sequence[Fraction]) -> Fraction:
    """Choose the column that helps most, or after many steps the first (Bland), and its first bound."""
    reduced = [*cost, Fraction(0)]
    for row, column in zip(table, basis, strict=True):
        if factor := reduced[column]:
            reduced = [a - factor * b for a, b in zip(reduced, row, strict=True)]
    for step in count():
        helping = [i for i, one in enumerate(reduced[:-1]) if one < 0]
        if not helping:
            return -reduced[-1]
        entering = min(helping, key=lambda i: reduced[i]) if step < _MANY else helping[0]
        bounds = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        _, _, leaving = min(bounds)
        pivot = table[leaving][entering]
        table[leaving] = [one / pivot for one in table[leaving]]
        for i, row in enumerate(table):
            if i != leaving and (factor := row[entering]):
                table[i] = [a - factor * b for a, b in zip(row, table[leaving], strict=True)]
        if factor := reduced[entering]:
            reduced = [a - factor * b for a, b in zip(reduced, table[leaving], strict=True)]
        basis[leaving] = entering
    raise AssertionError
