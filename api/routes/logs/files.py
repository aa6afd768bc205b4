"""The logs of associations, as the static tree has them (registry.publishing.log_files)."""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.openapi import FILE, TEXT, described
from api.http.responses import BINARY, PLAIN, bytes_response
from api.node import node_of
from api.routes.logs.site import at_site, issuer_at, needed
from registry.log.cosignatures import newest_note
from registry.log.packs import find_pack, parse_pack_path
from registry.log.tiles import WIDTH, find_tile, parse_tile
from registry.publishing.bundle import trust_of
from registry.publishing.log_files import cosigned_note, loose_lines
from registry.publishing.static_tree import format_log_keys
from registry.publishing.stores.store import ASK_AGAIN, FOR_EVER

router = APIRouter(tags=["publication"])

_SIZE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


@at_site(
    router,
    "/log/checkpoint",
    dependencies=costs(),
    operation_id="getCheckpoint",
    summary="The newest log head of the association at this address · 本网址所属协会最新的日志头",
    **described(TEXT, 304, 404, 503, media=PLAIN),
)
async def get_checkpoint(request: Request) -> Response:
    """C2SP tlog-checkpoint.

    C2SP tlog-checkpoint。
    """
    issuer = await issuer_at(request)
    note = needed(await node_of(request).read(lambda view: newest_note(view, issuer)))
    return bytes_response(request, note.encode(), media=PLAIN)


@at_site(
    router,
    "/log/key",
    dependencies=costs(),
    operation_id="getLogKey",
    summary="What the log heads of the association at this address verify under · 本网址所属协会日志头的公钥",
    **described(TEXT, 304, 404, 503, media=PLAIN),
)
async def get_log_key(request: Request) -> Response:
    """C2SP signed-note verifier keys (vkey), one a line, newest first.

    C2SP signed-note 验证公钥（vkey），一行一把，新者在前。
    """
    issuer = await issuer_at(request)
    party = needed((await node_of(request).trust.current()).store.party(issuer))
    return bytes_response(request, format_log_keys(party), media=PLAIN)


@at_site(
    router,
    "/log/tile/{tile:path}",
    dependencies=costs(verifications=60),
    operation_id="getLogTile",
    summary="A tile of the log of the association at this address · 本网址所属协会日志的分片",
    **described(FILE, 304, 404, 503, media=BINARY),
)
async def get_log_tile(request: Request, tile: str) -> Response:
    """C2SP tlog-tiles: `0/x001/234`, `entries/000.p/17`; hashes and entries never change.

    C2SP tlog-tiles：哈希与条目永不变更。
    """
    issuer, wanted = await issuer_at(request), needed(parse_tile(tile))
    data = needed(await node_of(request).read(lambda view: find_tile(view, issuer, wanted)))
    return bytes_response(request, data, cache=FOR_EVER, media=BINARY)


@at_site(
    router,
    "/log/data/{pack:path}",
    dependencies=costs(256, kib=256, verifications=60),
    operation_id="getLogPack",
    summary="Records of the log of the association at this address · 本网址所属协会日志的记录，每包 256 份",
    **described(FILE, 304, 404, 503, media=BINARY),
)
async def get_log_pack(request: Request, pack: str) -> Response:
    """One record a line, gzipped; their SHA-256 are the entries: `x001/234.ndjson.gz`, `000.p/17.ndjson.gz`.

    每行一份记录，“gzip”压缩；其 SHA-256 即日志条目。
    """
    issuer, (index, width) = await issuer_at(request), needed(parse_pack_path(pack))
    data = needed(await node_of(request).read(lambda view: find_pack(view, issuer, index, width)))
    cache = FOR_EVER if width == WIDTH else ASK_AGAIN
    return bytes_response(request, data, cache=cache, media=BINARY)


@at_site(
    router,
    "/log/loose.ndjson.gz",
    dependencies=costs(100, kib=256, verifications=60),
    include_in_schema=False,
)
async def get_loose(request: Request) -> Response:
    """Return events of the association at this address that nothing counts yet."""
    issuer = await issuer_at(request)
    data = await node_of(request).read(lambda view: loose_lines(view, issuer))
    return bytes_response(request, data, media=BINARY)


@at_site(router, "/log/checkpoints/{size}", dependencies=costs(verifications=60), include_in_schema=False)
async def get_cosigned(request: Request, size: str) -> Response:
    """Return a checkpoint that another association cosigned."""
    issuer = await issuer_at(request)
    needed(_SIZE.fullmatch(size))
    note = needed(await node_of(request).read(lambda view: cosigned_note(view, issuer, int(size))))
    return bytes_response(request, note.encode(), media=PLAIN)


@router.get("/trust.json", dependencies=costs(20, kib=512, verifications=80), include_in_schema=False)
async def get_trust_parts(request: Request) -> Response:
    """Return the bundle without status events."""
    return bytes_response(request, await node_of(request).read(trust_of))
