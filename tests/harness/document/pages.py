"""Pages without a browser: their scripts run in node, in a document of jsdom. Groups `node` and `npm`.

The names are playwright's; an option that is not here is an error. What a page says, asks and gives to keep
is as in a browser; layout, workers, pictures, cameras and what outlives a page are matters of Chromium.
"""

import base64
import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.harness.checkout import ROOT
from tests.harness.document.tab import Tab, Told, matches
from tests.harness.node import find_node
from tests.harness.npm import dev_modules

_PROGRAM = ROOT / "tests" / "harness" / "document" / "driver.mjs"
_PATIENCE_MS = 15_000


@contextmanager
def pages_in_node() -> Iterator["Pages"]:
    """One process for page after page; to each context it is as new."""
    command = [find_node(), "--experimental-vm-modules", "--no-warnings", str(_PROGRAM), str(dev_modules())]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        try:
            yield Pages(process, Path(folder))
        finally:
            process.kill()


class Pages:
    """The process, and what it tells of pages; stands where a test has a browser."""

    def __init__(self, process: Any, folder: Path) -> None:
        self.folder = folder
        self._process = process
        self._numbers = count()
        self.tabs: dict[int, Tab] = {}

    def new_context(
        self,
        *,
        viewport: dict[str, int],
        locale: str,
        service_workers: str = "block",
        offline: bool = False,
        java_script_enabled: bool = True,
        accept_downloads: bool = True,
    ) -> "Context":
        """A person's own: language, time, what was chosen before."""
        assert accept_downloads
        assert service_workers == "block"
        how = {"locale": locale, "width": viewport["width"], "offline": offline}
        return Context(self, self.ask("context", **how, isRunning=java_script_enabled))

    def send(self, line: dict[str, Any]) -> None:
        """A line that is not answered, or answered later."""
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def ask(self, method: str, **args: Any) -> Any:
        """What the process answers; meanwhile handlers of the test hear what pages do."""
        number = next(self._numbers)
        self.send({"id": number, "method": method, "args": args})
        for line in self._process.stdout:
            said = json.loads(line)
            if "event" in said:
                self._hear(said)
            elif said["id"] == number:
                if "error" in said:
                    raise AssertionError(said["error"])
                return said["value"]
        raise AssertionError("node ended")

    def _hear(self, said: dict[str, Any]) -> None:
        tab = self.tabs.get(said["tab"])
        if tab is None:
            return
        if said["event"] == "request":
            tab.context.tell("request", Told(url=said["url"]))
        elif said["event"] == "error":
            tab.context.tell("weberror", Told(error=said["error"]))
        else:
            tab.context.answer(Route(self, said["id"], said["url"]))


class Route:
    """A request that waits for a handler."""

    def __init__(self, pages: Pages, number: int, url: str) -> None:
        self.request = Told(url=url)
        self._answer: Callable[[dict[str, Any]], None] = lambda how: pages.send({"id": number, "answer": how})

    def continue_(self) -> None:
        """The server answers."""
        self._answer({"how": "continue"})

    def abort(self) -> None:
        """Nobody does."""
        self._answer({"how": "abort"})

    def fetch(self) -> "Fetched":
        """What the server would answer."""
        with urllib.request.urlopen(self.request.url) as found:  # noqa: S310 - of the node, on this machine
            return Fetched(found.read(), found.headers["content-type"])

    def fulfill(
        self,
        *,
        body: bytes | str | None = None,
        json: Any = None,
        status: int = 200,
        content_type: str = "application/json",
        response: "Fetched | None" = None,
    ) -> None:
        """The test answers."""
        if response is not None:
            content_type = response.content_type
        data = _DUMP(json) if body is None else body
        given = base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()
        self._answer(
            {"how": "fulfill", "status": status, "headers": {"content-type": content_type}, "body": given}
        )


_DUMP = json.dumps


class Fetched:
    """An answer of the server."""

    def __init__(self, data: bytes, content_type: str) -> None:
        self.data, self.content_type = data, content_type

    def text(self) -> str:
        """As text."""
        return self.data.decode()


class Clock:
    """The time of a context."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    def set_fixed_time(self, time: datetime) -> None:
        """It stands at `time`."""
        self._context.set(time=time.timestamp() * 1000)


class Context:
    """See `Pages.new_context`."""

    def __init__(self, pages: Pages, number: int) -> None:
        self.pages = pages
        self.clock = Clock(self)
        self.timeout = _PATIENCE_MS
        self._number = number
        self._tabs: list[Tab] = []
        self._handlers: list[tuple[str, Callable[[Any], None]]] = []
        self._routes: list[tuple[str, Callable[[Route], None]]] = []

    def set(self, **how: Any) -> None:
        """What holds for all of its pages."""
        self.pages.ask("set", context=self._number, **how)

    def set_default_timeout(self, milliseconds: int) -> None:
        """How long anything is waited for."""
        self.timeout = milliseconds

    def set_offline(self, offline: bool) -> None:
        """Whether there is no network."""
        self.set(offline=offline)

    def add_init_script(self, script: str) -> None:
        """Runs in every page before its own."""
        self.pages.ask("script", context=self._number, script=script)

    def on(self, event: str, handler: Callable[[Any], None]) -> None:
        """`request` or `weberror`."""
        assert event in ("request", "weberror")
        self._handlers.append((event, handler))

    def tell(self, event: str, what: Told) -> None:
        """The handlers hear."""
        for name, handler in self._handlers:
            if name == event:
                handler(what)

    def route(self, pattern: str, handler: Callable[[Route], None]) -> None:
        """Requests for addresses of a pattern are the handler's."""
        self._routes.append((pattern, handler))
        self.set(isRouted=True)

    def unroute(self, pattern: str) -> None:
        """They are the server's again."""
        self._routes = [one for one in self._routes if one[0] != pattern]

    def answer(self, route: Route) -> None:
        """By the last handler for its address, or by the server."""
        for pattern, handler in reversed(self._routes):
            if matches(pattern, route.request.url):
                return handler(route)
        return route.continue_()

    def new_page(self) -> "Tab":
        """A page that shows nothing yet."""
        tab = Tab(self, self.pages.ask("tab", context=self._number))
        self.pages.tabs[tab.number] = tab
        self._tabs.append(tab)
        return tab

    def close(self) -> None:
        """With all of its pages."""
        for tab in self._tabs:
            tab.close()
