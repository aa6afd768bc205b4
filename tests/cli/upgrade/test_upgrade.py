"""`huren upgrade --check`: another version works on a copy, and the original keeps every byte."""

import json
import shutil
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from subprocess import CalledProcessError
from typing import Any, NoReturn

import pytest
from sqlalchemy import make_url

from cli.upgrade import programs
from cli.upgrade.programs import ProgramAnswer
from registry.database.revisions import FOLDER, REVISION
from registry.publishing.publish import publish
from registry.upkeep.trial import compare_trees, read_tables
from terminal.workspace.open_registry import DEMO_MARK
from tests.harness import postgres
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.warm_start import write_program
from tests.world import World
from tests.world.registry_setup import Bench

pytestmark = pytest.mark.upkeep

MIGRATION = f'''"""More."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = {REVISION!r}


def upgrade() -> None:
    """Add a table."""
    op.create_table("more", sa.Column("name", sa.String(40), primary_key=True))
'''

LATER = f"""#!{sys.executable}
import sys
import zipfile
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
if sys.argv[1:] == ["--version"]:
    sys.exit(print("9.9"))
from registry.database import revisions, transactions
revisions.FOLDER = Path(__file__).with_name("migrations")
revisions.REVISIONS = (*revisions.REVISIONS, "9998")
revisions.REVISION = transactions.REVISION = "9998"
from registry.publishing import static_tree
CHANGED
from cli.main import run
sys.exit(run())
"""


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Huren:
    """The command; runs of the present version start warm."""
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setattr(programs, "OWN", (str(write_program(tmp_path / "programs") / "huren"),))
    return Huren(capsys)


def fill(bench: Bench) -> None:
    """Issue three credentials and publish them."""
    bench.issue(*(bench.draft(number) for number in range(3)))
    world = bench.world
    publish(bench.registry, world.cq.did, world.cq.signers["publication"], now=world.now, random=bench.random)
    bench.registry.close()


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """The folder of a registry with a publication; the world's keys are those of examples."""
    folder = tmp_path / "data"
    folder.mkdir()
    fill(Bench(folder / "registry.db"))
    (folder / DEMO_MARK).touch()
    return folder


def later_version(folder: Path, changed: str = "") -> Path:
    """Return the program of a version with a further migration, and what `changed` alters in it."""
    shutil.copytree(FOLDER, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "r9998_more.py").write_text(MIGRATION, "utf-8")
    program = folder / "huren"
    program.write_text(LATER.replace("CHANGED", changed), "utf-8")
    program.chmod(0o755)
    return program


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def check(huren: Huren, stock: Path, *words: object, code: int = 0) -> dict[str, Any]:
    """Run the check in JSON, and see that the original keeps bytes and times."""
    before = state_of(stock)
    when = ("--now", World().now.isoformat())
    done = huren("upgrade", "--check", "--data", stock, *when, *words, "--json", code=code)
    assert state_of(stock) == before
    result: dict[str, Any] = json.loads(done.out)
    return result


def throw(error: Exception) -> NoReturn:
    raise error


@pytest.mark.night
def test_the_same_version_has_nothing_to_migrate(huren: Huren, stock: Path, tmp_path: Path) -> None:
    result = check(huren, stock)
    assert (result["tables"], result["problems"], result["compared"]) == ({}, [], False)
    assert result["records"] > 3
    again = check(huren, stock, "--to", tmp_path / "programs" / "huren")
    assert (again["compared"], again["changes"]) == (True, [])
    assert again["files"] == result["files"] > 10


def test_a_later_version_migrates_the_copy_alone(huren: Huren, stock: Path, tmp_path: Path) -> None:
    """It brings another context; the tables, the file and the reason are named."""
    program = later_version(tmp_path, "static_tree.HUREN_CONTEXT_DOCUMENT = b'{}'")
    result = check(huren, stock, "--to", program)
    assert result["tables"] == {"alembic_version": [REVISION, "9998"]}
    assert [(one["path"], one["origin"]) for one in result["changes"]] == [("ns/v1", "own")]
    assert (result["to"], result["problems"]) == ("9.9", [])


@pytest.mark.night
def test_a_version_that_cannot_open_the_copy_is_named(huren: Huren, stock: Path, tmp_path: Path) -> None:
    program = later_version(tmp_path, "revisions.REVISIONS = ('9998',)")
    result = check(huren, stock, "--to", program, code=1)
    (problem,) = result["problems"]
    assert problem.startswith("huren audit: the database was made by an earlier format")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("schemas/agreement", "own"),
        ("bundle.json", "gathered"),
        ("cq.huren.example/parts/technologies.json", "gathered"),
        ("cq.huren.example/log/checkpoint", "signed"),
        ("cq.huren.example/records/a.json", "signed"),
    ],
)
def test_a_file_that_differs_has_a_reason(tmp_path: Path, path: str, origin: str) -> None:
    for tree, text in (("before", "ab"), ("after", "ac")):
        file = tmp_path / tree / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    (tmp_path / "after" / "zz").touch()
    (change, new) = compare_trees(tmp_path / "before", tmp_path / "after")
    assert (change.path, change.origin, change.change, change.place) == (path, origin, "other", 2)
    assert (new.path, new.change) == ("zz", "new")


