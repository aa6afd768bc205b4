"""Who comes too close to what: the demands that a pattern of suppressed cells must meet.

The attackers are the public, and each contributor that is alone in a suppressed cell: it knows all those.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from verifier.survey.network import Network
from verifier.survey.rule import SuppressionReason, SurveyRule
from verifier.survey.table import CellPlace, SurveyTable


class Demand(NamedTuple):
    """So much must be able to flow from `source` to `sink` without the cells that the attacker knows."""

    source: int
    sink: int
    amount: int
    fixed: frozenset[CellPlace]


@dataclass(frozen=True, slots=True)
class Inference:
    """What an attacker can say of a primary cell: it lies within `low` and `high`; None is the public."""

    cell: CellPlace
    attacker: str | None
    low: int
    high: int
    value: int
    need: int

    @property
    def is_safe(self) -> bool:
        """Whether the cell may lie far enough above and below what it is."""
        return self.high >= self.value + self.need and self.low <= max(0, self.value - self.need)


def find_primary(table: SurveyTable, rule: SurveyRule) -> dict[CellPlace, tuple[SuppressionReason, ...]]:
    """The cells that must not be published for their own sake, totals among them, and why."""
    reasons = {place: rule.find_reasons(parts.values()) for place, parts in table.contributions.items()}
    return {place: found for place, found in reasons.items() if found}


def find_attackers(
    table: SurveyTable, suppressed: Collection[CellPlace]
) -> dict[str | None, frozenset[CellPlace]]:
    """The suppressed cells that each attacker knows; the public (None) knows none."""
    known: dict[str | None, set[CellPlace]] = defaultdict(set)
    for place in sorted(suppressed):
        parts = table.contributions.get(place, {})
        if len(parts) == 1:
            known[next(iter(parts))].add(place)
    return {None: frozenset(), **{one: frozenset(cells) for one, cells in known.items()}}


def network_of(table: SurveyTable) -> Network:
    """The table as a network; an empty cell holds nothing."""
    height, width = table.grand_total
    places = product(range(height + 1), range(width + 1))
    return Network(height, width, {place: table.sums.get(place, 0) for place in places})


def list_demands(
    table: SurveyTable, primary: Collection[CellPlace], suppressed: Collection[CellPlace], rule: SurveyRule
) -> list[Demand]:
    """What must hold of every primary cell against every attacker that does not know it."""
    network, sums, found = network_of(table), table.sums, []
    for known in find_attackers(table, suppressed).values():
        for place in sorted(primary):
            if place in known:
                continue
            need = rule.find_need(table.contributions[place].values(), table.unit)
            begin, end = network.ends(place)
            fixed = known | {place}
            found.append(Demand(end, begin, need, fixed))
            if sums[place]:
                found.append(Demand(begin, end, min(need, sums[place]), fixed))
    return found


def find_inferences(
    table: SurveyTable,
    primary: Mapping[CellPlace, Sequence[SuppressionReason]],
    suppressed: Collection[CellPlace],
    rule: SurveyRule,
) -> list[Inference]:
    """What every attacker can say of every primary cell when these are suppressed.

    A primary cell that is not among them is known to all.
    """
    network, sums, found = network_of(table), table.sums, []
    links = network.link(sorted(suppressed))
    attackers = find_attackers(table, suppressed)
    for place in primary:
        value = sums[place]
        need = rule.find_need(table.contributions[place].values(), table.unit)
        for attacker, known in attackers.items():
            if place in known:
                continue
            low = high = value
            if place in suppressed:
                low, high = network.interval(links, place, sums[table.grand_total], known)
            found.append(Inference(place, attacker, low, high, value, need))
    return found
