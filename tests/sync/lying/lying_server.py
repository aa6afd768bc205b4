"""A node that lies over HTTP: the files of a liar, or whatever a test does with the connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread

from tests.sync.liars import Liar

Behaviour = Callable[[BaseHTTPRequestHandler], None]


FIRST = "trust.json"
"""What a pull asks for first."""
SECONDS = 60
"""As long as anybody waits."""


class LyingServer(ThreadingHTTPServer):
    """Answers with the files of `liar`, a pull with those of one; a path in `odd` as is said there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.liar = self._told = Liar()
        self.pulls = 0
        """How many have begun."""
        self._begun = Condition()
        self.odd: dict[str, Behaviour] = {}
        self.asked = Event()
        """Whether one of those was asked for."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def read(self, path: str) -> bytes | None:
        """A file of the liar whose files the pull was given first."""
        if path == FIRST:
            with self._begun:
                self._told = self.liar
                self.pulls += 1
                self._begun.notify_all()
        return self._told.files.get(path)

    def tell(self, liar: Liar) -> int:
        """Has whole pulls given these files: how many pulls ended before the first of them or with it."""
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
        """Who asked may have gone."""
        with suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Tests print what they find, not what was asked for."""


@contextmanager
def lying() -> Iterator[LyingServer]:
    """On a free port."""
    with LyingServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
