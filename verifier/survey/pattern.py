"""Which cells are suppressed beside the primary ones: the fewest, where there are few to choose from.

Whatever is suppressed more leaves an attacker no wiser, so what is safe stays safe with more cells. Where a
flow falls short, the nodes that it reached say which cells could help: every safe pattern has one of those.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from heapq import heappop, heappush
from itertools import combinations

from verifier.errors import SurveyError
from verifier.survey.exposure import Demand, find_primary, list_demands, network_of
from verifier.survey.network import Links
from verifier.survey.rule import RULE, SurveyRule
from verifier.survey.table import CellPlace, SurveyTable

EXACT = 16
"""Up to so many candidates every pattern is weighed; beyond, one that is safe and need not be the least."""


def find_pattern(
    table: SurveyTable, *, rule: SurveyRule = RULE, progress: Callable[[int], None] | None = None
) -> frozenset[CellPlace]:
    """The cells to suppress, primary ones included: fewest totals, cells, least sum, then the first of them.

    Totals only where no pattern of inner cells is safe, the grand total never. SurveyError
    grand-total-primary or pattern-none where it is not to be published. `progress` is told the steps done.
    """
    primary = frozenset(find_primary(table, rule))
    if table.grand_total in primary:
        raise SurveyError("grand-total-primary")
    search = PatternSearch(table, primary, list_demands(table, primary, primary, rule), progress)
    open_ = [place for place in table.sums if place not in primary and place != table.grand_total]
    inner = [place for place in open_ if not table.is_total(place)]
    totals = [place for place in open_ if table.is_total(place)]
    for candidates in (inner, inner + totals):
        if search.fails(primary.union(candidates)) is None:
            few = len(candidates) <= EXACT
            added = search.find_least(candidates) if few else search.find_small(candidates)
            return primary.union(added)
    raise SurveyError("pattern-none")


class PatternSearch:
    """The demands of one table, and what was learnt of the patterns that do not meet them."""

    def __init__(
        self,
        table: SurveyTable,
        primary: frozenset[CellPlace],
        demands: Sequence[Demand],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._table = table
        self._primary = primary
        self._demands = demands
        self._network = network_of(table)
        self._reach = progress

    def _tell(self, done: int) -> None:
        if self._reach is not None:
            self._reach(done)

    def fails(self, suppressed: Collection[CellPlace]) -> frozenset[int] | None:
        """The nodes reached by the first flow that falls short; None where all demands are met."""
        links = self._network.link(sorted(suppressed))
        for source, sink, amount, fixed in self._demands:
            push = self._network.push(links, source, sink, amount, fixed)
            if push.amount < amount:
                return push.reached
        return None

    def find_least(self, candidates: Sequence[CellPlace]) -> tuple[CellPlace, ...]:
        """The best of all patterns; that all candidates together are safe is known."""
        bits = {place: 1 << n for n, place in enumerate(candidates)}
        cuts: list[int] = []
        for tried, added in enumerate(self._in_order(candidates)):
            mask = sum(map(bits.__getitem__, added))
            if all(mask & cut for cut in cuts):
                reached = self.fails(self._primary.union(added))
                if reached is None:
                    return added
                cuts.append(sum(bits[place] for place in self._helping(candidates, reached)) & ~mask)
            self._tell(tried)
        raise AssertionError("all candidates together are safe")

    def _in_order(self, candidates: Sequence[CellPlace]) -> Iterator[tuple[CellPlace, ...]]:
        """All patterns, the best first."""
        table, sums = self._table, self._table.sums
        inner = [place for place in candidates if not table.is_total(place)]
        totals = [place for place in candidates if table.is_total(place)]
        for count in range(len(totals) + 1):
            for more in range(len(inner) + 1):
                patterns = (
                    tuple(sorted(some + others))
                    for some in combinations(totals, count)
                    for others in combinations(inner, more)
                )
                yield from sorted(patterns, key=lambda added: (sum(map(sums.__getitem__, added)), added))

    def _helping(self, candidates: Sequence[CellPlace], reached: frozenset[int]) -> Iterator[CellPlace]:
        """The candidates over which more could flow out of the nodes that were reached."""
        for place in candidates:
            begin, end = self._network.ends(place)
            if (begin in reached) != (end in reached):
                yield place

    def find_small(self, candidates: Sequence[CellPlace]) -> tuple[CellPlace, ...]:
        """A safe pattern: the cheapest ways for each demand in turn, then without the cells nothing needs."""
        added: set[CellPlace] = set()
        for done, demand in enumerate(self._demands):
            self._tell(done)
            while True:
                links = self._network.link(sorted(self._primary | added))
                push = self._network.push(links, *demand)
                if push.amount >= demand.amount:
                    break
                added |= self._find_way(candidates, added, push.reached, demand)
        return self._drop_needless(added)

    def _find_way(
        self,
        candidates: Sequence[CellPlace],
        added: Collection[CellPlace],
        reached: frozenset[int],
        demand: Demand,
    ) -> set[CellPlace]:
        """The cheapest candidates by which more can flow to the sink from what was reached."""
        table, sums = self._table, self._table.sums
        cell = 8 * sums[table.grand_total] + 1  # dearer than all sums that a way passes
        links: Links = self._network.link(
            place for place in sorted({*self._primary, *candidates}) if place not in demand.fixed
        )
        free = {*self._primary, *added}
        queue: list[tuple[int, int, tuple[CellPlace, ...]]] = [(0, node, ()) for node in sorted(reached)]
        done: set[int] = set()
        while queue:
            cost, node, way = heappop(queue)
            if node == demand.sink:
                return {*way}
            if node in done:
                continue
            done.add(node)
            for place, other, _ in links[node]:
                if other in done or (place in free and node in reached):  # that one is full
                    continue
                if place in free:
                    heappush(queue, (cost, other, way))
                else:
                    price = cell * (1000 if table.is_total(place) else 1) + sums[place]
                    heappush(queue, (cost + price, other, (*way, place)))
        raise AssertionError("all candidates together are safe")

    def _drop_needless(self, added: Collection[CellPlace]) -> tuple[CellPlace, ...]:
        """Without every cell that can go: totals first, then the largest."""
        kept = {*added}
        sums, table = self._table.sums, self._table
        witnesses = self._witness(self._demands, kept)
        assert witnesses is not None  # noqa: S101 - each was met, and more cells keep it met
        for place in sorted(added, key=lambda place: (not table.is_total(place), -sums[place], place)):
            hit = [n for n, used in enumerate(witnesses) if place in used]
            found = self._witness([self._demands[n] for n in hit], kept - {place})
            if found is not None:
                kept.discard(place)
                for n, used in zip(hit, found, strict=True):
                    witnesses[n] = used
        return tuple(sorted(kept))

    def _witness(
        self, demands: Sequence[Demand], added: Collection[CellPlace]
    ) -> list[frozenset[CellPlace]] | None:
        """The cells over which each demand is met; None where one is not."""
        links = self._network.link(sorted(self._primary.union(added)))
        found = []
        for demand in demands:
            push = self._network.push(links, *demand)
            if push.amount < demand.amount:
                return None
            found.append(push.used)
        return found
