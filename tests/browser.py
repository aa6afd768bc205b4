"""Chromium as a test's other half: group `browser`, skipped and named where there is none."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.groups import require, skip_group


def find_chromium() -> str:
    """The path of the system's Chromium, or of HUREN_CHROMIUM; skips the test without one."""
    found = os.environ.get("HUREN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        skip_group("browser", "there is no chromium; set HUREN_CHROMIUM to its path")
    return found


@contextmanager
def browsing(*names: str) -> Iterator[Any]:
    """A running Chromium, by playwright, to which `names` are this machine; nothing is downloaded."""
    api = require("playwright.sync_api", "browser")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", *(f"--host-resolver-rules=MAP {name} 127.0.0.1" for name in names)],
        )
        try:
            yield browser
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests print what they find, not what was asked for."""


@contextmanager
def serving_files(folder: Path) -> Iterator[int]:
    """The port at which the files of `folder` are served on this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
