"""Verifier in JavaScript: the time of a verdict in node, and the bytes a browser loads."""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.browser.page_ready import bench_page_ready
from bench.measure import Number
from bench.scene import NOW, credentials, world
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from web import served_page

STATIC = Path(__file__).parents[2] / "web"
KILOBYTE = 1000


def bench_page() -> Iterator[Number]:
    """Measure a warm verdict from JSON and a code, by WebCrypto and by @noble; sizes as the node packs."""
    yield from _sizes()
    yield from bench_page_ready()
    node = shutil.which("node")
    if node is None:
        print("page: there is no node, so no verdicts are measured", file=sys.stderr)
        return
    ways: list[tuple[str, list[str]]] = [("webcrypto", [])]
    if (STATIC / "vendor").exists():
        ways.append(("noble", ["--without-webcrypto"]))
    with tempfile.TemporaryDirectory() as folder:
        scene = Path(folder) / "scene.json"
        scene.write_text(json.dumps(_scene()), encoding="utf-8")
        for name, options in ways:
            command = [node, str(Path(__file__).with_name("verdict.mjs")), str(scene), *options]
            measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            yield Number(f"page-verdict-{name}", measured["verdict"], "ms", 20, True)
            yield Number(f"page-code-to-verdict-{name}", measured["code"], "ms", 20, True)


def _scene() -> dict[str, object]:
    data = credentials(20)
    values = [parse_credential(item).value for item in data]
    return {
        "bundle": world().bundle().decode(),
        "pin": world().pin,
        "now": NOW.isoformat(),
        "home": world().sc.did,
        "credentials": [item.decode() for item in data],
        "codes": [format_h1_url(value, "https://cq.huren.example") for value in values],
    }


def _sizes() -> Iterator[Number]:
    """Measure the bytes of the first script, of both scripts, and of all files of a first load, each
    packed separately."""
    scripts = served_page.page_scripts()
    script, begin = scripts[served_page.SCRIPT], served_page.needed_asset(served_page.BEGIN).data
    yield Number("page-own-scripts", _packed(script) / KILOBYTE, "kB", 70, True)
    yield Number(
        "page-own-scripts-and-later", sum(map(_packed, scripts.values())) / KILOBYTE, "kB", None, True
    )
    paths = (*served_page.STYLES, served_page.ICON, *served_page.DATA)
    files = [served_page.needed_asset(path).data for path in paths]
    loaded = [script, begin, served_page.page_html(), world().bundle(), *files]
    yield Number("page-first-load", sum(map(_packed, loaded)) / KILOBYTE, "kB", 120, True)


def _packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))
