"""The highest cost of a request, declared at its route, and its price in tokens.

Processor time is counted in verifications of one signature. A token buys A_TOKEN of them, and an address
gains 20 tokens a second by default. At 62.5 µs a verification, that is a quarter of a core.
"""

from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from starlette.requests import Request

A_TOKEN = 200
REQUEST = 25
"""Base cost of any request, in verifications; a refused request costs this much."""
FEWEST = 50
"""A list with fewer lines costs as much as this many."""
_ROWS, _KIB = 4, 16
"""Number of records that the node reads, and of KiB that it sends, in the time of one verification."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The highest cost: records read, KiB answered, and verifications for other work.

    The figures hold for `parts`, the lines of a list or the documents of a body; fewer parts cost a share.
    """

    rows: int = 0
    kib: int = 16
    verifications: int = 0
    parts: int = 0

    def work(self, parts: int | None = None) -> float:
        """Return the processor time in verifications, for the highest cost or for this many parts."""
        share = 1 if parts is None else min(1, parts / self.parts)
        return REQUEST + share * (self.rows / _ROWS + self.kib / _KIB + self.verifications)

    def tokens(self, parts: int | None = None) -> float:
        """Return the price of `work(parts)` in tokens."""
        return self.work(parts) / A_TOKEN

    @property
    def is_small(self) -> bool:
        """Return whether even the highest cost is less than a token."""
        return self.tokens() < 1

    async def __call__(self, request: Request) -> None:
        """Charge the highest cost. Where the cost has parts, charge the base cost until their number is
        known."""
        request.scope["state"]["cost"] = self
        request.app.state.node.charge(request, 0 if self.parts else None)


def costs(rows: int = 0, *, kib: int = 16, verifications: int = 40, parts: int = 0) -> list[Any]:
    """Return `dependencies` of a route: its highest cost."""
    return [Depends(Cost(rows, kib, verifications, parts))]


def cost_of(route: Any) -> Cost:
    """Return the cost that a route declares."""
    (cost,) = (depends.dependency for depends in route.dependencies if isinstance(depends.dependency, Cost))
    return cost
