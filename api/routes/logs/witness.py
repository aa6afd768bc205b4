"""This node as a witness of other associations' logs (C2SP tlog-witness)."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.openapi import FILE, TEXT, described
from api.http.responses import BINARY, PLAIN, bytes_response
from api.node import node_of
from api.routes.logs.site import needed
from registry.publishing.log_files import witness_path, witnessed_note
from registry.sync.witness import MAX_REQUEST_BYTES, SizeError, add_checkpoint
from registry.view.view import RegistryView

router = APIRouter(tags=["publication"])

_PROBLEMS = (400, 403, 404, 408, 409, 413, 415, 422, 503)
_SIZE_TYPE = "text/x.tlog.size"
_DESCRIBED = described(TEXT, *_PROBLEMS, body=FILE, sent=BINARY, media=PLAIN)
_DESCRIBED["responses"][409]["description"] = (
    "The size witnessed last as text/x.tlog.size, if the old one is another; "
    "a problem without a size, if the log has forked. · "
    "旧大小与最后见证的不符时，以 text/x.tlog.size 给出后者；"
    "日志已分叉时，以问题详情应答，不含大小。"
)


@router.get("/witness/{log}/checkpoint", dependencies=costs(verifications=80), include_in_schema=False)
async def get_witnessed(request: Request, log: str) -> Response:
    """Return the newest cosigned checkpoint of the log whose origin has this SHA-256."""

    def find(view: RegistryView) -> str | None:
        known = {witness_path(issuer): issuer for issuer in view.load_trust().parties}
        issuer = known.get(f"witness/{log}")
        return witnessed_note(view, issuer) if issuer is not None else None

    note = needed(await node_of(request).read(find))
    return bytes_response(request, note.encode(), media=PLAIN)


@router.post(
    "/add-checkpoint",
    dependencies=costs(verifications=170, parts=1),
    operation_id="addCheckpoint",
    summary="Have a log head cosigned · 请求联署日志头",
    **_DESCRIBED,
)
async def post_checkpoint(request: Request) -> Response:
    """C2SP tlog-witness add-checkpoint: old size, consistency proof, checkpoint; the answer are cosignatures.

    C2SP tlog-witness add-checkpoint：旧大小、一致性证明与检查点；应答为联署签名。
    """
    node = node_of(request)
    data = await node.take_body(request, limit=MAX_REQUEST_BYTES, types=None)  # C2SP names no media type
    now = node.now()
    try:
        lines = await run_in_threadpool(
            lambda: add_checkpoint(node.registry, data, node.peers.cosigners(now), now=now)
        )
    except SizeError as error:
        return Response(f"{error.size}\n".encode(), 409, {"Content-Type": _SIZE_TYPE})
    node.trust.note_change()
    return Response(lines.encode(), media_type=PLAIN)
