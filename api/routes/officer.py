"""Routes for officers and their programs: verify one credential, many, or in the manner of VCALM."""

import asyncio
from datetime import datetime
from functools import partial

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import (
    AskedRecord,
    answer_all,
    ask,
    asks_for_witness,
    check_question,
    encode_value,
    read_question,
    read_questions,
    tally,
)
from api.answers.standings.beside import asks_beside, with_beside
from api.answers.standings.log_receipts import with_receipts
from api.answers.vcalm import presentation_result, read_presentation, read_vcalm, vcalm_result
from api.answers.verdict_bytes import encode_verdict
from api.answers.worker_pool import Pieces
from api.errors import ApiError
from api.http.body import JSON_TYPES, MAX_WHOLE_BYTES, in_a_moment, max_one_bytes, parse_body
from api.http.costs import costs
from api.http.openapi import described
from api.http.responses import json_response, refuse_get
from api.node import Node, language_of, node_of
from api.wire.models import MAX_BATCH, BatchRequest, VerificationRequest
from api.wire.vcalm_models import MAX_PRESENTED, MAX_PRESENTED_BYTES, VcVerifyRequest, VpVerifyRequest
from credentials.record import JsonObject
from verifier import TrustStore, Verdict
from verifier.trust.parts import may_be_told_of

router = APIRouter(tags=["officer"])

_PROBLEMS = (400, 408, 413, 415, 422, 503)


@router.post(
    "/api/v1/verifications",
    dependencies=costs(verifications=170, parts=1),
    operation_id="verify",
    summary="Verify a credential · 核验一份凭证",
    **described("VerdictView", *_PROBLEMS, body="VerificationRequest"),
)
async def verify_one(request: Request) -> Response:
    """The verdict on a credential. Whatever the credential is, the answer is 200 with a verdict.

    对一份凭证的核验结论。无论凭证如何，均以 200 返回结论。
    """
    node = node_of(request)
    limit = max_one_bytes()
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    question = await in_a_moment(data, lambda: read_question(parse_body(data, VerificationRequest, limit)))
    trusted, now = await node.trust.current(), node.now()
    check_question(question, trusted.store, now)
    verdict = await _ask(node, question, trusted.store, now)
    node.tell_verdict("api", verdict)
    return json_response(encode_verdict(verdict, language_of(request)))


async def _ask(node: Node, question: AskedRecord, trust: TrustStore, now: datetime) -> Verdict:
    """Return the verdict, with receipts from the logs of this node where the agreement asks for them."""
    if asks_for_witness(trust, now):
        (question,) = await asyncio.to_thread(with_receipts, node.registry, trust, now, [question])
    (question,) = await _with_beside(node, [question])
    return ask(question, trust, now)


async def _with_beside(node: Node, questions: list[AskedRecord]) -> list[AskedRecord]:
    """Return the questions; those about technologies and listings get this node's records that refer to
    them."""
    return await node.read(partial(with_beside, questions)) if any(map(asks_beside, questions)) else questions


