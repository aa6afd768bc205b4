"""Technologies for a need, for programs."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.standings.technologies import find_fitting
from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import answers, query_parameters, ref
from api.http.query import Cursor, parse_query, read_digits
from api.http.responses import object_response
from api.node import node_of
from credentials.documents.works.facets import query_of_need
from credentials.documents.works.notice import Notice
from credentials.record import JsonObject, Maybe, Model
from registry import Registry
from registry.lookup.lookup import find_held
from works.technology.matches import NEED

router = APIRouter(tags=["enterprise"])


class MatchQuery(Model):
    """A page of the technologies for a need."""

    cursor: Maybe[Cursor] = Field(None, description="`next` of the page before.")
    limit: Annotated[Annotated[int, Field(ge=1, le=40)], BeforeValidator(read_digits)] = Field(
        20, description="How many at most; default: 20."
    )


@router.get(
    "/api/v1/notices/{reference}/matches",
    dependencies=costs(200, kib=64, verifications=1_500),
    operation_id="listMatches",
    summary="Technologies for a need · 匹配技术需求的技术",
    openapi_extra=query_parameters(MatchQuery),
    responses=answers(ref("TechnologyPageView"), 400, 404, 422, 503),
    response_class=Response,
)
async def list_matches(request: Request, reference: str) -> Response:
    """Those that meet every limit of the need first, then those that do not state one; none that misses one.

    先列出满足该需求全部限值的技术，再列出未载明其中某项的；不满足的不列。
    """
    node, query = node_of(request), parse_query(request, MatchQuery)
    trusted = await node.trust.current()

    def find() -> JsonObject:
        need = query_of_need(_needed_need(node.registry, reference))
        return find_fitting(
            node.technologies, node.registry, need, trusted.store, at=node.now(), now=node.now(),
            cursor=query.cursor, limit=query.limit,
        )  # fmt: skip

    return object_response(request, await run_in_threadpool(find))


def _needed_need(registry: Registry, reference: str) -> Notice:
    """By id or digest; ApiError not-here, of other notices too."""
    record = find_held(registry, reference)
    if record is None or record.body.KIND != Notice.KIND or record.body.credential_subject.kind != NEED:
        raise ApiError.not_here("technology wanted", "技术需求", reference)
    body: Notice = record.body
    return body
