"""The workbook of examples/technologies in other words, written by openpyxl, and its evidence beside it."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tools.examples.technologies import CASES, NUMBERS, SEWAGE
from tools.examples.technologies import FILES as EXAMPLE_FILES
from works.technology.sheet.columns import PAGES

REPORT, STATEMENT = "监测报告（示例）.pdf", "验证声明（示例）.pdf"
FILES = {REPORT: b"%PDF-1.7 example report", STATEMENT: b"%PDF-1.7 example statement"}

Rows = Sequence[Mapping[str, Any]]

TECHNOLOGY: dict[str, Any] = {
    **SEWAGE,
    "number": 1,
    "media": "水、恶臭 / odour",
    "maturity": "demonstrated",
    "targets": "总磷",
    "rights": "发明专利 ZL202010000000.0",
    "economics.basisYear": 2025,
    "verification.until": "2027-12-31",
}
OUTLET: dict[str, Any] = {
    **NUMBERS[0],
    "number": 1,
    "high": 30,
    "condition.influentLow": 200,
    "condition.influentHigh": 450,
    "condition.temperatureLow": "-5.5",
    "source": REPORT,
}
REMOVAL: dict[str, Any] = {
    **NUMBERS[1],
    "measure": "去除率 / removal",
    "target": "total nitrogen",
    "low": "80.0",
    "condition.influentLow": 30,
    "condition.influentHigh": 60,
}
GAS: dict[str, Any] = {
    "number": 1,
    "measure": "出口",
    "target": "氨",
    "low": "1",
    "high": "5",
    "unit": "mg/m³",
    "role": "申报值",
    "condition.gasState": "标准状态干基",
    "condition.averaging": "小时均值",
}
ENERGY: dict[str, Any] = {**NUMBERS[2], "unit": "kWh/m³"}
COST: dict[str, Any] = {**NUMBERS[3], "unit": "元/m³"}
CASE: dict[str, Any] = {**CASES[0], "capacity.low": 20000, "capacity.high": 20000, "evidence": REPORT}
EVIDENCE: tuple[dict[str, Any], ...] = (
    {**EXAMPLE_FILES[0], "file": REPORT},
    {**EXAMPLE_FILES[1], "file": STATEMENT},
)
GOOD: tuple[Rows, ...] = ([TECHNOLOGY], [OUTLET, REMOVAL, GAS, ENERGY, COST], [CASE], EVIDENCE)
"""The rows of the four pages."""


def changed(page: int, row: int, **members: Any) -> tuple[Rows, ...]:
    """The good rows with other cells in one of them, `__` for a dot; None empties a cell."""
    pages = [[dict(one) for one in rows] for rows in GOOD]
    pages[page][row] |= {name.replace("__", "."): value for name, value in members.items()}
    return tuple(pages)


def technology_book(pages: Sequence[Rows] = GOOD) -> bytes:
    """The workbook."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for layout, rows in zip(PAGES, pages, strict=True):
        page = book.create_sheet(layout.page)
        page.append([column.header for column in layout.columns])
        for row in rows:
            assert set(row) <= set(layout.by_name)
            page.append([row.get(name) for name in layout.by_name])
            for (cell,) in page.iter_cols(min_row=page.max_row, max_row=page.max_row):
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # whatever it begins with
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lay_book(folder: Path, pages: Sequence[Rows] = GOOD, files: Mapping[str, bytes] = FILES) -> Path:
    """The workbook in a folder, and its evidence beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    path = folder / "technologies.xlsx"
    path.write_bytes(technology_book(pages))
    return path
