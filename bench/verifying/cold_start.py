"""The cold start of `huren verify`, as a whole process."""

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
    """`huren verify FILE --bundle … --pin …` against importing the four packages it is built on."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "credential.json").write_bytes(credentials(1)[0])
        (folder / "bundle.json").write_bytes(world().bundle())
        command = [str(Path(sys.executable).with_name("huren")), "verify", str(folder / "credential.json"),
                   "--bundle", str(folder / "bundle.json"), "--pin", world().pin,
                   "--now", NOW.isoformat()]  # fmt: skip

        # compiled modules as an installation has them, outside the checkout
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def cold() -> None:
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)

        def base() -> None:
            subprocess.run([sys.executable, "-c", BASE], check=True, env=environment)

        cold()
        base()

        pairs = [(seconds(cold, 1), seconds(base, 1)) for _ in range(15)]
    whole, bare = median(a for a, _ in pairs), median(b for _, b in pairs)
    yield Number("cold-verify", whole * 1e3, "ms", 1.5, True, bare * 1e3, BASE)
