"""An HTTP connection with bounds that uvicorn lacks: on the size of a request's head, on times, and on the
number of connections.

This module acts only at the start and the end of a request. The server compares times twice a second
(`check`), so that a request needs no timer.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Any, cast

from api.errors import ApiError
from api.http.language import choose_language
from api.http.middleware import SECURITY_HEADERS
from api.http.problems import STATUS, TITLES, detail_of, problem_response
from api.http.rate_limits import bucket_of
from api.server.serial_requests import OrderlyProtocol
from api.settings import Settings, is_among
from web.refusal_page import RefusalWords, build_refusal_page, refusal_policy

LEAST_RATE = 1024
"""Least bytes of an answer that a client must take each second."""

_CLOSE = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a connection; `connections` is the most connections that the process may hold."""

    head_bytes: int
    head_seconds: float
    body_seconds: float
    write_seconds: float
    connections: int
    of_one_address: int
    proxies: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings, connections: int) -> "Bounds":
        """Return the bounds of the settings, where the process may hold so many connections."""
        return cls(
            settings.header_bytes,
            settings.header_seconds,
            settings.body_seconds,
            settings.write_seconds,
            connections,
            settings.connections_per_address,
            settings.trusted_proxies,
        )


class _RefusedError(Exception):
    """Raised to end the parsing of a request that was already refused."""


