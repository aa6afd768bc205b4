"""A year report as pages: A4, a language behind the other, what it was counted from attached."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from carriers.certificate.pages import set_pages
from carriers.charts.chart_text import WIDTH
from carriers.charts.geometry import Chart
from carriers.year_report.content import YearReport, YearTable
from credentials.record import JsonObject
from signing.strict_json import JsonValue

_TEMPLATE = Path(__file__).with_name("year_report.typ")
_NONE = "–"


def format_year_report(
    parts: Sequence[YearReport], moment: datetime, name: str, attached: bytes, *, font: Path | None = None
) -> bytes:
    """A PDF/A-3b of a report in each of its languages, dated `moment`; `attached` is JSON, called `name`.

    `font` is a font file for characters the Noto fonts lack. Raises CarrierError as `set_pages`.
    """
    laid_out: list[JsonValue] = [_lay_out(part) for part in parts]
    return set_pages(_TEMPLATE, laid_out, moment, font, name=name, attached=attached.decode())


def _lay_out(part: YearReport) -> JsonObject:
    return {
        "lang": part.lang,
        "title": part.title,
        "about": part.about,
        "facts": [[*fact] for fact in part.facts],
        "notes": [*part.notes],
        "keys": [{"colour": colour, "label": label} for colour, label in part.keys],
        "tables": [_lay_out_table(table) for table in part.tables],
        "example": part.example,
    }


def _lay_out_table(table: YearTable) -> JsonObject:
    return {
        "title": table.title,
        "note": table.note,
        "head": [*table.head],
        "names": table.names,
        "rows": [[_say(cell) for cell in row] for row in table.rows],
        "chart": _lay_out_chart(table.chart) if table.chart is not None else None,
        "drawn": table.drawn,
        "finding": table.finding,
    }


def _say(cell: str | int | None) -> str:
    return cell if isinstance(cell, str) else _NONE if cell is None else f"{cell:,}"


def _lay_out_chart(chart: Chart) -> Any:
    """Geometry in units of a drawing WIDTH wide."""
    return {
        "width": WIDTH,
        "height": chart.height,
        "left": chart.left,
        "rules": [*chart.rules],
        "boxes": [box._asdict() for box in chart.boxes],
        "texts": [text._asdict() for text in chart.texts],
    }
