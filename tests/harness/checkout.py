"""The checkout that holds the tests, and the files that git tracks in it."""

import shutil
import subprocess
from pathlib import Path

from tests.harness.groups import skip_group

ROOT = Path(__file__).resolve().parents[2]
FLOORS = (
    "signing", "credentials", "verifier", "carriers", "registry", "web", "api", "terminal",
    "tender", "works", "desk", "cli", "keys_example",
)  # fmt: skip


def tracked_files(*patterns: str) -> list[str]:
    """Return the tracked files that exist; skip the group `git` outside a clone."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        skip_group("git", "this is no clone, or there is no git")
    command = ["git", "ls-files", "-z", *patterns]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    return [name for name in found.split("\0") if name and (ROOT / name).is_file()]
