"""Sets of limits that a standard names together, asked for by name; figures and source are data.

A set holds the limits of a standard that are plain numbers. A note, shown wherever the set is asked for,
tells the limits that depend on more.
"""

from collections.abc import Mapping
from typing import NamedTuple

from credentials.documents.works.indicators import Limit
from credentials.record import read_body
from credentials.words.simplified import fold_closely
from signing.errors import Lang


class LimitSet(NamedTuple):
    """A set: its name and its note in English and Chinese, other names, its source, its limits."""

    en: str
    zh: str
    others: tuple[str, ...]
    source: str
    limits: tuple[Limit, ...]
    note: tuple[str, str]

    def name(self, lang: Lang) -> str:
        """Return its name."""
        return self.zh if lang == "zh" else self.en


def _limits(*rows: str) -> tuple[Limit, ...]:
    """Read rows of `target number unit`; a range of pH as `6-9`."""
    limits = []
    for row in rows:
        target, number, unit = row.split()
        low, _, high = number.rpartition("-")
        members = {"target": target, "high": high, "unit": unit} | ({"low": low} if low else {})
        limits.append(read_body(members, Limit))
    return tuple(limits)


_SEWAGE = "GB 18918-2002, table 1 (daily means), with the amendment of 2006"
_NOTE = (
    "Daily means. Ammonia nitrogen is the limit for water above 12 °C ({cold} mg/L at or below it), total "
    "phosphorus that of plants built since 2006 ({old} mg/L before). Petroleum oil and animal and vegetable "
    "oil, {oil} mg/L each, are asked together as one. The metals of table 2 are no part of the set.",
    "均为日均值。氨氮为水温高于 12 ℃ 时的限值（水温不高于 12 ℃ 时为 {cold} mg/L）；总磷为 2006 年起建设的"
    "（此前建设的为 {old} mg/L）。石油类、动植物油各为 {oil} mg/L，此处合并查询。不含表 2 所列重金属等项目。",
)


def _names(*grades: str) -> tuple[str, ...]:
    """Return grades with and without the number of the standard; alone only in Chinese."""
    alone = [grade for grade in grades if grade.startswith("一级")]
    return (
        *(f"{standard} {grade}" for standard in ("GB 18918", "GB 18918-2002") for grade in grades),
        *alone,
    )


def _note(cold: str, old: str, oil: str) -> tuple[str, str]:
    en, zh = _NOTE
    return en.format(cold=cold, old=old, oil=oil), zh.format(cold=cold, old=old, oil=oil)


LIMIT_SETS: Mapping[str, LimitSet] = {
    "gb-18918-2002-1a": LimitSet(
        "GB 18918-2002 Grade 1A", "GB 18918-2002 一级A",
        _names("一级A", "一级A标准", "1A", "Grade 1A", "Class 1A", "I-A"),
        _SEWAGE,
        _limits("cod 50 mg/L", "bod5 10 mg/L", "ss 10 mg/L", "oil 1 mg/L", "anionic-surfactants 0.5 mg/L",
                "total-nitrogen 15 mg/L", "ammonia-nitrogen 5 mg/L", "total-phosphorus 0.5 mg/L",
                "colour 30 {DILUTION}", "ph 6-9 [pH]", "coliforms 1000 {COUNT}/L"),
        _note("8", "1", "1"),
    ),
    "gb-18918-2002-1b": LimitSet(
        "GB 18918-2002 Grade 1B", "GB 18918-2002 一级B",
        _names("一级B", "一级B标准", "1B", "Grade 1B", "Class 1B", "I-B"),
        _SEWAGE,
        _limits("cod 60 mg/L", "bod5 20 mg/L", "ss 20 mg/L", "oil 3 mg/L", "anionic-surfactants 1 mg/L",
                "total-nitrogen 20 mg/L", "ammonia-nitrogen 8 mg/L", "total-phosphorus 1 mg/L",
                "colour 30 {DILUTION}", "ph 6-9 [pH]", "coliforms 10000 {COUNT}/L"),
        _note("15", "1.5", "3"),
    ),
}  # fmt: skip
"""By the code used in addresses."""

_NAMES = {
    fold_closely(name): code
    for code, limit_set in LIMIT_SETS.items()
    for name in (code, limit_set.en, limit_set.zh, *limit_set.others)
}


def find_set(text: str) -> LimitSet | None:
    """Return the set with this name, in any width, case and spacing."""
    return LIMIT_SETS.get(_NAMES.get(fold_closely(text), ""))
