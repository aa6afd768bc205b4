"""Routes for the operator: health, readiness, facts and counts of the node."""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import described
from api.http.problems import problem_response
from api.http.responses import bytes_response, object_response
from api.metrics import MEDIA_TYPE
from api.node import language_of, node_of, request_id_of
from api.settings import is_among

router = APIRouter(tags=["operation"])


@router.get(
    "/healthz",
    dependencies=costs(verifications=0),
    operation_id="health",
    summary="Whether the process answers · 进程是否应答",
    **described("HealthView"),
)
async def get_health(_: Request) -> Response:
    """Asks nothing else.

    不检查其他内容。
    """
    return Response(b'{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type="application/json")


@router.get(
    "/readyz",
    dependencies=costs(verifications=100),
    operation_id="ready",
    summary="Whether the node can serve · 节点是否就绪",
    **described("ReadyView", 503),
)
async def get_readiness(request: Request) -> Response:
    """The database answers, has the tables of this version and is no old copy; disk and pages are sound;
    there is an agreement; the clock is not behind what was signed; what this node publishes is not stale.

    数据库可用、表结构与本版本一致且不是旧副本；磁盘可写、数据页完好；已有互认协议；时钟不早于最新签名；本节点发布的内容未过期。
    """
    node = node_of(request)
    checks = await node.check_ready()
    if all(check.ready for check in checks):
        value = {"ready": True, "checks": [check._asdict() for check in checks]}
        return Response(
            orjson.dumps(value), headers={"Cache-Control": "no-store"}, media_type="application/json"
        )
    names = ", ".join(check.name for check in checks if not check.ready)
    request.scope["state"]["problem"] = "not-ready"
    return problem_response(
        ApiError("not-ready", what=names),
        language_of(request),
        request_id_of(request),
        checks=[check._asdict() for check in checks],
    )


@router.get(
    "/api/v1/node",
    dependencies=costs(verifications=100),
    operation_id="getNode",
    summary="What this node is and keeps · 本节点的版本与所存内容",
    **described("NodeView", 304),
)
async def get_node(request: Request) -> Response:
    """Version, agreement and pin, records and log of each association, and the most that is taken at once.

    版本、协议与指纹，各协会的记录与日志，以及单次可接收的上限。
    """
    node = node_of(request)
    return object_response(request, await node.describe(await node.trust.known()))


@router.get("/metrics", dependencies=costs(verifications=100), include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Return the counts of this process, in OpenMetrics, to the addresses in `metrics_from`."""
    node = node_of(request)
    if not is_among(request.client.host if request.client is not None else "", node.settings.metrics_from):
        raise ApiError("address-unknown")
    return Response(await node.render_metrics(), headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


@router.get("/openapi.json", dependencies=costs(kib=512, verifications=60), include_in_schema=False)
async def get_openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    return bytes_response(request, orjson.dumps(request.app.openapi()))
