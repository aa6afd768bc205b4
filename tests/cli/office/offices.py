"""Two associations with their own keys and folders, working by the command."""

import json
import shutil
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


@pytest.fixture
def offices(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Office, Office]:
    """Copies of two offices that were set up once."""
    huren = Huren(capsys)
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.delenv("HUREN_DATA", raising=False)
    ready = tmp_path_factory.getbasetemp() / "offices"
    if not ready.exists():
        half_ready = ready.with_name("half-ready-offices")
        monkeypatch.setenv("XDG_STATE_HOME", str(half_ready / "state"))
        _set_up(half_ready, huren)
        half_ready.rename(ready)
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Office(tmp_path / "cq", huren, CQ), Office(tmp_path / "sc", huren, SC)


def _set_up(folder: Path, huren: Huren) -> None:
    """Make keys, an agreement signed by both, and two registries with all key lists."""
    folder.mkdir()
    cq, sc = Office(folder / "cq", huren, CQ), Office(folder / "sc", huren, SC)
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
