"""Commands in a mount namespace of their own: real read-only and full file systems, gone with the process."""

import os
import shutil
import subprocess

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.processes.cli_runs import plain_environment

GROUP = "mount"
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
"""Script: mount the first argument, a folder or file, read-only for the command that follows."""


def in_namespace(script: str, *arguments: object, code: int = 0) -> str:
    """Run the shell script with mounts of its own and return its output.

    Skip the group if mounting is forbidden.
    """
    if shutil.which("unshare") is None:
        skip_group(GROUP, "the program unshare is not installed")
    unshare = ["unshare", "--mount", *(() if os.geteuid() == 0 else ("--map-root-user",))]
    probe = [*unshare, "mount", "-t", "tmpfs", "none", "/mnt"]
    if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        skip_group(GROUP, "nobody may mount here")
    done = subprocess.run(
        [*unshare, "sh", "-c", script, "sh", *map(str, arguments)],
        env={
            **plain_environment(),
            "PYTHONPATH": str(ROOT),
            "HUREN_LANG": "en",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout + done.stderr
