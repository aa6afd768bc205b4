"""A folder with the inputs of `huren verify`, and the command run in it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.h1 import format_h1_url
from credentials.times import format_time
from signing.strict_json import parse_json
from tests.harness.processes.cli_runs import Huren
from tests.world import START, World

KEYS = ["input", "outcome", "code", "codes", "findings", "credential", "recognised", "at", "day", "through",
        "now", "trust"]  # fmt: skip


NOW = format_time(START + timedelta(hours=1))


SICHUAN = "did:web:sc.huren.example"


class Desk:
    """An officer's desk: a folder with bundle, pin and bidders' files, and the command at hand."""

    def __init__(self, folder: Path, huren: Huren) -> None:
        self.folder, self.huren = folder, huren
        self.world = World()
        self.good = self.world.issue(by="cq", grade="二级")
        self.bad = self.world.issue(by="cq", grade="一级")
        self.world.suspend(self.bad)
        self.world.publish()
        self.bundle, self.pin = folder / "bundle.json", folder / "pin.txt"
        self.bundle.write_bytes(self.world.bundle())
        self.pin.write_text(self.world.pin + "\n")

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def url(self, credential: bytes) -> str:
        value: Any = parse_json(credential)
        return format_h1_url(value, "https://cq.huren.example")

    def verify(self, *words: object, code: int = 0, now: str | None = NOW) -> str:
        more = ["--now", now] if now is not None else []
        done = self.huren("verify", *words, "--bundle", self.bundle, "--pin", self.pin, *more, code=code)
        return done.out

    def lines(self, *words: object, code: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.verify(*words, "--json", code=code).splitlines()]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HUREN_LANG", "en")
    for name in ("HUREN_BUNDLE", "HUREN_PIN", "HUREN_HOME", "HUREN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, Huren(capsys))
