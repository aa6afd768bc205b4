"""What a published table alone tells of its suppressed cells: the least and the greatest value of each."""

from collections.abc import Iterator

from verifier.errors import SurveyError
from verifier.survey.network import Links, Network
from verifier.survey.published import PublishedTable
from verifier.survey.rule import RULE, SurveyRule
from verifier.survey.table import CellPlace


def find_bounds(published: PublishedTable) -> dict[CellPlace, tuple[int, int]]:
    """The interval of each suppressed cell; SurveyError published-sums where no amounts fit."""
    height, width = len(published.rows), len(published.columns)
    places = sorted(published.suppressed)
    values: dict[CellPlace, int] = {place: value or 0 for place, value in published.values.items()}
    network = Network(height, width, values)
    links = network.link(places)
    _fill(network, links, values)
    most = values[height, width]
    return {place: network.interval(links, place, most) for place in places}


def _fill(network: Network, links: Links, values: dict[CellPlace, int]) -> None:
    """Gives the suppressed cells amounts with which all that comes into a row or column leaves it."""
    excess = [0] * len(links)
    for place, value in values.items():
        begin, end = network.ends(place)
        excess[begin] -= value
        excess[end] += value
    moved = True
    while moved:
        moved = False
        for source, sink in _pairs(excess):
            push = network.push(links, source, sink, min(excess[source], -excess[sink]))
            for place, change in push.moved.items():
                values[place] += change
            excess[source] -= push.amount
            excess[sink] += push.amount
            moved = moved or push.amount > 0
    if any(excess):
        raise SurveyError("published-sums")


def _pairs(excess: list[int]) -> Iterator[tuple[int, int]]:
    """Where too much comes in and where too little, as it stands at each step."""
    for source in range(len(excess)):
        for sink in range(len(excess)):
            if excess[source] > 0 > excess[sink]:
                yield source, sink


def is_narrow(low: int, high: int, *, unit: int = 1, rule: SurveyRule = RULE) -> bool:
    """Whether no amount within these bounds would be far enough from both, if the cell were a primary one."""

    def need(value: int) -> int:
        return max(unit, -(-rule.protection_percent * value // 100))

    first, last = low, high + 1
    while first < last:  # the least value from which `low` is far enough
        middle = (first + last) // 2
        if max(0, middle - need(middle)) >= low:
            last = middle
        else:
            first = middle + 1
    return first + need(first) > high
