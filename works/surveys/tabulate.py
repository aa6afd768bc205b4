"""Makes the rows of a survey's report from the answers, or none: pure, and the only module that sees an
answer.

**The rule.** Segments are told together until each row is safe. A row is safe where every measure of it is.
The measures are each question, and every sum and difference of questions of one unit: a total beside a part
discloses the rest as well. A measure is safe with five contributors or more to whom it is not zero. Where it
has one sign for all, none of them has more than half of it and no two more than 85 %, and it is two or more
for each. A contributor is a group of companies, else an enterprise. The rows of a report hold each segment
once (SurveyReportSubject). An association reports a year once (works.surveys.admission). An enterprise
answers only the association of the province that registered it (works.surveys.returns). So each answer
enters exactly one number that is ever published.

**Why it holds.** Take all reports ever published. Each is a set of equations "the answers to this question
in this row sum to T", and no answer stands in two of them. Several equations together therefore give only
sums of whole rows. An attacker may also know the rule, the members of each row, and that every contributor
has some amount. For a row of n contributors this adds 1 <= x, x <= T/2 and x + y <= 0.85 T. The point at
which each has T/n satisfies these with room to spare: T/n >= 2, T/n <= T/5, 2T/n <= 0.4 T. Around it every
shift from one contributor to another stays possible, so only sums of whole rows are known: of five
contributors or more. The same holds for a difference of questions that is known to be zero for some: five or
more remain.

**Limits.** Segments that stand together disclose that one of them was not safe alone. Four of five
contributors who share their answers know the fifth's. Nothing here finds a question about another year than
its survey's: the party that adopts a survey must read it.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from credentials.documents.works.survey import BANDS, LEAST_EACH, SurveyForm
from credentials.record import JsonObject

LEAST = min(BANDS.values())
"""Least number of contributors to a published total."""
# dominance rule of statistical disclosure control
_ONE, _TWO = 50, 85
"""Highest percentage of a measure that one contributor may have, and that two may have together."""


class SurveyAnswer(NamedTuple):
    """The answer of an enterprise, one number for each question; `contributor` is its group of companies
    or itself."""

    contributor: str
    segment: str
    values: tuple[int, ...]


def tabulate(form: SurveyForm, answers: Sequence[SurveyAnswer]) -> list[JsonObject] | None:
    """Return the rows of a report, segments in the order of the form; None where no total is safe.

    Segments that are not safe alone are told together. While they are not safe together either, the smallest
    other segment joins them.
    """
    units = [question.unit for question in form.questions]
    measures = [*_list_measures(units)]
    by_segment = {
        segment.zh: [answer for answer in answers if answer.segment == segment.zh]
        for segment in form.segments
    }
    rows = {(name,): _add_up(some) for name, some in by_segment.items()}
    unsafe = {name: row for name, row in rows.items() if not _is_safe(row, measures)}
    # the name breaks ties, so that equal answers give equal rows everywhere
    alone = sorted(rows.keys() - unsafe.keys(), key=lambda name: (_count(rows[name]), name))
    together = {name for (name,) in unsafe}
    while together:
        names = tuple(name for name in by_segment if name in together)
        # adds up answers, not rows: a group with companies in two segments is one contributor
        row = _add_up([answer for name in names for answer in by_segment[name]])
        if _is_safe(row, measures):
            return [*(_tell(name, rows[name]) for name in rows if name in alone), _tell(names, row)]
        if not alone:
            return None
        together.update(alone.pop(0))
    return [_tell(name, row) for name, row in rows.items()]


Amounts = Sequence[tuple[int, ...]]
"""The amounts of each contributor by question."""


def _add_up(answers: Sequence[SurveyAnswer]) -> Amounts:
    by_contributor: dict[str, tuple[int, ...]] = {}
    for answer in answers:
        before = by_contributor.get(answer.contributor, (0,) * len(answer.values))
        by_contributor[answer.contributor] = tuple(a + b for a, b in zip(before, answer.values, strict=True))
    return [*by_contributor.values()]


def _list_measures(units: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the questions, and their sums and differences where the unit is one: coefficients, the first is
    1."""
    for signs in product((0, 1, -1), repeat=len(units)):
        used = [place for place, sign in enumerate(signs) if sign]
        # a measure and its negative disclose the same, so only one of them is checked
        if used and signs[used[0]] == 1 and len({units[place] for place in used}) == 1:
            yield signs


def _is_safe(row: Amounts, measures: Sequence[tuple[int, ...]]) -> bool:
    return all(
        is_safe([sum(a * b for a, b in zip(measure, values, strict=True)) for values in row])
        for measure in measures
    )


def is_safe(parts: Sequence[int]) -> bool:
    """Return whether a measure discloses no contributor; `parts` are the contributors' amounts."""
    sizes = sorted((abs(part) for part in parts if part), reverse=True)
    if len(sizes) < LEAST:
        return False
    # in a difference with both signs, no share of the sum bounds any part
    if min(parts) < 0 < max(parts):
        return True
    total = sum(sizes)
    return (
        # otherwise a total of five from five contributors would show that each has one
        total >= LEAST_EACH * len(sizes)
        and 100 * sizes[0] <= _ONE * total
        and 100 * (sizes[0] + sizes[1]) <= _TWO * total
    )


def _count(row: Amounts) -> int:
    """Return the least number of contributors with a nonzero amount, over all questions."""
    return min((sum(map(bool, values)) for values in zip(*row, strict=True)), default=0)


def _tell(names: tuple[str, ...], row: Amounts) -> JsonObject:
    band = max((least, name) for name, least in BANDS.items() if least <= _count(row))[1]
    totals = [sum(values) for values in zip(*row, strict=True)]
    return {"segments": [*names], "contributors": band, "totals": [*totals]}
