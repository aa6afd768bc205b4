"""Firefox without a window, by WebDriver BiDi. Group `firefox`: what it adds to Chromium, another engine.

with firefox(folder) as tab: tab.open(url, now); tab.call("() => document.title")
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.harness.groups import require, skip_group

GROUP = "firefox"
_PROGRAMS = ("firefox-esr", "firefox")
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_SECONDS = 120
_SETTINGS = {
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.helperApps.neverAsk.saveToDisk": "application/json",
    "intl.accept_languages": "zh-CN",
    "network.dns.disabled": True,
}


class Tab:
    """The one tab of a browser; what it downloads lies in `folder`."""

    def __init__(self, socket: Any, folder: Path) -> None:
        self.socket, self.folder = socket, folder
        self.last = 0
        self.ask("session.new", capabilities={"alwaysMatch": {}})
        self.id = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("session.subscribe", events=["browsingContext.downloadEnd"])

    def ask(self, method: str, **parameters: Any) -> Any:
        """Return the answer to a command; RuntimeError for a refused one."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        return self._wait(lambda message: message.get("id") == self.last)["result"]

    def _wait(self, is_wanted: Any) -> Any:
        while True:
            message = json.loads(self.socket.recv(timeout=_SECONDS))
            if message["type"] == "error":
                raise RuntimeError(message)
            if is_wanted(message):
                return message

    def open(self, url: str, now: datetime) -> None:
        """Open a page at this time."""
        still = f"() => {{ Date.now = () => {int(now.timestamp() * 1000)}; }}"
        self.ask("script.addPreloadScript", functionDeclaration=still)
        self.ask("browsingContext.navigate", context=self.id, url=url, wait="complete")

    def call(self, function: str, *given: str) -> Any:
        """Return the text or number that a function in the page gives, or its promise."""
        values = [{"type": "string", "value": one} for one in given]
        found = self.ask("script.callFunction", functionDeclaration=function, arguments=values,
                         target={"context": self.id}, awaitPromise=True, userActivation=True)  # fmt: skip
        assert found["type"] == "success", found
        return found["result"].get("value")

    def put(self, selector: str, *files: Path) -> None:
        """Choose files."""
        wanted = {"type": "css", "value": selector}
        (node,) = self.ask("browsingContext.locateNodes", context=self.id, locator=wanted)["nodes"]
        element = {"sharedId": node["sharedId"]}
        self.ask("input.setFiles", context=self.id, element=element, files=[str(file) for file in files])

    def save(self, function: str) -> bytes:
        """Return the file that a function lets the page save."""
        self.call(function)
        ended = self._wait(lambda message: message.get("method") == "browsingContext.downloadEnd")["params"]
        assert ended["status"] == "complete", ended
        return Path(ended["filepath"]).read_bytes()


@contextmanager
def firefox(folder: Path) -> Iterator[Tab]:
    """A browser of the machine with a profile of its own in `folder`."""
    client = require("websockets.sync.client", GROUP)
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        skip_group(GROUP, "there is no firefox-esr")
    profile, saved = folder / "profile", folder / "saved"
    profile.mkdir()
    saved.mkdir()
    settings = {**_SETTINGS, "browser.download.dir": str(saved)}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [
        program,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            address = next(found[1] for line in process.stderr if (found := _LISTENS.search(line)))
            with client.connect(f"{address}/session", max_size=None) as socket:
                yield Tab(socket, saved)
        finally:
            process.terminate()
