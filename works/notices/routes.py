"""Notices of associations for programs."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import read_at
from api.http.costs import costs
from api.http.openapi import described
from api.http.query import parse_query
from api.json_answers import answer_page, answer_record
from works.notices.held import HeldNotice, describe_notice, find_notices
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
    query = parse_query(request, NoticeQuery)
    find = partial(find_notices, query=query)
    return await answer_page(request, find, HeldNotice.summarise, limit=query.limit)


@router.get(
    "/api/v1/notices/{reference}",
    dependencies=costs(20, verifications=80),
    operation_id="getNotice",
    summary="A notice by id or digest · 按标识或摘要查公告",
    **described("NoticeView", 400, 404, 422, 503, query=NoticeTimeQuery),
)
async def get_notice(request: Request, reference: str) -> Response:
    """The signed document, its end if any, and the verdict of this node.

    已签名文件、是否已终止，以及本节点的核验结论。
    """
    at = read_at(parse_query(request, NoticeTimeQuery).at, "at")
    return await answer_record(request, partial(describe_notice, reference=reference, at=at))
