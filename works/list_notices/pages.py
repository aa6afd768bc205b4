"""List notices for people: a list, a page for each notice with its items, and the items as a table."""

from functools import partial
from typing import Any, Literal

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.paging import ListPage
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import Cursor, PageQuery
from api.http.responses import PAGE
from api.pages.credential_words import tell_reason
from api.pages.narrowing import chips_of
from api.pages.rendering import begin, page_response
from api.pages.table_file import table_response
from api.serving import servings_of
from api.visit import Visit
from credentials.documents.desk.list_notice import ListNotice, find_items
from credentials.record import Maybe, Text, Uscc
from works.list_notices.held import HeldList, find_lists, look_at_list, needed_list
from works.list_notices.wire import ChosenLists, ListNoticeQuery
from works.list_notices.words import (
    days_of,
    list_choices,
    page_of,
    prose_of,
    speak,
    subscriptions,
    tell_categories,
    tell_changes,
    tell_state,
    tell_when,
    title_of_line,
)

router = APIRouter(tags=[PAGE], include_in_schema=False)

ON_A_PAGE = 20
TIMES: tuple[Literal["now", "over"], ...] = ("now", "over")


class ListPageQuery(ChosenLists):
    """Parameters of the list; without `when`, it shows notices that are not over and the latest that are."""

    uscc: Maybe[Uscc] = None
    when: Maybe[Literal["now", "over"]] = None
    cursor: Maybe[Cursor] = None


class ItemsQuery(PageQuery):
    """Parameters of a notice's page: words of a name or code, to find an item."""

    words: Maybe[Text] = None


@router.get("/list-notices", dependencies=costs(kib=64, verifications=160))
async def list_notices(request: Request) -> Response:
    """List notices, each by its newest version."""
    visit, query = await begin(request, ListPageQuery)
    if query.when is None and query.cursor is not None:
        # without `when` the page has two lists: which one is meant?
        raise ApiError("cursor-damaged", "cursor")
    wanted = TIMES if query.when is None else (query.when,)
    groups = [(when, await _find(visit, query, when)) for when in wanted]
    choices = list_choices(visit, query.conditions())
    return page_response(
        visit,
        "list_notices/list",
        query=query,
        choices=choices,
        chips=chips_of(choices),
        groups=groups,
        times=TIMES,
        found=any(page.items for _, page in groups),
        feeds=subscriptions(visit, query.conditions()),
        **_words(visit),
    )


@router.get("/list-notices/{reference}", dependencies=costs(4, kib=900, verifications=1_450))
async def show_list(request: Request, reference: str) -> Response:
    """Show a version: its items, how to object, what it changed, this node's verdict."""
    visit, query = await begin(request, ItemsQuery)
    look = partial(look_at_list, visit.node.registry, reference, visit.trust, now=visit.now)
    known = await run_in_threadpool(look)
    visit.node.tell_verdict("page", known.verdict)
    record = known.record
    sections = await servings_of(request).sections(lambda of: of.records.get(ListNotice.KIND), visit, record)
    subject = record.body.credential_subject
    return page_response(
        visit,
        "list_notices/notice",
        held=known.held,
        record=record,
        subject=subject,
        newest=known.versions[-1],
        versions=known.versions[::-1],
        changes=tell_changes(known.before, record, visit),
        query=query,
        items=find_items(subject, query.words),
        sections=sections,
        verdict=known.verdict,
        reason=tell_reason(known.verdict, visit),
        feeds=subscriptions(visit, {"issuer": record.body.issuer}),
        **_words(visit),
    )


@router.get("/list-notices/{reference}/items.csv", dependencies=costs(2, kib=480, verifications=360))
async def get_items(request: Request, reference: str) -> Response:
    """Return the items of a version as a table."""
    visit, query = await begin(request, ItemsQuery)
    record = await run_in_threadpool(needed_list, visit.node.registry, reference)
    say, subject = speak("notice", visit.lang), record.body.credential_subject
    head = [
        say("item_number"), say("name"), say("code"), say("categories"), say("grade"), say("state"),
    ]  # fmt: skip
    rows: list[list[str | int]] = [
        [
            place,
            item.legal_name,
            item.unified_social_credit_code,
            tell_categories(item.category, visit),
            visit.names.grade(subject.scheme, item.grade),
            "; ".join(mark.words for mark in tell_state(item, visit)),
        ]
        for place, item in find_items(subject, query.words)
    ]
    return table_response(request, [head, *rows], f"huren-list-notice-{record.digest[:16]}")


async def _find(visit: Visit, query: ListPageQuery, when: Literal["now", "over"]) -> ListPage[HeldList]:
    """Return a page of the list; ApiError cursor-damaged."""
    given = {**query.conditions(), "uscc": query.uscc, "when": when, "cursor": query.cursor}
    members = {name: value for name, value in given.items() if value is not None}
    wanted = ListNoticeQuery.model_validate({"limit": str(ON_A_PAGE), **members})
    look = partial(find_lists, query=wanted, trust=visit.trust, now=visit.now)
    return await run_in_threadpool(visit.node.searches.search, look)


def _words(visit: Visit) -> dict[str, Any]:
    """Return the functions by which the template puts a notice into words."""
    functions = (days_of, prose_of, tell_when, tell_categories, tell_state, title_of_line)
    spoken = {function.__name__: partial(function, visit=visit) for function in functions}
    return {**spoken, "page_of": page_of}
