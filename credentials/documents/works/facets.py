"""Search of technologies: facets, and limits that are met, not met, or not stated.

    query = read_body({"media": ["water"], "limits": [{"target": "cod", "high": "30", "unit": "mg/L"}]},
                      TechnologyQuery)
    fits_facets(query, record, at=at) and rank([one.result for one in judge_limits(query, record, at=at)])

One value of a facet is enough, and every facet asked for must fit. Numbers are compared exactly, only within
one quantity and never by dimension; in gas only on one basis (`gas_basis`): a number on another basis that
cannot be converted is not comparable. A limit is neither met nor missed where the record states no number, or
no comparable number with the test or verification that the query asks for: such records come last in a list
(`rank`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints, model_validator

from credentials.documents.works.gas_basis import GasBasis, convert
from credentials.documents.works.indicators import (
    DecimalText,
    Limit,
    TargetCode,
    TechnologyIndicator,
)
from credentials.documents.works.notice import Notice
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.technology import Maturity, Medium, TechnologyForm, TechnologyRecord
from credentials.documents.works.units import IN_GAS, quantity_of, scale
from credentials.patterns import INDUSTRY_PATTERN
from credentials.record import Code, Did, Items, Model, refuse
from credentials.words.simplified import fold_for_search

Facet = Literal["media", "forms", "targets", "industries", "maturities", "classes", "issuers"]
FACETS: tuple[Facet, ...] = ("media", "forms", "targets", "industries", "maturities", "classes", "issuers")
"""The facets with values; `joint` and `verified` are true or false."""
_HUNDRED = 100
MOST_LIMITS = 20
"""Most limits for outlets, and as many for removals."""


class LeastRemoval(Model):
    """The least share to be removed, in per cent."""

    target: TargetCode
    low: DecimalText

    @model_validator(mode="after")
    def _percent(self) -> "LeastRemoval":
        if Fraction(self.low) > _HUNDRED:
            raise refuse("percent-range", "low")
        return self


AskedLimit = Limit | LeastRemoval
"""The most that an outlet may have, or the least that a removal must reach."""


class TechnologyFacets(Model):
    """A query for technologies without limits; an absent member restricts nothing."""

    words: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Words that must all stand in names or prose; any width, case and script."
    )
    media: Annotated[Items[Medium], Field(max_length=13)] = ()
    forms: Annotated[Items[TechnologyForm], Field(max_length=6)] = ()
    targets: Annotated[Items[TargetCode], Field(max_length=20)] = Field((), description="What it acts on.")
    industries: Annotated[
        Items[Annotated[str, StringConstraints(pattern=INDUSTRY_PATTERN)]], Field(max_length=20)
    ] = Field((), description="Two to four digits of GB/T 4754-2017; 46 finds 4620 too.")
    maturities: Annotated[Items[Maturity], Field(max_length=4)] = ()
    classes: Annotated[Items[Code], Field(max_length=20)] = Field(
        (), description="Listing classes: grades of the schemes for technologies."
    )
    issuers: Annotated[Items[Did], Field(max_length=40)] = Field((), description="Who lists it.")
    joint: bool = Field(False, description="Another association joins the listing.")
    verified: bool = Field(
        False, description="By a statement in force; only an indicator that it names then meets a limit."
    )
    tested: bool = Field(False, description="Only a tested indicator meets a limit.")

    def with_limits(self, limits: Iterable[AskedLimit]) -> "TechnologyQuery":
        """Return the query with these limits, MOST_LIMITS at most, each once."""
        each = dict.fromkeys(limits)
        return TechnologyQuery(
            **{name: getattr(self, name) for name in TechnologyFacets.model_fields},
            limits=tuple(limit for limit in each if isinstance(limit, Limit)),
            removals=tuple(limit for limit in each if isinstance(limit, LeastRemoval)),
        )


class TechnologyQuery(TechnologyFacets):
    """Facets, and limits of outlets and removals."""

    limits: Annotated[Items[Limit], Field(max_length=MOST_LIMITS)] = ()
    removals: Annotated[Items[LeastRemoval], Field(max_length=MOST_LIMITS)] = ()

    @property
    def asked(self) -> tuple[AskedLimit, ...]:
        """All limits of the query."""
        return (*self.limits, *self.removals)


class Stated(StrEnum):
    """A record's answer to a limit; one that is met may lack the test or verification asked for."""

    MET = "met"
    NOT_TESTED = "not-tested"
    NOT_VERIFIED = "not-verified"
    NOT_MET = "not-met"
    NOT_COMPARABLE = "not-comparable"
    NOT_STATED = "not-stated"


_SAY_NOTHING = frozenset({Stated.NOT_COMPARABLE, Stated.NOT_STATED})
"""Answers that are neither met nor missed, tested or not."""


class LimitAnswer(NamedTuple):
    """The answer to a limit, and the indicator behind the answer."""

    limit: AskedLimit
    result: Stated
    indicator: TechnologyIndicator | None


