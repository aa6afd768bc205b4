"""A lying node over HTTP: a liar's files, or whatever a test does with the connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread

from tests.sync.liars import Liar

Behaviour = Callable[[BaseHTTPRequestHandler], None]


FIRST = "trust.json"
"""The first path of a pull."""
SECONDS = 60
"""Seconds longer than any client waits."""


class LyingServer(ThreadingHTTPServer):
    """Serve the files of `liar`, one liar for a whole pull; a path in `odd` gets the answer given there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.liar = self._told = Liar()
        self.pulls = 0
        """Number of pulls begun."""
        self._begun = Condition()
        self.odd: dict[str, Behaviour] = {}
        self.asked = Event()
        """Set once a path of `odd` is requested."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def read(self, path: str) -> bytes | None:
        """Return a file of the liar with which the pull began."""
        if path == FIRST:
            with self._begun:
                self._told = self.liar
                self.pulls += 1
                self._begun.notify_all()
        return self._told.files.get(path)

    def tell(self, liar: Liar) -> int:
        """Serve these files to later pulls; return how many pulls have ended by the first of them."""
        with self._begun:
            self.liar, before = liar, self.pulls
            assert self._begun.wait_for(lambda: self.pulls >= before + 2, SECONDS), "nobody asks"
            return before + 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LyingServer

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        if path in self.server.odd:
            self.server.asked.set()
            self.server.odd[path](self)
            self.close_connection = True
            return
        data = self.server.read(path)
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def do_POST(self) -> None:
        self.send_error(404)
        self.close_connection = True

    def handle(self) -> None:
        """Answer; the client may have gone."""
        with suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: tests print findings, not requests."""


@contextmanager
def lying() -> Iterator[LyingServer]:
    """Serve on a free port."""
    with LyingServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
