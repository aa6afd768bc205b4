"""Answers of a technology to a question, in words for every face: numbers, conversions, limits not met.

Shown are the numbers that answer a limit, or that belong to its target or to a target of the question. The
others are only counted.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from credentials.documents.works.facets import (
    AskedLimit,
    LeastRemoval,
    LimitAnswer,
    Stated,
    TechnologyQuery,
    basis_of,
    judge_limits,
)
from credentials.documents.works.gas_basis import convert, round_reckoned, say_conversion
from credentials.documents.works.indicators import TechnologyIndicator
from credentials.documents.works.limits.as_typed import format_limit
from credentials.documents.works.member_labels import TARGET_LABELS
from credentials.documents.works.technology import TechnologyRecord
from credentials.documents.works.units import format_amount
from credentials.words.closed_lists import Labels, word_for
from signing.errors import Lang

_WITHOUT_QUESTION = 2
"""Numbers shown if the question names none of the technology's targets."""
_WRITTEN_OUT = 2
"""Most unmet limits that are written out; more are only counted."""
_LACKS: Labels = {
    Stated.NOT_TESTED: ("Stated, not by a test: ", "已载明，但非实测值："),
    Stated.NOT_VERIFIED: ("Stated, not verified: ", "已载明，但未经验证："),
    Stated.NOT_COMPARABLE: (
        "Stated for another gas state or reference oxygen, not comparable: ",
        "所载气体状态或基准氧含量与所查条件不同，不可比较：",
    ),
    Stated.NOT_STATED: ("Not stated: ", "未载明："),
}


class ToldNumber(NamedTuple):
    """An indicator, and its value converted to the basis of the question, if it was converted."""

    indicator: TechnologyIndicator
    reckoned: str


class ToldTechnology(NamedTuple):
    """The technology's numbers for the question, how many others it has, and one sentence for each kind of
    unmet limit."""

    numbers: list[ToldNumber]
    more: int
    lacks: list[str]


def tell_technology(
    body: TechnologyRecord, query: TechnologyQuery, *, at: datetime, lang: Lang
) -> ToldTechnology:
    """Return the answer of the record to the question at `at`; limits of other targets are left out."""
    targets = {*query.targets, *(limit.target for limit in query.asked)} & {*body.credential_subject.targets}
    answers = judge_limits(query, body, at=at) if targets else ()
    numbers = [*_tell_numbers(body, targets, answers, lang)]
    more = len(body.credential_subject.indicators) - len({number.indicator.code for number in numbers})
    return ToldTechnology(numbers, more, [*_tell_lacks(answers, lang)])


def _tell_numbers(
    body: TechnologyRecord, targets: Collection[str], answers: Sequence[LimitAnswer], lang: Lang
) -> Iterator[ToldNumber]:
    by_code = {judged.indicator.code: judged for judged in answers if judged.indicator is not None}
    indicators = body.credential_subject.indicators
    wanted = [listed for listed in indicators if listed.code in by_code or listed.target in targets]
    for indicator in wanted or (() if targets else indicators[:_WITHOUT_QUESTION]):
        answer = by_code.get(indicator.code)
        yield ToldNumber(indicator, say_reckoned(answer.limit, indicator, lang) if answer is not None else "")


def say_reckoned(limit: AskedLimit, indicator: TechnologyIndicator, lang: Lang) -> str:
    """Return the number converted to the reference oxygen of the limit, with the conversion; empty if it
    is stated at that."""
    if isinstance(limit, LeastRemoval):
        return ""
    stated, wanted = basis_of(indicator), basis_of(limit)
    factor = convert(stated, wanted)
    # the number is not comparable, or already on that basis
    if factor is None or factor == 1:
        return ""
    ends = [
        round_reckoned(end, factor) if end is not None else (None, True)
        for end in (indicator.low, indicator.high)
    ]
    (low, _), (high, _) = ends
    amount, how = format_amount(low, high, indicator.unit, lang), say_conversion(stated, wanted)
    is_whole = all(is_exact for _, is_exact in ends)
    if lang == "zh":
        return f"按基准氧含量 {wanted.oxygen} % 折算{'为' if is_whole else '约为'} {amount}（{how}）"
    return f"{'' if is_whole else 'about '}{amount} at reference oxygen {wanted.oxygen} % ({how})"


def _tell_lacks(answers: Sequence[LimitAnswer], lang: Lang) -> Iterator[str]:
    """Yield one sentence for each reason for which limits are not met; for many limits it gives their
    number and targets."""
    for lack in _LACKS:
        lacking = [answer.limit for answer in answers if answer.result == lack]
        words = word_for(_LACKS, lack, lang)
        if len(lacking) > _WRITTEN_OUT:
            targets = [word_for(TARGET_LABELS, limit.target, lang) for limit in lacking]
            yield (
                f"{words}{len(lacking)} 项，{'、'.join(targets)}"
                if lang == "zh"
                else (f"{words}{len(lacking)} limits, of {', '.join(targets)}")
            )
        elif lacking:
            limits = (format_limit(limit, lang) for limit in lacking)
            yield words + ("；" if lang == "zh" else "; ").join(limits)


def say_more(number: int, lang: Lang) -> str:
    """Return the number of indicators that are not shown."""
    return f"另有 {number} 项指标" if lang == "zh" else f"{number} more indicator{'s' if number > 1 else ''}"
