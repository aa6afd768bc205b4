"""Notices of associations for programs."""

from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import Question, check_question, read_at
from api.http.costs import FEWEST, costs
from api.http.openapi import described
from api.http.query import parse_query
from api.http.responses import object_response
from api.node import language_of, node_of
from credentials.record import JsonObject
from works.notices.held import describe_notice, find_notices, look_at_notice
from works.notices.wire import NoticeQuery, NoticeTimeQuery

router = APIRouter(tags=["enterprise"])


@router.get(
    "/api/v1/notices",
    dependencies=costs(2_000, kib=512, verifications=1_040, parts=1_000),
    operation_id="listNotices",
    summary="List notices · 查询公告",
    **described("NoticePageView", 400, 422, 503, query=NoticeQuery),
)
async def list_page(request: Request) -> Response:
    """Events, calls, needs, drafts of standards, plans; follow `next` until it is null.

    活动、征集、技术需求、标准征求意见、规划；请沿 next 翻页直至其为 null。
    """
    node, query = node_of(request), parse_query(request, NoticeQuery)
    node.charge(request, max(FEWEST, query.limit))
    trusted = await node.trust.current()
    look = partial(find_notices, query=query, trust=trusted.store, now=node.now())
    page = await run_in_threadpool(node.searches.search, look)
    node.charge(request, page.looked_at, owed=True)
    return object_response(request, {"items": [one.summarise() for one in page.items], "next": page.next})


@router.get(
    "/api/v1/notices/{reference}",
    dependencies=costs(20, verifications=80),
    operation_id="getNotice",
    summary="A notice by id or digest · 按标识或摘要查公告",
    **described("NoticeView", 400, 404, 422, 503, query=NoticeTimeQuery),
)
async def get_notice(request: Request, reference: str) -> Response:
    """The signed document, whether it was taken back, and the verdict of this node.

    已签名文件、是否已终止，以及本节点的核验结论。
    """
    node, query = node_of(request), parse_query(request, NoticeTimeQuery)
    at, now = read_at(query.at, "at"), node.now()
    trusted = await node.trust.current()
    check_question(Question(b"", at, None), trusted.store, now)

    def look() -> JsonObject:
        held, known = look_at_notice(node.registry, reference, trusted.store, now=now, at=at)
        return describe_notice(held, known, known.verdicts[None].to_json(language_of(request)))

    return object_response(request, await run_in_threadpool(look), headers={"Vary": "Accept-Language"})
