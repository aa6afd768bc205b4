"""How soon the verify page is ready on a slow computer: 5,000 events to prove before the first answer.

Chromium runs the page six times slower than this machine; "ready" is when the age of the trust data is shown.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from typing import Any

from api import verify_page
from api.assets import find_asset
from bench.measure import Number
from bench.scene import NOW
from tests.browser import chromium
from tests.world import World

EVENTS = 5000
SLOWER = 6
GOAL = 1.5
VISITS = 5
_BATCH = 1000
"""What a manifest may name of another party's events that are in no count yet."""

_WATCH = """new MutationObserver((_, watch) => {
    if (!document.querySelector('#trust-words .ages li')) return;
    globalThis.readyAt ??= performance.now();
    watch.disconnect();
}).observe(document, { childList: true, subtree: true });"""


def bench_page_ready() -> Iterator[Number]:
    """Seconds until the page is ready: on the first visit, and on a later one."""
    try:
        found = _measure()
    except BaseException as error:  # a skip of the tests' helpers is no Exception
        if type(error).__name__ != "Skipped":
            raise
        print(f"page: {error}", file=sys.stderr)
        return
    for name, values in found.items():
        yield Number(f"page-ready-{EVENTS}-events-{name}", median(values), f"s at CPU x{SLOWER}", GOAL, True)


def _measure() -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"first": [], "again": []}
    with _serving() as address, chromium() as browser:
        for _ in range(VISITS):
            context = browser.new_context(service_workers="block")
            context.add_init_script(_WATCH)
            for values in found.values():
                values.append(_visit(context.new_page(), address))
            context.close()
    return found


def _visit(page: Any, address: str) -> float:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_function("globalThis.readyAt")
    ready: float = page.evaluate("readyAt") / 1000
    page.wait_for_timeout(2000)  # the memory is written
    page.close()
    return ready


def _scene() -> tuple[bytes, str]:
    """A bundle with EVENTS events of both associations, and its pin."""
    world = World(NOW - timedelta(days=1))
    for number in range(EVENTS):
        credential = f"urn:uuid:00000000-0000-4000-9000-{number:012x}"
        world.event(credential, "suspend", by=("cq", "sc")[number % 2], sequence=1)
        if number % _BATCH == _BATCH - 1:
            world.publish()
            world.advance(minutes=1)
    return world.bundle(), world.pin


@contextmanager
def _serving() -> Iterator[str]:
    """The address of the page, as a node would serve it."""
    bundle, pin = _scene()
    trust = {"pin": pin, "bundle": sha256(bundle).hexdigest(), "samples": []}
    answers = {
        "/v": ("text/html", verify_page.page_html()),
        f"/static/{verify_page.SCRIPT}": ("text/javascript", verify_page.page_script()),
        "/api/v1/trust": ("application/json", json.dumps(trust).encode()),
        "/api/v1/bundle": ("application/json", bundle),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, data = answers.get(self.path) or _asset(self.path)
            self.send_response(200 if data else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """A bench prints numbers."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _asset(path: str) -> tuple[str, bytes]:
    kinds = {"css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "json": "application/json"}
    found = find_asset(path.removeprefix("/static/"))
    kind = kinds.get(path.rpartition(".")[2], "application/octet-stream")
    return kind, found.data if found is not None else b""
