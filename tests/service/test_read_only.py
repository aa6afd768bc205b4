"""A registry where nothing can be written: a real read-only mount, in a namespace of its own."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.harness.processes.namespaces import READ_ONLY, in_namespace
from tests.harness.processes.warm_start import START
from tests.harness.selection.by_day import by_day
from tests.world.registry_setup import Bench

pytestmark = pytest.mark.service

ONE_AFTER_ANOTHER = """
import json, sys
from cli.main import run
for words in json.loads(sys.argv[1]):
    if code := run(words):
        sys.exit(code)
"""


def huren(read_only: Path, *words: object, code: int = 0) -> str:
    return in_namespace(READ_ONLY, read_only, sys.executable, "-c", START, *words, code=code)


def huren_each(read_only: Path, *commands: Sequence[object], code: int = 0) -> str:
    """Run commands in one process; all succeed except the last, which may end with `code`."""
    given = json.dumps([[*map(str, words)] for words in commands])
    return in_namespace(READ_ONLY, read_only, sys.executable, "-c", ONE_AFTER_ANOTHER, given, code=code)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "data %20? 互认"
    folder.mkdir()
    bench = Bench(folder / "registry.db")
    bench.issue(*(bench.draft(n) for n in range(3)))
    yield bench
    bench.registry.close()


def leave(bench: Bench, how: str) -> None:
    """Leave the files as a node does that ended in order, still runs, was killed, or was copied."""
    if how == "ended":
        bench.registry.close()
        assert sorted(os.listdir(bench.path.parent)) == ["registry.db"]
    elif how == "copied without its index":
        copy = bench.path.with_name("copy")
        copy.mkdir()
        for suffix in ("", "-wal"):
            shutil.copy(f"{bench.path}{suffix}", copy / f"registry.db{suffix}")
        bench.registry.close()
        for file in copy.iterdir():
            file.rename(bench.path.with_name(file.name))
        copy.rmdir()
        assert sorted(os.listdir(bench.path.parent)) == ["registry.db", "registry.db-wal"]


@pytest.mark.parametrize("how", by_day(("ended", "running", "copied without its index"), {"running"}))
def test_a_read_only_file_system_shows_verifies_and_audits(bench: Bench, how: str) -> None:
    """The newest records are found, too, even if only the database's log has them."""
    folder = bench.path.parent
    leave(bench, how)
    files = sorted(os.listdir(folder))
    numbers = [f"CQ-T-{number:05}" for number in range(3)]
    shown = [("show", number, "--data", folder) for number in numbers]
    asked = (("audit", "--data", folder, "--signatures"), ("doctor", "--data", folder, "--json"))
    said = huren_each(folder, *shown, *asked, code=1)
    assert all(number in said for number in numbers)
    assert "no problems" in said
    points = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert any("cannot be written" in point["found"] for point in points if point["state"] == "bad")
    assert sorted(os.listdir(folder)) == files, "nothing was written, nothing was lost"
    if how == "running":
        bench.issue(bench.draft(7))


@pytest.mark.night
def test_a_read_only_file_in_a_writable_folder_can_be_read(bench: Bench) -> None:
    bench.registry.close()
    data = ("--data", bench.path.parent)
    said = huren_each(bench.path, ("show", "CQ-T-00001", *data), ("audit", *data))
    assert "CQ-T-00001" in said
    assert "no problems" in said


@pytest.mark.night
def test_a_command_that_must_write_says_so(bench: Bench) -> None:
    folder = bench.path.parent
    half = folder / "record.json"
    half.write_bytes(bench.world.issue(by="sc"))
    bench.registry.close()
    said = huren(folder, "import", half, "--data", folder, code=1)
    assert "cannot be written here" in said


def test_verify_needs_nothing_that_can_be_written(bench: Bench, tmp_path: Path) -> None:
    """Bundle, pin, credential and memory are read-only: a warning about the memory, and the answer."""
    folder = bench.path.parent
    world = bench.world
    (folder / "bundle.json").write_bytes(world.bundle())
    (folder / "pin.txt").write_text(world.pin)
    (folder / "credential.json").write_bytes(world.issue(by="cq"))
    names = [folder / name for name in ("credential.json", "bundle.json", "pin.txt", "state.json")]
    said = huren(
        folder, "verify", names[0], "--bundle", names[1], "--pin", names[2], "--state", names[3],
        "--now", world.now.isoformat(),
    )  # fmt: skip
    assert "VALID" in said
