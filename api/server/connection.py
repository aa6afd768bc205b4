"""One HTTP connection, with bounds that uvicorn lacks: the size of its head, its times, their number.

This module looks only at the begin and the end of a request. The server's clock compares the times twice a
second (`check`), so that a request costs no timer.
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
"""Bytes of an answer that a client must take each second."""

_CLOSE = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a connection; `connections` is the number that the process has room for."""

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
    """End the parsing of a request that was refused already."""


class Crowd:
    """The connections of one server."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._joined: dict[BoundedProtocol, str] = {}
        self._of_address: Counter[str] = Counter()

    def join(self, connection: "BoundedProtocol", address: str) -> bool:
        """Take a connection in, or return False where its address has enough of them.

        Where there are too many, the one that has waited for a request longest makes room.
        """
        # a trusted proxy brings everybody, so it has no share of its own
        alone = bucket_of(address) if not is_among(address, self._bounds.proxies) else ""
        if alone and self._of_address[alone] >= self._bounds.of_one_address:
            return False
        if len(self._joined) >= self._bounds.connections:
            # uvicorn's limit_concurrency would answer 503 to everybody, /healthz included
            # the dict is in the order of the last requests (`touch`)
            longest = next((other for other in self._joined if other.is_waiting), None)
            if longest is None:
                return False
            longest.give_way()
        self._joined[connection] = alone
        self._of_address[alone] += 1
        return True

    def touch(self, connection: "BoundedProtocol") -> None:
        """Note that it has asked: it is now the one that has waited least."""
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
    """uvicorn's connection, refused or closed when it goes beyond its bounds."""

    def __init__(
        self, *args: Any, bounds: Bounds, crowd: Crowd, new_request_id: Callable[[], str], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.url, self.headers = b"", []  # uvicorn sets them when a request begins
        self._bounds, self._crowd, self._new_request_id = bounds, crowd, new_request_id
        self._head_size = 0
        """Bytes of a head, or of trailers: since a request began, or since the last of its body."""
        self._since: float | None = None
        """The time at which it was seen to wait for the rest of this head, or of this body."""
        self._unsent: tuple[float, int] | None = None
        """The last look: its time, and the bytes that the client had not taken then."""
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
        """Count the bytes that come in while a head is awaited, or trailers."""
        self._head_size += len(piece)
        taken = super()._parse(piece)
        if self._head_size > self._bounds.head_bytes and not self.transport.is_closing():
            self._refuse_head()
        return taken

    def on_headers_complete(self) -> None:
        """Note the end of the head: the body follows."""
        if self._head_size > self._bounds.head_bytes:  # of which more may have come in at once
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self._bounds.head_bytes:
                self._refuse_head()
                raise _RefusedError
        super().on_headers_complete()
        if not self._in_head:
            self._head_size, self._since = 0, None

    def on_body(self, body: bytes) -> None:
        """Note some of the body, which has a bound of its own."""
        self._head_size = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note the end of the request; the next head may follow."""
        super().on_message_complete()
        if self._in_head:
            self._head_size, self._since = 0, None
            self._crowd.touch(self)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn calls it
        """Refuse input that is not HTTP in the same form as every refusal."""
        if not self._is_refused:
            self._refuse(ApiError("request-malformed", headers=_CLOSE))

    def check(self, now: float) -> None:
        """Close the connection if it is late with a head, with a body, or in taking an answer."""
        if self._is_refused or self._is_between:
            self._since = None
        elif self._since is None:
            self._since = now
        elif self._in_head and now - self._since > self._bounds.head_seconds:
            self._give_up_head()
        elif not self._in_head and now - self._since > 2 * self._bounds.body_seconds:
            self.transport.abort()  # the routes that read a body have refused it before
        self._check_taking(now)

    @property
    def _is_between(self) -> bool:
        """Return whether an answer is under way, or it is between requests, for which uvicorn has a time."""
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
        """Return the bytes that the client has not taken: ours, and those the kernel holds."""
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
        """Return whether the head so far is of a browser that looks at a page; like `refusal_response`."""
        if not self._in_head or not self._head_size or self.url.startswith(b"/api/"):
            return False
        return any(name == b"accept" and b"text/html" in value.lower() for name, value in self.headers)

    def _refuse(self, error: ApiError) -> None:
        """Answer, unless an answer is under way, and close."""
        self._is_refused = True
        if self._is_answering and not self.pipeline and not self.cycle.response_started:
            self.cycle.disconnected = True  # whoever works on the request hears that nobody waits for it
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
    import fcntl  # noqa: PLC0415 - there is none elsewhere
    import termios  # noqa: PLC0415

    connection = cast("Any", transport.get_extra_info("socket"))
    try:
        queued = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))
    except (OSError, ValueError):  # it is closed
        return 0
    return int.from_bytes(queued, sys.byteorder)
