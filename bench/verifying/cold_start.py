"""Cold start of `huren verify` and of `huren --help`, as whole processes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.measure import Number, seconds
from bench.scene import NOW, credentials, world

BASE = "import typer, pydantic, nacl.signing, orjson"


def bench_cold() -> Iterator[Number]:
    """Measure each against importing the four packages that huren is built on, in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "credential.json").write_bytes(credentials(1)[0])
        (folder / "bundle.json").write_bytes(world().bundle())
        huren = str(Path(sys.executable).with_name("huren"))
        verify = [huren, "verify", str(folder / "credential.json"), "--bundle", str(folder / "bundle.json"),
                  "--pin", world().pin, "--now", NOW.isoformat()]  # fmt: skip
        commands = [verify, [huren, "--help"], [sys.executable, "-c", BASE]]

        # compiled modules as an installation has them, outside the checkout
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def start(command: list[str]) -> float:
            def run() -> None:
                subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)

            return seconds(run, 1)

        for command in commands:
            start(command)
        rounds = [[start(command) for command in commands] for _ in range(15)]
    of_verify, of_help, bare = (median(times) * 1e3 for times in zip(*rounds, strict=True))
    yield Number("cold-verify", of_verify, "ms", 1.5, True, bare, BASE)
    yield Number("cold-help", of_help, "ms", 1.2, True, bare, BASE)
