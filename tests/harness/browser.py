"""Chromium for tests, as the machine has it: no download, no way to another host. Group `browser`.

with serving_app(app) as address, chromium() as browser, visitor(browser, address) as page:
    page.goto(address + "/search")
"""

import atexit
import os
import shutil
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pylopdf_fonts_zh_cn

from tests.harness.checkout import ROOT
from tests.harness.groups import require, skip_group
from tests.harness.npm import dev_modules

GROUP = "browser"
PHONE, DESKTOP = 390, 1280
"""Widths of the window, in pixels."""

HEIGHT = 900

LOCALE = "zh-CN"
"""A visitor's language, unless the test names another; the browser's own would be English."""

_FLAGS = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-domain-reliability", "--disable-features=OptimizationHints,MediaRouter",
    "--disable-gpu", "--disable-software-rasterizer",
)  # fmt: skip
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
_START_SECONDS = 20
_FONTS = """<?xml version="1.0"?>
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def find_chromium() -> str:
    """Return the path of the system's Chromium, or HUREN_CHROMIUM; skip the test without one.

    The headless shell is the same engine without windows, which cost three times what a page does.
    """
    found = os.environ.get("HUREN_CHROMIUM") or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        skip_group(GROUP, "there is no chromium; set HUREN_CHROMIUM to its path")
    return found


@contextmanager
def chromium(*flags: str, names: Iterable[str] = ()) -> Iterator[Any]:
    """A browser without a window that resolves `names` to this machine; over plain HTTP no secure context."""
    with driving() as driver, launched(driver, *flags, names=names) as browser:
        yield browser


@contextmanager
def driving() -> Iterator[Any]:
    """The driver that starts browsers, one at a time in a thread; it costs as much as four empty browsers."""
    playwright = require("playwright.sync_api", GROUP)
    find_chromium()
    with playwright.sync_playwright() as driver:
        yield driver


@contextmanager
def launched(driver: Any, *flags: str, names: Iterable[str] = ()) -> Iterator[Any]:
    """See `chromium`."""
    rules = [*(f"MAP {name} 127.0.0.1" for name in names), "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
    flags = (f"--host-resolver-rules={', '.join(rules)}, EXCLUDE localhost", *flags)
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    env = {**os.environ, "FONTCONFIG_FILE": str(_lend_fonts())}
    browser = driver.chromium.launch(executable_path=find_chromium(), args=[*_FLAGS, *root, *flags], env=env)
    try:
        yield browser
    finally:
        browser.close()


@cache
def _lend_fonts() -> Path:
    """Return a configuration with the Chinese fonts of certificates alone: widths are alike everywhere."""
    folder = ROOT / ".cache" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / f"{os.getpid()}.conf"
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    config.write_text(_FONTS.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    atexit.register(config.unlink)
    return config


def open_context(browser: Any, width: int = DESKTOP, **options: Any) -> Any:
    """Open a browser of one's own: its window, its language, nothing stored."""
    return browser.new_context(viewport={"width": width, "height": HEIGHT}, **{"locale": LOCALE, **options})


@contextmanager
def visitor(browser: Any, address: str, *, width: int = DESKTOP, **options: Any) -> Iterator[Any]:
    """A new page; AssertionError at the end for a request to another host or an error in its console."""
    host = urlsplit(address).netloc
    wrong: list[str] = []
    context = open_context(browser, width, **options)
    page = context.new_page()
    page.on("request", lambda request: _note_foreign(request.url, host, wrong))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    try:
        yield page
        assert not wrong, wrong
    finally:
        context.close()


def _note_foreign(url: str, host: str, wrong: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob", "about") and parts.netloc != host:
        wrong.append(f"request: {url}")


@contextmanager
def serving_app(app: Any, listener: socket.socket | None = None) -> Iterator[str]:
    """Serve an application by a thread of this process; yield the address."""
    import uvicorn

    listener = listener or socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:  # the socket listens already: the first connection waits until the server accepts it
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
        listener.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: tests print findings, not requests."""


@contextmanager
def serving_files(folder: Path) -> Iterator[int]:
    """Serve the files of `folder` on this machine alone; yield the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resize(page: Any, width: int) -> None:
    """Return the page in a window of another width. A page whose scripts read no width equals a new one."""
    page.set_viewport_size({"width": width, "height": HEIGHT})


def find_overflow(page: Any) -> list[str]:
    """Return the elements that make the page wider than its window, if the document scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("main *, header *, footer *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    return found


def find_violations(page: Any) -> list[str]:
    """Return the findings of axe-core; skip the group `npm` without it."""
    # the script stays for the next question about this page
    if page.evaluate("globalThis.axe === undefined"):
        axe = (dev_modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
        page.evaluate(axe)  # by the debugger's protocol, which no policy of the page forbids
    found: list[str] = page.evaluate(
        """async () => (await axe.run({resultTypes: ["violations"], selectors: false})).violations
            .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary ?? ""}`))"""
    )
    return found
