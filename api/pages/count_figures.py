"""The figures of the statistics: a chart, its finding in a sentence, the table of the same numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from api.answers.counting.month_ends import month_number, month_text
from api.answers.counting.statistics import CountKey, Counts, Tally
from api.pages.charts.geometry import (
    COLOURS,
    Chart,
    Line,
    draw_bars,
    draw_columns,
    draw_line,
    draw_stack,
    percent,
)
from api.pages.count_tables import CountTable, tabulate_counts
from api.visit import Visit
from api.wire.models import STANDING_WORDS
from api.words import Say

MONTHS_SHOWN = 12
_NONE = Tally(0, 0)


class LegendKey(NamedTuple):
    """The meaning of a colour, with its percentage if the chart shows shares."""

    colour: str
    label: str
    share: str | None = None


class Figure(NamedTuple):
    """A chart and its table: `dimension` names the CSV file, `columns` head the `rows`, labels first."""

    dimension: str
    title: str
    finding: str
    chart: Chart
    keys: tuple[LegendKey, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SchemeFigures(NamedTuple):
    """The figures of one scheme: by category, where it has categories, and by grade."""

    name: str
    figures: tuple[Figure, ...]


class AssociationCount(NamedTuple):
    """Number of an association's records at this node, and the time of its last publication, if any."""

    name: str
    counted: Tally
    published: datetime | None


def count_associations(counts: Counts, visit: Visit, say: Say) -> list[AssociationCount]:
    """Return the count of every association of the agreement, even without records."""
    (table,) = tabulate_counts("issuer", counts["issuer"], visit, say)
    parties = [(line, visit.trust.party(line.key[0])) for line in table.lines]
    manifests = [(line, party.manifest if party is not None else None) for line, party in parties]
    return [
        AssociationCount(line.label, line.counted, manifest.created if manifest is not None else None)
        for line, manifest in manifests
    ]


def figure_all(counts: Counts, visit: Visit, say: Say) -> list[Figure]:
    """Return the figures of all schemes together."""
    if not counts["standing"]:
        return []
    figures = (
        figure_schemes(counts, visit, say),
        figure_month_ends(counts, visit, say),
        figure_standings(counts["issuer-standing"], visit, say),
        figure_months(counts["issuer-month"], visit, say),
    )
    return [figure for figure in figures if figure is not None]


def figure_schemes(counts: Counts, visit: Visit, say: Say) -> Figure:
    """Draw one bar for each scheme, in the colour of the association that owns it."""
    owners = {scheme.id: scheme.owner for scheme in visit.names.text.schemes}
    (table,) = tabulate_counts("scheme", counts["scheme"], visit, say)
    colours = [_colour_of(owners.get(line.key[-1]), visit) for line in table.lines]
    return _figure_bars(table, colours, say)._replace(keys=_keys_of(visit))


def figure_month_ends(counts: Counts, visit: Visit, say: Say) -> Figure | None:
    """Draw the credentials in force as a line: at the last MONTHS_SHOWN month ends, and today.

    The table also has the signatures of each month. Earlier signatures have a row of their own, so that the
    column of signatures adds up to all of them.
    """
    month_ends = [*counts["month-end"].items()][-MONTHS_SHOWN:]
    if not month_ends:
        return None
    signed = {month: count.total for (month,), count in counts["month"].items()}
    running = month_text(month_number(visit.now))
    ended = [Line(month, count.active) for (month,), count in month_ends]
    today = Line(say("so_far", month=running), counts["standing"].get(("active",), _NONE).active)
    first, last = ended[0], ended[-1]
    months = [line.label for line in ended] + [running]
    earlier = sum(number for month, number in signed.items() if month < first.label)
    title = say("by_month-end")
    rows = [
        (line.label, f"{line.number:,}", f"{signed.get(month, 0):,}")
        for line, month in zip([*ended, today], months, strict=True)
    ]
    return Figure(
        "month-end",
        title,
        say(
            "finding_months",
            title=title,
            first=first.label,
            begin=f"{first.number:,}",
            last=last.label,
            end=f"{last.number:,}",
            today=f"{today.number:,}",
        ),
        draw_line([*ended, today], is_running=True),
        (),
        (say("month"), say("in_force_then"), say("signed_in_it")),
        (*([(say("earlier"), "–", f"{earlier:,}")] if earlier else []), *rows),
    )


def figure_standings(counts: Mapping[CountKey, Tally], visit: Visit, say: Say) -> Figure:
    """Draw how many credentials of each association have each standing; `counts` by issuer and standing."""
    keys, parties = _keys_of(visit), [party.id for party in visit.names.text.parties]
    rows = [
        (say(word), [counts.get((party, word), _NONE).total for party in parties])
        for word in STANDING_WORDS
        if any(key[-1] == word for key in counts)
    ]
    lines = [
        Line(label if place == 0 else "", number, key.colour)
        for label, numbers in rows
        for place, (number, key) in enumerate(zip(numbers, keys, strict=True))
    ]
    return _figure_parties("standing", rows, draw_bars(lines), visit, say)


