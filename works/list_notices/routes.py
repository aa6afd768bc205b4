"""List notices for programs."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.openapi import described
from api.http.query import NoQuery, parse_query
from api.json_answers import answer_page, answer_record
from works.list_notices.held import HeldList, describe_list, find_lists
from works.list_notices.wire import ListNoticeQuery

router = APIRouter(tags=["enterprise"])


@router.get(
    "/api/v1/list-notices",
    dependencies=costs(kib=96, verifications=140, parts=200),
    operation_id="listListNotices",
    summary="List public notices of lists · 查询公示",
    **described("ListNoticePageView", 400, 422, 503, query=ListNoticeQuery),
)
async def list_page(request: Request) -> Response:
    """Who is about to be assessed as what, each notice by its newest version; follow `next` until it is null.

    拟评价名单的公示，每批次列最新一版；请沿 next 翻页直至其为 null。
    """
    query = parse_query(request, ListNoticeQuery)
    find = partial(find_lists, query=query)
    return await answer_page(request, find, HeldList.summarise, limit=query.limit)


@router.get(
    "/api/v1/list-notices/{reference}",
    dependencies=costs(4, kib=1_100, verifications=240),
    operation_id="getListNotice",
    summary="A version of a public notice by id or digest · 按标识或摘要查公示",
    **described("ListNoticeView", 400, 404, 422, 503, query=NoQuery),
)
async def get_list(request: Request, reference: str) -> Response:
    """The signed document, all versions in order, and the verdict of this node.

    已签名文件、各版次，以及本节点的核验结论。
    """
    parse_query(request, NoQuery)
    return await answer_record(request, partial(describe_list, reference=reference))
