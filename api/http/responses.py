"""Answers of stored bytes: ETag, 304, gzip, and rules for caches (RFC 9110 8.8.3, 13)."""

import gzip
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from credentials.words.file_names import file_stem
from registry.publishing.stores.store import ASK_AGAIN

PAGE = "page"
"""The tag of routes that answer with pages, their errors too."""

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
"""Media type of files of hashes, which gzip cannot shrink."""
_GZIP_FROM = 1024


def bytes_response(
    request: Request,
    data: bytes,
    *,
    digest: str | None = None,
    cache: str = ASK_AGAIN,
    media: str = JSON,
    headers: Mapping[str, str] | None = None,
    pack: bool = True,
    changed: datetime | None = None,
    state: str | None = None,
) -> Response:
    """Return `data` with its SHA-256 as ETag, gzipped on request, or 304 when the client has it.

    `pack` is false for content that is already packed. `changed` becomes Last-Modified, which is never
    compared: comparing it would hide records that arrive late. The ETag begins with the `state` that `data`
    was made from, for `unchanged_response`.
    """
    digest = digest if digest is not None else sha256(data).hexdigest()
    tag = digest if state is None else f"{state}-{digest}"
    zipped = (
        pack
        and len(data) >= _GZIP_FROM
        and media != BINARY
        and _takes_gzip(request.headers.get("accept-encoding", ""))
    )
    # RFC 9110 8.8.3: gzipped bytes differ and need a strong tag of their own
    etag = f'"{tag}.gz"' if zipped else f'"{tag}"'
    head = {
        "ETag": etag,
        "Cache-Control": cache,
        "Vary": "Accept-Encoding",
        **(headers or {}),
    }
    if changed is not None:
        # no answer depends on this time: a record that arrives late was signed early, so a comparison of
        # times would hide it
        head["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    known = {known_tag.removesuffix(".gz").rpartition("-")[2] for known_tag in _known(request)}
    if digest in known or "*" in known:
        return Response(status_code=304, headers=head)
    if zipped:
        data, head["Content-Encoding"] = _pack(tag, data), "gzip"
    return Response(data, headers=head, media_type=media)


def unchanged_response(request: Request, state: str, headers: Mapping[str, str]) -> Response | None:
    """Return 304 before any work for a client that already has the answer for this state; else None."""
    for tag in _known(request):
        if tag.startswith(f"{state}-"):
            head = {"ETag": f'"{tag}"', "Cache-Control": ASK_AGAIN, **headers}
            return Response(status_code=304, headers=head)
    return None


def content_disposition(name: str, ending: str) -> str:
    """Return the header by which a browser saves `name.ending`: first in ASCII, then in full (RFC 6266
    4.3, RFC 8187 3.2.1)."""
    stem = file_stem(name)
    plain_stem = re.sub(r"[^A-Za-z0-9._ -]", "_", stem)
    disposition = f'inline; filename="{plain_stem}.{ending}"'
    return (
        disposition
        if plain_stem == stem
        else f"{disposition}; filename*=UTF-8''{quote(f'{stem}.{ending}', safe='')}"
    )


def object_response(request: Request, value: object, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response with a JSON object that caches do not keep."""
    return bytes_response(request, orjson.dumps(value), headers=headers)


@lru_cache(maxsize=64)
def _pack(tag: str, data: bytes) -> bytes:  # noqa: ARG001 - the tag makes the look-up cheap
    return gzip.compress(data, 6, mtime=0)


def _takes_gzip(header: str) -> bool:
    """Return whether `Accept-Encoding` names gzip with a weight above zero."""
    for part in header.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0") not in ("q=", "q=0.")
    return False


def _known(request: Request) -> Iterator[str]:
    """Yield the tags that `If-None-Match` names (weak comparison)."""
    for entry in request.headers.get("if-none-match", "").split(","):
        yield entry.strip().removeprefix("W/").strip('"')


async def refuse_get() -> Response:
    """Refuse a GET with 405: this address takes only POST. Without this route the address would match that
    of a credential."""
    raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})


def json_response(data: bytes | memoryview, status: int = HTTPStatus.OK) -> Response:
    """Return JSON in the language asked for, which no cache keeps."""
    return Response(
        data,
        status_code=status,
        headers={"Cache-Control": "no-store", "Vary": "Accept-Language"},
        media_type="application/json",
    )
