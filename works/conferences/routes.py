"""Routes of the resolutions of joint conferences and of the standards they adopt, for programs."""

from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.openapi import described
from api.http.query import NoQuery, parse_query
from api.http.responses import object_response
from api.json_answers import answer_page, answer_record
from api.node import node_of
from works.conferences.answers.open_items import find_open_items, summarise_item
from works.conferences.answers.resolutions import StatedResolution, describe_resolution, find_resolution_page
from works.conferences.answers.standards import describe_standard, find_standards, summarise
from works.conferences.queries import (
    OpenItemQuery,
    ResolutionQuery,
    StandardListQuery,
    StandardTextQuery,
)

router = APIRouter(tags=["agreement"])


@router.get(
    "/api/v1/resolutions",
    dependencies=costs(60, kib=64, verifications=800),
    operation_id="listResolutions",
    summary="List resolutions · 查询决议",
    **described("ResolutionPageView", 400, 422, 503, query=ResolutionQuery),
)
async def list_page(request: Request) -> Response:
    """The resolutions of joint conferences, the newest first; follow `next` until it is null.

    联席会议的决议，新的在前；请沿 next 翻页直至其为 null。
    """
    query = parse_query(request, ResolutionQuery)
    find = partial(
        find_resolution_page,
        wanted=query.wanted(),
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    return await answer_page(request, find, StatedResolution.summarise)


@router.get(
    "/api/v1/resolutions/{reference:path}",
    dependencies=costs(60, kib=64, verifications=900),
    operation_id="getResolution",
    summary="A resolution by number or digest · 按编号或摘要查决议",
    **described("ResolutionView", 400, 404, 422, 503, query=NoQuery),
)
async def get_resolution(request: Request, reference: str) -> Response:
    """Items and dissent as signed, the signatures, the adopted records, open items, this node's verdict.

    已签署的议项与保留意见、各方签署情况、所通过的文件、未办议项，以及本节点的核验结论。
    """
    parse_query(request, NoQuery)
    return await answer_record(request, partial(describe_resolution, reference=reference))


@router.get(
    "/api/v1/open-items",
    dependencies=costs(60, kib=64, verifications=900),
    operation_id="listOpenItems",
    summary="List open items · 查询未办议项",
    **described("OpenItemPageView", 400, 422, 503, query=OpenItemQuery),
)
async def list_open(request: Request) -> Response:
    """The open items of adopted resolutions, the next due first; follow `next` until it is null.

    已通过决议中尚未办结的议项，期限近的在前；请沿 next 翻页直至其为 null。
    """
    node, query = node_of(request), parse_query(request, OpenItemQuery)
    trusted, now = await node.trust.current(), node.now()
    look = partial(
        find_open_items,
        trust=trusted.store,
        now=now,
        party=query.party,
        cursor=query.cursor,
        limit=query.limit,
    )
    page = await run_in_threadpool(node.searches.search, look)
    lines = [summarise_item(item, now) for item in page.items]
    return object_response(request, {"items": lines, "next": page.next, "complete": not page.is_cut})


@router.get(
    "/api/v1/standards",
    dependencies=costs(80, verifications=1_300),
    operation_id="listStandards",
    summary="List standards · 查询统一标准",
    **described("StandardPageView", 400, 422, 503, query=StandardListQuery),
)
async def list_codes(request: Request) -> Response:
    """The newest adopted version of each standard, else its newest draft; follow `next` until it is null.

    各项统一标准已通过的最新一版及通过它的决议，均未通过时为最新草案；请沿 next 翻页直至其为 null。
    """
    query = parse_query(request, StandardListQuery)
    find = partial(find_standards, after=query.cursor, limit=query.limit)
    return await answer_page(request, find, lambda leading: summarise(leading.standard))


@router.get(
    "/api/v1/standards/{code}",
    dependencies=costs(220, verifications=600),
    operation_id="getStandard",
    summary="A standard with its versions · 统一标准及其各版",
    **described("StandardView", 400, 404, 422, 503, query=StandardTextQuery),
)
async def get_standard(request: Request, code: str) -> Response:
    """The signed text beside the version before, clause by clause, all versions, and this node's verdict.

    已签名文本与上一版逐条对照、各版列表，以及本节点的核验结论。
    """
    text = parse_query(request, StandardTextQuery).text
    return await answer_record(request, partial(describe_standard, code=code, text=text))
