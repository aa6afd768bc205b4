"""A workbook of technologies as a clerk fills it, written by openpyxl, and its evidence beside it."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from carriers.spreadsheet.technologies.columns import PAGES

REPORT, STATEMENT = "监测报告（示例）.pdf", "验证声明（示例）.pdf"
FILES = {REPORT: b"%PDF-1.7 example report", STATEMENT: b"%PDF-1.7 example statement"}

Rows = Sequence[Mapping[str, Any]]

TECHNOLOGY: dict[str, Any] = {
    "number": 1,
    "title.zh": "示例短程脱氮一体化工艺",
    "title.en": "Integrated shortcut denitrification (Example)",
    "version": "2.1",
    "enterprise.legalName": "重庆示例安林环境治理有限公司",
    "enterprise.unifiedSocialCreditCode": "91500100MAYM6LY900",
    "enterprise.region": "重庆",
    "listing.scheme": "cq-technology",
    "listing.class": "推荐",
    "media": "水、恶臭 / odour",
    "form": "工艺",
    "maturity": "demonstrated",
    "targets": "总磷",
    "industries": "4620 污水处理及其再生利用/Sewage treatment",
    "process": "格栅、缺氧池、好氧池、沉淀池依次处理（示例）。",
    "applicability": "城镇污水处理厂（示例）。",
    "rights": "发明专利 ZL202010000000.0",
    "economics.basisYear": 2025,
    "verification.standard": "GB/T 24034-2019",
    "verification.verifier": "示例环境技术验证中心",
    "verification.from": "2026-01-01",
    "verification.until": "2027-12-31",
}
OUTLET: dict[str, Any] = {
    "number": 1,
    "measure": "出口",
    "target": "化学需氧量",
    "high": 30,
    "unit": "mg/L",
    "role": "实测值",
    "condition.influentLow": 200,
    "condition.influentHigh": 450,
    "condition.influentUnit": "mg/L",
    "condition.averaging": "日均值",
    "condition.temperatureLow": "-5.5",
    "method": "HJ 828-2017",
    "source": REPORT,
    "verified": "是",
}
REMOVAL: dict[str, Any] = {
    "number": 1,
    "measure": "去除率 / removal",
    "target": "total nitrogen",
    "low": "80.0",
    "unit": "%",
    "role": "申报值",
    "condition.influentLow": 30,
    "condition.influentHigh": 60,
    "condition.influentUnit": "mg/L",
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
ENERGY: dict[str, Any] = {
    "number": 1,
    "measure": "消耗",
    "name.zh": "电耗",
    "name.en": "electricity",
    "high": "0.35",
    "unit": "kWh/m³",
}
COST: dict[str, Any] = {"number": 1, "measure": "运行费用", "high": "0.9", "unit": "元/m³"}
CASE: dict[str, Any] = {
    "number": 1,
    "name.zh": "示例城北污水处理厂",
    "name.en": "Example north works",
    "region": "重庆",
    "since": "2023-05-01",
    "capacity.low": 20000,
    "capacity.high": 20000,
    "capacity.unit": "m3/d",
    "evidence": REPORT,
}
EVIDENCE: tuple[dict[str, Any], ...] = (
    {"number": 1, "file": REPORT, "kind": "监测报告", "keptBy": "企业"},
    {"number": 1, "file": STATEMENT, "kind": "验证声明"},
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
