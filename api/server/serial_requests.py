"""Feeds the HTTP parser one request at a time, and ignores upgrades to another protocol.

uvicorn parses everything that has come in and queues the results. A request of 30 bytes becomes objects of
some kilobytes, and nothing bounds their number. Here the parser gets the next request only after the previous
answer. Until then its bytes wait, and the connection reads no more.
"""

import re
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# a bare LF ends a line as well (RFC 9112 2.2)
_END_OF_HEAD = re.compile(rb"\n\r?\n")
"""The end of a head. Every request has one, so the bytes up to it contain at most one beginning of a
request."""

_PIECE = 512
"""Bytes of a chunked body that are parsed in one step: the body may end anywhere, and another request may
follow it."""

_WISHES = (b"upgrade", b"http2-settings")


class _Flow(FlowControl):
    """Flow control that does not resume reading while bytes wait here."""

    is_held = False

    def resume_reading(self) -> None:
        if not self.is_held:
            super().resume_reading()


class OrderlyProtocol(HttpToolsProtocol):
    """uvicorn's connection; it ignores a client's wish to change to another protocol (RFC 9110, 7.8)."""

    flow: _Flow

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._in_head = True
        self._body_left = 0
        """Bytes left of a body with a declared length."""
        self._held: bytes | memoryview = b""

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        """Take over its flow control."""
        super().connection_made(transport)
        self.flow = _Flow(transport)

    def data_received(self, data: bytes) -> None:
        """Store the bytes, and parse as many as belong to the current request."""
        self._feed(bytes(self._held) + data if self._held else data)

    def on_response_complete(self) -> None:
        """Parse the bytes that waited for this answer."""
        self.flow.is_held = False
        super().on_response_complete()
        if self._held:
            self._feed(self._held)

    def _feed(self, data: bytes | memoryview) -> None:
        self._unset_keepalive_if_required()
        at, view = 0, memoryview(data)
        while at < len(view) and not self.transport.is_closing():
            if self._in_head and self._is_answering:
                break
            at += self._parse(view[at : self._end_of_piece(view, at)])
        self._held = b"" if self.transport.is_closing() else view[at:]
        self.flow.is_held = bool(self._held)
        if self._held:
            self.flow.pause_reading()

    def _end_of_piece(self, data: memoryview, at: int) -> int:
        """Return the end of the piece that begins at `at`: the end of the head, of the body, or of a short
        chunk."""
        if not self._in_head:
            return at + (self._body_left or _PIECE)
        blank_line = _END_OF_HEAD.search(data, at)
        return blank_line.end() if blank_line is not None else len(data)

    def _parse(self, piece: memoryview) -> int:
        """Return the number of bytes of the piece that were parsed."""
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            taken: int = upgrade.args[0]
            self._ask_again()
            return taken
        except httptools.HttpParserError:
            self.send_400_response("")
        return len(piece)

    def _ask_again(self) -> None:
        """Parse the head again with a new parser, without its upgrade header."""
        line = b"%s %s HTTP/%s" % (
            self.parser.get_method(),
            self.url,
            self.parser.get_http_version().encode(),
        )
        fields = [name + b": " + value for name, value in self.headers if name not in _WISHES]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own
        self._parse(memoryview(b"\r\n".join([line, *fields, b"", b""])))

    @property
    def _is_wish(self) -> bool:
        """Return whether this head asks to upgrade to another protocol. No route exists for a tunnel
        (CONNECT)."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def on_headers_complete(self) -> None:
        """Note the end of the head: the body follows."""
        if self._is_wish:
            return
        self._in_head = False
        self._body_left = sum(int(value) for name, value in self.headers if name == b"content-length")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note a piece of the body."""
        self._body_left = max(0, self._body_left - len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note the end of the request; the next head may follow."""
        if self._is_wish:
            return
        self._in_head = True
        super().on_message_complete()
