"""Contents of the search page of technologies: its form, its conditions as chips, a line for each match."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from api.http.query import Cursor, PageQuery
from api.pages.narrowing import Chip
from api.visit import Visit
from api.words import Say
from credentials.documents.works.condition_words import join_conditions
from credentials.documents.works.facets import (
    FACETS,
    AskedLimit,
    Facet,
    TechnologyFacets,
    TechnologyQuery,
)
from credentials.documents.works.limits.as_typed import format_limit, read_limits
from credentials.documents.works.limits.limit_sets import LimitSet, find_set
from credentials.documents.works.member_labels import TARGET_LABELS
from credentials.documents.works.technology import TechnologyRecord
from credentials.errors import RecordError
from credentials.record import Items, Maybe, Record, Text
from credentials.words.closed_lists import Labels, word_for
from credentials.words.work_words import FORMS_OF_TECHNOLOGY, MATURITIES, MEDIA
from signing.errors import HurenError
from works.technology.held import HeldTechnology
from works.technology.pages.marks import Mark, mark_number, mark_technology
from works.technology.pages.record_page import say_amount, say_member
from works.technology.told import ToldNumber, say_more, tell_technology
from works.technology.wire import TrueOrFalse

A_PAGE = 20
FIRST = 8
"""Values of a facet that are shown unfolded; the rarer ones are folded."""
_CLOSED: Mapping[Facet, Labels] = {
    "media": MEDIA,
    "targets": TARGET_LABELS,
    "forms": FORMS_OF_TECHNOLOGY,
    "maturities": MATURITIES,
}
_SHOWN: tuple[Facet, ...] = ("media", "targets", "forms", "maturities", "classes", "issuers")
"""The facets of the form, in its order; each name is also the parameter."""


class TechnologyListQuery(PageQuery, TechnologyFacets):
    """The texts and ticks of the form; `id` are the technologies chosen for comparison."""

    REPEATED: ClassVar[frozenset[str]] = frozenset({*FACETS, "require", "id"})
    joint: TrueOrFalse = False
    verified: TrueOrFalse = False
    tested: TrueOrFalse = False
    others: TrueOrFalse = False
    require: Annotated[Items[Text], Field(max_length=10)] = ()
    cursor: Maybe[Cursor] = None
    id: Annotated[Items[Text], Field(max_length=40)] = ()


class AskedTechnologies(NamedTuple):
    """The question: its limits by their typed texts, the texts that name a set of limits, and the faulty
    texts with reasons."""

    query: TechnologyQuery
    limits: dict[str, tuple[AskedLimit, ...]]
    sets: list[LimitSet]
    wrong: list[tuple[str, HurenError]]


class FacetChoice(NamedTuple):
    """A value of a facet: its code, its word, its number of technologies, whether it is chosen."""

    value: str
    words: str
    number: int
    chosen: bool


class FacetField(NamedTuple):
    """A facet of the form; those in `more` are folded."""

    name: str
    word: str
    choices: list[FacetChoice]
    more: list[FacetChoice]


class NumberShown(NamedTuple):
    """An indicator of a matching technology, under its conditions."""

    name: str
    number: str
    conditions: str
    mark: Mark
    reckoned: str


class FoundLine(NamedTuple):
    """A matching technology: its numbers for the question, how many others it has, and the limits it does
    not meet."""

    record: Record[TechnologyRecord]
    marks: list[Mark]
    numbers: list[NumberShown]
    more: str
    missing: list[str]


def read_question(query: TechnologyListQuery) -> AskedTechnologies:
    """Return the question; leave out an unreadable limit and list it with the reason."""
    limits: dict[str, tuple[AskedLimit, ...]] = {}
    wrong: list[tuple[str, HurenError]] = []
    for text, answer in read_limits(query.require):
        if isinstance(answer, RecordError):
            wrong.append((text, answer))
        else:
            limits[text] = answer
    question = query.with_limits(limit for parts in limits.values() for limit in parts)
    sets = [named for text in limits if (named := find_set(text)) is not None]
    return AskedTechnologies(question, limits, sets, wrong)


def make_fields(
    query: TechnologyListQuery, counts: Mapping[Facet, Mapping[str, int]], visit: Visit
) -> list[FacetField]:
    """Return the facets that some technology has or that the visitor chose, the commonest values first."""
    return [
        field
        for facet in _SHOWN
        if (field := _make_field(facet, getattr(query, facet), counts.get(facet, {}), visit)).choices
    ]


def _make_field(facet: Facet, chosen: Sequence[str], counts: Mapping[str, int], visit: Visit) -> FacetField:
    # a chosen value stays in the form even if nothing fits it
    values = dict.fromkeys([*chosen, *(value for value in _values(facet, visit) if counts.get(value))])
    choices = [
        FacetChoice(value, _say_value(facet, value, visit), counts.get(value, 0), value in chosen)
        for value in values
    ]
    # chosen values come first: nobody can untick a folded value
    choices.sort(key=lambda choice: (not choice.chosen, -choice.number))
    word = {"media": "media", "targets": "targets", "forms": "form", "maturities": "maturity"}.get(facet)
    word = word or ("class" if facet == "classes" else "issuer")
    first = max(FIRST, sum(choice.chosen for choice in choices))
    return FacetField(facet, word, choices[:first], choices[first:])


def _values(facet: Facet, visit: Visit) -> Iterable[str]:
    if facet in _CLOSED:
        return _CLOSED[facet]
    text = visit.names.text
    if facet == "issuers":
        return (party.id for party in text.parties)
    return (grade.code for scheme in text.schemes if scheme.kind == "technology" for grade in scheme.grades)


def _say_value(facet: Facet, value: str, visit: Visit) -> str:
    if facet == "issuers":
        return visit.names.party(value)
    if facet == "classes":
        text = visit.names.text
        scheme = next(
            (
                candidate.id
                for candidate in text.schemes
                if candidate.kind == "technology" and candidate.grade(value)
            ),
            "",
        )
        return visit.names.grade(scheme, value)
    return word_for(_CLOSED.get(facet, {}), value, visit.lang)


def make_chips(query: TechnologyListQuery, question: AskedTechnologies, visit: Visit, say: Say) -> list[Chip]:
    """Return the conditions of the list, each with the way to remove it."""
    return [*_make_chips(query, question, visit, say)]


def _make_chips(
    query: TechnologyListQuery, question: AskedTechnologies, visit: Visit, say: Say
) -> Iterator[Chip]:
    if query.words:
        yield Chip(query.words, {"words": None})
    for facet in FACETS:
        chosen: Sequence[str] = getattr(query, facet)
        for value in chosen:
            yield Chip(_say_value(facet, value, visit), {facet: [kept for kept in chosen if kept != value]})
    for text, limits in question.limits.items():
        named = find_set(text)
        words = named.name(visit.lang) if named is not None else format_limit(limits[0], visit.lang)
        yield Chip(words, {"require": [kept for kept in question.limits if kept != text]})
    if query.joint:
        yield Chip(say("joint"), {"joint": None})
    if query.verified:
        yield Chip(say("verified"), {"verified": None})
    if query.tested:
        yield Chip(say("only_tested"), {"tested": None})
    if query.others and question.limits:
        yield Chip(say("with_others"), {"others": None})


def tell_found(technology: HeldTechnology, query: TechnologyQuery, visit: Visit, say: Say) -> FoundLine:
    """Return the line of a technology: its numbers for the question, and the limits it does not meet."""
    body, mark = technology.record.body, mark_technology(technology, say)
    answer = tell_technology(body, query, at=visit.now, lang=visit.lang)
    return FoundLine(
        technology.record,
        [mark] if mark is not None else [],
        [show_number(technology, number, visit, say) for number in answer.numbers],
        say_more(answer.more, visit.lang) if answer.more else "",
        answer.lacks,
    )


def show_number(technology: HeldTechnology, number: ToldNumber, visit: Visit, say: Say) -> NumberShown:
    """Return a number as signed, its conditions, its proof, and its value on another basis."""
    indicator = number.indicator
    return NumberShown(
        indicator.name.text(visit.lang),
        say_amount(indicator, visit=visit),
        join_conditions(indicator.condition, visit.lang),
        mark_number(technology, indicator, visit.now, say, visit.lang),
        number.reckoned,
    )


def say_field(word: str, visit: Visit, say: Say) -> str:
    """Return the name of a facet."""
    return say("lister") if word == "issuer" else say_member(word, visit=visit)
