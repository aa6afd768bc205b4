"""Visits to the verify page: a node that can go away and come back, and a person with a browser of their own.

Browser and node tell the time of the world. Every request of every page is recorded; one that
goes anywhere but to the node fails the test, and so does an error on a page.
"""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tests.harness.browser import launched, open_context
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.processes.ports import free_port
from tests.world import World
from tests.world.api_node import Node

INTRANET = "node.example"
"""A name of the node that is not this very machine's: plain HTTP under it is no secure context."""

_VENDOR = ROOT / "web" / "vendor" / "zxing"
_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
_BETWEEN = ("data:", "blob:", "file:")
"""Schemes of addresses that reach no server."""


@contextmanager
def scanning_browser(driver: Any, *flags: str) -> Iterator[Any]:
    """Chromium with a camera that is a film; skips the group without the browser libraries."""
    if not _VENDOR.is_dir():
        skip_group("vendor", "built without the browser libraries")
    with launched(driver, *_CAMERA, *flags, names=[INTRANET]) as found:
        yield found


class Site:
    """A node that is listened on; `stop` takes it away, `start` brings it back at the same address."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.world: World = node.world
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None

    def start(self) -> None:
        """Start listening, and wait until it does."""
        config = uvicorn.Config(
            self.node.app, log_config=None, access_log=False, ws="none", lifespan="off", timeout_keep_alive=60
        )
        self._server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and the port."""
        if self._server is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join()
            self._server = None

    def publish(self) -> None:
        """Let both associations publish; the next request gets it."""
        self.node.fill()
        for name in ("cq", "sc", "cq"):
            self.node.publish(name)
        self.node.app.state.node.trust.note_change()


@contextmanager
def node_at(folder: Path, world: World | None = None, **settings: Any) -> Iterator[Site]:
    """A node with a world in it that has published."""
    node = Node(folder / "registry.db", world or World(), **settings)
    site = Site(node)
    site.publish()
    site.start()
    try:
        yield site
    finally:
        site.stop()
        node.registry.close()


class Visitor:
    """A person with a browser of their own: what it keeps, what it asked for, what went wrong."""

    def __init__(self, browser: Any, site: Site, **options: Any) -> None:
        options.setdefault("service_workers", "block")  # most visits are too short for them
        self.site = site
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.context = open_context(browser, **options)
        self.context.set_default_timeout(15_000)
        self.context.clock.set_fixed_time(site.world.now)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def open(self, path: str, address: str | None = None) -> Any:
        """Open a new tab at a path of the node, or at a whole address, and wait for its script."""
        page = self.context.new_page()
        page.on("console", self._note)
        page.goto(path if "://" in path else (address or self.site.address) + path)
        page.locator("#trust-words p").first.wait_for()
        return page

    def _note(self, message: Any) -> None:
        if message.type == "error" and "net::ERR" not in message.text:
            self.errors.append(message.text)

    def verify(self, page: Any, *files: Path | str) -> Any:
        """Choose files at once and return the answer."""
        page.locator("#file").set_input_files([str(file) for file in files])
        return self.answer(page)

    def answer(self, page: Any) -> Any:
        """Return the answer in view, once the work is done."""
        page.locator("#progress").wait_for(state="hidden")
        page.locator(".result .files, #list:not([aria-busy])").first.wait_for()
        return page.locator(".result, #list").first

    @property
    def foreign(self) -> list[str]:
        """Return requests to anybody but the node."""
        own = (self.site.address, f"http://{INTRANET}:{self.site.port}", *_BETWEEN)
        return [url for url in self.asked if not url.startswith(own)]


@contextmanager
def visiting(browser: Any, site: Site, **options: Any) -> Iterator[Visitor]:
    """A visitor, whose every request went to the node and on whose pages nothing failed."""
    found = Visitor(browser, site, **options)
    try:
        yield found
        assert found.foreign == []
        assert found.errors == [], found.errors
    finally:
        found.context.close()


@contextmanager
def about(what: object) -> Iterator[None]:
    """Name the subject in any failure inside, timeouts included."""
    try:
        yield
    except Exception as error:
        error.add_note(f"about: {what}")
        raise


def verdict_of(page: Any) -> tuple[str, str]:
    """Return outcome and code as the page would save them."""
    with page.expect_download() as saved:
        page.locator(".files button", has_text="JSON").click()
    value = json.loads(Path(saved.value.path()).read_bytes())
    return value["outcome"], value["code"]


# --- tabs of one browser, and memory that is slow

HERE = "delete globalThis.Worker;"
"""Script without workers: the verifier runs in the page itself."""


COUNTED = """
    const begin = IDBDatabase.prototype.transaction;
    let writes = 0;
    const looking = [];
    IDBDatabase.prototype.transaction = function (table, mode) {
      const found = begin.call(this, table, mode);
      const count = () => { writes += 1; looking.forEach((look) => look()); };
      if (mode === 'readwrite') found.addEventListener('complete', count);
      return found;
    };
    globalThis.wrote = (times) => new Promise((resolve) => {
      looking.push(() => writes >= times && resolve());
      looking[looking.length - 1]();
    });
"""
"""`wrote(times)` is when so many transactions that may write have ended."""


class Lag:
    """A node that gives a page what it had at some time; `hold` keeps its bundle back for `release`."""

    def __init__(self, site: Site) -> None:
        self.trust = site.node.client.get("/api/v1/trust").json()
        self.bundle = site.node.client.get("/api/v1/bundle").content
        self.held: list[Any] = []

    def answer(self, page: Any, *, hold: bool = False) -> None:
        """Serve this page the node's data of that time from now on."""
        page.route("**/api/v1/trust", lambda route: route.fulfill(json=self.trust))
        page.route(
            "**/api/v1/bundle",
            lambda route: self.held.append(route) if hold else route.fulfill(body=self.bundle),
        )

    def release(self) -> None:
        """Deliver the held bundle."""
        for route in self.held:
            route.fulfill(body=self.bundle)


def revoke(site: Site, credential: Path, person: Any) -> None:
    """An hour later revoke the credential, and let both nodes publish."""
    site.world.advance(hours=1)
    site.world.revoke(credential.read_bytes())
    site.publish()
    person.context.clock.set_fixed_time(site.world.now)


def blank(person: Any, *scripts: str, has_worker: bool = False) -> Any:
    """A tab that has loaded nothing yet; the scripts run where its verifier does."""
    page = person.context.new_page()
    if not has_worker:
        page.add_init_script("\n".join((HERE, COUNTED, *scripts)))
        return page
    first = "if (globalThis.document === undefined) {" + "\n".join((COUNTED, *scripts)) + "}\n"
    page.route(
        "**/linked.js",
        lambda route: route.fulfill(response=(got := route.fetch()), body=first + got.text()),
    )
    return page


def ready(page: Any) -> Any:
    page.locator("#trust .ages li").first.wait_for()
    return page


def is_revoked(person: Any, page: Any, credential: Path) -> bool:
    person.verify(page, credential)
    return verdict_of(page) == ("invalid", "revoked")
