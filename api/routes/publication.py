"""Files for any verifier: the same bytes, under the same paths as the static tree (registry.publishing).

An association's files stand below its address. A node reached under that address serves them there. Under any
other name the path begins with the address: `/cq.example/status/revocation/1`.
"""

import re
from base64 import b64encode

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import OBJECT, TEXT, described
from api.http.responses import PLAIN, bytes_response, content_disposition, object_response
from api.node import node_of
from api.routes.logs.site import at_site, issuer_at, needed
from credentials.context import HUREN_CONTEXT_DOCUMENT
from credentials.documents.assessment import list_address
from credentials.identifiers import did_web_address
from credentials.patterns import DIGEST_PATTERN
from credentials.schemas import SCHEMA_TYPE, document_schema
from credentials.words.pin_words import format_pin_words
from registry import Registry
from registry.log.cosignatures import COSIGNATURES_PART, read_index
from registry.lookup.lookup import find_by_id, find_record
from registry.lookup.receipts import prove_logged
from registry.publishing.parts import find_part
from registry.publishing.served_lists import served_status_lists
from registry.publishing.stores.store import FOR_EVER

router = APIRouter(tags=["publication"])

_DIGEST = re.compile(DIGEST_PATTERN)
_SAMPLES = (".json", ".zip")
"""Samples that a page may offer: certificates, and a bid opening."""


@router.get(
    "/api/v1/bundle",
    dependencies=costs(kib=512),
    operation_id="getBundle",
    summary="All a verifier needs offline · 离线核验所需的全部数据",
    **described(OBJECT, 304, 503),
)
@router.get("/bundle.json", dependencies=costs(kib=512), include_in_schema=False)
async def get_bundle(request: Request) -> Response:
    """The bundle of everything here; its ETag is its SHA-256.

    信任包；ETag 为其 SHA-256。
    """
    trusted = await node_of(request).trust.current()
    return bytes_response(request, trusted.bundle, digest=trusted.digest)


@router.get(
    "/api/v1/trust",
    dependencies=costs(),
    operation_id="getTrust",
    summary="Pin and digest of the trust data · 指纹与信任包摘要",
    **described("NodeTrustView", 304, 503),
)
async def get_trust(request: Request) -> Response:
    """The pin and digests that a verifier compares before it fetches the bundle; compare the words with your
    agreement.

    核验程序获取信任包之前比对的内容；请将 8 个词与所签协议核对。
    """
    node = node_of(request)
    trusted = await node.trust.current()
    pin = trusted.store.pin
    words = {"zh": format_pin_words(pin, "zh"), "en": format_pin_words(pin, "en")}
    files = node.samples.iterdir() if node.samples is not None else ()
    samples = sorted(path.name for path in files if path.suffix in _SAMPLES)
    return object_response(
        request, {"pin": pin, "words": words, "bundle": trusted.digest, "samples": samples}
    )


@router.get(
    "/api/v1/records/{digest}",
    dependencies=costs(4, kib=64),
    operation_id="getRecord",
    summary="A signed document by its digest · 按摘要取已签名文件",
    **described(OBJECT, 304, 404, 503),
)
async def get_record(request: Request, digest: str) -> Response:
    """The exact JCS bytes whose SHA-256 is `digest`; they never change.

    SHA-256 为 digest 的 JCS 原始字节，永不变更。
    """
    data, name = await run_in_threadpool(_find_named, node_of(request).registry, digest)
    checksum = b64encode(bytes.fromhex(digest)).decode()
    headers = {  # RFC 9530 3
        "Repr-Digest": f"sha-256=:{checksum}:",
        "Content-Disposition": content_disposition(name, "json"),
    }
    return bytes_response(request, data, digest=digest, cache=FOR_EVER, headers=headers)


def _find_named(registry: Registry, digest: str) -> tuple[bytes, str]:
    """Return a record, and the name of its file for people; ApiError record-unknown.

    The name of a credential is its number; the name of a status event adds its place among the credential's
    events.
    """
    data = find_record(registry, digest) if _DIGEST.fullmatch(digest) else None
    if data is None:
        raise ApiError.not_here("record", "记录", digest)
    value = orjson.loads(data)
    subject = value.get("credentialSubject", {})
    number: str | None = subject.get("assessment", {}).get("certificateNumber")
    if number is not None or "credential" not in subject:
        return data, number or digest[:16]
    for credential in find_by_id(registry, subject["credential"], value["issuer"]):
        number = credential.body.credential_subject.assessment.certificate_number
        return data, f"{number}-event-{subject['sequence']}"
    return data, digest[:16]


