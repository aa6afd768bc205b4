"""Technologies for programs: a search, one by id or digest, those for a need."""

from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import check_past, read_at
from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import described
from api.http.query import parse_query
from api.http.responses import object_response
from api.json_answers import answer_record
from api.node import node_of
from credentials.documents.works.facets import query_of_need
from credentials.documents.works.notice import Notice
from credentials.record import JsonObject
from credentials.words.days import first_moment
from registry import Registry
from registry.lookup.lookup import find_held
from works.technology.answers import describe_technology, find_fitting
from works.technology.held import search_of
from works.technology.pages.matches import NEED
from works.technology.wire import HeldTechnologyQuery, MatchQuery, TechnologySearchQuery

router = APIRouter(tags=["technology"])
for_need = APIRouter(tags=["enterprise"])


@router.get(
    "/api/v1/technologies",
    dependencies=costs(200, kib=96, verifications=1_500),
    operation_id="listTechnologies",
    summary="Search technologies · 查询技术",
    **described("TechnologyPageView", 400, 422, 503, query=TechnologySearchQuery),
)
async def list_technologies(request: Request) -> Response:
    """A page of technologies: those that meet every limit first, then those that do not state one as asked.
    What acts on no target of any limit is counted in `others`, and listed only with that parameter.

    一页技术：先列出满足全部所求限值的，再列出有限值未载明（或未按所查条件载明）的；不满足的不列。
    不涉及所查治理对象的只计入 others，带同名参数时才列出。
    """
    node, query = node_of(request), parse_query(request, TechnologySearchQuery)
    day, now = read_at(query.at, "at"), node.now()
    trusted = await node.trust.current()
    check_past(day, trusted.store, now, "at")
    at = first_moment(day) if day is not None else now
    find = partial(
        find_fitting, search_of(node), node.registry, query.read(), trusted.store, at=at, now=now,
        cursor=query.cursor, limit=query.limit, ended=query.status == "any", others=query.others,
    )  # fmt: skip
    return object_response(request, await run_in_threadpool(find))


@router.get(
    "/api/v1/technologies/{reference}",
    dependencies=costs(12, verifications=150),
    operation_id="getTechnology",
    summary="A technology by id or digest · 按标识或摘要查技术",
    **described("TechnologyView", 400, 404, 422, 503, query=HeldTechnologyQuery),
)
async def get_technology(request: Request, reference: str) -> Response:
    """The signed record, other associations' statements on it, its status events, and the verdict of this
    node.

    已签名记录、其他协会的入库意见、状态事件，以及本节点的核验结论。
    """
    query = parse_query(request, HeldTechnologyQuery)
    at = read_at(query.at, "at")
    describe = partial(describe_technology, reference=reference, issuer=query.issuer, at=at)
    return await answer_record(request, describe)


@for_need.get(
    "/api/v1/notices/{reference}/matches",
    dependencies=costs(200, kib=64, verifications=1_500),
    operation_id="listMatches",
    summary="Technologies for a need · 匹配技术需求的技术",
    **described("TechnologyPageView", 400, 404, 422, 503, query=MatchQuery),
)
async def list_matches(request: Request, reference: str) -> Response:
    """Those that meet every limit of the need first, then those that do not state one; none that misses one.

    先列出满足该需求全部限值的技术，再列出有限值未载明的；不满足的不列。
    """
    node, query = node_of(request), parse_query(request, MatchQuery)
    trusted = await node.trust.current()

    def find() -> JsonObject:
        need = query_of_need(_needed_need(node.registry, reference))
        return find_fitting(
            search_of(node), node.registry, need, trusted.store, at=node.now(), now=node.now(),
            cursor=query.cursor, limit=query.limit,
        )  # fmt: skip

    return object_response(request, await run_in_threadpool(find))


def _needed_need(registry: Registry, reference: str) -> Notice:
    """Return the need by id or digest; ApiError not-here, also for other notices."""
    record = find_held(registry, reference)
    if record is None or record.body.KIND != Notice.KIND or record.body.credential_subject.kind != NEED:
        raise ApiError.not_here("technology wanted", "技术需求", reference)
    body: Notice = record.body
    return body
