"""Another edition of a table that was published: what the difference of the two would give away.

The pattern stays. What is published changes only by enough contributors of whom none dominates; so does what
the suppressed cells of a row or a column come to together, which everybody can work out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from verifier.errors import SurveyError
from verifier.survey.exposure import find_inferences, find_primary
from verifier.survey.rule import RULE, SurveyRule
from verifier.survey.table import CellPlace, SurveyTable

DisclosureKind = Literal["changed", "remainder", "primary", "exposed"]
"""A published cell by too few; the suppressed cells of a line together; a cell that must now be suppressed;
one that is suppressed and comes too close."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Why the edition is refused: at a place, that of a line's total for a remainder.

    `changed` is how many contributors changed what is seen there, `before` and `after` what was and is seen,
    in units of the last of `decimals` places.
    """

    kind: DisclosureKind
    place: CellPlace
    changed: int = 0
    before: int = 0
    after: int = 0
    decimals: int = 0


def find_disclosures(
    before: SurveyTable, after: SurveyTable, suppressed: Collection[CellPlace], *, rule: SurveyRule = RULE
) -> list[Disclosure]:
    """All that keeps `after` from taking the place of `before` under the pattern of the first edition.

    Empty where it may. SurveyError tables-apart where rows or columns differ.
    """
    if (before.rows, before.columns) != (after.rows, after.columns):
        raise SurveyError("tables-apart")
    decimals = max(before.decimals, after.decimals)
    tables = before.rescale(decimals), after.rescale(decimals)
    found = []
    for kind, place, forms in _list_seen(before, suppressed):
        old, new = (_add(table, forms) for table in tables)
        was, is_ = sum(old.values()), sum(new.values())
        changes = [new.get(one, 0) - old.get(one, 0) for one in {**old, **new}]
        if was != is_ and not rule.allows_change(changes):
            found.append(Disclosure(kind, place, sum(map(bool, changes)), was, is_, decimals))
    primary = find_primary(after, rule)
    found += [Disclosure("primary", place) for place in primary if place not in suppressed]
    hidden = {place: reasons for place, reasons in primary.items() if place in suppressed}
    inferences = find_inferences(after, hidden, suppressed, rule)
    exposed = dict.fromkeys(inference.cell for inference in inferences if not inference.is_safe)
    return found + [Disclosure("exposed", place) for place in exposed]


def _list_seen(
    table: SurveyTable, suppressed: Collection[CellPlace]
) -> Iterator[tuple[DisclosureKind, CellPlace, Mapping[CellPlace, int]]]:
    """What everybody sees: each published cell, and the suppressed ones of each line, with their signs."""
    height, width = table.grand_total
    lines = [[(row, column) for column in range(width + 1)] for row in range(height + 1)]
    for place in (place for line in lines for place in line):
        if place not in suppressed:
            yield "changed", place, {place: 1}
    for line in (*lines, *map(list, zip(*lines, strict=True))):
        hidden = {place: -1 if place == line[-1] else 1 for place in line if place in suppressed}
        if hidden:
            yield "remainder", line[-1], hidden


def _add(table: SurveyTable, signs: Mapping[CellPlace, int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for place, sign in signs.items():
        for contributor, amount in table.contributions.get(place, {}).items():
            found[contributor] += sign * amount
    return found