class Measurand(NamedTuple):
    """The facts that two numbers must share to be compared."""

    measure: str
    target: str
    quantity: str


class StatedRange(NamedTuple):
    """A range as a record states it, with its basis."""

    low: str | None
    high: str | None
    unit: str
    gas_state: str = ""
    oxygen: str = ""


def measurand_of_limit(limit: AskedLimit) -> Measurand:
    """Return the measurand of a limit."""
    if isinstance(limit, LeastRemoval):
        return Measurand("removal", limit.target, "ratio")
    return Measurand("outlet", limit.target, quantity_of(limit.unit))


def measurand_of_indicator(indicator: TechnologyIndicator) -> Measurand | None:
    """Return the measurand of an outlet's or a removal's indicator; None for any other."""
    if indicator.measure not in ("outlet", "removal") or indicator.target is None:
        return None
    return Measurand(indicator.measure, indicator.target, indicator.quantity)


def basis_of(number: Limit | TechnologyIndicator) -> GasBasis:
    """Return the basis of a number asked or stated; empty outside gas."""
    if quantity_of(number.unit) not in IN_GAS:
        return GasBasis()
    under = number if isinstance(number, Limit) else number.condition
    return GasBasis(under.gas_state or "", under.reference_o2 or "") if under is not None else GasBasis()


def stated_range(indicator: TechnologyIndicator) -> StatedRange:
    """Return the range of an indicator."""
    return StatedRange(indicator.low, indicator.high, indicator.unit, *basis_of(indicator))


class Comparison:
    """One limit against ranges of its measurand; each is judged by its worst promise.

    Answers are cached, since thousands of technologies state a few dozen ranges.
    """

    def __init__(self, limit: AskedLimit) -> None:
        self._limit = limit
        self._answers: dict[tuple[str | None, ...], Stated] = {}

    def judge(
        self, low: str | None, high: str | None, unit: str, gas_state: str = "", oxygen: str = ""
    ) -> Stated:
        """Judge a range, given as the members of StatedRange, by the limit."""
        stated = (low, high, unit, gas_state, oxygen)
        answer = self._answers.get(stated)
        if answer is None:
            answer = self._answers[stated] = _compare(self._limit, StatedRange(*stated))
        return answer


def _compare(limit: AskedLimit, stated: StatedRange) -> Stated:
    low = _scale(stated.low, stated.unit) if stated.low is not None else None
    high = _scale(stated.high, stated.unit) if stated.high is not None else None
    if isinstance(limit, LeastRemoval):
        least = _scale(limit.low, "%")
        return _judge_end(low, high, lambda end: end >= least)
    factor = convert(GasBasis(stated.gas_state, stated.oxygen), basis_of(limit))
    if factor is None:
        return Stated.NOT_COMPARABLE
    most = _scale(limit.high, limit.unit)
    upper = _judge_end(high, low, lambda end: end * factor <= most)
    if limit.low is None or upper is Stated.NOT_MET:
        return upper
    least_of_two = _scale(limit.low, limit.unit)
    lower = _judge_end(low, high, lambda end: end >= least_of_two)
    return upper if lower is Stated.MET else lower


def _judge_end(end: Fraction | None, other: Fraction | None, fits: Callable[[Fraction], bool]) -> Stated:
    """Judge by the decisive end of a range; with only the other end, a limit can be missed but not met."""
    if end is not None:
        return Stated.MET if fits(end) else Stated.NOT_MET
    return Stated.NOT_STATED if other is None or fits(other) else Stated.NOT_MET


@lru_cache(maxsize=8192)
def _scale(number: str, unit: str) -> Fraction:
    return scale(number, unit)


Weighed = tuple[Stated, bool]
"""An indicator's answer to a limit, and whether it is tested and verified as asked."""


def weigh(query: TechnologyFacets, answer: Stated, *, tested: bool, verified: bool) -> Weighed:
    """Weigh an answer: a limit that is met needs the test or verification asked for, a miss does not."""
    for is_missing, lack in (
        (query.tested and not tested, Stated.NOT_TESTED),
        (query.verified and not verified, Stated.NOT_VERIFIED),
    ):
        if is_missing:
            return lack if answer is Stated.MET else answer, False
    return answer, True


def best(results: Iterable[Weighed]) -> Stated:
    """Return the best answer of several indicators of one measurand, each under its conditions.

    Tested and verified ones, as asked, come first; others count where those give no answer.
    """
    weighed = [*results]
    for borne_out in (True, False):
        answers = {stated for stated, is_so in weighed if is_so is borne_out}
        # in the order of the enumeration: the best first
        for answer in Stated:
            if answer in answers and answer not in _SAY_NOTHING:
                return answer
    is_elsewhere = any(stated is Stated.NOT_COMPARABLE for stated, _ in weighed)
    return Stated.NOT_COMPARABLE if is_elsewhere else Stated.NOT_STATED


