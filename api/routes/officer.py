"""For officers and their programs: verify one credential, many, or in the manner of VCALM."""

import asyncio
from http import HTTPStatus

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import Question, answer, ask, check_question, read_at, read_through
from api.answers.vcalm import presentation_result, read_presentation, read_vcalm, vcalm_result
from api.http.body import JSON_TYPES, MAX_WHOLE_BYTES, in_a_moment, max_one_bytes, parse_body
from api.http.openapi import answers, body, ref
from api.node import Node, language_of, node_of
from api.wire.models import BatchRequest, VerificationRequest
from api.wire.vcalm_models import MAX_PRESENTED_BYTES, VcVerifyRequest, VpVerifyRequest
from credentials.record import JsonObject
from verifier import Expect

router = APIRouter(tags=["officer"])

_PROBLEMS = (400, 408, 413, 415, 422, 429, 503)


@router.post(
    "/api/v1/verifications",
    operation_id="verify",
    summary="Verify a credential · 核验一份凭证",
    openapi_extra=body(ref("VerificationRequest")),
    responses=answers(ref("VerdictView"), *_PROBLEMS),
    response_class=Response,
)
async def verify_one(request: Request) -> Response:
    """The verdict on a credential. Whatever the credential is, the answer is 200 with a verdict.

    对一份凭证的核验结论。无论凭证如何，均以 200 返回结论。
    """
    node = node_of(request)
    limit = max_one_bytes()
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    asked = await in_a_moment(data, lambda: read_question(parse_body(data, VerificationRequest, limit)))
    trusted, now = await node.trust.current(), node.now()
    check_question(asked, trusted.store, now)
    return json_response(answer(asked, trusted.store, now, language_of(request)))


@router.post(
    "/api/v1/verifications/batch",
    operation_id="verifyBatch",
    summary="Verify up to 1,000 credentials · 一次核验至多 1,000 份凭证",
    openapi_extra=body(ref("BatchRequest")),
    responses=answers(ref("VerdictsView"), *_PROBLEMS),
    response_class=Response,
)
async def verify_batch(request: Request) -> Response:
    """The verdicts on many credentials, in their order; each, or 4 KiB, costs a token of the rate limit.

    按顺序返回各凭证的核验结论；每份（或每 4 KiB）计一次配额。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_WHOLE_BYTES)
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    asked = await in_a_moment(data, lambda: _read_questions(parse_body(data, BatchRequest, limit)))
    node.charge(request, len(asked))
    return await _answer_batch(node, asked, request)


async def _answer_batch(node: Node, asked: list[Question], request: Request) -> Response:
    trusted, now = await node.trust.current(), node.now()
    for position, question in enumerate(asked):
        if question.at is not None or question.home is not None:
            check_question(question, trusted.store, now, f"verifications[{position}]")
    verdicts = await node.workers.answer_all(asked, trusted, now, language_of(request))
    return json_response(b'{"verdicts":[' + verdicts + b"]}")


@router.post(
    "/credentials/verify",
    operation_id="vcalmVerifyCredential",
    summary="Verify a credential as VCALM clients do · 按 VCALM 接口核验",
    openapi_extra=body(ref("VcVerifyRequest")),
    responses=answers(ref("VcVerifyView"), 400, 408, 413, 415, 429, 503),
    response_class=Response,
)
async def verify_vcalm(request: Request) -> Response:
    """`verified` is true for the outcome valid alone; the codes stand in `problemDetails`.

    仅当结论为“有效”时 verified 为 true；代码见 problemDetails。
    """
    node = node_of(request)
    limit = max_one_bytes()
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    asked = await in_a_moment(data, lambda: read_vcalm(data, VcVerifyRequest, limit))
    trusted, now = await node.trust.current(), node.now()
    verdict = ask(Question(_encode(asked.verifiable_credential)), trusted.store, now)
    result = vcalm_result(verdict, asked.verifiable_credential, asked.options, language_of(request))
    return json_response(orjson.dumps(result))


@router.post(
    "/presentations/verify",
    operation_id="vcalmVerifyPresentation",
    summary="Verify the credentials of a presentation as VCALM clients do · 按 VCALM 接口核验出示中的凭证",
    openapi_extra=body(ref("VpVerifyRequest")),
    responses=answers(ref("VpVerifyView"), 400, 408, 413, 415, 429, 503),
    response_class=Response,
)
async def verify_presentation(request: Request) -> Response:
    """Send it as `presentation`, without a proof: holders have no keys in the agreement, so a proof of
    theirs is not verified here, and `verified` is then false.

    请以 presentation 提交且不带 proof：出示人在协议中没有密钥，其签名此处不予核验，verified 即为 false。
    """
    node = node_of(request)
    limit = min(node.settings.batch_bytes, MAX_PRESENTED_BYTES)
    data = await node.take_body(request, limit=limit, types=JSON_TYPES)
    asked = await in_a_moment(data, lambda: read_vcalm(data, VpVerifyRequest, limit))
    presentation = read_presentation(asked)
    node.charge(request, len(presentation.credentials))
    trusted, now = await node.trust.current(), node.now()

    def work() -> JsonObject:
        questions = map(Question, map(_encode, presentation.credentials))
        verdicts = [ask(question, trusted.store, now) for question in questions]
        return presentation_result(verdicts, asked, presentation, language_of(request))

    return json_response(orjson.dumps(await asyncio.to_thread(work)))


_PLAIN = Question(b"")


def read_question(asked: VerificationRequest, field: str = "", default: Question = _PLAIN) -> Question:
    """The question in a request; `default` has what it leaves out. RecordError for its `at` and `through`."""
    credential, expect = asked.credential, asked.expect
    return Question(
        _encode(credential) if isinstance(credential, dict) else credential.encode(),
        read_at(asked.at, f"{field}at") if asked.at is not None else default.at,
        asked.home if asked.home is not None else default.home,
        Expect(expect.uscc, expect.name) if expect is not None else None,
        read_through(asked.through, f"{field}through") if asked.through is not None else default.through,
    )


def _encode(credential: JsonObject) -> bytes:
    """JSON of a value that was just read strictly; which of its forms does not matter to the verifier."""
    return orjson.dumps(credential, option=orjson.OPT_SORT_KEYS)


def _read_questions(batch: BatchRequest) -> list[Question]:
    at, through = read_at(batch.at, "at"), read_through(batch.through, "through")
    default = Question(b"", at, batch.home, None, through)
    return [
        read_question(item, f"verifications[{position}].", default)
        for position, item in enumerate(batch.verifications)
    ]


def json_response(data: bytes, status: int = HTTPStatus.OK) -> Response:
    """JSON that speaks the language asked for and is nobody's to keep."""
    return Response(
        data,
        status_code=status,
        headers={"Cache-Control": "no-store", "Vary": "Accept-Language"},
        media_type="application/json",
    )
