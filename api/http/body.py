"""Request bodies: limited in size and time, and parsed by the one strict JSON reader."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from typing import TypeVar

from starlette.requests import Request

from api.errors import ApiError
from api.http.body_memory import Held
from credentials.errors import RecordError
from credentials.kinds import max_judged_bytes
from credentials.record import Model, parse_document, read_body
from signing.strict_json import MAX_VALUES

JSON_TYPES = ("application/json", "application/vc", "application/ld+json", "application/vc+ld+json")
NDJSON_TYPES = ("application/x-ndjson", "application/jsonl", "application/ndjson")

MAX_WHOLE_BYTES = 4 * 1024 * 1024
"""Most bytes of one JSON value; the parsed value may take nine times as much memory. A batch of 1,000
credentials is half as long."""

_A_MOMENT = 256 * 1024
"""Most bytes that are parsed in a few milliseconds, whatever JSON they contain."""

_BRANCH = re.compile(r"\.(?:dict\[str,any\]|constrained-str|str)(?=\.|$)")
"""The branch that pydantic names where a member may be of two types."""
# RFC 9110 8.6: digits alone; int() takes signs, spaces and underscores as well
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CLOSE = {"Connection": "close"}

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def max_one_bytes() -> int:
    """Return the most bytes of a question about one judged record; as a JSON string its escapes may triple
    it."""
    return 3 * max_judged_bytes()


def media_type(request: Request) -> str:
    """Return the media type of the body without its parameters, lower case; empty where none is declared."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def load_body(
    request: Request, *, limit: int, rest: int, seconds: float, types: Iterable[str] | None, share: Held
) -> bytes:
    """Return the bytes of the body, of one of `types` or of any; `share` grows with them.

    Raises ApiError media-type, body-encoded, length-malformed and body-too-large before it keeps a byte;
    body-too-large, bodies-busy and body-late while the body arrives. Before it refuses, it reads and drops up
    to `rest` bytes of the body, because a client does not listen while it sends.
    """
    chunks: list[bytes] = []
    size, stream = 0, request.stream()
    try:
        async with asyncio.timeout(seconds):
            try:
                _check_head(request, limit, types)
                async for chunk in stream:
                    size += len(chunk)
                    if size > limit:
                        raise ApiError("body-too-large", limit=limit)
                    share.grow(size)
                    chunks.append(chunk)
            except ApiError as error:
                # the server would read bytes left on an open connection as the next request
                if "Connection" not in error.headers and not await _drop(request, stream, rest):
                    error.headers |= _CLOSE
                raise
    except TimeoutError:
        raise ApiError("body-late", headers=_CLOSE, seconds=f"{seconds:g}") from None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _drop(request: Request, stream: AsyncIterator[bytes], rest: int) -> bool:
    """Return whether the body ends within `rest` more bytes; read nothing if the head rules that out."""
    headers = request.headers
    # a client that waits for 100 Continue has sent no body, and reading would ask for it (RFC 9110 10.1.1)
    if "expect" in headers or int(headers.get("content-length", 0)) > rest:
        return False
    async for chunk in stream:
        rest -= len(chunk)
        if rest < 0:
            return False
    return True


def _check_head(request: Request, limit: int, types: Iterable[str] | None) -> None:
    headers = request.headers
    length = headers.get("content-length")
    if length is not None and _LENGTH.fullmatch(length.encode("latin-1", "replace")) is None:
        raise ApiError("length-malformed", headers=_CLOSE)
    media = media_type(request)
    if types is not None and media not in types:
        shown = media.encode("unicode_escape").decode()[:80] or "–"
        raise ApiError("media-type", found=shown, expected=[*types])
    # a few compressed bytes may unpack to gigabytes, past every limit on size
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise ApiError("body-encoded")
    if length is not None and int(length) > limit:
        raise ApiError("body-too-large", limit=limit)


async def in_a_moment(data: bytes, read: Callable[[], T]) -> T:
    """Return `read()` on a body; a long body is read in a thread, not one of the database's threads."""
    return read() if is_short(data) else await asyncio.to_thread(read)


def is_short(data: bytes) -> bool:
    """Return whether the body is short enough to be parsed in a few milliseconds."""
    return len(data) <= _A_MOMENT


def parse_body(data: bytes, model: type[M], limit: int) -> M:
    """Return the body as a `model`; RecordError with the code of the strict reader or of the faulty
    member."""
    return name_members(lambda: read_body(parse_document(data, limit, MAX_VALUES), model))


def name_members(read: Callable[[], T]) -> T:
    """Return `read()` on a body; its RecordError names the member as the sender knows it."""
    try:
        return read()
    except RecordError as error:
        raise RecordError(error.code, _BRANCH.sub("", error.field), **error.facts) from None
