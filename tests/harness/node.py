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


def run_parity(vectors: str, folder: Path, *, webcrypto: bool = True) -> dict[str, Any]:
    """What `tests/parity/js/run.mjs` prints for these vectors."""
    path = folder / "vectors.json"
    path.write_text(vectors, encoding="utf-8")
    command = [find_node(), str(ROOT / "tests" / "parity" / "js" / "run.mjs"), str(path)]
    if not webcrypto:
        if not VENDOR.exists():
            skip_group("vendor", "built without the browser libraries")
        command.append("--without-webcrypto")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result
