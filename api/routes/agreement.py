"""Routes of the agreement: parties, versions, schemes, equivalences."""

from datetime import datetime

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.questions import check_past, read_at
from api.answers.standings.associations import is_recognised, may_issue
from api.errors import ApiError
from api.http.body import JSON_TYPES, parse_body
from api.http.costs import costs
from api.http.openapi import described
from api.http.query import NoQuery, parse_query
from api.http.responses import object_response
from api.node import node_of
from api.wire.trqp_models import TrqpRequest
from credentials.documents.agreement import Party
from credentials.identifiers import did_web_address
from credentials.record import JsonObject
from credentials.times import first_moment, format_time
from verifier import TrustStore
from verifier.trust.agreements import AgreementVersion

router = APIRouter(tags=["agreement"])

MAX_ASKED_BYTES = 16 * 1024


@router.get(
    "/api/v1/associations",
    dependencies=costs(),
    operation_id="listAssociations",
    summary="The parties of the agreement in force · 现行协议的成员",
    **described("AssociationsView", 400, 422, 503, query=NoQuery),
)
async def list_associations(request: Request) -> Response:
    """The parties: names from the agreement, keys and dates from the association's signed records.

    名称来自协议，密钥与日期来自该协会所签文件。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    trust = (await node.trust.current()).store
    parties = trust.chain.in_force_or_last(node.now()).text.parties
    others = node.settings.other_nodes
    return object_response(request, {"items": [_party(p, trust, others.get(p.id)) for p in parties]})


def _party(party: Party, trust: TrustStore, elsewhere: str | None) -> JsonObject:
    known = trust.party(party.id)
    manifest = known.manifest if known is not None else None
    key_list = known.newest_key_list if known is not None else None
    heads = trust.checkpoints.get(party.id, ())
    return {
        "id": party.id,
        "region": party.region,
        "legalName": {"zh": party.legal_name.zh, "en": party.legal_name.en},
        "rootKey": party.root_key,
        "address": did_web_address(party.id),
        "node": elsewhere,
        "keyList": {
            "version": key_list.body.version,
            "digest": key_list.digest,
            "validUntil": format_time(key_list.body.valid_until),
        }
        if key_list is not None
        else None,
        "manifest": {
            "version": manifest.body.credential_subject.version,
            "digest": manifest.digest,
            "issued": format_time(manifest.created),
            "validUntil": format_time(manifest.body.valid_until),
        }
        if manifest is not None
        else None,
        "events": known.order.size if known is not None else 0,
        "logSize": max((head.size for head in heads), default=None),
        "logKeys": [*known.log_keys()] if known is not None else [],
    }


@router.get(
    "/api/v1/agreements",
    dependencies=costs(),
    operation_id="listAgreements",
    summary="The versions of the agreement · 协议各版本",
    **described("AgreementsView", 400, 422, 503, query=NoQuery),
)
async def list_agreements(request: Request) -> Response:
    """The complete versions under this node's pin; compare the pin with your signed agreement.

    指纹所对应协议的各完整版本；请将指纹与已签协议核对。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    trust, now = (await node.trust.current()).store, node.now()
    lines = [_line(version, trust, now) for version in trust.chain.versions]
    return object_response(request, {"pin": trust.pin, "items": lines})


def _line(version: AgreementVersion, trust: TrustStore, now: datetime) -> JsonObject:
    text = version.text
    return {
        "agreement": text.agreement,
        "version": text.version,
        "digest": version.digest,
        "actsFrom": format_time(version.acts_from),
        "effectiveFrom": format_time(text.effective_from),
        "effectiveUntil": format_time(text.effective_until),
        "inForce": trust.chain.at(now) is version,
        "url": f"/api/v1/agreements/{text.agreement}/{text.version}",
    }


