"""For enterprises and whoever looks for one: credentials, how they stand, and what they count as where."""

from datetime import datetime

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answering import Question, ask, check_question, read_at
from api.errors import ApiError
from api.node import language_of, node_of
from api.openapi import answers, query_parameters, ref
from api.query import CredentialQuery, NoQuery, VerdictQuery, parse_query
from api.searching import find_page
from api.serving import object_response
from api.standing import find_standing
from credentials.assessment import Assessment
from credentials.identifiers import parse_uscc
from credentials.record import JsonObject, Record
from registry import Registry
from registry.finding import find_credential, list_credentials
from verifier import TrustStore

router = APIRouter(tags=["enterprise"])

MAX_OF_ENTERPRISE = 500


@router.get(
    "/api/v1/credentials",
    operation_id="listCredentials",
    summary="List credentials · 查询凭证",
    openapi_extra=query_parameters(CredentialQuery),
    responses=answers(ref("CredentialPageView"), 400, 422, 503),
    response_class=Response,
)
async def list_page(request: Request) -> Response:
    """A page of credentials; follow `next` until it is null. A page may be short before that.

    一页凭证；请沿 next 翻页直至其为 null，其间某页可能较短。
    """
    node, query = node_of(request), parse_query(request, CredentialQuery)
    trusted = await node.trust.current()
    page = await run_in_threadpool(find_page, node.registry, query, trusted.store, at=node.now())
    return object_response(request, {"items": page.items, "next": page.next})


@router.get(
    "/api/v1/credentials/{reference:path}",
    operation_id="getCredential",
    summary="A credential by id, certificate number or digest · 按标识、证书编号或摘要查凭证",
    openapi_extra=query_parameters(VerdictQuery),
    responses=answers(ref("CredentialView"), 400, 404, 422, 503),
    response_class=Response,
)
async def get_credential(request: Request, reference: str) -> Response:
    """The signed document, its status events, how it stands, and the verdict of this node.

    已签名文件、其状态事件、现状，以及本节点的核验结论。
    """
    node, query = node_of(request), parse_query(request, VerdictQuery)
    at, now = read_at(query.at, "at"), node.now()
    trusted = await node.trust.current()
    check_question(Question(b"", at, query.home), trusted.store, now)

    def look() -> JsonObject:
        record = find_credential(node.registry, reference, query.issuer)
        if record is None:
            raise ApiError.not_here("credential", "凭证", reference)
        found = _describe(node.registry, record, trusted.store, at or now)
        question = Question(record.data, at, query.home)
        found["verdict"] = ask(question, trusted.store, now).to_json(language_of(request))
        return found

    return object_response(request, await run_in_threadpool(look), headers={"Vary": "Accept-Language"})


@router.get(
    "/api/v1/enterprises/{uscc}",
    operation_id="getEnterprise",
    summary="An enterprise: all its credentials and what they count as · 企业的全部凭证及其互认",
    openapi_extra=query_parameters(NoQuery),
    responses=answers(ref("EnterpriseView"), 400, 404, 422, 503),
    response_class=Response,
)
async def get_enterprise(request: Request, uscc: str) -> Response:
    """Every credential of the enterprise, how it stands today, and what its grade counts as with every party.

    该企业的每份凭证、今日状态，及其等级在各成员处视同何等级。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    code, trusted, now = parse_uscc(uscc), await node.trust.current(), node.now()
    return object_response(
        request, await run_in_threadpool(_describe_enterprise, node.registry, code, trusted.store, now)
    )


def _describe_enterprise(registry: Registry, uscc: str, trust: TrustStore, now: datetime) -> JsonObject:
    parties = [party.id for party in trust.chain.in_force_or_last(now).text.parties]
    names: dict[str, None] = {}
    items: list[JsonObject] = []
    complete = True
    for number, record in enumerate(list_credentials(registry, uscc=uscc)):
        if number == MAX_OF_ENTERPRISE:
            complete = False
            break
        names[record.body.credential_subject.legal_name] = None
        found = _describe(registry, record, trust, now)
        recognised: JsonObject = {}
        for party in parties:
            verdict = ask(Question(record.data, home=party), trust, now)
            recognised[party] = [entry.to_json() for entry in verdict.recognised]
            found["outcome"], found["code"] = verdict.outcome.value, verdict.code
        items.append({**found, "recognised": recognised})
    if not items:
        raise ApiError.not_here("enterprise", "企业", uscc)
    return {"uscc": uscc, "legalNames": [*names], "credentials": [*items], "complete": complete}


def _describe(registry: Registry, record: Record[Assessment], trust: TrustStore, at: datetime) -> JsonObject:
    issuer, credential_id = record.body.issuer, record.body.id
    events = registry.read(lambda desk: desk.event_records(issuer, credential_id))
    return {
        "digest": record.digest,
        "standing": find_standing(record, trust, at),
        "credential": record.value,
        "events": [event.value for event in events],
    }
