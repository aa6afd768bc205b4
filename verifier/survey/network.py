"""How far a suppressed cell can move while all that is published stays as it is: maximal flows.

The cells of a two-way table are arcs between its rows and its columns, the totals one more of each. A cell
leads from its row to its column; a total of a row or of a column the other way. What comes into a node then
leaves it: that is all a table asks. A cell grows by as much as can flow back from its end to its beginning
through the other cells that are not known: forwards without limit, backwards as much as a cell holds.
"""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from verifier.survey.table import CellPlace

Links = list[list[tuple[CellPlace, int, bool]]]
"""For each node the cells at it: the place, the node at its other end, whether it leads there."""


class Push(NamedTuple):
    """What flowed: how much, by how much each cell changed; where it fell short, the nodes reached."""

    amount: int
    moved: Mapping[CellPlace, int]
    reached: frozenset[int]

    @property
    def used(self) -> frozenset[CellPlace]:
        """The cells over which it flowed."""
        return frozenset(place for place, change in self.moved.items() if change)


@dataclass(frozen=True, slots=True)
class Network:
    """The nodes of a table with so many rows and columns, totals not counted, and what its cells hold."""

    height: int
    width: int
    values: Mapping[CellPlace, int]

    def ends(self, place: CellPlace) -> tuple[int, int]:
        """The nodes at which the cell begins and ends."""
        row, column = place[0], self.height + 1 + place[1]
        turned = (place[0] == self.height) != (place[1] == self.width)
        return (column, row) if turned else (row, column)

    def link(self, places: Iterable[CellPlace]) -> Links:
        """These cells as links, in the order given."""
        links: Links = [[] for _ in range(self.height + self.width + 2)]
        for place in places:
            begin, end = self.ends(place)
            links[begin].append((place, end, True))
            links[end].append((place, begin, False))
        return links

    def push(
        self, links: Links, source: int, sink: int, limit: int, fixed: Container[CellPlace] = frozenset()
    ) -> Push:
        """The maximal flow from `source` to `sink` over linked cells that are not `fixed`, up to `limit`."""
        values = self.values
        flow: dict[CellPlace, int] = {}
        amount = 0
        while amount < limit:
            before = self._find_path(links, source, sink, fixed, flow)
            if sink not in before:
                return Push(amount, flow, frozenset(before))
            path = []
            node = sink
            while node != source:
                place, other, forward = before[node]
                path.append((place, forward))
                node = other
            more = min([limit - amount, *(values[p] + flow.get(p, 0) for p, forward in path if not forward)])
            for place, forward in path:
                flow[place] = flow.get(place, 0) + (more if forward else -more)
            amount += more
        return Push(amount, flow, frozenset())

    def _find_path(
        self, links: Links, source: int, sink: int, fixed: Container[CellPlace], flow: Mapping[CellPlace, int]
    ) -> dict[int, tuple[CellPlace, int, bool]]:
        """For every node reached the cell by which, and from where; by the shortest way."""
        values = self.values
        before: dict[int, tuple[CellPlace, int, bool]] = {source: ((-1, -1), -1, True)}
        queue = [source]
        for node in queue:
            for place, other, forward in links[node]:
                if other in before or place in fixed:
                    continue
                if forward or values[place] + flow.get(place, 0) > 0:
                    before[other] = place, node, forward
                    if other == sink:
                        return before
                    queue.append(other)
        return before

    def interval(
        self, links: Links, place: CellPlace, most: int, fixed: Collection[CellPlace] = ()
    ) -> tuple[int, int]:
        """The least and the greatest value of a suppressed cell for who knows the cells `fixed`.

        `most` is the grand total, above which no cell can be.
        """
        begin, end = self.ends(place)
        value, known = self.values[place], {place, *fixed}
        above = self.push(links, end, begin, most, known).amount
        below = self.push(links, begin, end, value, known).amount
        return value - below, value + above