def rank(results: Iterable[Stated]) -> int | None:
    """Return the number of limits not stated as asked: fewer come first. None if one is missed."""
    answers = [*results]
    return None if Stated.NOT_MET in answers else len(answers) - answers.count(Stated.MET)


def judge_limits(
    query: TechnologyQuery, record: TechnologyRecord, *, at: datetime
) -> tuple[LimitAnswer, ...]:
    """Judge the record at `at` by each limit of the query, in their order."""
    verified = verified_indicators(record, at=at)
    return tuple(_judge(query, limit, record, verified) for limit in query.asked)


def _judge(
    query: TechnologyQuery, limit: AskedLimit, record: TechnologyRecord, named: Collection[str]
) -> LimitAnswer:
    wanted, comparison = measurand_of_limit(limit), Comparison(limit)
    judged: list[tuple[Weighed, TechnologyIndicator]] = []
    for indicator in record.credential_subject.indicators:
        if measurand_of_indicator(indicator) == wanted:
            stated = comparison.judge(*stated_range(indicator))
            judged.append(
                (
                    weigh(query, stated, tested=indicator.role == "tested", verified=indicator.code in named),
                    indicator,
                )
            )
    result = best(weighed for weighed, _ in judged)
    return LimitAnswer(
        limit, result, next((indicator for (stated, _), indicator in judged if stated is result), None)
    )


def is_verified(record: TechnologyRecord, *, at: datetime) -> bool:
    """Return whether a verification statement is in force at `at`."""
    statement = record.verification
    return statement is not None and statement.since <= at < statement.until


def verified_indicators(record: TechnologyRecord, *, at: datetime) -> tuple[str, ...]:
    """Return the codes of indicators that a verification statement in force at `at` names."""
    statement = record.verification
    return statement.indicators if statement is not None and is_verified(record, at=at) else ()


def facet_values(record: TechnologyRecord) -> Mapping[Facet, tuple[str, ...]]:
    """Return the values of each facet that find the record; industries also by division and group."""
    subject = record.credential_subject
    codes = [industry.code for industry in subject.industries or ()]
    return {
        "media": subject.media,
        "forms": (subject.form,),
        "targets": subject.targets,
        "industries": tuple(dict.fromkeys(code[:end] for code in codes for end in range(2, len(code) + 1))),
        "maturities": (subject.maturity,),
        "classes": (subject.listing.listing_class,),
        "issuers": (record.issuer,),
    }


def wanted_values(query: TechnologyQuery) -> Mapping[Facet, tuple[str, ...]]:
    """Return the values asked for, by facet, without facets that ask nothing."""
    values_of: Iterator[tuple[Facet, tuple[str, ...]]] = ((facet, getattr(query, facet)) for facet in FACETS)
    return {facet: values for facet, values in values_of if values}


def fits_facets(
    query: TechnologyQuery, record: TechnologyRecord, *, at: datetime, joint: bool = False
) -> bool:
    """Return whether the query fits, limits aside; `joint` tells that listings join the record at `at`."""
    values = facet_values(record)
    return (
        (joint or not query.joint)
        and (not query.verified or is_verified(record, at=at))
        and all(_meets(wanted, values[facet]) for facet, wanted in wanted_values(query).items())
        and _has_words(record, words_of_query(query))
    )


def _has_words(record: TechnologyRecord, words: Collection[str]) -> bool:
    text = search_text(record) if words else ""
    return all(word in text for word in words)


def _meets(wanted: Collection[str], values: Iterable[str]) -> bool:
    return any(value in wanted for value in values)


def words_of_query(query: TechnologyQuery) -> list[str]:
    """Return the words that must all be found, folded like `search_text`, without NUL, which ends texts."""
    return [*dict.fromkeys(fold_for_search(query.words).replace("\0", " ").split())]


def search_text(record: TechnologyRecord) -> str:
    """Return the folded text that words are searched in: names of the technology and its parts; prose."""
    subject = record.credential_subject
    texts = [
        *(subject.title.zh, subject.title.en, record.holder, record.holder_en, record.holder_code),
        *(name for code in subject.targets for name in (TARGETS[code].zh, TARGETS[code].en)),
        *(name for indicator in subject.indicators for name in (indicator.name.zh, indicator.name.en)),
        *(name for industry in subject.industries or () for name in (industry.name.zh, industry.name.en)),
    ]
    for prose in (subject.process, subject.features, subject.applicability):
        texts += [prose.zh, prose.en or ""] if prose is not None else []
    return fold_for_search("\n".join(texts))


def query_of_need(notice: Notice) -> TechnologyQuery:
    """Return the query of a notice of kind `need`; for any other notice, only its media and targets."""
    need = notice.credential_subject
    return TechnologyQuery(media=need.media or (), targets=need.targets or (), limits=need.limits or ())
