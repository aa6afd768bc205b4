"""Pages of technologies: the search, a single technology, and up to four side by side."""

from functools import partial
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.problems import REFUSED
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.rendering import begin, page_response
from api.words import speaker
from credentials.documents.works.limits.as_typed import format_limit, is_limit, refuse_words
from credentials.documents.works.limits.limit_sets import LIMIT_SETS
from credentials.record import Did, Items, Maybe, Text
from registry.lookup.lookup import list_credentials
from registry.lookup.receipts import is_logged
from works.technology.held import HeldTechnology, find_held_technology, list_technologies, search_of
from works.technology.pages.comparison import MOST, compare_numbers, make_columns, say_maturity
from works.technology.pages.record_page import describe, say_member
from works.technology.pages.search_page import (
    A_PAGE,
    TechnologyListQuery,
    make_chips,
    make_fields,
    read_question,
    say_field,
    tell_found,
)

speak = speaker("works.technology")
router = APIRouter(tags=[PAGE], include_in_schema=False)


class TechnologyPageQuery(PageQuery):
    """Parameters of a technology's page: its association, where several use the id."""

    issuer: Maybe[Did] = None


@router.get("/technologies", dependencies=costs(100, kib=96, verifications=800))
async def search(request: Request) -> Response:
    """List technologies by words, facets and limits; those that do not state a limit stand apart, at the
    end. Words that form a limit count as one, as in `huren technology find`."""
    visit, query = await begin(request, TechnologyListQuery)
    if is_limit(query.words):
        limits = [*query.require, query.words]
        # RFC 9110, 15.4.4: the browser follows by GET, and the new address names the limit as a limit
        return RedirectResponse(visit.same_page(cursor=None, words=None, require=limits), status_code=303)
    question, say = read_question(query), speak("search", visit.lang)
    look = partial(
        list_technologies,
        visit.node.registry,
        search_of(visit.node),
        query=question.query,
        trust=visit.trust,
        now=visit.now,
        limit=A_PAGE,
        cursor=query.cursor,
        others=query.others,
    )
    page = await run_in_threadpool(look)
    lines = [
        (listed.unstated, tell_found(listed.technology, question.query, visit, say)) for listed in page.items
    ]
    misread = None if page.numbers.total else refuse_words(query.words)
    wrong = [*question.wrong, *([(query.words, misread)] if misread is not None else [])]
    on_page, asks = {line.record.digest for _, line in lines}, len(question.query.asked)
    return page_response(
        visit,
        "technology/search",
        status=REFUSED if question.wrong else 200,
        query=query,
        asked=question,
        page=page,
        stated=[line for unstated, line in lines if not unstated],
        unstated=[line for unstated, line in lines if 0 < unstated <= asks],
        others=[line for unstated, line in lines if unstated > asks],
        sets=[(limit_set.name(visit.lang), limit_set) for limit_set in LIMIT_SETS.values()],
        format_limit=partial(format_limit, lang=visit.lang),
        fields=make_fields(query, page.numbers.counts, visit),
        field_word=partial(say_field, visit=visit, say=say),
        chips=make_chips(query, question, visit, say),
        wrong=[(text, visit.explain(error)) for text, error in wrong],
        elsewhere=[reference for reference in query.id if reference not in on_page],
    )


class CompareQuery(PageQuery):
    """The digests or ids to stand side by side."""

    REPEATED: ClassVar[frozenset[str]] = frozenset({"id"})
    id: Annotated[Items[Text], Field(max_length=40)] = ()


@router.get("/technologies/compare", dependencies=costs(20, verifications=150))
async def compare(request: Request) -> Response:
    """Show up to four technologies side by side; name unknown ones and those beyond four above."""
    visit, query = await begin(request, CompareQuery)
    references = [*dict.fromkeys(query.id)]
    unknown: list[str] = []

    def look() -> dict[str, HeldTechnology]:
        loaded: dict[str, HeldTechnology] = {}
        # each technology costs a verdict, so those beyond four are only counted
        for reference in references[:MOST]:
            try:
                technology = find_held_technology(visit.node.registry, reference, visit.trust, visit.now)
            except ApiError:
                unknown.append(reference)
            else:
                loaded[technology.record.digest] = technology
        return loaded

    by_digest = await run_in_threadpool(look)
    technologies, say = [*by_digest.values()], speak("comparison", visit.lang)
    shared, single = compare_numbers(technologies, visit, say)
    return page_response(
        visit,
        "technology/comparison",
        unknown=unknown,
        left_out=len(references[MOST:]),
        most=MOST,
        chosen=[*by_digest],
        columns=make_columns(technologies, say),
        member=partial(say_member, visit=visit),
        maturity=partial(say_maturity, visit=visit),
        shared=shared,
        single=single,
    )


@router.get("/technologies/{reference}", dependencies=costs(12, kib=32, verifications=160))
async def show_technology(request: Request, reference: str) -> Response:
    """Show a technology: its numbers under their conditions, its listings, this node's verdict, its
    history."""
    visit, query = await begin(request, TechnologyPageQuery)
    registry, trust = visit.node.registry, visit.trust

    def look() -> tuple[HeldTechnology, bool, bool]:
        loaded = find_held_technology(registry, reference, trust, visit.now, query.issuer)
        is_graded = any(list_credentials(registry, uscc=loaded.record.body.holder_code))
        return loaded, is_logged(registry, loaded.record.digest), is_graded

    technology, logged, graded = await run_in_threadpool(look)
    visit.node.tell_verdict("page", technology.verdict)
    context = describe(technology, visit, speak("technology", visit.lang))
    return page_response(visit, "technology/technology", logged=logged, graded=graded, **context)