class Crowd:
    """The connections of one server."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._joined: dict[BoundedProtocol, str] = {}
        self._of_address: Counter[str] = Counter()

    def join(self, connection: "BoundedProtocol", address: str) -> bool:
        """Admit a connection, or return False if its address already has its share.

        If there are too many in all, close the one that has waited longest for a request.
        """
        # a trusted proxy carries every client, so no share applies to it
        alone = bucket_of(address) if not is_among(address, self._bounds.proxies) else ""
        if alone and self._of_address[alone] >= self._bounds.of_one_address:
            return False
        if len(self._joined) >= self._bounds.connections:
            # uvicorn's limit_concurrency would answer 503 to everybody, /healthz included
            # the dict is ordered by last request (`touch`)
            longest = next((other for other in self._joined if other.is_waiting), None)
            if longest is None:
                return False
            longest.give_way()
        self._joined[connection] = alone
        self._of_address[alone] += 1
        return True

    def touch(self, connection: "BoundedProtocol") -> None:
        """Note a request of this connection, which moves it to the end of the order."""
        if connection in self._joined:
            self._joined[connection] = self._joined.pop(connection)

    def leave(self, connection: "BoundedProtocol") -> None:
        """Drop a connection; do nothing if it never joined."""
        address = self._joined.pop(connection, None)
        if address is not None:
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]


class BoundedProtocol(OrderlyProtocol):
    """uvicorn's connection, which this class refuses or closes when it exceeds its bounds."""

    def __init__(
        self, *args: Any, bounds: Bounds, crowd: Crowd, new_request_id: Callable[[], str], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.url, self.headers = b"", []  # uvicorn sets them when a request begins
        self._bounds, self._crowd, self._new_request_id = bounds, crowd, new_request_id
        self._head_size = 0
        """Bytes of the current head, or of the trailers after a body."""
        self._since: float | None = None
        """The time at which `check` first saw the connection wait for the rest of this head or body."""
        self._unsent: tuple[float, int] | None = None
        """Time of the last `check`, and the bytes that the client had not taken then."""
        self._is_refused = False

    @property
    def is_waiting(self) -> bool:
        """Return whether no request is under way."""
        return self._in_head and not self._is_answering

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or refuse it where there are too many."""
        super().connection_made(transport)
        if not self._crowd.join(self, self.client[0] if self.client else ""):
            self._refuse(ApiError("too-many-connections", headers=_CLOSE))

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop the connection."""
        self._crowd.leave(self)
        super().connection_lost(exc)

    def _parse(self, piece: memoryview) -> int:
        """Parse a piece; count its bytes while the connection awaits a head or trailers."""
        self._head_size += len(piece)
        taken = super()._parse(piece)
        if self._head_size > self._bounds.head_bytes and not self.transport.is_closing():
            self._refuse_head()
        return taken

    def on_headers_complete(self) -> None:
        """Note the end of the head: the body follows."""
        # checked here too: a piece may hold more than the bound
        if self._head_size > self._bounds.head_bytes:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self._bounds.head_bytes:
                self._refuse_head()
                raise _RefusedError
        super().on_headers_complete()
        if not self._in_head:
            self._head_size, self._since = 0, None

    def on_body(self, body: bytes) -> None:
        """Note a piece of the body; the bounds of heads do not apply to it."""
        self._head_size = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note the end of the request; the next head may follow."""
        super().on_message_complete()
        if self._in_head:
            self._head_size, self._since = 0, None
            self._crowd.touch(self)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn calls it
        """Refuse input that is not HTTP, in the form of every other refusal."""
        if not self._is_refused:
            self._refuse(ApiError("request-malformed", headers=_CLOSE))

    def check(self, now: float) -> None:
        """Close the connection if the client is late with a head, with a body, or in taking an answer."""
        if self._is_refused or self._is_between:
            self._since = None
        elif self._since is None:
            self._since = now
        elif self._in_head and now - self._since > self._bounds.head_seconds:
            self._give_up_head()
        elif not self._in_head and now - self._since > 2 * self._bounds.body_seconds:
            self.transport.abort()  # routes that read a body refuse it earlier than this
        self._check_taking(now)

    @property
    def _is_between(self) -> bool:
        """Return whether an answer is under way, or the connection is idle between requests, which uvicorn
        limits."""
        return self._in_head and (self._is_answering or (self.cycle is not None and not self._head_size))

    def _give_up_head(self) -> None:
        if self._head_size:
            seconds = f"{self._bounds.head_seconds:g}"
            self._refuse(ApiError("head-late", headers=_CLOSE, seconds=seconds))
        else:
            self.transport.close()

    def _check_taking(self, now: float) -> None:
        if not self.transport.get_write_buffer_size():
            self._unsent = None
            return
        if self._unsent is None:
            self._unsent = now, self._left()
            return
        since, before = self._unsent
        if now - since < self._bounds.write_seconds:
            return
        left = self._left()
        # abort, not close: close() waits until the client has taken the rest
        if 0 <= before - left < LEAST_RATE * self._bounds.write_seconds:
            self.transport.abort()
        self._unsent = now, left

    def _left(self) -> int:
        """Return the bytes that the client has not taken: those in our buffer and those in the kernel's."""
        return self.transport.get_write_buffer_size() + count_queued(self.transport)

    def give_way(self) -> None:
        """Close a connection that waits for a request."""
        self._is_refused = True
        self._crowd.leave(self)
        self.transport.abort()

    def _refuse_head(self) -> None:
        self._refuse(ApiError("head-too-large", headers=_CLOSE, limit=self._bounds.head_bytes))

    @property
    def _wants_page(self) -> bool:
        """Return whether the head so far comes from a browser that asks for a page, as `refusal_response`
        decides it."""
        if not self._in_head or not self._head_size or self.url.startswith(b"/api/"):
            return False
        return any(name == b"accept" and b"text/html" in value.lower() for name, value in self.headers)

    def _refuse(self, error: ApiError) -> None:
        """Send the refusal, unless an answer is under way, and close."""
        self._is_refused = True
        if self._is_answering and not self.pipeline and not self.cycle.response_started:
            self.cycle.disconnected = True  # tells the code that works on the request that the client is gone
            self.cycle.message_event.set()
        if not self._is_answering or self.cycle.disconnected:
            self.transport.write(format_refusal(error, self._new_request_id(), as_page=self._wants_page))
        self.transport.close()


def format_refusal(error: ApiError, request_id: str, *, as_page: bool = False) -> bytes:
    """Return the bytes of the refusal of input that never became a request: a problem, or a page."""
    answer = problem_response(error, choose_language(None), request_id)
    answer.headers.update({**SECURITY_HEADERS, "X-Request-ID": request_id})
    if as_page:
        title = TITLES[STATUS[error.code]]
        words = (title.zh, title.en, detail_of(error, "zh"), detail_of(error, "en"), error.code, request_id)
        answer.body = build_refusal_page(RefusalWords(*map(escape, words))).encode()
        answer.headers.update(
            {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(answer.body)),
                "Content-Language": "zh-CN, en",
                "Content-Security-Policy": refusal_policy(),
            }
        )
    status = HTTPStatus(STATUS[error.code])
    lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
    lines += [b"%s: %s" % header for header in answer.raw_headers]
    return b"\r\n".join([*lines, b"", bytes(answer.body)])


def count_queued(transport: asyncio.Transport) -> int:
    """Return the bytes in the kernel's queue that the client has not acknowledged; 0 where that is
    unknown."""
    if sys.platform != "linux":
        return 0
    import fcntl  # noqa: PLC0415 - exists only on Unix
    import termios  # noqa: PLC0415

    connection = cast("Any", transport.get_extra_info("socket"))
    try:
        queued = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))
    except (OSError, ValueError):  # the socket is closed
        return 0
    return int.from_bytes(queued, sys.byteorder)
