"""The worked example of suppression, with what brute force over all patterns gave; tables made in a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from verifier.survey import SurveyReturn, SurveyTable, tabulate
from verifier.survey.table import CellPlace

EXAMPLE: Any = json.loads(Path(__file__).with_name("suppression_example.json").read_text(encoding="utf-8"))
ROWS, COLUMNS = EXAMPLE["rows"], EXAMPLE["columns"]

Cells = Mapping[str, Sequence[str]]
"""Amounts by `row/column`, each of a contributor of its own."""


def returns_of(cells: Cells, prefix: str = "E") -> Iterator[SurveyReturn]:
    """A return for each amount."""
    number = 0
    for name, amounts in cells.items():
        row, column = name.split("/")
        for amount in amounts:
            number += 1
            yield SurveyReturn(f"{prefix}{number}", row, column, amount)


def table_of(cells: Cells, *, rows: Sequence[str] = ROWS, columns: Sequence[str] = COLUMNS) -> SurveyTable:
    """The table of these amounts."""
    return tabulate(returns_of(cells), rows=rows, columns=columns)


def worked() -> SurveyTable:
    """The table of the example."""
    return table_of(EXAMPLE["contributions"])


def place(name: str) -> CellPlace:
    """The place of `row/column`, which may be `total`."""
    row, column = name.split("/")
    return [*ROWS, "total"].index(row), [*COLUMNS, "total"].index(column)


def places(names: Sequence[str]) -> frozenset[CellPlace]:
    """The places of several."""
    return frozenset(map(place, names))
