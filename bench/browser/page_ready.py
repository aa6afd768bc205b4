"""Time until the verify page answers on a slow computer: 5,000 events are proven before.

Chromium runs the page six times slower than this machine. It cannot slow a worker down, so each number stands
twice: with the worker, which then has this machine's speed, and without one, where everything is slowed down.
A code stands in the address; the page is ready when the answer to it is shown.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from statistics import median
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.measure import Number
from bench.scene import NOW
from credentials.h1 import format_h1_url
from signing.strict_json import parse_json
from tests.harness.browser import LOCALE, chromium, serving_app
from tests.world import World
from web import served_page
from web.assets import find_asset

EVENTS = 5000
SLOWER = 6
GOAL = 1.5
VISITS = 5
_BATCH = 1000
"""Events of another party, in no count yet, that one manifest may name."""

LONGEST_TASK = 100
_WATCH = """new MutationObserver((_, watch) => {
    if (!document.querySelector('.verdict')) return;
    globalThis.readyAt = performance.now();
    watch.disconnect();
    console.debug('ready');
}).observe(document, { childList: true, subtree: true });
globalThis.longest = 0;
new PerformanceObserver((tasks) => {
    for (const { duration } of tasks.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: 'longtask', buffered: true });"""
MOST_TO_CHANGE = 200
_CHANGE = """() => new Promise((resolve) => {
    const home = document.querySelector('#home');
    const begun = performance.now();
    new MutationObserver((_, watch) => {
        watch.disconnect();
        resolve(performance.now() - begun);
    }).observe(document.querySelector('#results'), { childList: true });
    home.selectedIndex = home.options.length - home.selectedIndex - 1 || 1;
    home.dispatchEvent(new Event('change', { bubbles: true }));
})"""
"""Script that chooses another home association and returns the time until the answer has changed."""
_WAYS = {"": "", "-all-slow": "delete globalThis.Worker;"}


def bench_page_ready() -> Iterator[Number]:
    """Yield seconds until the first answer on the first and on a later visit; ms of the longest task, and
    of a change of home."""
    try:
        measured = _measure()
    except BaseException as error:  # the tests' helpers may skip, and a skip is not an Exception
        if type(error).__name__ != "Skipped":
            raise
        print(f"page: {error}", file=sys.stderr)
        return
    for name, visits in measured.items():
        ready, task, changed = (median(times) for times in zip(*visits, strict=True))
        yield Number(f"page-ready-{EVENTS}-events-{name}", ready, f"s at CPU x{SLOWER}", GOAL, True)
        yield Number(f"page-longest-task-{name}", task, f"ms at CPU x{SLOWER}", LONGEST_TASK, True)
        yield Number(f"page-home-changed-{name}", changed, f"ms at CPU x{SLOWER}", MOST_TO_CHANGE, True)


def _measure() -> dict[str, list[tuple[float, float, float]]]:
    visits_by_page: dict[str, list[tuple[float, float, float]]] = {}
    with _serving() as address, chromium() as browser:
        for _ in range(VISITS):
            for way, script in _WAYS.items():
                context = browser.new_context(service_workers="block", locale=LOCALE)
                context.add_init_script(script + _WATCH)
                for visit in ("first", "again"):
                    visits_by_page.setdefault(visit + way, []).append(_visit(context.new_page(), address))
                context.close()
    return visits_by_page


def _visit(page: Any, address: str) -> tuple[float, float, float]:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    with page.expect_console_message(
        lambda message: message.text == "ready"
    ):  # no script of the page depends on it
        page.goto(address, wait_until="commit")
    page.wait_for_timeout(2000)  # gives the page time to write its memory
    ready, longest = page.evaluate("[readyAt, longest]")
    changed = page.evaluate(_CHANGE)
    page.close()
    return ready / 1000, longest, changed


def _scene() -> tuple[bytes, str, str]:
    """Return a bundle with EVENTS events of both associations, its pin, and a credential's code."""
    world = World(NOW - timedelta(days=1))
    presented: Any = parse_json(world.issue(by="cq"))
    for number in range(EVENTS):
        credential = f"urn:uuid:00000000-0000-4000-9000-{number:012x}"
        world.event(credential, "suspend", by=("cq", "sc")[number % 2], sequence=1)
        if number % _BATCH == _BATCH - 1:
            world.publish()
            world.advance(minutes=1)
    return world.bundle(), world.pin, format_h1_url(presented, "").partition("#")[2]


@contextmanager
def _serving() -> Iterator[str]:
    """Serve the page as a node would; yield its address."""
    bundle, pin, code = _scene()
    trust = {"pin": pin, "bundle": sha256(bundle).hexdigest(), "samples": []}
    answers = {
        "/v": ("text/html", served_page.page_html()),
        **{f"/static/{path}": ("text/javascript", data) for path, data in served_page.page_scripts().items()},
        "/api/v1/trust": ("application/json", json.dumps(trust).encode()),
        "/api/v1/bundle": ("application/json", bundle),
    }

    async def answer(request: Request) -> Response:
        kind, data = answers.get(request.url.path) or _asset(request.url.path)
        return Response(data, 200 if data else 404, media_type=kind)

    with serving_app(Starlette(routes=[Route("/{path:path}", answer)])) as address:
        yield f"{address}/v#{code}"


def _asset(path: str) -> tuple[str, bytes]:
    kinds = {"css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "json": "application/json"}
    asset = find_asset(path.removeprefix("/static/"))
    kind = kinds.get(path.rpartition(".")[2], "application/octet-stream")
    return kind, asset.data if asset is not None else b""
