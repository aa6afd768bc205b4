"""Routes for associations: submit signed records. The signature is the only authorisation."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.answers.submissions import CREATED, HELD, Answer, admit_all, changes_trust, describe, tally_answers
from api.errors import ApiError
from api.http.body import JSON_TYPES, NDJSON_TYPES, in_a_moment
from api.http.costs import costs
from api.http.openapi import FILE, described
from api.http.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.http.problems import error_headers
from api.http.responses import refuse_get
from api.node import Node, language_of, node_of, request_id_of
from api.wire.models import MAX_RECORDS
from credentials.kinds import MAX_ANY_BYTES
from credentials.record import JsonObject
from signing.errors import HurenError

T = TypeVar("T")

router = APIRouter(tags=["association"])


_PROBLEMS = (400, 408, 413, 415, 503)


@router.post(
    "/api/v1/records",
    dependencies=costs(verifications=170, parts=1),
    operation_id="submit",
    summary="Submit one signed record · 提交一份已签名记录",
    **described(
        "ReceiptView",
        *_PROBLEMS, 409, 421, 422, 507,
        body="SignedDocument",
        ok=(200, 201),
        text="201: stored; 200: was stored before. · 201：已存入；200：此前已存入。",
    ),
)  # fmt: skip
async def submit(request: Request) -> Response:
    """It is stored (201), was stored before (200) or is refused, with the verdict on a credential.

    存入 201、已存在 200、或附结论拒收。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_ANY_BYTES)
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    return await _submit_one(node, request, data)


router.get("/api/v1/records/batch", dependencies=costs(verifications=0), include_in_schema=False)(refuse_get)


@router.post(
    "/api/v1/records/batch",
    dependencies=costs(kib=16_384, verifications=390_000, parts=MAX_RECORDS),
    operation_id="submitBatch",
    summary="Submit up to 10,000 signed records, one a line · 提交至多 10,000 份已签名记录，一行一份",
    **described("SubmissionView", *_PROBLEMS, 507, body=FILE, sent=NDJSON_TYPES[0]),
)
async def submit_batch(request: Request) -> Response:
    """NDJSON. Every line is answered on its own, in order; a refusal stops nothing.

    NDJSON：逐行按序答复，互不影响。
    """
    node = node_of(request)
    data = await node.take_body(request, limit=node.settings.batch_bytes, types=NDJSON_TYPES)
    return await _submit_many(node, request, await in_a_moment(data, lambda: _split(data)))


def _split(data: bytes) -> list[bytes]:
    """Return the lines that are not blank; ApiError batch-too-long."""
    # counted before the split: a body of line ends would become millions of pieces
    if data.count(b"\n") > 2 * MAX_RECORDS:
        raise ApiError("batch-too-long", limit=MAX_RECORDS)
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > MAX_RECORDS:
        raise ApiError("batch-too-long", limit=MAX_RECORDS)
    return lines


async def _submit_one(node: Node, request: Request, data: bytes) -> Response:
    (answer,) = await _admit(node, [data], lambda answers: [*answers])
    lang = language_of(request)
    view = describe(answer, lang=lang, request_id=request_id_of(request))
    if isinstance(answer, HurenError):
        return Response(
            orjson.dumps(view),
            status_code=_status(view),
            headers=error_headers(answer, lang),
            media_type=PROBLEM_TYPE,
        )
    headers = {"ETag": f'"{answer.digest}"', "Location": str(view["url"]), "Cache-Control": "no-store"}
    return Response(
        orjson.dumps(view), status_code=_status(view), headers=headers, media_type="application/json"
    )


async def _submit_many(node: Node, request: Request, lines: list[bytes]) -> Response:
    """Send the answers piece by piece as they are made: together they may be larger than the submission."""
    node.charge(request, len(lines))
    lang, request_id = language_of(request), request_id_of(request)
    counts = Counter({"admitted": 0, "already": 0})

    def write(answers: Iterable[Answer]) -> Iterator[bytes]:
        views = [describe(answer, lang=lang, request_id=request_id) for answer in answers]
        counts["admitted"] += sum(view["status"] == CREATED for view in views)
        counts["already"] += sum(line["status"] == HELD for line in views)
        yield b",".join(map(orjson.dumps, views))

    parts = await _admit(node, lines, write)
    counts["refused"] = len(lines) - counts.total()
    head = orjson.dumps(counts)[:-1] + b',"results":['
    separated = [part for pair in zip(repeat(b","), parts, strict=False) for part in pair][1:]
    chunks = [head, *separated, b"]}"]
    headers = {"Cache-Control": "no-store", "Content-Length": str(sum(map(len, chunks)))}
    return _Chunks(chunks, headers=headers, media_type="application/json")


class _Chunks(Response):
    """An answer that is never in one piece."""

    def __init__(self, chunks: Sequence[bytes], **options: Any) -> None:
        super().__init__(**options)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for chunk in self._chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _admit(
    node: Node, items: Sequence[bytes], keep: Callable[[Iterable[Answer]], Iterable[T]]
) -> list[T]:
    """Return `keep` of the answers, turn by turn, in a thread."""

    def work() -> tuple[list[T], bool]:
        kept: list[T] = []
        changed = False
        for turn in admit_all(node.registry, items, node.settings, now=node.now(), stopping=node.stopping):
            changed = changed or changes_trust(turn)
            node.metrics.count_admissions(tally_answers(turn))
            kept += keep(turn)
        return kept, changed

    try:
        kept, changed = await run_in_threadpool(work)
    except HurenError:
        node.trust.note_change(stored=False)  # records stored before the failure stay
        raise
    if changed:
        node.trust.note_change()
    return kept


def _status(value: JsonObject) -> int:
    status = value["status"]
    assert isinstance(status, int)  # noqa: S101 - receipts and problems both have a status
    return status
