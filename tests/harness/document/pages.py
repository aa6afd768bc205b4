"""Pages without a browser: their scripts run in node, in a document of jsdom.

Groups `node` and `npm`. The names are playwright's; an unknown option is an error. Words, questions and
downloads of a page are as in a browser. Layout, workers, pictures, cameras and storage beyond a page need
Chromium.
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
    """One process for page after page; each context starts as new."""
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
    """The process and its messages about pages; a test uses it in place of a browser."""

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
        """A person's own browser: language, time, earlier choices."""
        assert accept_downloads
        assert service_workers == "block"
        how = {"locale": locale, "width": viewport["width"], "offline": offline}
        return Context(self, self.ask("context", **how, isRunning=java_script_enabled))

    def send(self, line: dict[str, Any]) -> None:
        """Send a line that the process does not answer, or answers later."""
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def ask(self, method: str, **args: Any) -> Any:
        """Return the process's answer; meanwhile the test's handlers get the events of pages."""
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
        """Let the server answer."""
        self._answer({"how": "continue"})

    def abort(self) -> None:
        """Let the request fail."""
        self._answer({"how": "abort"})

    def fetch(self) -> "Fetched":
        """Return the server's answer to the request."""
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
        """Answer with what the test gives."""
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
        """Return the body as text."""
        return self.data.decode()


class Clock:
    """The time of a context."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    def set_fixed_time(self, time: datetime) -> None:
        """Stop the clock at `time`."""
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
        """Set options of all of its pages."""
        self.pages.ask("set", context=self._number, **how)

    def set_default_timeout(self, milliseconds: int) -> None:
        """Set how long every wait may take."""
        self.timeout = milliseconds

    def set_offline(self, offline: bool) -> None:
        """Turn the network off or on."""
        self.set(offline=offline)

    def add_init_script(self, script: str) -> None:
        """Run a script in every page before the page's own."""
        self.pages.ask("script", context=self._number, script=script)

    def on(self, event: str, handler: Callable[[Any], None]) -> None:
        """Call the handler at each `request` or `weberror`."""
        assert event in ("request", "weberror")
        self._handlers.append((event, handler))

    def tell(self, event: str, what: Told) -> None:
        """Call the handlers of an event."""
        for name, handler in self._handlers:
            if name == event:
                handler(what)

    def route(self, pattern: str, handler: Callable[[Route], None]) -> None:
        """Give requests for addresses of a pattern to the handler."""
        self._routes.append((pattern, handler))
        self.set(isRouted=True)

    def unroute(self, pattern: str) -> None:
        """Give them to the server again."""
        self._routes = [one for one in self._routes if one[0] != pattern]

    def answer(self, route: Route) -> None:
        """Answer a request by the last handler for its address, or by the server."""
        for pattern, handler in reversed(self._routes):
            if matches(pattern, route.request.url):
                return handler(route)
        return route.continue_()

    def new_page(self) -> "Tab":
        """Open a blank page."""
        tab = Tab(self, self.pages.ask("tab", context=self._number))
        self.pages.tabs[tab.number] = tab
        self._tabs.append(tab)
        return tab

    def close(self) -> None:
        """Close it with all of its pages."""
        for tab in self._tabs:
            tab.close()
