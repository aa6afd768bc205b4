"""The wheel holds all of the source tree, templates and lists included."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.harness.checkout import FLOORS, ROOT
from tools import release
from web.served_page import link_all_scripts

pytestmark = pytest.mark.built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Wheel and sdist, built from this tree without the parts that need npm."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUREN_WITHOUT_SCANNER", "1")
        return release.build(ROOT, tmp_path_factory.mktemp("built"), release.FIRST)


@pytest.fixture(scope="module")
def wheel(built: tuple[Path, Path]) -> Path:
    return built[0]


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return {*opened.namelist()}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the wheel in its site-packages; other packages are those of this interpreter."""
    folder = tmp_path_factory.mktemp("reader")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    purelib = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(purelib, capture_output=True, text=True, check=True).stdout.strip())
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.mark.parametrize(
    "name",
    [
        "credentials/words/pin_words.json",
        "credentials/huren-v1.jsonld",
        "carriers/certificate/certificate.typ",
        "carriers/certificate/label.typ",
        "carriers/certificate/setting.typ",
        "cli/node/deploy/nginx.conf",
        "api/templates/base.html",
        "api/templates/words.toml",
        "web/styles/tokens.css",
        "web/page/linked.js",
        "web/page/later.js",
        "web/page/rare.js",
        "web/tender/acts.js",
        "web/tender/tiff.js",
        "web/packet/linked.js",
        "web/desk/linked.js",
    ],
)
def test_the_wheel_has_every_data_file(names: set[str], name: str) -> None:
    assert name in names


@pytest.mark.parametrize("floor", FLOORS)
def test_every_floor_is_marked_as_typed(names: set[str], floor: str) -> None:
    """PEP 561: without the marker a reader's mypy sees Any everywhere."""
    assert f"{floor}/py.typed" in names


def test_the_wheel_has_every_module(names: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    assert modules - names == set()


def test_the_page_of_the_wheel_is_linked_already(wheel: Path, installed: Path, tmp_path: Path) -> None:
    """The page equals that of this tree."""
    served = "import sys, web.served_page as s; s.link = None; write = sys.stdout.buffer.writelines\n"
    served += "[write(s.page_scripts(page).values()) for page in (*s.PAGES, s.PACKET, s.DESK)]"
    command = [str(installed), "-I", "-c", served]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == b"".join(link_all_scripts().values())
    with zipfile.ZipFile(wheel) as opened:
        assert {path: opened.read(f"web/{path}") for path in link_all_scripts()} == link_all_scripts()


@pytest.mark.night
def test_the_sdist_makes_the_same_bytes_elsewhere(
    built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder, under another umask, time zone, language and hash seed."""
    monkeypatch.setenv("HUREN_WITHOUT_SCANNER", "1")
    again = release.build(release.unpack(built[1], tmp_path), tmp_path / "again", release.SECOND)
    assert [release.difference(*pair) for pair in zip(built, again, strict=True)] == ["", ""]


def test_what_two_archives_differ_in_is_named(tmp_path: Path) -> None:
    def pack(name: str, *members: tuple[zipfile.ZipInfo | str, str]) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            for member, content in members:
                packed.writestr(member, content)
        return tmp_path / name

    a, b, later = (
        zipfile.ZipInfo(name, (day, 2, 2, 0, 0, 0)) for name, day in (("a", 2020), ("b", 2020), ("b", 2021))
    )
    one = pack("one.whl", (a, "x"), (b, "y"))
    assert release.difference(one, pack("text.whl", (a, "x"), (b, "z"))) == "b"
    assert release.difference(one, pack("later.whl", (a, "x"), (later, "y"))) == "b"
    assert release.difference(one, pack("less.whl", (a, "x"))) == "b"
    assert "order" in release.difference(one, pack("order.whl", (b, "y"), (a, "x")))


READER = """\
import sys
from datetime import UTC, datetime
from pathlib import Path

from verifier import Expect, Outcome, Policy, TrustError, TrustStore, format_seen, parse_seen, verify


def check(folder: Path, pin: str, uscc: str) -> dict[str, str]:
    memory = folder / "seen.json"
    seen = parse_seen(memory.read_bytes()) if memory.exists() else None
    try:
        trust = TrustStore.from_bundle((folder / "bundle.json").read_bytes(), pin=pin, seen=seen)
    except TrustError as error:
        sys.exit(error.sentence("zh") + error.mend("zh"))
    memory.write_bytes(format_seen(trust.seen))
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.credential.json")):
        now = datetime.now(UTC)
        verdict = verify(path.read_bytes(), trust, policy=Policy(), now=now, expect=Expect(uscc))
        reasons = [finding.detail("zh") for finding in verdict.findings if finding.code == verdict.code]
        found[path.name] = "有效" if verdict.outcome is Outcome.VALID else reasons[0]
    return found
"""


def mypy(python: Path, folder: Path, text: str) -> str:
    """Return the report of `mypy --strict` on a script that uses the installed packages."""
    script = folder / "reader.py"
    script.write_text(text, encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MYPYPATH", "PYTHONPATH")
    }
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python),
         "--cache-dir", str(python.parents[1] / "mypy"), "--config-file", os.devnull, str(script)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.night
def test_a_readers_script_passes_mypy_strict(installed: Path, tmp_path: Path) -> None:
    assert "Success: no issues found" in mypy(installed, tmp_path, READER)


@pytest.mark.night
def test_a_readers_mistake_is_seen_by_mypy(installed: Path, tmp_path: Path) -> None:
    """If the packages were not typed for the reader, everything would be Any and pass."""
    wrong = READER.replace("trust, policy=Policy(), now=now", "trust, now=now.isoformat()")
    said = mypy(installed, tmp_path, wrong)
    assert 'Missing named argument "policy"' in said
    assert 'Argument "now" to "verify" has incompatible type "str"' in said
    said = mypy(installed, tmp_path, "from verifier.verdict import Nothing\n")
    assert "verifier.verdict" in said
