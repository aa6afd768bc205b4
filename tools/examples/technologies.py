"""examples/technologies: a workbook as a clerk fills it, one with faults, and the files of evidence."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from keys_example.reference import HOLDER, reference_technology
from works.technology.sheet.columns import PAGES

FOLDER = Path(__file__).parents[2] / "examples" / "technologies"
REPORT, STATEMENT, LOG = "监测报告（示例）.txt", "验证声明（示例）.txt", "连续一周运行记录（示例）.txt"
EVIDENCE = {
    REPORT: "示例：出水监测报告，内容为虚构。\n",
    STATEMENT: "示例：环境技术验证声明，内容为虚构。\n",
    LOG: "示例：脱硝装置连续一周运行记录，内容为虚构。\n",
}
ExampleRows = Sequence[Mapping[str, str]]
_RECORD: Any = reference_technology()["credentialSubject"]
_SAME = (
    *("title.zh", "title.en", "version", "process", "features", "applicability", "limitations", "crossMedia"),
    *("verification.standard", "verification.verifier", "economics.basisYear"),
)
"""Cells with the content of the reference pages' record."""


def _cell(path: str) -> str:
    value = _RECORD
    for member in path.split("."):
        value = value[member]
    return str(value["zh"] if isinstance(value, dict) else value)


_HOLDER = {
    **{f"enterprise.{name}": str(value) for name, value in HOLDER.members.items()},
    "enterprise.region": "重庆",
    "listing.scheme": "cq-technology",
}
SEWAGE = {
    "number": "1",
    **{name: _cell(name) for name in _SAME},
    **_HOLDER,
    "contact.office": "示例技术推广部",
    "contact.serviceEndpoint": "technology@anlin.example",
    "listing.class": "推荐",
    "media": "水",
    "form": "工艺",
    "maturity": "已示范",
    "industries": "4620 污水处理及其再生利用/Sewage treatment",
    "verification.from": "2026-01-01",
    "verification.until": "2036-12-31",
}
_FLUE_GAS = {
    "number": "2",
    "title.zh": "示例低温选择性催化脱硝装置",
    "title.en": "Low-temperature selective catalytic denitrification (Example)",
    "version": "1.0",
    **_HOLDER,
    "listing.class": "收录",
    "media": "大气、减污降碳",
    "form": "装备",
    "maturity": "中试",
    "process": "烟气经脱硫后升温，进入低温催化剂层（示例）。",
    "applicability": "焦炉与工业窑炉烟气（示例）。",
}
NUMBERS: ExampleRows = [
    {
        "number": "1",
        "measure": "出口",
        "target": "化学需氧量",
        "high": "30",
        "unit": "mg/L",
        "role": "实测值",
        "condition.influentLow": "200",
        "condition.influentHigh": "450",
        "condition.influentUnit": "mg/L",
        "condition.averaging": "日均值",
        "condition.temperatureLow": "12",
        "method": "HJ 828-2017",
        "source": REPORT,
        "verified": "是",
    },
    {
        "number": "1",
        "measure": "去除率",
        "target": "总氮",
        "low": "80",
        "unit": "%",
        "role": "申报值",
        "condition.influentLow": "30",
        "condition.influentHigh": "60",
        "condition.influentUnit": "mg/L",
    },
    {
        "number": "1",
        "measure": "消耗",
        "name.zh": "电耗",
        "name.en": "electricity",
        "high": "0.35",
        "unit": "kW.h/m3",
    },
    {"number": "1", "measure": "运行费用", "high": "0.9", "unit": "CNY/m3"},
    {
        "number": "2",
        "measure": "出口",
        "target": "氮氧化物",
        "low": "20",
        "high": "50",
        "unit": "mg/m3",
        "role": "申报值",
        "condition.gasState": "标准状态干基",
        "condition.referenceO2": "8",
        "condition.averaging": "小时均值",
    },
]
CASES: ExampleRows = [
    {
        "number": "1",
        "name.zh": "示例城北污水处理厂",
        "name.en": "Example north works",
        "region": "重庆",
        "since": "2023-05-01",
        "capacity.low": "20000",
        "capacity.high": "20000",
        "capacity.unit": "m3/d",
        "evidence": REPORT,
    }
]
FILES: ExampleRows = [
    {"number": "1", "file": REPORT, "kind": "监测报告", "keptBy": "企业"},
    {"number": "1", "file": STATEMENT, "kind": "验证声明"},
    {"number": "2", "file": LOG, "kind": "连续一周运行记录", "keptBy": "企业"},
]


def build_workbooks() -> dict[str, bytes]:
    """Return, by name, the workbook to list, and one with insufficient numbers."""
    faulty = [
        {**NUMBERS[0], "high": "460", "unit": "mg/L"},
        {name: text for name, text in NUMBERS[1].items() if "influent" not in name},
        *NUMBERS[2:4],
        {**NUMBERS[4], "unit": "ppm", "high": "35~50"},
    ]
    return {
        "sheet.xlsx": _encode([SEWAGE, _FLUE_GAS], NUMBERS, CASES, FILES),
        "faulty.xlsx": _encode([SEWAGE, _FLUE_GAS], faulty, [{**CASES[0], "evidence": LOG}], FILES),
    }


def write_technologies() -> None:
    """Write the folder anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in EVIDENCE.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for name, data in build_workbooks().items():
        (FOLDER / name).write_bytes(data)


def _encode(*pages: ExampleRows) -> bytes:
    sheets = []
    for layout, rows in zip(PAGES, pages, strict=True):
        header: SheetLine = [(column.header, Style.HEADER) for column in layout.columns]
        lines: list[SheetLine] = [header]
        for row in rows:
            cells = (row.get(name) for name in layout.by_name)
            lines.append([(text, Style.TEXT) if text else None for text in cells])
        widths = [Width(column.width, Style.TEXT) for column in layout.columns]
        sheets.append(Worksheet(layout.page, widths, enumerate(lines, start=1), frozen=True))
    return encode_workbook(sheets)
