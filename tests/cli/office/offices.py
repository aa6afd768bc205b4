"""Two associations with their own keys and folders, working by the command."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness.processes.cli_runs import Huren

CQ, SC = "did:web:cq.example.org", "did:web:sc.example.org"


HEADER = "企业名称,统一社会信用代码,地区,评价办法,类别,等级,证书编号,评价日期\n"


NOW = "2026-05-10T09:00:00+08:00"


def row(number: str, *, code: str = "91350100M000100Y43", category: str = "水", grade: str = "甲级") -> str:
    return f"重庆示例环保有限公司,{code},重庆,cq-pollution-control,{category},{grade},{number},2026-05-10\n"


class Office:
    """One association: a folder with its keys and registry."""

    def __init__(self, folder: Path, huren: Huren, did: str) -> None:
        self.folder, self.huren, self.did = folder, huren, did

    def make_keys(self) -> None:
        """A new folder with a key of each use."""
        self.folder.mkdir()
        for use in ("root", "assessment", "publication"):
            self.make_key(use, use)

    def make_key(self, name: str, use: str) -> Path:
        """Make a key of this association and return its public half."""
        words = ("--use", use, "--association", self.did, "--no-passphrase")
        self.huren("key", "new", self.path(f"{name}.pem"), *words)
        return self.path(f"{name}.pub")

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str) -> Path:
        path = self.path(name)
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *words: object, code: int = 0, now: str = NOW) -> Any:
        timed = [] if words[0] in ("qr", "bundle") else ["--now", now]
        return self.huren(*words, "--data", self.path("data"), *timed, code=code)

    def key(self, name: str) -> list[object]:
        return ["--key", self.path(f"{name}.pem")]

    def issue(self, *numbers: str, now: str = NOW) -> None:
        sheet = self.write("sheet.csv", HEADER + "".join(map(row, numbers)))
        self("issue", sheet, *self.key("assessment"), "-o", self.path("out"), now=now)

    def publish(self, now: str = NOW) -> Path:
        self("publish", self.path("site"), *self.key("publication"), now=now)
        return self.path("site") / "bundle.json"

    def sort_out(self, since: str, *keep: str, now: str, key: str = "assessment-1") -> Any:
        """Decide about a stolen key: records that name one of `keep` stand, the others do not."""
        path = self.path(f"{key}.txt")
        done = self("key", "compromised", key, "--since", since, "--decisions", path, now=now)
        lines = path.read_text(encoding="utf-8").splitlines()
        for place, line in enumerate(lines):
            if line.startswith("keep|"):
                word = "keep" if any(name in line for name in keep) else line[5:9]
                lines[place] = f"{word}  {line[9:]}"
        path.write_text("\n".join(lines), encoding="utf-8")
        return done

    def mark(self, *words: object, now: str, key: str = "assessment-1", code: int = 0) -> Any:
        """Sign the decisions."""
        files = ("--root", self.path("root.pem"), "--decisions", self.path(f"{key}.txt"), "--yes")
        return self("key", "compromised", key, *files, *words, code=code, now=now)

    def key_list(self, *words: object, code: int = 0, now: str = NOW) -> Any:
        return self("key", "list", "--yes", "--root", self.path("root.pem"), *words, code=code, now=now)


class Rooms:
    """Folders of two offices, each with a history that was made once a process; every test has copies."""

    def __init__(
        self, base: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._base, self._folder, self._huren, self._patch = base, folder, Huren(capsys), monkeypatch
        monkeypatch.setenv("HUREN_LANG", "en")
        monkeypatch.delenv("HUREN_DATA", raising=False)

    def after(self, history: Callable[[Office, Office], object]) -> tuple[Office, Office]:
        """Return copies of two offices after this history."""
        shutil.copytree(self._ready(history), self._folder, dirs_exist_ok=True)
        return self._enter(self._folder)

    def _ready(self, history: Callable[[Office, Office], object]) -> Path:
        ready = self._base / f"offices-{history.__module__}.{history.__qualname__}"
        if not ready.exists():
            half_ready = ready.with_name(f"half-ready-{ready.name}")
            if history is set_up:
                half_ready.mkdir()
            else:
                shutil.copytree(self._ready(set_up), half_ready)
            history(*self._enter(half_ready))
            half_ready.rename(ready)
        return ready

    def _enter(self, folder: Path) -> tuple[Office, Office]:
        self._patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        return Office(folder / "cq", self._huren, CQ), Office(folder / "sc", self._huren, SC)


@pytest.fixture
def rooms(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Rooms:
    """The offices of this process."""
    return Rooms(tmp_path_factory.getbasetemp(), tmp_path, capsys, monkeypatch)


@pytest.fixture
def offices(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Office, Office]:
    """Copies of two offices that were set up once."""
    return Rooms(tmp_path_factory.getbasetemp(), tmp_path, capsys, monkeypatch).after(set_up)


def set_up(cq: Office, sc: Office) -> None:
    """Make keys, an agreement signed by both, and two registries with all key lists."""
    for office in (cq, sc):
        office.make_keys()
    text = cq.path("agreement.json")
    cq("agreement", "draft", "-o", text, "--party", f"{CQ}={cq.path('root.pub')}",
       "--party", f"{SC}={sc.path('root.pub')}", now="2026-05-01")  # fmt: skip
    halves = []
    for office in (cq, sc):
        halves.append(office.path("half.json"))
        office("agreement", "sign", "--yes", text, *office.key("root"), "-o", halves[-1], now="2026-05-01")
    for office in (cq, sc):
        done = office("import", *halves, "--pin", text, now="2026-05-02")
        assert "complete" in done.err
        keys = [f"{use}={office.path(use + '.pub')}" for use in ("assessment", "publication")]
        office.key_list("--add", keys[0], "--add", keys[1], now="2026-05-03")


@pytest.fixture
def cq(offices: tuple[Office, Office]) -> Office:
    return offices[0]


def pin_of(office: Office) -> str:
    return str(json.loads(office("agreement", "show", "--json").out)["digest"])


def verify(
    office: Office, name: str, bundle: Path, *words: object, now: str = NOW, code: int = 0
) -> dict[str, Any]:
    home = words if "--home" in words else ("--home", office.did, *words)
    done = office.huren("verify", office.path("out") / name, "--bundle", bundle, "--pin", pin_of(office),
                        "--now", now, "--json", *home, code=code)  # fmt: skip
    line: dict[str, Any] = json.loads(done.out)
    return line
