"""Node.js as a test's other half: group `node`, skipped and named where there is none."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group

VENDOR = ROOT / "web" / "vendor"
OLDEST = 20


@cache
def find_node() -> str:
    """The path of node 20 or newer; skips the test otherwise."""
    node = shutil.which("node")
    if node is None:
        skip_group("node", "there is no node")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(found.strip().removeprefix("v").partition(".")[0]) < OLDEST:
        skip_group("node", f"node {OLDEST} or newer is needed, this is {found.strip()}")
    return node


def run_node(script: str, *words: object, given: str | None = None) -> Any:
    """The JSON that a script of the checkout prints, with `given` as its input."""
    command = [find_node(), str(ROOT / script), *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def ask_node(script: str, folder: Path, value: object, *words: object) -> Any:
    """What it prints when its first word is a file with this value, as JSON unless it is a text."""
    path = folder / f"{Path(script).stem}.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return run_node(script, path, *words)


def run_parity(vectors: str, folder: Path, *, webcrypto: bool = True) -> dict[str, Any]:
    """What `tests/parity/js/run.mjs` prints for these vectors."""
    if not webcrypto and not VENDOR.exists():
        skip_group("vendor", "built without the browser libraries")
    options = [] if webcrypto else ["--without-webcrypto"]
    result: dict[str, Any] = ask_node("tests/parity/js/run.mjs", folder, vectors, *options)
    return result
