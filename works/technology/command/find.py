"""`huren technology find`: search technologies by words, limits and facets; those that do not state a
limit stand apart."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from credentials.documents.works.condition_words import format_number, join_conditions
from credentials.documents.works.facets import (
    AskedLimit,
    TechnologyFacets,
    TechnologyQuery,
    judge_limits,
    verified_indicators,
)
from credentials.documents.works.limits.as_typed import describe_answer, read_limits, refuse_words
from credentials.documents.works.limits.limit_sets import find_set
from credentials.documents.works.limits.spellings import find_target
from credentials.documents.works.technology import TechnologyRecord
from credentials.errors import RecordError
from credentials.record import JsonObject, Record, read_body
from credentials.words.closed_lists import Labels
from credentials.words.work_words import FORMS_OF_TECHNOLOGY, MATURITIES, MEDIA, ROLES
from registry.lookup.standing import Standing, find_filed_standing
from signing.plural import format_count
from terminal.error_report import format_error
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from works.technology.command.request import TechnologyQuestion
from works.technology.lookup import TechnologyPlace, TechnologySearch, find_technology
from works.technology.told import ToldNumber, say_more, tell_technology

if TYPE_CHECKING:
    from registry import Registry

_SIGNS = "<>=≤≥≦≧⩽⩾"


def find(run: Invocation, question: TechnologyQuestion) -> None:
    """Show the technologies that fit.

    Raises CommandError option-value; RecordError for an invalid limit or facet.
    """
    query = read_query(question)
    with run.open_registry() as registry:
        trust = run.trust(registry)
        names = SpokenNames.of(trust, run.now)
        page = TechnologySearch(registry).find(
            query, trust, at=run.now, limit=question.limit, ended=question.ended, others=question.others
        )
        for heading, places in groupby(page.places, key=lambda place: _heading(place, query)):
            loaded = [_load(registry, place) for place in places]
            technologies = [(record, find_filed_standing(record, trust, run.now)) for record in loaded]
            if run.as_json:
                for record, standing in technologies:
                    put_json(_answer(record, standing, query, run.now))
            else:
                _put(technologies, query, run.now, names, heading)
    total, stated = page.total, page.stated
    aside = page.others if question.others else 0
    if query.asked:
        tell(
            say(
                f"{format_count(total, 'technologies')}: {stated} meet what is asked, "
                f"{total - stated - aside} do not state it as asked",
                f"共 {total} 项技术：{stated} 项符合所查条件，{total - stated - aside} 项未按所查条件载明",
            )
        )
        if page.others:
            tell(_say_others(page.others, listed=question.others))
    else:
        tell(say(f"{format_count(total, 'technologies')}", f"共 {total} 项技术"))
    # nothing was found: the words may be a mistyped limit
    if not total and (reason := refuse_words(query.words)):
        tell(format_error(reason))
    for text in question.typed or ():
        if named := find_set(text):
            tell(f"{named.name(language())}{say(': ', '：')}{say(*named.note)}")
    if page.more:
        tell(
            say(
                f"the first {question.limit}; there are more (--limit)",
                f"以上为前 {question.limit} 项；另有更多（--limit）",
            )
        )


def _heading(place: TechnologyPlace, query: TechnologyQuery) -> str:
    """Return the heading of a group; none for technologies that state and meet every limit."""
    if place.unstated > len(dict.fromkeys(query.asked)):
        return say("On other targets:", "不涉及所查治理对象：")
    if place.unstated:
        return say("Not stated as asked; ask the enterprise:", "未按所查条件载明，请向企业询问：")
    return ""


def _say_others(number: int, *, listed: bool) -> str:
    if listed:
        return say(f"{number} of them act on other targets", f"其中 {number} 项不涉及所查治理对象")
    return say(
        f"others that fit, but act on none of these targets: {number} (--others)",
        f"另有 {number} 项其他条件相符，但不涉及所查治理对象（--others）",
    )


def read_query(question: TechnologyQuestion) -> TechnologyQuery:
    """Return the query: a text with a sign or the name of a limit set is a limit, all others are words."""
    typed = [text for text in question.typed or () if any(sign in text for sign in _SIGNS) or find_set(text)]
    words = " ".join(text for text in question.typed or () if text not in typed)
    limits = _read_limits(typed)
    facets: dict[str, Any] = {
        "words": words,
        "media": _codes("--medium", question.medium or (), MEDIA),
        "forms": _codes("--form", question.form or (), FORMS_OF_TECHNOLOGY),
        "maturities": _codes("--maturity", question.maturity or (), MATURITIES),
        "targets": [find_target(text) or text for text in question.target or ()],
        "industries": [*(question.industry or ())],
        "classes": [*(question.listing_class or ())],
        "issuers": [*(question.issuer or ())],
        "joint": question.joint,
        "verified": question.verified,
        "tested": question.tested,
    }
    return read_body(facets, TechnologyFacets).with_limits(limits)


def _read_limits(typed: Sequence[str]) -> list[AskedLimit]:
    limits: list[AskedLimit] = []
    for _, answer in read_limits(typed):
        if isinstance(answer, RecordError):
            raise answer
        limits += answer
    return limits


def _codes(option: str, typed: Sequence[str], labels: Labels) -> list[str]:
    codes = []
    for text in typed:
        wanted = text.casefold()
        code = next((code for code, words in labels.items() if wanted in (code, *words)), None)
        if code is None:
            known, known_zh = (", ".join(words[side] for words in labels.values()) for side in (0, 1))
            how, how_zh = f"Use one of: {known}.", f"请使用下列之一：{known_zh}。"
            raise CommandError("option-value", text=plain(text), option=option, how=how, how_zh=how_zh)
        codes.append(code)
    return codes


def _load(registry: "Registry", place: TechnologyPlace) -> Record[TechnologyRecord]:
    record = find_technology(registry, place.digest)
    assert record is not None  # noqa: S101 - the search returns only technologies that are here
    return record


def _answer(
    record: Record[TechnologyRecord], standing: Standing, query: TechnologyQuery, now: datetime
) -> JsonObject:
    """Return the record, its standing, and its answer to each limit."""
    return {
        "digest": record.digest,
        "technology": record.value,
        "standing": standing.name,
        "endKind": standing.end_kind,
        "limits": [*map(describe_answer, judge_limits(query, record.body, at=now))],
    }


def _put(
    technologies: Sequence[tuple[Record[TechnologyRecord], Standing]],
    query: TechnologyQuery,
    now: datetime,
    names: SpokenNames,
    heading: str,
) -> None:
    if heading:
        put(heading)
    for record, standing in technologies:
        for line in _lines(record, standing, query, now, names):
            put(line)


def _lines(
    record: Record[TechnologyRecord],
    standing: Standing,
    query: TechnologyQuery,
    now: datetime,
    names: SpokenNames,
) -> Iterator[str]:
    """Yield the technology's title and holder, then the indicators that the question is about, and the limits
    it does not meet.

    The lines mark a technology that is not in force, and call none of its numbers verified.
    """
    body, subject = record.body, record.body.credential_subject
    stands = standing.name == "active"
    state = "" if stands else f"  [{label(STANDINGS, standing.word)}]"
    yield plain(f"{subject.title.text(language())} {subject.version}  {body.holder}{state}")
    answer = tell_technology(body, query, at=now, lang=language())
    verified = verified_indicators(body, at=now) if stands else ()
    for number in answer.numbers:
        yield "    " + _figure(number, number.indicator.code in verified)
    for lack in answer.lacks:
        yield f"    {lack}"
    if answer.more:
        yield f"    {say_more(answer.more, language())}"
    yield f"    {names.party(body.issuer)}  {names.grade(body.scheme, body.grade)}  {body.id}"


def _figure(number: ToldNumber, verified: bool) -> str:
    indicator = number.indicator
    mark = say("verified", "已验证") if verified else label(ROLES, indicator.role)
    under = join_conditions(indicator.condition, language())
    amount = f"{indicator.name.text(language())} {format_number(indicator, language())} [{mark}]"
    return plain("  ".join(part for part in (amount, under, number.reckoned) if part))
