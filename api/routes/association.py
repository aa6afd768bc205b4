"""For associations: submit signed records. The signature is the only authorisation."""

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.body import JSON_TYPES, NDJSON_TYPES, load_body
from api.errors import ApiError
from api.node import Node, language_of, node_of, request_id_of
from api.openapi import FILE, answers, body, ref
from api.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.problems import error_headers
from api.submitting import Answer, admit_all, changes_trust, describe_all
from api.wire import MAX_RECORDS
from credentials.kinds import MAX_ANY_BYTES
from credentials.record import JsonObject
from signing.errors import HurenError

router = APIRouter(tags=["association"])


_PROBLEMS = (400, 408, 413, 415, 429, 503)


@router.post(
    "/api/v1/records",
    operation_id="submit",
    summary="Submit one signed record · 提交一份已签名记录",
    openapi_extra=body(ref("SignedDocument")),
    responses=answers(
        ref("ReceiptView"),
        *_PROBLEMS, 409, 421, 422, 507,
        ok=(200, 201),
        text="201: stored; 200: was stored before. · 201：已存入；200：此前已存入。",
    ),
    response_class=Response,
)  # fmt: skip
async def submit(request: Request) -> Response:
    """It is stored (201), was stored before (200) or is refused, with the verdict on a credential.

    存入 201、已存在 200、或附结论拒收。
    """
    node = node_of(request)
    node.charge(request, 1)
    limit, seconds = min(node.settings.batch_bytes, MAX_ANY_BYTES), node.settings.body_seconds
    data = await load_body(request, limit=limit, seconds=seconds, types=JSON_TYPES)
    return await _submit_one(node, request, data)


@router.post(
    "/api/v1/records/batch",
    operation_id="submitBatch",
    summary="Submit up to 10,000 signed records, one a line · 提交至多 10,000 份已签名记录，一行一份",
    openapi_extra=body(FILE, NDJSON_TYPES[0]),
    responses=answers(ref("SubmissionView"), *_PROBLEMS, 507),
    response_class=Response,
)
async def submit_batch(request: Request) -> Response:
    """NDJSON. Every line is answered on its own, in order; a refusal stops nothing.

    NDJSON：逐行按序答复，互不影响。
    """
    node = node_of(request)
    node.charge(request, 1)
    limit, seconds = node.settings.batch_bytes, node.settings.body_seconds
    data = await load_body(request, limit=limit, seconds=seconds, types=NDJSON_TYPES)
    return await _submit_many(node, request, _split(data))


def _split(data: bytes) -> list[bytes]:
    """The lines that are not blank; ApiError batch-too-long."""
    if data.count(b"\n") > 2 * MAX_RECORDS:
        raise ApiError("batch-too-long", limit=MAX_RECORDS)
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > MAX_RECORDS:
        raise ApiError("batch-too-long", limit=MAX_RECORDS)
    return lines


async def _submit_one(node: Node, request: Request, data: bytes) -> Response:
    (answer,) = await _admit(node, [data])
    found = await _described(request, [answer])
    if isinstance(answer, HurenError):
        return Response(
            orjson.dumps(found[0]),
            status_code=_status(found[0]),
            headers=error_headers(answer, language_of(request)),
            media_type=PROBLEM_TYPE,
        )
    headers = {"ETag": f'"{answer.digest}"', "Location": str(found[0]["url"]), "Cache-Control": "no-store"}
    return Response(
        orjson.dumps(found[0]), status_code=_status(found[0]), headers=headers, media_type="application/json"
    )


async def _submit_many(node: Node, request: Request, lines: list[bytes]) -> Response:
    if len(lines) > 1:
        node.charge(request, len(lines) - 1)
    results = await _described(request, await _admit(node, lines))
    counts = {
        "admitted": sum(result["status"] == 201 for result in results),
        "already": sum(result["status"] == 200 for result in results),
    }
    value = {**counts, "refused": len(results) - sum(counts.values()), "results": results}
    return Response(orjson.dumps(value), headers={"Cache-Control": "no-store"}, media_type="application/json")


async def _admit(node: Node, items: list[bytes]) -> list[Answer]:
    try:
        found = await run_in_threadpool(
            admit_all, node.registry, items, node.settings, now=node.now(), stopping=node.stopping
        )
    except HurenError:
        node.trust.note_change(stored=False)  # what was stored before the failure stays
        raise
    if changes_trust(found):
        node.trust.note_change()
    return found


async def _described(request: Request, found: list[Answer]) -> list[JsonObject]:
    lang, request_id = language_of(request), request_id_of(request)
    return await run_in_threadpool(describe_all, found, lang=lang, request_id=request_id)


def _status(value: JsonObject) -> int:
    status = value["status"]
    assert isinstance(status, int)  # noqa: S101 - receipts and problems both have one
    return status
