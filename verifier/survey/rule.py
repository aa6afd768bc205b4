"""When a cell gives away what one contributor returned, and how far from the truth others must stay.

    n < 5                      threshold
    sum = 0 and n > 0          zero
    100 (x1 + x2) > 85 sum     dominance, x1 >= x2 >= … the contributions
    need = max(1, ceil(15 sum / 100), dominance ? ceil(100 (x1 + x2) / 85) - sum : 0)

Whole numbers throughout: an amount is counted in units of the last decimal place of its table.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

SuppressionReason = Literal["threshold", "zero", "dominance", "secondary"]


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """The parameters: fewest contributors; how many may hold how many percent; percent of protection."""

    threshold: int = 5
    dominant: int = 2
    dominance_percent: int = 85
    protection_percent: int = 15

    def find_reasons(self, contributions: Collection[int]) -> tuple[SuppressionReason, ...]:
        """Why the cell is primary; nothing for one that may be published, or that nobody contributed to."""
        if not contributions:
            return ()
        reasons: list[SuppressionReason] = []
        if len(contributions) < self.threshold:
            reasons.append("threshold")
        if not any(contributions):
            reasons.append("zero")
        if self._is_dominated(contributions):
            reasons.append("dominance")
        return tuple(reasons)

    def find_need(self, contributions: Collection[int], unit: int = 1) -> int:
        """How far above and below its sum the cell must seem able to lie; `unit` is 1 of the table's unit."""
        total = sum(contributions)
        need = max(unit, -(-self.protection_percent * total // 100))
        if self._is_dominated(contributions):
            need = max(need, -(-100 * self._largest(contributions) // self.dominance_percent) - total)
        return need

    def _is_dominated(self, contributions: Collection[int]) -> bool:
        return 100 * self._largest(contributions) > self.dominance_percent * sum(contributions)

    def _largest(self, contributions: Collection[int]) -> int:
        return sum(sorted(contributions)[-self.dominant :])

    def allows_change(self, changes: Collection[int]) -> bool:
        """Whether a published sum may change by these: enough contributors, and none of them dominates."""
        sizes = [abs(change) for change in changes if change]
        return not self.find_reasons(sizes)


RULE = SurveyRule()
"""The rule of the agreement's surveys."""
