"""Shell blocks of the pages, and a runner for them."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import plain_environment

DOCS = ROOT / "docs"


BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


HEAD = re.compile(r"# (chongqing|sichuan)(?:, exit code (\d))?\n")


def run(block: str, root: Path, *programs: Path) -> tuple[int, int, str]:
    """Run a block; return the expected exit code, the real one, and the output.

    `programs` go first on the path.
    """
    head = HEAD.match(block)
    folder, wanted = (root / head[1], int(head[2] or 0)) if head is not None else (root, 0)
    environment = {
        **plain_environment(),
        "PATH": os.pathsep.join(map(str, (*programs, Path(sys.executable).parent, os.environ["PATH"]))),
        "HUREN_LANG": "en",
        "XDG_STATE_HOME": str(root / "state"),
    }
    done = subprocess.run(
        ["bash", "-e", "-c", block],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return wanted, done.returncode, done.stdout + done.stderr