@router.get(
    "/api/v1/records/{digest}/proof",
    dependencies=costs(4, verifications=100),
    operation_id="getLogProof",
    summary="The log proof of a record · 记录的日志存在性证明",
    **described(TEXT, 304, 404, 503, media=PLAIN),
)
async def get_log_proof(request: Request, digest: str) -> Response:
    """C2SP tlog-proof under the newest checkpoint of the association's log.

    该协会日志最新检查点之下的 C2SP tlog-proof。
    """
    if _DIGEST.fullmatch(digest) is None:
        raise ApiError.not_here("record", "记录", digest)
    node = node_of(request)
    registry, now = node.registry, node.clock.now()
    proof = await run_in_threadpool(prove_logged, registry, digest, now=now)
    _, name = await run_in_threadpool(_find_named, registry, digest)
    called = {"Content-Disposition": content_disposition(f"{name}-proof", "txt")}
    return bytes_response(request, proof, media=PLAIN, headers=called)


@router.get(
    "/ns/v1",
    dependencies=costs(kib=64),
    operation_id="getContext",
    summary="The JSON-LD context · JSON-LD 上下文",
    **described(OBJECT, 304, media="application/ld+json"),
)
async def get_context(request: Request) -> Response:
    """The content of https://w3id.org/huren/v1.

    即 https://w3id.org/huren/v1 的内容。
    """
    return bytes_response(request, HUREN_CONTEXT_DOCUMENT, media="application/ld+json")


@router.get(
    "/schemas/{kind}",
    dependencies=costs(kib=64, verifications=120),
    operation_id="getSchema",
    summary="The JSON schema of a signed document · 已签名文件的 JSON Schema",
    **described(OBJECT, 304, 404, media=SCHEMA_TYPE),
)
async def get_schema(request: Request, kind: str) -> Response:
    """By kind: agreement, key-list, capability, credit, status-event, salvage, manifest, status-list.

    按文件类别。
    """
    schema = document_schema(kind)
    if schema is None:
        raise ApiError.not_here("schema", "结构定义", kind)
    return bytes_response(request, schema, media=SCHEMA_TYPE)


@at_site(
    router,
    "/status/{purpose}/{number}",
    dependencies=costs(4, kib=64, verifications=80),
    operation_id="getStatusList",
    summary="A status list of the association at this address · 本网址所属协会的状态列表",
    **described(OBJECT, 304, 404, 503),
)
async def get_status_list(request: Request, purpose: str, number: str) -> Response:
    """A W3C bitstring status list of revoked or suspended credentials, as a signed credential.

    终止或暂停的状态列表（W3C 比特串状态列表），为已签名凭证。
    """
    node, issuer = node_of(request), await issuer_at(request)
    if number.isascii() and number.isdigit() and len(number) <= 6:
        address = list_address(issuer, purpose, int(number))
        lists = await node.read(lambda view: served_status_lists(view, issuer))
        record = lists.get(address)
        if record is not None and address.endswith(f"/{number}"):
            return bytes_response(request, record.data, digest=record.digest)
    raise ApiError("address-unknown")


# FastAPI tries the route of the outermost decorator last
@router.get("/{site:path}/did.json", dependencies=costs(), include_in_schema=False)
@at_site(
    router,
    "/.well-known/did.json",
    dependencies=costs(),
    operation_id="getDidDocument",
    summary="The key list of the association at this address · 本网址所属协会的密钥清单",
    **described(OBJECT, 304, 404, 503),
)
async def get_did_document(request: Request) -> Response:
    """Its did:web document (did:web method, 3.2).

    其 did:web 文档。
    """
    issuer = await issuer_at(request)
    if (".well-known" in request.scope["path"]) is ("/" in did_web_address(issuer).removeprefix("https://")):
        raise ApiError("address-unknown")
    party = needed((await node_of(request).trust.current()).store.party(issuer))
    record = party.newest_key_list
    return bytes_response(request, record.data, digest=record.digest)


@at_site(router, "/records/{name}.json", dependencies=costs(4, kib=64), include_in_schema=False)
async def get_site_record(request: Request, name: str) -> Response:
    """Return a record of an association, as its static tree has it."""
    node, issuer = node_of(request), await issuer_at(request)
    needed(_DIGEST.fullmatch(name))
    data = needed(await run_in_threadpool(find_record, node.registry, name, issuer))
    return bytes_response(request, data, digest=name, cache=FOR_EVER)


@at_site(
    router,
    "/parts/{name}.json",
    dependencies=costs(1_200, kib=2_304, verifications=120),
    include_in_schema=False,
)
async def get_part(request: Request, name: str) -> Response:
    """Return a part that the newest manifest of the association at this address names."""
    node, issuer = node_of(request), await issuer_at(request)
    if name == COSIGNATURES_PART:
        return bytes_response(request, needed(await node.read(lambda view: read_index(view, issuer))))
    return bytes_response(request, needed(await node.read(lambda view: find_part(view, issuer, name))))
