"""Counts as tables in words, one for each scheme where a word means something within a scheme only."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from api.answers.standings.statistics import CountKey, Tally
from api.pages.charts import Line
from api.pages.rendering import Visit
from api.pages.words import Say
from api.wire.models import STANDINGS
from credentials.words.regions import region_name

MONTHS_SHOWN = 36
_NONE = Tally(0, 0)


class CountTable(NamedTuple):
    """`title` names the scheme, or is empty."""

    dimension: str
    title: str
    lines: list[Line]


def tabulate_counts(
    dimension: str, counts: Mapping[CountKey, Tally], visit: Visit, say: Say
) -> list[CountTable]:
    """The tables of a dimension: months in order, grades best first, the rest as the agreement has them."""
    if dimension in ("category", "grade"):
        return [*_by_scheme(dimension, counts, visit)]
    return [CountTable(dimension, "", _lines(dimension, counts, visit, say))]


def _lines(dimension: str, counts: Mapping[CountKey, Tally], visit: Visit, say: Say) -> list[Line]:
    if dimension == "month":
        return [Line(month, counts.get((month,), _NONE)) for month in _months(counts)]
    if dimension == "standing":
        found = [(standing, counts.get((standing,), _NONE)) for standing in STANDINGS]
        return [Line(say(standing), count) for standing, count in found if count.total]
    if dimension == "scheme":
        ordered = _in_order([scheme.id for scheme in visit.names.text.schemes], [key[0] for key in counts])
        return [Line(visit.names.scheme(scheme), counts.get((scheme,), _NONE)) for scheme in ordered]
    ranked = sorted(counts.items(), key=lambda item: (-item[1].total, item[0]))
    return [Line(region_name(region, visit.lang), count) for (region,), count in ranked]


def _by_scheme(dimension: str, counts: Mapping[CountKey, Tally], visit: Visit) -> Iterator[CountTable]:
    text = visit.names.text
    for scheme in _in_order([scheme.id for scheme in text.schemes], [key[0] for key in counts]):
        found = text.scheme(scheme)
        grades = [grade.code for grade in found.grades] if found is not None else []
        named = grades if dimension == "grade" else [*found.categories] if found is not None else []
        words = _in_order(named, [key[1] for key in counts if key[0] == scheme])
        lines = [
            Line(visit.names.grade(scheme, word) if dimension == "grade" else word, count)
            for word, count in ((word, counts.get((scheme, word), _NONE)) for word in words)
        ]
        if any(line.counted.total for line in lines):
            yield CountTable(dimension, visit.names.scheme(scheme), lines)


def _in_order(known: list[str], found: list[str]) -> list[str]:
    """What the agreement names in its order, then what else was counted."""
    return [*dict.fromkeys([*known, *sorted(found)])]


def _months(counts: Mapping[CountKey, Tally]) -> Iterator[str]:
    """Every month from the first to the last, those in which nothing was issued too."""
    if not counts:
        return
    (first,), (last,) = min(counts), max(counts)
    year, month = map(int, first.split("-"))
    while (text := f"{year:04}-{month:02}") <= last:
        yield text
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
