"""Two associations that list technologies, each at its own registry, by the command."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from credentials.times import format_time
from keys_example import example_pem
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Done, Huren
from tests.world import World
from tests.world.registries import open_registry
from tests.world.works import grant_technologies


class Desk:
    """An association's folder: its registry, its key, its workbooks."""

    def __init__(self, folder: Path, huren: Huren, world: World, name: str) -> None:
        self.folder, self.huren, self.world, self.name = folder, huren, world, name
        self.did = world.association(name).did
        save_key(folder / "key.pem", example_pem(f"{name}-assessment"))
        save_key(folder / "publication.pem", example_pem(f"{name}-publication"))

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def key(self) -> tuple[object, ...]:
        return "--key", self.path("key.pem")

    def __call__(self, *words: object, code: int = 0, days: int = 0) -> Done:
        """Run a command at the world's time, `days` later."""
        from datetime import timedelta

        now = format_time(self.world.now + timedelta(days=days))
        return self.huren(*words, "--data", self.path("data"), "--now", now, code=code)

    def technology(self, *words: object, code: int = 0, days: int = 0) -> Done:
        """Run `huren technology …`."""
        return self("technology", *words, code=code, days=days)


def _world() -> World:
    world = World()
    grant_technologies(world)
    return world


@pytest.fixture(scope="module")
def listing_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """Both list technologies; the registry that holds it."""
    world = _world()
    folder = tmp_path_factory.mktemp("listing") / "data"
    folder.mkdir()
    (folder / "DEMO.txt").touch()
    open_registry(folder / "registry.db", world).close()
    return world, folder


@pytest.fixture
def desks(
    listing_world: tuple[World, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Desk, Desk]:
    """Copies for one test."""
    world, ready = listing_world
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = []
    for name in ("cq", "sc"):
        folder = tmp_path / name
        shutil.copytree(ready, folder / "data")
        made.append(Desk(folder, Huren(capsys), world, name))
    return made[0], made[1]


Shown = dict[str, Any]
