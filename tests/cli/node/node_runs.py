"""Runs of `huren node init` below a folder."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli.node.machine import ServiceRuns

NAME = "cq.huren.example"


def do_not_run(patch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Return the runs of huren that the command would start; none is started."""
    runs: list[Sequence[str]] = []

    def note(_: ServiceRuns, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        runs.append(words)
        return subprocess.CompletedProcess([], 0, "", "")

    patch.setattr(ServiceRuns, "run", note)
    return runs


def state_of(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return mode, time of change and content of everything below a folder."""
    return {
        str(path.relative_to(root)): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(root.rglob("*"))
    }
