"""Lines of a list, put together by enterprise for the page of the search, and what one might type there."""

from collections.abc import Sequence
from typing import NamedTuple

from api.wire.models import STANDINGS
from credentials.record import JsonObject
from credentials.words.divisions import division_name, division_of

SHOWN = 10
"""Lines of an enterprise that stand on the page of the search; its own page has all."""


class FoundEnterprise(NamedTuple):
    """An enterprise with the lines that were found, those in force first and of them the longest."""

    uscc: str
    legal_name: str
    region: str
    division: str | None
    lines: Sequence[JsonObject]
    more: int


def group_lines(lines: Sequence[JsonObject]) -> list[FoundEnterprise]:
    """The enterprises in the order of their first lines; each is called what its newest term calls it."""
    groups: dict[str, list[JsonObject]] = {}
    for line in lines:
        groups.setdefault(str(line["uscc"]), []).append(line)
    return [_describe(uscc, found) for uscc, found in groups.items()]


class Example(NamedTuple):
    """What one might type: the name of its word, the text, the page it leads to or None for the search."""

    name: str
    typed: str
    path: str | None


def pick_examples(lines: Sequence[JsonObject]) -> list[Example]:
    """What somebody would type who looks for the first of the lines."""
    return [
        example
        for line in lines[:1]
        for example in (
            Example("by_name", str(line["legalName"]), None),
            Example("by_number", str(line["certificateNumber"]), f"/credentials/{line['digest']}"),
            Example("by_code", str(line["uscc"]), f"/enterprises/{line['uscc']}"),
        )
    ]


def _describe(uscc: str, lines: list[JsonObject]) -> FoundEnterprise:
    newest = max(lines, key=lambda line: str(line["validFrom"]))
    lines.sort(key=lambda line: str(line["validUntil"]), reverse=True)
    lines.sort(key=lambda line: STANDINGS.index(str(line["standing"])))
    return FoundEnterprise(
        uscc,
        str(newest["legalName"]),
        str(newest["region"]),
        division_name(division_of(uscc)),
        lines[:SHOWN],
        len(lines) - len(lines[:SHOWN]),
    )
