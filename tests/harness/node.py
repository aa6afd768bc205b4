"""Node.js for tests of both languages: group `node`, skipped by name without it."""

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
    """Return the path of node 20 or newer; skip the test without one."""
    node = shutil.which("node")
    if node is None:
        skip_group("node", "there is no node")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(found.strip().removeprefix("v").partition(".")[0]) < OLDEST:
        skip_group("node", f"node {OLDEST} or newer is needed, this is {found.strip()}")
    return node


def run_node(script: str, *words: object, given: str | None = None) -> Any:
    """Return the JSON that a script of the checkout prints for the input `given`."""
    command = [find_node(), str(ROOT / script), *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def ask_node(script: str, folder: Path, value: object, *words: object) -> Any:
    """Run a script with a file of this value as first argument; return its output.

    A value that is not text is written as JSON.
    """
    path = folder / f"{Path(script).stem}.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return run_node(script, path, *words)


def run_parity(vectors: str, folder: Path, *, webcrypto: bool = True) -> dict[str, Any]:
    """Return the output of `tests/parity/js/run.mjs` for these vectors."""
    if not webcrypto and not VENDOR.exists():
        skip_group("vendor", "built without the browser libraries")
    options = [] if webcrypto else ["--without-webcrypto"]
    result: dict[str, Any] = ask_node("tests/parity/js/run.mjs", folder, vectors, *options)
    return result