def test_what_cannot_be_tried_is_refused(huren: Huren, stock: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho no such library >&2\nexit 1\n")
    broken.chmod(0o755)
    wheel = tmp_path / "huren-9.9-py3-none-any.whl"
    for words, told in (
        ((), "--check"),
        (("--check", "--data", tmp_path), "no registry"),
        (("--check", "--data", stock, "--to", tmp_path / "absent"), "absent"),
        (("--check", "--data", stock, "--to", broken), "no such library"),
        (("--check", "--data", stock, "--tree", wheel), "no file or folder"),
        (("--check", "--data", stock, "--scratch", "postgresql+psycopg://h/d"), "no database in use"),
    ):
        assert told in huren("upgrade", *words, code=2).err


def test_a_full_disk_is_refused_before_the_copy(
    huren: Huren, stock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
    assert "TMPDIR" in huren("upgrade", "--check", "--data", stock, code=2).err


def test_a_disk_that_fills_during_the_trial_says_nothing_about_the_version(
    huren: Huren, stock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = ProgramAnswer([], 1, 0.0, "the disk is full", "disk-full")
    monkeypatch.setattr(programs.Program, "run", lambda *_: full)
    done = huren("upgrade", "--check", "--data", stock, code=1)
    assert "Free some space" in done.err
    assert "Do not upgrade" not in done.out


@pytest.mark.night
def test_a_registry_of_a_newer_version_is_refused_and_a_version_that_reads_it_is_tried(
    huren: Huren, stock: Path, tmp_path: Path
) -> None:
    """The present version writes no tree of it, so there is none to compare with."""
    later = later_version(tmp_path)
    with closing(connect(stock / "registry.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9998'")
        database.commit()
    assert "Update huren" in huren("upgrade", "--check", "--data", stock, code=1).err
    result = check(huren, stock, "--to", later)
    assert (result["problems"], result["compared"]) == ([], False)


def test_a_wheel_for_which_there_is_no_room_is_refused(
    huren: Huren, stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "huren-9.9-py3-none-any.whl"
    wheel.touch()
    failed = CalledProcessError(1, "ensurepip", output=b"OSError: [Errno 28] No space left on device")
    monkeypatch.setattr("venv.create", lambda *_, **__: throw(failed))
    assert "No space left" in huren("upgrade", "--check", "--data", stock, "--to", wheel, code=2).err


@pytest.mark.night
@pytest.mark.postgresql
def test_a_scratch_database_is_tried_in_the_place_of_the_one_in_use(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / DEMO_MARK).touch()
    used, scratch = postgres.new_database(), postgres.new_database()
    for url in (used, scratch):
        fill(Bench(url, heads=folder / "registry.heads" if url == used else tmp_path / "registry.heads"))
    shutil.copy(tmp_path / "registry.heads", folder)
    monkeypatch.setenv("HUREN_DATABASE_URL", used)
    assert "pg_dump" in huren("upgrade", "--check", "--data", folder, code=2).err
    later = later_version(tmp_path)
    otherwise = make_url(used).set(username="other").update_query_dict({"application_name": "x"})
    postgres.server().execute("CREATE ROLE other SUPERUSER LOGIN")
    for same in (used, otherwise.render_as_string(hide_password=False)):
        words = ("--data", folder, "--scratch", same, "--to", later)
        assert "in use" in huren("upgrade", "--check", *words, code=2).err
        assert read_tables(used)["alembic_version"] == REVISION
    result = check(huren, folder, "--scratch", scratch, "--to", later)
    assert result["tables"] == {"alembic_version": [REVISION, "9998"]}
    assert (result["problems"], result["changes"]) == ([], [])
    for url in (used, scratch):
        postgres.drop_database(url)
    postgres.server().execute("DROP ROLE other")


@pytest.mark.night
def test_a_wheel_is_installed_for_the_trial_alone(huren: Huren, stock: Path, tmp_path: Path) -> None:
    """A wheel without requirements, whose program is that of this checkout."""
    info = "huren-9.9.dist-info"
    files = {
        "later.py": f"import sys; sys.path[:0] = {sys.path!r}\n"
        "def run():\n    from cli.main import run as run_huren\n    return run_huren()\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: huren\nVersion: 9.9\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nhuren = later:run\n",
        f"{info}/RECORD": "",
    }
    wheel = tmp_path / "huren-9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    result = check(huren, stock, "--to", wheel)
    assert (result["compared"], result["changes"], result["problems"]) == (True, [], [])
    wheel.write_bytes(b"no wheel")
    assert "how-to guides" in huren("upgrade", "--check", "--data", stock, "--to", wheel, code=2).err
