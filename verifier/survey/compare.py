"""A published table against its returns: whether it is theirs, and whether it tells too much of them.

Alone, and beside a table of the same indicator, period and area that was published before.
"""

from dataclasses import dataclass

from verifier.errors import SurveyError
from verifier.survey.exposure import Inference, find_inferences, find_primary
from verifier.survey.published import PublishedTable
from verifier.survey.reissue import find_disclosures
from verifier.survey.rule import RULE, SurveyRule
from verifier.survey.table import CellPlace, SurveyTable


@dataclass(frozen=True, slots=True)
class TableComparison:
    """The cells with another amount, and who comes too close to what, in units of the last of `decimals`."""

    other: tuple[CellPlace, ...]
    exposed: tuple[Inference, ...]
    decimals: int


def compare_table(
    published: PublishedTable, held: SurveyTable, *, rule: SurveyRule = RULE
) -> TableComparison:
    """What is wrong with the table of these returns; `held` has its rows and columns, in their order."""
    decimals = max(published.decimals, held.decimals)
    held = held.rescale(decimals)
    factor = 10 ** (decimals - published.decimals)
    amounts = {place: published.values.get(place) for place in published.places}
    other = tuple(
        place
        for place, value in amounts.items()
        if place not in published.suppressed
        and held.sums.get(place) != (None if value is None else value * factor)
    )
    inferences = find_inferences(held, find_primary(held, rule), published.suppressed, rule)
    return TableComparison(other, tuple(one for one in inferences if not one.is_safe), decimals)


def check_table_of_returns(published: PublishedTable, held: SurveyTable) -> None:
    """SurveyError table-other where an amount is not that of the returns, table-unsafe as `compare_table`."""
    found = compare_table(published, held)
    for code, places in (("table-other", found.other), ("table-unsafe", [one.cell for one in found.exposed])):
        if places:
            row, column = published.name(places[0])
            raise SurveyError(code, indicator=published.heading.indicator, row=row, column=column)


def check_beside_earlier(
    published: PublishedTable, held: SurveyTable, earlier: PublishedTable, earlier_held: SurveyTable
) -> None:
    """SurveyError table-beside where both together give a contributor away; tables-apart.

    Both returns have the rows and columns of `published`, in their order.
    """
    about, before = published.heading, earlier.heading
    alike = about._replace(indicator="") == before._replace(indicator="")
    if not alike or {*map(published.name, published.places)} != {*map(earlier.name, earlier.places)}:
        raise SurveyError("tables-apart")
    hidden = {earlier.name(place) for place in earlier.suppressed}
    shown = {place: place in published.suppressed for place in published.places}
    told = [place for place, is_hidden in shown.items() if is_hidden != (published.name(place) in hidden)]
    told += [one.place for one in find_disclosures(earlier_held, held, published.suppressed)]
    if told:
        row, column = published.name(told[0])
        raise SurveyError("table-beside", indicator=about.indicator, row=row, column=column)
