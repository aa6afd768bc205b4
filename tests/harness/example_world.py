"""The world of `huren demo`, made once for all workers of a session; a test takes a copy of its own."""

import fcntl
import os
import shlex
import shutil
from pathlib import Path

import pytest

from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.warm_start import write_program


def make_world(factory: pytest.TempPathFactory) -> Path:
    """Return the folder, which nobody may change. The first worker to ask makes it, the others wait."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    world = shared / "example-world"
    with (shared / "example-world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (world / "pin.txt").exists():
            done = spawn("demo", "--data", world, "--no-serve")
            assert done.returncode == 0, done.stderr
            said_of(world).write_text(done.stdout, encoding="utf-8")
    return world


def said_of(world: Path) -> Path:
    """Return the file with the output of `huren demo` for this world."""
    return world.with_name(world.name + ".txt")


def copy_world(world: Path, folder: Path) -> Path:
    """Copy the world to `folder`, which must not exist."""
    shutil.copytree(world, folder)
    return folder


def quick_huren(world: Path, folder: Path) -> Path:
    """Return a folder with a program `huren` for which `demo --data NAME --no-serve` copies `world`."""
    real = write_program(folder / "warm") / "huren"
    program = folder / "huren"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$#:$1:$2:$4" = "4:demo:--data:--no-serve" ]; then\n'
        f'    cp -r {shlex.quote(str(world))} "$3"\n'
        "else\n"
        f'    exec {shlex.quote(str(real))} "$@"\n'
        "fi\n"
    )
    program.chmod(0o755)
    return folder
