"""Packages from npm that only tests use (axe-core): group `npm`, skipped by name without them.

`npm ci` by package-lock.json, once for each lock, into `.cache/npm/`; never into the checkout's own folders
or the wheel.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group

CACHE = ROOT / ".cache" / "npm"


def dev_modules() -> Path:
    """Return the `node_modules` folder with every dependency of package.json, those of development too."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()[:16]
    place = CACHE / digest
    if not place.exists():
        npm = shutil.which("npm")
        if npm is None:
            skip_group("npm", "there is no npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(dir=CACHE))
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work)
        command = [
            npm,
            "ci",
            "--ignore-scripts",
            "--loglevel=error",
        ]  # tsc is optional: one for each platform
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(work)
            skip_group("npm", f"npm ci failed: {done.stderr.strip()[-300:]}")
        try:
            os.rename(work, place)
        except OSError:  # another worker has installed them
            shutil.rmtree(work)
    return place / "node_modules"