def figure_months(counts: Mapping[CountKey, Tally], visit: Visit, say: Say) -> Figure:
    """Draw the signatures of each association in this month and those before it, MONTHS_SHOWN in all.

    `counts` are by issuer and month. Earlier signatures have a row of their own.
    """
    parties, last = [party.id for party in visit.names.text.parties], month_number(visit.now)
    shown = [month_text(month) for month in range(last - MONTHS_SHOWN + 1, last + 1)]
    numbers = [[counts.get((party, month), _NONE).total for party in parties] for month in shown]
    before = [
        sum(count.total for (issuer, month), count in counts.items() if issuer == party and month < shown[0])
        for party in parties
    ]
    labels = [*shown[:-1], say("so_far", month=shown[-1])]
    chart = draw_columns(shown, [*zip(*numbers, strict=True)])
    rows = [*([(say("earlier"), before)] if any(before) else []), *zip(labels, numbers, strict=True)]
    return _figure_parties("month", rows, chart, visit, say)


def _figure_parties(
    dimension: str, rows: Sequence[tuple[str, Sequence[int]]], chart: Chart, visit: Visit, say: Say
) -> Figure:
    """Return the figure of a table that has one column for each association."""
    keys, title = _keys_of(visit), say(f"each_by_{dimension}")
    label, numbers = max(rows, key=lambda row: max(row[1], default=0), default=("–", []))
    listed = ("，" if visit.lang == "zh" else ", ").join(
        f"{key.label} {number:,}" for key, number in zip(keys, numbers, strict=False)
    )
    return Figure(
        dimension,
        title,
        say("finding_parties", title=title, label=label, numbers=listed),
        chart,
        keys,
        (say(dimension), *(key.label for key in keys)),
        tuple((label, *(f"{number:,}" for number in counted)) for label, counted in rows),
    )


def _keys_of(visit: Visit) -> tuple[LegendKey, ...]:
    """Return the legend: which colour stands for which association."""
    return tuple(
        LegendKey(_colour_of(party.id, visit), visit.names.region(party.id))
        for party in visit.names.text.parties
    )


def figure_each_scheme(counts: Counts, visit: Visit, say: Say) -> Iterator[SchemeFigures]:
    """Yield the figures of every scheme with credentials."""
    owners = {scheme.id: scheme.owner for scheme in visit.names.text.schemes}
    categories = _by_scheme("category", counts["category"], visit, say)
    for scheme, grades in _by_scheme("grade", counts["grade"], visit, say).items():
        figures = [_figure_grades(grades, visit, say)]
        if scheme in categories:
            table = categories[scheme]
            colours = [_colour_of(owners.get(scheme), visit)] * len(table.lines)
            figures.insert(0, _figure_bars(table, colours, say))
        yield SchemeFigures(grades.title, (*figures,))


def _by_scheme(
    dimension: str, counts: Mapping[CountKey, Tally], visit: Visit, say: Say
) -> dict[str, CountTable]:
    return {table.lines[0].key[0]: table for table in tabulate_counts(dimension, counts, visit, say)}


def _figure_bars(table: CountTable, colours: list[str], say: Say) -> Figure:
    title = say(f"active_by_{table.dimension}")
    lines = [
        Line(line.label, line.counted.active, colour)
        for line, colour in zip(table.lines, colours, strict=True)
    ]
    most = max(lines, key=lambda line: line.number)
    rows = ((line.label, f"{line.counted.active:,}", f"{line.counted.total:,}") for line in table.lines)
    return Figure(
        table.dimension,
        title,
        say(
            "finding_bars",
            title=" · ".join(filter(None, (table.title, title))),
            label=most.label,
            number=f"{most.number:,}",
            of=len(lines),
        ),
        draw_bars(lines),
        (),
        (say(table.dimension), say("active"), say("all")),
        (*rows,),
    )


def _figure_grades(table: CountTable, visit: Visit, say: Say) -> Figure:
    there = [line for line in table.lines if line.counted.active]
    whole = sum(line.counted.active for line in there)
    named, others = (there, []) if len(there) <= len(COLOURS) else (there[:3], there[3:])
    drawn = [Line(line.label, line.counted.active) for line in named]
    if others:
        rest = sum(line.counted.active for line in others)
        drawn.append(Line(say("other_grades", number=len(others)), rest))
    drawn = [line._replace(colour=colour) for line, colour in zip(drawn, COLOURS, strict=False)]
    keys = tuple(LegendKey(line.colour, line.label, percent(line.number, whole)) for line in drawn)
    shares = ("，" if visit.lang == "zh" else ", ").join(f"{key.label} {key.share}" for key in keys)
    return Figure(
        table.dimension,
        say("active_by_grade"),
        say(
            "finding_shares",
            title=f"{table.title} · {say('active_by_grade')}",
            shares=shares or say("none_active"),
        ),
        draw_stack(drawn),
        keys,
        (say("grade"), say("active"), say("share"), say("all")),
        tuple(
            (
                line.label,
                f"{line.counted.active:,}",
                percent(line.counted.active, whole),
                f"{line.counted.total:,}",
            )
            for line in table.lines
        ),
    )


def _colour_of(party: str | None, visit: Visit) -> str:
    parties = [member.id for member in visit.names.text.parties]
    place = parties.index(party) if party in parties else len(COLOURS)
    return COLOURS[min(place, len(COLOURS) - 1)]
