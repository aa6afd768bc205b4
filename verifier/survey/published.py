"""A table as it is published: a line for each cell, with columns and codes of SDMX.

    TIME_PERIOD,REF_AREA,INDICATOR,SEGMENT,SIZE,OBS_VALUE,OBS_STATUS,CONF_STATUS,UNIT_MEASURE,COMMENT_TS
    2025,CN-CQ,revenue,water,A,1680,A,F,10*4.CNY,…
    2025,CN-CQ,revenue,air,B,,Q,C,10*4.CNY,…        suppressed
    2025,CN-CQ,revenue,soil,D,,O,F,10*4.CNY,…       nobody returned anything

A total stands under `_T`. All suppressed cells are alike: neither
reasons nor numbers of contributors nor shares are told.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from credentials.drafting.survey_return import TOTAL, is_category
from verifier.errors import SurveyError
from verifier.survey.table import MAX_CATEGORIES, MAX_CELLS, CellPlace, SurveyTable

COLUMNS = (
    "TIME_PERIOD", "REF_AREA", "INDICATOR", "SEGMENT", "SIZE", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS",
    "UNIT_MEASURE", "COMMENT_TS",
)  # fmt: skip
VOLUNTARY = "自愿填报，非政府统计 · voluntary returns, no official statistics"
"""What every line says of itself."""
_NORMAL, _SUPPRESSED, _EMPTY = ("A", "F"), ("Q", "C"), ("O", "F")
_PERIOD = re.compile(r"[12][0-9]{3}(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
_AREA = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?:_[A-Z]{2}(?:-[A-Z0-9]{1,3})?){0,9}", re.ASCII)
_VALUE = re.compile(r"(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,4})?", re.ASCII)


class SurveyHeading(NamedTuple):
    """What a table is about."""

    indicator: str
    period: str
    area: str
    unit: str

    def check(self) -> "SurveyHeading":
        """Itself; SurveyError category-form, period-form, area-form."""
        for name in (self.indicator, self.unit):
            if not is_category(name):
                raise SurveyError("category-form", category=name)
        if _PERIOD.fullmatch(self.period) is None:
            raise SurveyError("period-form", text=self.period)
        if _AREA.fullmatch(self.area) is None:
            raise SurveyError("area-form", text=self.area)
        return self


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """What everybody sees: the value of a cell, None where it is suppressed; no place where it is empty."""

    heading: SurveyHeading
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    decimals: int
    values: Mapping[CellPlace, int | None]

    @property
    def suppressed(self) -> frozenset[CellPlace]:
        """The places that are not told."""
        return frozenset(place for place, value in self.values.items() if value is None)

    @property
    def places(self) -> Iterator[CellPlace]:
        """All places, totals included, row by row."""
        return product(range(len(self.rows) + 1), range(len(self.columns) + 1))

    def name(self, place: CellPlace) -> tuple[str, str]:
        """The categories of a place; a total's is `_T`."""
        return (*self.rows, TOTAL)[place[0]], (*self.columns, TOTAL)[place[1]]

    def text(self, place: CellPlace) -> str:
        """The amount as it is printed; `c` where it is suppressed, nothing where it is empty."""
        if place not in self.values:
            return ""
        value = self.values[place]
        return "c" if value is None else format_amount(value, self.decimals)

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The lines under `COLUMNS`."""
        about = self.heading
        for place in self.places:
            text = self.text(place)
            status = {"c": _SUPPRESSED, "": _EMPTY}.get(text, _NORMAL)
            value = text if status is _NORMAL else ""
            yield (
                *(about.period, about.area, about.indicator, *self.name(place)),
                *(value, *status, about.unit, VOLUNTARY),
            )

    def to_csv(self) -> str:
        """The lines as CSV under their header."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows((COLUMNS, *self.lines()))
        return out.getvalue()


def publish(table: SurveyTable, suppressed: Collection[CellPlace], heading: SurveyHeading) -> PublishedTable:
    """The table without these cells, also where one became empty; SurveyError of `SurveyHeading.check`."""
    values: dict[CellPlace, int | None] = {**table.sums, **dict.fromkeys(suppressed)}
    return PublishedTable(heading.check(), table.rows, table.columns, table.decimals, values)


