"""Sheets of returns for the tests of `huren statistics survey`."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from credentials.identifiers import uscc_check_character
from tests.verifier.survey.example import COLUMNS, EXAMPLE, ROWS, Cells

HEAD = ("统一社会信用代码", "企业名称", "所属集团", "细分领域", "规模", "数值")
ABOUT = ("--indicator", "revenue", "--period", "2025", "--area", "CN-CQ", "--unit", "10*4.CNY")
LISTED = ("--rows", ",".join(ROWS), "--columns", "、".join(COLUMNS))


def code_of(number: int) -> str:
    """A credit code that passes and belongs to nobody."""
    code = f"91500000MA{number:07}"
    return code + uscc_check_character(code)


def lines_of(cells: Cells = EXAMPLE["contributions"], first: int = 1) -> list[list[str]]:
    """A row for each amount, each of an enterprise of its own."""
    amounts = [(*name.split("/"), amount) for name, found in cells.items() for amount in found]
    return [
        [code_of(number), f"示例企业{number}", "", row, column, amount]
        for number, (row, column, amount) in enumerate(amounts, start=first)
    ]


def write_sheet(path: Path, lines: Sequence[Sequence[str]]) -> Path:
    """The rows under the head, as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *lines])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path
