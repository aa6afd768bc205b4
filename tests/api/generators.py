"""openapi-python-client in an environment of its own: group `client-generators`, named when it is skipped.

Its pins contradict those of huren (typer), and the client it makes shall need nothing of ours. Once for each
list of versions, into `.cache/clients/`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group

CACHE = ROOT / ".cache" / "clients"
_REQUIREMENTS = Path(__file__).parent / "clients" / "requirements.txt"


def generator_packages() -> Path:
    """The folder of its packages, for PYTHONPATH; programs in its `bin`."""
    digest = hashlib.sha256(_REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:16]
    place = CACHE / digest
    if not place.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(dir=CACHE))
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(work)]
        environment = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
        done = subprocess.run(
            [*command, "-r", str(_REQUIREMENTS)], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            shutil.rmtree(work)
            skip_group("client-generators", f"pip failed: {done.stderr.strip()[-300:]}")
        try:
            os.rename(work, place)
        except OSError:  # another worker was first
            shutil.rmtree(work)
    return place
