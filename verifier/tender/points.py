"""The row of a tender's own table of points that a bidder reaches; rows are never added up."""

from collections.abc import Iterable, Sequence

from credentials.record import JsonObject
from verifier.tender.asked import Asked, read_grade
from verifier.tender.documents.tender import PointsRow
from verifier.tender.matrix import CellReason

Graded = tuple[Asked | CellReason, str | None]
"""The requirement asked at one date, and the grade that counts."""


def reach_row(rows: Sequence[PointsRow], groups: Iterable[Sequence[Graded]]) -> JsonObject | None:
    """Return the best row of any group that is met; within a group the lowest grade decides."""
    # rows are best first: within a group the last one reached decides
    reached = [max((_row_of(rows, *reach) for reach in group), default=len(rows)) for group in groups]
    best = min(reached, default=len(rows))
    if best >= len(rows):
        return None
    return {"row": best, "minGrade": rows[best].min_grade, "points": rows[best].points}


def _row_of(rows: Sequence[PointsRow], wanted: Asked | CellReason, grade: str | None) -> int:
    """Return the first row whose lowest grade is reached; the number of rows where none is."""
    if isinstance(wanted, CellReason) or grade is None:
        return len(rows)
    for place, row in enumerate(rows):
        least = read_grade(row.min_grade, wanted.scheme)
        if least is not None and wanted.place_of(grade) <= wanted.place_of(least):
            return place
    return len(rows)
