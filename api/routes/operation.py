"""For whoever runs the node: is it alive, is it ready, what does it offer, what does a problem mean."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import NamedTuple

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.node import Node, language_of, node_of, request_id_of
from api.openapi import answers, ref
from api.pages import code, html_response, render_openapi, table
from api.problems import MESSAGES, STATUS, TITLES, TYPE_BASE, problem_response
from api.serving import bytes_response
from credentials.times import format_time
from registry.versions import REVISION, find_revision
from signing.errors import HurenError, Message
from verifier import TrustStore
from verifier.codes import CODES
from verifier.policy import CLOCK_TOLERANCE

router = APIRouter(tags=["operation"])


@router.get(
    "/healthz",
    operation_id="health",
    summary="Whether the process answers · 进程是否应答",
    responses=answers(ref("HealthView")),
    response_class=Response,
)
async def get_health(_: Request) -> Response:
    """Asks nothing else.

    不检查其他内容。
    """
    return Response(b'{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type="application/json")


class Check(NamedTuple):
    """One thing a node needs, and what was found."""

    name: str
    ready: bool
    detail: str


@router.get(
    "/readyz",
    operation_id="ready",
    summary="Whether the node can serve · 节点是否就绪",
    responses=answers(ref("ReadyView"), 503),
    response_class=Response,
)
async def get_readiness(request: Request) -> Response:
    """The database answers and has the tables of this version, the clock is not behind what was signed, what
    this node publishes is not stale.

    数据库可用且表结构与本版本一致、时钟不早于最新签名、本节点发布的内容未过期。
    """
    checks = await _check(node_of(request))
    if all(check.ready for check in checks):
        value = {"ready": True, "checks": [check._asdict() for check in checks]}
        return Response(
            orjson.dumps(value), headers={"Cache-Control": "no-store"}, media_type="application/json"
        )
    names = ", ".join(check.name for check in checks if not check.ready)
    return problem_response(
        ApiError("not-ready", what=names),
        language_of(request),
        request_id_of(request),
        checks=[check._asdict() for check in checks],
    )


async def _check(node: Node) -> list[Check]:
    try:
        pin, revision = await node.read(lambda desk: (desk.pin, find_revision(desk.connection)))
        trusted = await node.trust.current_or_none()
    except HurenError as error:
        return [Check("database", False, error.code)]
    checks = [
        Check("database", True, "" if pin is not None else "no agreement yet"),
        Check("migrations", revision == REVISION, f"tables at {revision}, this version's are {REVISION}"),
    ]
    if trusted is not None:
        checks.append(_check_clock(trusted.store, node.now()))
        checks += _check_manifests(trusted.store, node)
    return checks


def _check_clock(trust: TrustStore, now: datetime) -> Check:
    behind = now < trust.newest - CLOCK_TOLERANCE
    return Check("clock", not behind, f"newest signature {format_time(trust.newest)}")


def _check_manifests(trust: TrustStore, node: Node) -> Iterator[Check]:
    """Of the associations whose log is here; one that never published is not late."""
    for issuer, party in sorted(trust.parties.items()):
        if party.manifest is not None and issuer not in node.settings.other_nodes:
            until = party.manifest.body.valid_until
            yield Check(f"manifest of {issuer}", node.now() < until, f"good until {format_time(until)}")


@router.get("/openapi.json", include_in_schema=False)
async def get_openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return bytes_response(request, orjson.dumps(request.app.openapi()))


@router.get("/docs", include_in_schema=False)
async def get_docs(request: Request) -> Response:
    """The OpenAPI document for people."""
    return html_response("huren 互认 API", render_openapi(request.app.openapi()))


@router.get("/problems", include_in_schema=False)
async def list_problems(_: Request) -> Response:
    """Every problem type."""
    rows = ((f'<a href="/problems/{c}">{code(c)}</a>', str(STATUS[c])) for c in sorted(MESSAGES))
    return html_response("Problems · 问题类型", table(rows))


@router.get("/problems/{name}", include_in_schema=False)
async def get_problem(name: str) -> Response:
    """What a problem type means and how it is mended; findings of a verdict have their pages here, too."""
    if name not in MESSAGES and name not in CODES:
        raise ApiError.not_here("problem", "问题类型", name)
    return html_response(name, _problem_page(name))


@lru_cache(maxsize=512)
def _problem_page(name: str) -> str:
    rows: list[tuple[str, str]] = [("type", code(TYPE_BASE + name))]
    if name in MESSAGES:
        title = TITLES[STATUS[name]]
        rows += [
            ("status", f"{STATUS[name]} {escape(title.en)} · {escape(title.zh)}"),
            *_rows(MESSAGES[name]),
        ]
    if name in CODES:
        row = CODES[name]
        rows += [("check", code(row.check)), ("outcome", code(row.outcome)), *_rows(row.message)]
    return table(rows) + '<p><a href="/problems">All · 全部</a></p>'


def _rows(message: Message) -> list[tuple[str, str]]:
    return [
        ("what it says", escape(message.en)),
        ("what to do", escape(message.mend_en)),
        ("说明", escape(message.zh)),
        ("怎么办", escape(message.mend_zh)),
    ]
