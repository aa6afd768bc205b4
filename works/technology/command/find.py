"""`huren technology find`: technologies by words, limits and facets; what states no limit stands apart."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from credentials.documents.works.condition_words import format_number, join_conditions
from credentials.documents.works.facets import Stated, TechnologyQuery, judge_limits, verified_indicators
from credentials.documents.works.indicators import TechnologyIndicator
from credentials.documents.works.limits_as_typed import (
    describe_answer,
    find_target,
    format_limit,
    parse_limit,
)
from credentials.documents.works.technology import TechnologyRecord
from credentials.record import JsonObject, Record, read_body
from credentials.words.closed_lists import Labels
from credentials.words.work_words import FORMS_OF_TECHNOLOGY, MATURITIES, MEDIA, ROLES
from registry.lookup.standing import Standing, find_filed_standing
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import STANDINGS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from works.technology.command.request import TechnologyQuestion
from works.technology.lookup import TechnologyPlace, TechnologySearch, find_technology

if TYPE_CHECKING:
    from registry import Registry

_LACKS: Labels = {
    Stated.NOT_TESTED: ("stated, not by a test: ", "已载明，但非实测值："),
    Stated.NOT_VERIFIED: ("stated, not verified: ", "已载明，但未经验证："),
    Stated.NOT_STATED: ("not stated: ", "未载明："),
}
_SIGNS = "<>=≤≥≦≧⩽⩾"


def find(run: Invocation, asked: TechnologyQuestion) -> None:
    """Raises CommandError option-value; RecordError for a limit or a facet that is none."""
    query = read_query(asked)
    with run.open_registry() as registry:
        trust = run.trust(registry)
        names = SpokenNames.of(trust, run.now)
        page = TechnologySearch(registry).find(query, trust, at=run.now, limit=asked.limit, ended=asked.ended)
        tiers = groupby(page.found, key=lambda place: place.unstated > 0)
        for is_unstated, places in tiers:
            loaded = [_load(registry, place) for place in places]
            found = [(record, find_filed_standing(record, trust, run.now)) for record in loaded]
            if run.as_json:
                for record, standing in found:
                    put_json(_answer(record, standing, query, run.now))
            else:
                _put(found, query, run.now, names, is_unstated=is_unstated)
    total, stated = page.total, page.stated
    if query.asked:
        tell(
            say(
                f"{format_count(total, 'technologies')}: {stated} meet what is asked, "
                f"{total - stated} do not state it as asked",
                f"共 {total} 项技术：{stated} 项符合所问，{total - stated} 项未按所问载明",
            )
        )
    else:
        tell(say(f"{format_count(total, 'technologies')}", f"共 {total} 项技术"))
    if page.more:
        tell(
            say(
                f"the first {asked.limit}; there are more (--limit)",
                f"以上为前 {asked.limit} 项；另有更多（--limit）",
            )
        )


def read_query(asked: TechnologyQuestion) -> TechnologyQuery:
    """What was typed with a sign is a limit, all else words."""
    limits = [parse_limit(text) for text in asked.asked or () if any(sign in text for sign in _SIGNS)]
    words = " ".join(text for text in asked.asked or () if not any(sign in text for sign in _SIGNS))
    told = [one.model_dump(by_alias=True, exclude_none=True) for one in limits]
    query: dict[str, Any] = {
        "words": words,
        "media": _codes("--medium", asked.medium or (), MEDIA),
        "forms": _codes("--form", asked.form or (), FORMS_OF_TECHNOLOGY),
        "maturities": _codes("--maturity", asked.maturity or (), MATURITIES),
        "targets": [find_target(text) or text for text in asked.target or ()],
        "industries": [*(asked.industry or ())],
        "classes": [*(asked.listing_class or ())],
        "issuers": [*(asked.issuer or ())],
        "joint": asked.joint,
        "verified": asked.verified,
        "tested": asked.tested,
        "limits": [one for one in told if "high" in one],
        "removals": [one for one in told if "high" not in one],
    }
    return read_body(query, TechnologyQuery)


def _codes(option: str, typed: Sequence[str], labels: Labels) -> list[str]:
    codes = []
    for text in typed:
        wanted = text.casefold()
        code = next((code for code, words in labels.items() if wanted in (code, *words)), None)
        if code is None:
            known, known_zh = (", ".join(words[side] for words in labels.values()) for side in (0, 1))
            how, how_zh = f"Use one of: {known}.", f"可用：{known_zh}。"
            raise CommandError("option-value", text=plain(text), option=option, how=how, how_zh=how_zh)
        codes.append(code)
    return codes


def _load(registry: "Registry", place: TechnologyPlace) -> Record[TechnologyRecord]:
    record = find_technology(registry, place.digest)
    assert record is not None  # noqa: S101 - the search names what is here
    return record


def _answer(
    record: Record[TechnologyRecord], standing: Standing, query: TechnologyQuery, now: datetime
) -> JsonObject:
    """The record, how it stands, and what it says of each limit."""
    return {
        "digest": record.digest,
        "technology": record.value,
        "standing": standing.name,
        "endKind": standing.end_kind,
        "limits": [*map(describe_answer, judge_limits(query, record.body, at=now))],
    }


def _put(
    found: Sequence[tuple[Record[TechnologyRecord], Standing]],
    query: TechnologyQuery,
    now: datetime,
    names: SpokenNames,
    *,
    is_unstated: bool,
) -> None:
    if is_unstated:
        put(say("Not stated as asked; ask the enterprise:", "未按所问载明，请向企业询问："))
    for record, standing in found:
        for line in _lines(record, standing, query, now, names):
            put(line)


def _lines(
    record: Record[TechnologyRecord],
    standing: Standing,
    query: TechnologyQuery,
    now: datetime,
    names: SpokenNames,
) -> Iterator[str]:
    """What it is and whose; then the indicators that answer the limits, or without limits the first one.

    Of one that does not stand that is said, and no number is called verified.
    """
    body, subject = record.body, record.body.credential_subject
    stands = standing.name == "active"
    state = "" if stands else f"  [{label(STANDINGS, standing.word)}]"
    yield plain(f"{subject.title.text(language())} {subject.version}  {body.holder}{state}")
    answers = judge_limits(query, body, at=now)
    told = [one.indicator for one in answers if one.indicator is not None]
    verified = verified_indicators(body, at=now) if stands else ()
    for indicator in dict.fromkeys(told) if answers else subject.indicators[:1]:
        yield "    " + _figure(indicator, indicator.code in verified)
    for one in answers:
        if one.result in _LACKS:
            yield f"    {label(_LACKS, one.result)}{format_limit(one.limit, language())}"
    yield f"    {names.party(body.issuer)}  {names.grade(body.scheme, body.grade)}  {body.id}"


def _figure(indicator: TechnologyIndicator, verified: bool) -> str:
    mark = say("verified", "已验证") if verified else label(ROLES, indicator.role)
    under = join_conditions(indicator.condition, language())
    told = f"{indicator.name.text(language())} {format_number(indicator, language())} [{mark}]"
    return plain(f"{told} {under}".rstrip())
