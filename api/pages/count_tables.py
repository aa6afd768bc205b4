"""Counts as tables in words; one table for each scheme where a word, such as a grade, has its meaning only
within a scheme."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from api.answers.counting.statistics import CountKey, Tally
from api.visit import Visit
from api.wire.models import STANDING_WORDS
from api.words import Say
from credentials.words.regions import region_name

_NONE = Tally(0, 0)


class CountLine(NamedTuple):
    """One count: its words, its key, its number."""

    label: str
    counted: Tally
    key: CountKey


class CountTable(NamedTuple):
    """`title` names the scheme, or is empty."""

    dimension: str
    title: str
    lines: list[CountLine]


def tabulate_counts(
    dimension: str, counts: Mapping[CountKey, Tally], visit: Visit, say: Say
) -> list[CountTable]:
    """Return the tables of a dimension: months in order, grades best first, the rest in the agreement's
    order."""
    if dimension in ("category", "grade"):
        return [*_by_scheme(dimension, counts, visit)]
    return [CountTable(dimension, "", _lines(dimension, counts, visit, say))]


def _lines(dimension: str, counts: Mapping[CountKey, Tally], visit: Visit, say: Say) -> list[CountLine]:
    names, text = visit.names, visit.names.text
    counted = [key[0] for key in counts]

    def line(key: str, label: str) -> CountLine:
        return CountLine(label, counts.get((key,), _NONE), (key,))

    match dimension:
        case "month":
            return [line(month, month) for month in _months(counts)]
        case "month-end":
            return [line(month, month) for month in counted]
        case "standing":
            return [line(word, say(word)) for word in STANDING_WORDS if word in counted]
        case "scheme":
            assessed = [scheme.id for scheme in text.schemes if scheme.kind != "technology"]
            ordered = _in_order(assessed, counted)
            return [line(scheme, names.scheme(scheme)) for scheme in ordered]
        case "issuer":
            ordered = _in_order([party.id for party in text.parties], counted)
            return [line(party, names.party(party)) for party in ordered]
    ranked = sorted(counts.items(), key=lambda item: (-item[1].total, item[0]))
    return [line(region, region_name(region, visit.lang)) for (region,), _ in ranked]


def _by_scheme(dimension: str, counts: Mapping[CountKey, Tally], visit: Visit) -> Iterator[CountTable]:
    text = visit.names.text
    for scheme in _in_order([scheme.id for scheme in text.schemes], [key[0] for key in counts]):
        described = text.scheme(scheme)
        grades = [grade.code for grade in described.grades] if described is not None else []
        named = grades if dimension == "grade" else [*described.categories] if described is not None else []
        words = _in_order(named, [key[1] for key in counts if key[0] == scheme])
        lines = [
            CountLine(
                visit.names.grade(scheme, word) if dimension == "grade" else visit.names.category(word),
                counts.get((scheme, word), _NONE),
                (scheme, word),
            )
            for word in words
        ]
        if any(line.counted.total for line in lines):
            yield CountTable(dimension, visit.names.scheme(scheme), lines)


def _in_order(known: list[str], counted: list[str]) -> list[str]:
    """Return the names of the agreement in its order, then the other names that were counted."""
    return [*dict.fromkeys([*known, *sorted(counted)])]


def _months(counts: Mapping[CountKey, Tally]) -> Iterator[str]:
    """Yield every month from the first to the last, with those in which nothing was issued."""
    if not counts:
        return
    (first,), (last,) = min(counts), max(counts)
    year, month = map(int, first.split("-"))
    while (text := f"{year:04}-{month:02}") <= last:
        yield text
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
