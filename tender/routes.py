"""Route of the check of a bid opening for programs: this node decides each requirement of each bidder."""

import asyncio
import pickle
from collections.abc import Callable, Mapping
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import asks_for_witness, check_home
from api.answers.standings.log_receipts import receipts_of
from api.answers.worker_pool import Job, ProvenTrust, Workers
from api.http.body import JSON_TYPES, MAX_WHOLE_BYTES, in_a_moment, is_short
from api.http.costs import costs
from api.http.openapi import described
from api.http.responses import json_response
from api.node import Node, node_of
from signing.errors import HurenError
from tender.matrix_bytes import AskedTender, answer_tender, list_records, measure_tender, read_asked

router = APIRouter(tags=["officer"])


@router.post(
    "/api/v1/tenders/check",
    dependencies=costs(kib=20_480, verifications=390_000, parts=9_500),
    operation_id="checkTender",
    summary="Check the certificates of a bid opening · 按招标要求核验各投标人的证书",
    **described("TenderCheckView", 400, 408, 413, 415, 422, 503, body="TenderCheckRequest"),
)
async def check_tender(request: Request) -> Response:
    """Each requirement of each bidder: met, not met, or it cannot be established, and why; nobody is ranked.

    逐一列出各投标人对各项要求满足、不满足或无法确定及其原因；不打分、不排名。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_WHOLE_BYTES)
    # 1. the body, within its cap and its time
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    # 2. its price, counted from the documents: a short body can ask for gigabytes of cells
    measured = await _measure_tender(node, data, limit)
    node.charge(request, measured.tokens)
    # 3. one moment and one bundle for all cells
    trusted, now = await node.trust.current(), node.now()
    check_home(measured.home, trusted.store, "tender.home")
    # 4. log proofs, where the agreement asks for a witness
    receipts: Mapping[str, bytes] = {}
    if asks_for_witness(trusted.store, now):
        records = await _list_records(node, data, limit)
        receipts = await asyncio.to_thread(receipts_of, node.registry, trusted.store, now, records)
    # 5. in a process of its own: every other answer would wait for the largest check
    work = partial(answer_tender, limit=limit, now=now, bundle=trusted.digest, receipts=receipts)
    answer = await _carry_out(node, work, data, trusted)
    request.scope["state"]["share"].grow(len(data) + len(answer))
    return json_response(memoryview(answer))


async def _list_records(node: Node, data: bytes, limit: int) -> list[str]:
    """Return the digests of the credentials in a body that was measured and paid for."""
    work = partial(list_records, limit=limit)
    answer = await _carry_out(node, work, data, None)
    digests: list[str] = pickle.loads(answer)  # noqa: S301 - our own process wrote it
    return digests


async def _carry_out(
    node: Node, work: Callable[..., None], data: bytes, trusted: ProvenTrust | None
) -> bytes | bytearray:
    """Return the output of `work`, run in the process of tenders, or in this process if that one has
    ended."""
    pieces = await _process_of(node).carry_out([Job(work, [data])], trusted)
    if pieces is not None:
        return pieces[0]
    here: list[bytes | bytearray] = []
    store = trusted.store if trusted is not None else None
    await asyncio.to_thread(work, data, store, send=here.append)
    return here[0]


def _process_of(node: Node) -> Workers:
    workers: Workers = node.kept["tender"]
    return workers


async def _measure_tender(node: Node, data: bytes, limit: int) -> AskedTender:
    """Return the price and home of a body; the process of tenders reads a long one."""
    if not is_short(data):
        pieces = await _process_of(node).carry_out([Job(partial(measure_tender, limit=limit), [data])], None)
        if pieces is not None:
            answer: AskedTender | HurenError = pickle.loads(pieces[0])  # noqa: S301 - our own process wrote it
            if isinstance(answer, HurenError):
                raise answer
            return answer
    _, measured = await in_a_moment(data, lambda: read_asked(data, limit))
    return measured
