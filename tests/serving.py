"""A command that serves, as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
HUREN = (sys.executable, "-c", "from cli.main import run; raise SystemExit(run())")
_ADDRESS = re.compile(r"(?:serving|服务地址) (http://[^ （]+)")


@contextmanager
def listening(*words: object, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address, as soon as it listens; what it does not end by itself is killed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUREN_")}
    process = subprocess.Popen(
        [*HUREN, *map(str, words)],
        cwd=ROOT,
        env={**inherited, "HUREN_LANG": "en", **environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        found = _ADDRESS.search(first)
        assert found, first + process.stderr.read()
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `huren serve` and its address."""
    with listening("--data", folder, "serve", "--port", "0", *options) as found:
        yield found