@router.get(
    "/api/v1/agreements/{name}/{version}",
    dependencies=costs(kib=64),
    operation_id="getAgreement",
    summary="One version of the agreement · 协议的某一版本",
    **described("AgreementView", 400, 404, 422, 503, query=NoQuery),
)
async def get_agreement(request: Request, name: str, version: str) -> Response:
    """The common text and every signed half.

    共同文本及各方的签署件。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    trust = (await node.trust.current()).store
    for agreed in trust.chain.versions:
        if agreed.text.agreement == name and str(agreed.text.version) == version:
            halves = [half.value for half in agreed.halves]
            text = halves[0]["credentialSubject"]
            return object_response(request, {"digest": agreed.digest, "text": text, "halves": halves})
    raise ApiError.not_here("agreement", "协议", f"{name}/{version}")


@router.get(
    "/api/v1/schemes",
    dependencies=costs(kib=64),
    operation_id="listSchemes",
    summary="Schemes, grants and equivalences in force · 现行评价办法、授权与对应关系",
    **described("SchemesView", 400, 422, 503, query=NoQuery),
)
async def list_schemes(request: Request) -> Response:
    """The schemes in the text of the agreement in force.

    以现行协议文本为准。
    """
    node = node_of(request)
    parse_query(request, NoQuery)
    trust = (await node.trust.current()).store
    version = trust.chain.in_force_or_last(node.now())
    text = version.halves[0].value["credentialSubject"]
    assert isinstance(text, dict)  # noqa: S101 - parsed as an AgreementText before
    members = {name: text[name] for name in ("agreement", "version", "schemes", "grants", "equivalences")}
    return object_response(request, members)


_ASKED = (400, 404, 408, 413, 415, 422, 503)
AGREEMENT_URN = "urn:huren:agreement:"


@router.post(
    "/authorization",
    dependencies=costs(verifications=170, parts=1),
    operation_id="trqpAuthorization",
    summary="Whether an association may issue under a scheme (TRQP) · 协会可否按某办法发证（TRQP）",
    **described("TrqpAuthorizationView", *_ASKED, body="TrqpRequest"),
)
async def authorize(request: Request) -> Response:
    """By the grants of the agreement in force then; another action than `issue` is authorized for nobody.

    以当时生效协议中的授权为准；issue 以外的行为一律不予授权。
    """
    query, trust, at, now = await _read_asked(request)
    if query.authority_id != f"{AGREEMENT_URN}{trust.pin}":
        raise ApiError.not_here("authority", "机构", query.authority_id)
    may = query.action == "issue" and may_issue(trust, query.entity_id, query.resource, at)
    return _answer_asked(query, at, now, "authorized", holds=may)


@router.post(
    "/recognition",
    dependencies=costs(verifications=170, parts=1),
    operation_id="trqpRecognition",
    summary="Whether an association recognises what another issues (TRQP) · 协会是否认可他方所发凭证（TRQP）",
    **described("TrqpRecognitionView", *_ASKED, body="TrqpRequest"),
)
async def recognize(request: Request) -> Response:
    """True where some grade of the scheme counts as one of the home's; declined schemes do not count.

    该办法是否有等级可视同我方等级；我方已暂停认可的不计。
    """
    query, trust, at, now = await _read_asked(request)
    if query.authority_id not in trust.chain.members:
        raise ApiError.not_here("authority", "机构", query.authority_id)
    whom = query.authority_id, query.entity_id, query.resource
    return _answer_asked(
        query, at, now, "recognized", holds=query.action == "recognize" and is_recognised(trust, *whom, at)
    )


async def _read_asked(request: Request) -> tuple[TrqpRequest, TrustStore, datetime, datetime]:
    """Return the question, the trust data, the time asked about, and the current time; a day means its
    first moment."""
    node = node_of(request)
    data = await node.take_body(request, limit=MAX_ASKED_BYTES, types=JSON_TYPES)
    query = parse_body(data, TrqpRequest, MAX_ASKED_BYTES)
    trust, now = (await node.trust.current()).store, node.now()
    given = read_at(query.context.time, "context.time")
    check_past(given, trust, now, "context.time", code="time-after-now")
    return query, trust, first_moment(given) if given is not None else now, now


def _answer_asked(query: TrqpRequest, at: datetime, now: datetime, name: str, *, holds: bool) -> Response:
    value = {
        "entity_id": query.entity_id,
        "authority_id": query.authority_id,
        "action": query.action,
        "resource": query.resource,
        name: holds,
        "time_requested": format_time(at),
        "time_evaluated": format_time(now),
    }
    return Response(orjson.dumps(value), headers={"Cache-Control": "no-store"}, media_type="application/json")