@router.post(
    "/api/v1/verifications/batch",
    dependencies=costs(kib=8_192, verifications=40_000, parts=MAX_BATCH),
    operation_id="verifyBatch",
    summary="Verify up to 1,000 credentials · 一次核验至多 1,000 份凭证",
    **described("VerdictsView", *_PROBLEMS, body="BatchRequest"),
)
async def verify_batch(request: Request) -> Response:
    """The verdicts on many credentials, in their order; each, or 4 KiB, costs a token of the rate limit.

    按顺序返回各凭证的核验结论；每份（或每 4 KiB）计一次配额。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_WHOLE_BYTES)
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    verdicts = await _answer_shares(node, data, request)
    if verdicts is None:
        questions = await in_a_moment(data, lambda: read_questions(parse_body(data, BatchRequest, limit)))
        node.charge(request, len(questions))
        verdicts = await _answer_questions(node, questions, request)
    return json_response(b"".join([b'{"verdicts":[', *verdicts, b"]}"]))


async def _answer_shares(node: Node, data: bytes, request: Request) -> Pieces | None:
    """Return the verdicts on a batch from the worker processes; None if the server must read the batch
    itself."""
    shares = await in_a_moment(data, lambda: node.workers.cut(data))
    if not shares or may_be_told_of(data):  # needs records from the registry, which the processes do not have
        return None
    try:
        node.charge(request, sum(share.number for share in shares))
        trusted = await node.trust.current()
    except ApiError:  # a fault of the body is reported first
        return None
    # needs receipts from the registry, which the processes do not have
    if asks_for_witness(trusted.store, node.now()):
        return None
    return await node.workers.answer(shares, trusted, node.now(), language_of(request))


async def _answer_questions(node: Node, questions: list[AskedRecord], request: Request) -> Pieces:
    trusted, now = await node.trust.current(), node.now()
    for position, question in enumerate(questions):
        if question.at is not None or question.home is not None:
            check_question(question, trusted.store, now, f"verifications[{position}]")
    if asks_for_witness(trusted.store, now):
        questions = await asyncio.to_thread(with_receipts, node.registry, trusted.store, now, questions)
    questions = await _with_beside(node, questions)
    tell = partial(node.metrics.count_verdicts, "batch")
    return [await answer_all(questions, trusted.store, now, language_of(request), tell=tell)]


@router.post(
    "/credentials/verify",
    dependencies=costs(verifications=170, parts=1),
    operation_id="vcalmVerifyCredential",
    summary="Verify a credential as VCALM clients do · 按 VCALM 接口核验",
    **described("VcVerifyView", 400, 408, 413, 415, 503, body="VcVerifyRequest"),
)
async def verify_vcalm(request: Request) -> Response:
    """`verified` is true for the outcome valid alone; the codes stand in `problemDetails`.

    仅当结论为“有效”时 verified 为 true；代码见 problemDetails。
    """
    node = node_of(request)
    limit = max_one_bytes()
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    body = await in_a_moment(data, lambda: read_vcalm(data, VcVerifyRequest, limit))
    trusted, now = await node.trust.current(), node.now()
    verdict = await _ask(node, AskedRecord(encode_value(body.verifiable_credential)), trusted.store, now)
    node.tell_verdict("vcalm", verdict)
    result = vcalm_result(verdict, body.verifiable_credential, body.options, language_of(request))
    return json_response(orjson.dumps(result))


router.get("/credentials/verify", dependencies=costs(verifications=0), include_in_schema=False)(refuse_get)


@router.post(
    "/presentations/verify",
    dependencies=costs(kib=512, verifications=10_000, parts=MAX_PRESENTED),
    operation_id="vcalmVerifyPresentation",
    summary="Verify the credentials of a presentation as VCALM clients do · 按 VCALM 接口核验所出示的凭证",
    **described("VpVerifyView", 400, 408, 413, 415, 503, body="VpVerifyRequest"),
)
async def verify_presentation(request: Request) -> Response:
    """Send it as `presentation`, without a proof: holders have no keys in the agreement, so a proof of
    theirs is not verified here, and `verified` is then false.

    请以 presentation 提交且不带 proof：出示人在协议中没有密钥，其签名此处不予核验，verified 即为 false。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_PRESENTED_BYTES)
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    body = await in_a_moment(data, lambda: read_vcalm(data, VpVerifyRequest, limit))
    presentation = read_presentation(body)
    node.charge(request, len(presentation.credentials))
    trusted, now = await node.trust.current(), node.now()

    def work() -> JsonObject:
        questions = [AskedRecord(encode_value(credential)) for credential in presentation.credentials]
        logged = with_receipts(node.registry, trusted.store, now, questions)
        if any(map(asks_beside, logged)):
            logged = node.registry.read(partial(with_beside, logged))
        verdicts = [ask(question, trusted.store, now) for question in logged]
        node.metrics.count_verdicts("vcalm", tally(verdicts))
        return presentation_result(verdicts, body, presentation, language_of(request))

    return json_response(orjson.dumps(await asyncio.to_thread(work)))