def format_amount(value: int, decimals: int) -> str:
    """An amount that is counted in units of its last decimal place."""
    if not decimals:
        return str(value)
    whole, rest = divmod(value, 10**decimals)
    return f"{whole}.{rest:0{decimals}}"


def read_published(lines: Sequence[Mapping[str, str]]) -> PublishedTable:
    """The table of the lines of a file, each by the names of `COLUMNS`, in any order.

    SurveyError: published-line, published-cells, published-mixed, survey-categories, those of the heading.
    """
    if not lines:
        raise SurveyError("published-cells")
    if len(lines) > MAX_CELLS + 2 * MAX_CATEGORIES + 1:
        raise SurveyError("survey-categories", limit=MAX_CATEGORIES, cells=MAX_CELLS)
    headings = {
        SurveyHeading(
            *(line.get(name, "") for name in ("INDICATOR", "TIME_PERIOD", "REF_AREA", "UNIT_MEASURE"))
        )
        for line in lines
    }
    if len(headings) > 1:
        raise SurveyError("published-mixed")
    texts: dict[tuple[str, str], str | None] = {}
    for number, line in enumerate(lines, start=1):
        name = line.get("SEGMENT", ""), line.get("SIZE", "")
        text = _read_value(line)
        if text is None or name in texts or not all(one == TOTAL or is_category(one) for one in name):
            raise SurveyError("published-line", line=number)
        texts[name] = None if text == "c" else text
    rows = tuple(dict.fromkeys(row for row, _ in texts if row != TOTAL))
    columns = tuple(dict.fromkeys(column for _, column in texts if column != TOTAL))
    decimals = max(len((text or "").partition(".")[2]) for text in texts.values())
    values: dict[CellPlace, int | None] = {}
    for row, column in product(range(len(rows) + 1), range(len(columns) + 1)):
        name = (*rows, TOTAL)[row], (*columns, TOTAL)[column]
        if name not in texts:
            raise SurveyError("published-cells")
        text = texts[name]
        if text != "":
            values[row, column] = None if text is None else parse_amount(text, decimals)
    if values.get((len(rows), len(columns))) is None or not rows or not columns:
        raise SurveyError("published-cells")
    return PublishedTable(headings.pop().check(), rows, columns, decimals, values)


def _read_value(line: Mapping[str, str]) -> str | None:
    """The amount, `c`, or nothing; None for a line that says none of these."""
    value, status = line.get("OBS_VALUE", ""), (line.get("OBS_STATUS", ""), line.get("CONF_STATUS", ""))
    if status == _NORMAL:
        return value if _VALUE.fullmatch(value) else None
    return {_SUPPRESSED: "c", _EMPTY: ""}.get(status) if not value else None


def parse_amount(text: str, decimals: int) -> int:
    """What `format_amount` wrote with at most so many decimal places."""
    whole, _, rest = text.partition(".")
    return int(whole + rest.ljust(decimals, "0"))


def join_tables(one: PublishedTable, other: PublishedTable) -> PublishedTable:
    """Both together: the sum where both are published, suppressed where either is; the first's categories.

    Nothing is told that the two do not tell. SurveyError tables-apart.
    """
    about, beside = one.heading, other.heading
    area = f"{about.area}_{beside.area}"
    if about._replace(area=area) != beside._replace(area=area) or about.area == beside.area:
        raise SurveyError("tables-apart")
    if {*one.rows} != {*other.rows} or {*one.columns} != {*other.columns}:
        raise SurveyError("tables-apart")
    decimals = max(one.decimals, other.decimals)
    there = {other.name(place): place for place in other.places}
    values: dict[CellPlace, int | None] = {}
    for place in one.places:
        both = (one, place), (other, there[one.name(place)])
        found = [(table.values[at], table.decimals) for table, at in both if at in table.values]
        if found:
            known = [value * 10 ** (decimals - places) for value, places in found if value is not None]
            values[place] = sum(known) if len(known) == len(found) else None
    return PublishedTable(about._replace(area=area).check(), one.rows, one.columns, decimals, values)
