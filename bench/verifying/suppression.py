"""Survey tables: what is suppressed in one of 200 cells, and in a small one; the slowest of several."""

import random
import time
from collections.abc import Iterator

from bench.measure import Number, seconds
from verifier.errors import SurveyError
from verifier.survey import SurveyReturn, SurveyTable, find_pattern, tabulate

ROWS, COLUMNS = 20, 10
MEANS = (4, 6, 8, 10, 12, 15)
"""Contributors a cell: most cells primary, to few of them."""


def _table(seed: int, rows: int, columns: int, mean: int) -> SurveyTable:
    """Cells of up to 40 contributors; few of them have most of the sum."""
    rng = random.Random(seed)
    return tabulate(
        SurveyReturn(
            f"E{row}-{column}-{n}", f"r{row:02}", f"c{column:02}", str(int(10 * rng.paretovariate(1.1)))
        )
        for row in range(rows)
        for column in range(columns)
        for n in range(min(40, int(rng.expovariate(1 / mean))))
    )


def _protect(table: SurveyTable) -> None:
    try:
        find_pattern(table)
    except SurveyError:  # a table that is not to be published is an answer, too
        return


def bench_suppression() -> Iterator[Number]:
    """CPU seconds of the slowest table."""
    for name, rows, columns, goal in (("suppression", ROWS, COLUMNS, 5), ("suppression-exact", 5, 4, None)):
        tables = [_table(seed, rows, columns, mean) for mean in MEANS for seed in range(3)]
        spent = max(seconds(lambda table=table: _protect(table), 1, time.process_time) for table in tables)  # type: ignore[misc]
        yield Number(name, spent, "s", goal, True)
