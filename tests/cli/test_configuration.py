"""Every command finds the registry by the node's settings file, and no error shows a password."""

from pathlib import Path

import pytest

from terminal.invocation import Invocation
from tests.harness import postgres
from tests.harness.processes.cli_runs import OF_TESTS, spawn
from tests.world import World
from tests.world.registries import open_registry as open_filled
from tests.world.registry_setup import Bench

PASSWORD = "correct-horse"  # noqa: S105 - an example


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HUREN_DATABASE_URL", "HUREN_DATA", "HUREN_CONFIG", *OF_TESTS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_folder_is_read_from_the_file(here: Path) -> None:
    (here / "node").mkdir()
    world = World()
    world.issue(by="cq", certificate_number="CQ-1")
    open_filled(here / "node" / "registry.db", world).close()
    (here / "node" / "DEMO.txt").touch()
    (here / "huren.toml").write_text('data = "node"\n')
    assert "CQ-1" in spawn("show", cwd=here, HUREN_LANG="en").stdout
    away = here / "away"
    away.mkdir()
    config = str(here / "huren.toml")
    done = spawn("show", cwd=away, HUREN_LANG="en", HUREN_CONFIG=config, HUREN_DATA=str(here / "node"))
    assert "CQ-1" in done.stdout, "a variable beats the file"
    done = spawn("show", "--data", here / "other", cwd=here, HUREN_LANG="en")
    assert done.returncode == 2, "what is typed beats both"
    assert str(here / "other") in done.stderr
    done = spawn("show", cwd=here, HUREN_LANG="en", HUREN_CONFIG=str(here / "none.toml"))
    assert (done.returncode, "none.toml" in done.stderr) == (2, True)


def test_the_database_is_read_from_the_file(here: Path) -> None:
    url = postgres.new_database()
    bench = Bench(url)
    bench.registry.close()
    (here / "huren.toml").write_text(f'data = "node"\ndatabase_url = "{url}"\n')
    with Invocation(now=bench.world.now).open_registry() as registry:
        assert registry.read_pin() == bench.world.pin
        assert registry.heads.parent == Path("node")
    done = spawn("agreement", "show", "--json", cwd=here)
    assert bench.world.pin in done.stdout, done.stderr
    assert spawn("backup", "copy.db", cwd=here, HUREN_LANG="en").returncode != 0
    postgres.drop_database(url)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"postgresql+psycopg://huren:{PASSWORD}@127.0.0.1:1/huren", "does not answer"),
        (f"mysql://huren:{PASSWORD}@127.0.0.1/huren", "not the address"),
        (f"postgresql+psycopg://huren:{PASSWORD}@[::1/huren", "not the address"),
    ],
)
def test_a_password_is_in_no_error(here: Path, url: str, code: str) -> None:
    (here / "huren.toml").write_text(f'database_url = "{url}"\n')
    for words in (["serve", "--port", "0"], ["show"]):
        done = spawn(*words, cwd=here, HUREN_LANG="en", HUREN_DEBUG="1")
        assert done.returncode != 0
        assert code in done.stderr
        assert "database_url" in done.stderr
        assert PASSWORD not in done.stdout + done.stderr, "not even with a traceback"
