"""Routes for enterprises and people who look for one: credentials, standings, recognition."""

from functools import partial
from operator import attrgetter

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import AskedRecord, check_question, read_at
from api.answers.standings.credential_lists import find_page
from api.answers.standings.enterprises import EnterpriseCredentials, Holding, find_enterprise, look_at
from api.answers.standings.numbers import find_answers
from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import OBJECT, described
from api.http.query import CredentialQuery, NoQuery, NumberProofQuery, NumberQuery, VerdictQuery, parse_query
from api.http.responses import bytes_response, content_disposition, object_response
from api.json_answers import answer_page
from api.node import language_of, node_of
from credentials.documents.agreement_names import AgreementNames
from credentials.identifiers import parse_uscc
from credentials.record import JsonObject
from registry.lookup.lookup import find_credential, find_namesakes
from registry.publishing.numbers import find_numbered, prove_number
from verifier.trust.trust_store import TrustStore

LOOKS = 3
"""Most attempts to read one credential while the trust data changes."""

router = APIRouter(tags=["enterprise"])


@router.get(
    "/api/v1/credentials",
    dependencies=costs(2_000, kib=256, verifications=1_050, parts=1_000),
    operation_id="listCredentials",
    summary="List credentials · 查询凭证",
    **described("CredentialPageView", 400, 422, 503, query=CredentialQuery),
)
async def list_page(request: Request) -> Response:
    """A page of credentials; follow `next` until it is null. A page may be short before that.

    一页凭证；请沿 next 翻页直至其为 null；中间的页可能不满。
    """
    query = parse_query(request, CredentialQuery)
    return await answer_page(request, partial(find_page, query=query), attrgetter("line"), limit=query.limit)


@router.get(
    "/api/v1/credentials/{reference:path}",
    dependencies=costs(40, kib=64, verifications=80),
    operation_id="getCredential",
    summary="A credential by id, certificate number or digest · 按标识、证书编号或摘要查凭证",
    **described("CredentialView", 400, 404, 422, 503, query=VerdictQuery),
)
async def get_credential(request: Request, reference: str) -> Response:
    """The signed document, its status events, its standing, and the verdict of this node.

    已签名文件、其状态事件、现状，以及本节点的核验结论。
    """
    node, query = node_of(request), parse_query(request, VerdictQuery)
    at, now = read_at(query.at, "at"), node.now()
    trusted = await node.trust.current()
    check_question(AskedRecord(b"", at, query.home), trusted.store, now)

    def look(trust: TrustStore) -> JsonObject:
        record = find_credential(node.registry, reference, query.issuer)
        if record is None:
            raise ApiError.not_here("credential", "凭证", reference)
        holding = look_at(node.registry, record, trust, now=now, at=at, homes=(query.home,))
        namesakes: list[JsonObject] = [
            {"issuer": o.body.issuer, "digest": o.digest, "href": f"/api/v1/credentials/{o.digest}"}
            for o in find_namesakes(node.registry, record)
        ]
        verdict = holding.verdicts[query.home].to_json(language_of(request))
        return {**_describe(holding), "verdict": verdict, "namesakes": [*namesakes]}

    answer: JsonObject = {}
    for _ in range(LOOKS):  # the events that are shown must not be newer than the verdict beside them
        answer = await run_in_threadpool(look, trusted.store)
        before, trusted = trusted, await node.trust.current()
        if trusted is before:
            break
    return object_response(request, answer, headers={"Vary": "Accept-Language"})


@router.get(
    "/api/v1/numbers",
    dependencies=costs(20, verifications=130),
    operation_id="lookUpNumber",
    summary="Is there a certificate of this number · 有无此编号的证书",
    **described("NumberAnswersView", 400, 422, 503, query=NumberQuery),
)
async def look_up(request: Request) -> Response:
    """Found, no such number, or not covered, by each association, with the proof that anybody checks offline.

    各协会的答复：查到、无此编号或不在登记范围，并附任何人可离线核验的编号证明。
    """
    node, query = node_of(request), parse_query(request, NumberQuery)
    trusted, now, lang = await node.trust.current(), node.now(), language_of(request)
    text = trusted.store.chain.in_force_or_last(now).text
    names = AgreementNames(text, lang, trusted.store.chain.older_than(text))

    def look() -> JsonObject:
        answers = find_answers(
            node.registry,
            trusted.store,
            query.number,
            now=now,
            issuer=query.issuer,
            scheme=query.scheme,
            issued=query.issued,
        )
        is_there = any(shown.answer.state == "found" for shown in answers)
        records = find_numbered(node.registry, query.number, thorough=is_there)
        return {
            "answers": [shown.describe(lang, names) for shown in answers],
            "credentials": [
                record.digest for record in records if query.issuer in (None, record.body.issuer)
            ],
        }

    return object_response(request, await run_in_threadpool(look), headers={"Vary": "Accept-Language"})


@router.get(
    "/api/v1/numbers/proof",
    dependencies=costs(20, verifications=130),
    operation_id="getNumberProof",
    summary="The number proof of one association · 某协会的编号证明",
    **described(OBJECT, 304, 400, 404, 422, 503, query=NumberProofQuery),
)
async def get_number_proof(request: Request) -> Response:
    """The proof that the number is there, or is not: the file for `huren lookup --proof`, checked with a
    bundle alone.

    证明有或没有此编号：供 huren lookup --proof 使用的文件，凭信任包即可离线核验。
    """
    node, query = node_of(request), parse_query(request, NumberProofQuery)
    trust = (await node.trust.current()).store
    proofs = await run_in_threadpool(
        partial(prove_number, node.registry, query.number, trust, now=node.now())
    )
    if query.issuer not in proofs:
        raise ApiError.not_here("number proof", "编号证明", query.number)
    called = {"Content-Disposition": content_disposition(f"{query.number}-proof", "json")}
    return bytes_response(request, proofs[query.issuer], headers=called)


@router.get(
    "/api/v1/enterprises/{uscc}",
    dependencies=costs(130, kib=320, verifications=1_000),
    operation_id="getEnterprise",
    summary="An enterprise: all its credentials and what they count as · 企业的全部凭证及其互认",
    **described("EnterpriseView", 400, 404, 422, 503, query=NoQuery),
)
async def get_enterprise(request: Request, uscc: str) -> Response:
    """Every credential of the enterprise, its standing today, and its recognition by every party.

    该企业的每份凭证、今日状态，及其等级在各成员处视同何等级。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    code, trusted, now = parse_uscc(uscc), await node.trust.current(), node.now()
    enterprise = await run_in_threadpool(find_enterprise, node.registry, code, trusted.store, now)
    return object_response(request, _describe_enterprise(enterprise))


def _describe_enterprise(enterprise: EnterpriseCredentials) -> JsonObject:
    items: list[JsonObject] = []
    for holding in enterprise.holdings:
        *_, verdict = holding.verdicts.values()
        recognised: JsonObject = {
            str(party): [entry.to_json() for entry in judged.recognised]
            for party, judged in holding.verdicts.items()
        }
        answer = {"outcome": verdict.outcome.value, "code": verdict.code, "recognised": recognised}
        items.append({**_describe(holding), **answer})
    return {
        "uscc": enterprise.uscc,
        "legalNames": [*enterprise.legal_names],
        "credentials": [*items],
        "complete": enterprise.complete,
    }


def _describe(holding: Holding) -> JsonObject:
    return {
        "digest": holding.record.digest,
        "standing": holding.standing.name,
        "endKind": holding.standing.end_kind,
        "credential": holding.record.value,
        "events": [event.value for event in holding.events],
    }
