"""House rules that a stranger relies on: floors, sizes, a README in every folder, honest exports."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from tests.contract.sources import MODULES
from tests.harness.checkout import FLOORS, ROOT, tracked_files


@pytest.mark.parametrize("floor", [*FLOORS, "bench", "docs", "tests", "tools"])
def test_every_folder_says_what_it_is_in_thirty_lines(floor: str) -> None:
    lines = (ROOT / floor / "README.md").read_text(encoding="utf-8").splitlines()
    assert 3 <= len(lines) <= 30


TESTS = sorted((ROOT / "tests").rglob("*.py"))


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (*MODULES, *TESTS)}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > 400} == {}
    ordered = sorted(lengths[path] for path in MODULES if path.name != "__init__.py")
    assert ordered[len(ordered) // 2] <= 150


NAME = "test_node"
OF_A_TEST = re.compile(r"\btests(?:\.\w+)*\.test_\w+|\bfrom tests(?:\.\w+)* import [^\n]*\btest_\w+")


def test_shared_helpers_are_not_in_test_modules() -> None:
    """No test module imports another one, nor does a script inside a test."""
    found = {
        str(path.relative_to(ROOT)): OF_A_TEST.findall(path.read_text(encoding="utf-8"))
        for path in TESTS
        if path.name.startswith("test_")
    }
    assert len(found) > 100
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    [f"from tests.api.{NAME} import Node", f"from tests.api import Node, {NAME}", f"import tests.{NAME}"],
)
def test_an_import_of_a_test_is_seen(line: str) -> None:
    assert OF_A_TEST.search(line)


def test_no_folder_holds_more_than_about_a_dozen_modules() -> None:
    """Rooms are not counted, nor `__init__` and `__main__`."""
    files = tracked_files()
    held = Counter(
        str(path.parent)
        for path in map(PurePosixPath, files)
        if path.suffix in (".py", ".js", ".mjs")
        and not path.stem.startswith("__")
        and (ROOT / path).is_file()
    )
    assert len(held) > 60
    assert {folder: n for folder, n in held.items() if n > 13} == {}


def test_no_module_is_called_utils_or_helpers() -> None:
    assert [p for p in MODULES if p.stem in ("utils", "util", "helpers", "common", "misc")] == []


@pytest.mark.parametrize("floor", ["signing", "credentials", "verifier", "carriers", "registry"])
def test_exports_exist(floor: str) -> None:
    module = importlib.import_module(floor)
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name), name


TOP = {*FLOORS, "tests", "docs", "bench", "deploy", "tools", "examples"}
"""Names at the top level, besides folders of programs that begin with a dot."""


def test_the_top_level_holds_the_named_folders_and_no_other() -> None:
    files = tracked_files()
    folders = {name.partition("/")[0] for name in files if "/" in name}
    assert {name for name in folders if not name.startswith(".")} == TOP


VECTORS = sorted((ROOT / "tests" / "vectors").glob("*.json"))
TEXTS = {path: path.read_text(encoding="utf-8") for path in TESTS}


def test_the_readme_of_the_vectors_names_each_and_no_other() -> None:
    folder = ROOT / "tests" / "vectors"
    rows = re.findall(r"^\| `([^`]+)` \|", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == [path.name for path in VECTORS]
    assert {path.name for path in folder.iterdir()} == {*rows, "README.md"}


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors_say_their_source_and_are_read(path: Path) -> None:
    assert path.stat().st_size <= 80_000
    sources = json.loads(path.read_text(encoding="utf-8"))["source"]
    assert sources
    for source in sources:
        assert source.keys() == {"title", "address", "licence"}
        assert all(source.values())
        assert source["address"].startswith("https://") or (ROOT / source["address"]).is_file()
    assert any(f'"{path.stem}"' in text for text in TEXTS.values())


def test_no_test_reads_above_the_checkout() -> None:
    above = "ROOT" + ".parent"
    assert [str(path.relative_to(ROOT)) for path, text in TEXTS.items() if above in text] == []


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module or within a statement, however deep; an expression has none."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, name, ()):
            yield inner
            yield from statements(inner)


def imported_names(path: Path) -> set[str]:
    """Return the first part of every imported name, anywhere in the module, imports for types included."""
    nodes = [*statements(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


EXTRAS = {"asn1crypto", "obstore", "pkcs11", "pyhanko", "pyhanko_certvalidator"}
"""What extras bring: only their own modules import it."""
REQUIRED = {
    "PIL",
    "alembic",
    "anyio",
    "cryptography",
    "fastapi",
    "fido2",
    "fontTools",
    "httptools",
    "jinja2",
    "markupsafe",
    "nacl",
    "orjson",
    "prometheus_client",
    "psycopg",
    "pydantic",
    "pydantic_core",
    "pydantic_settings",
    "pylopdf_fonts_zh_cn",
    "pypdfium2",
    "qrcode",
    "rfc8785",
    "rich",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "typer",
    "typst",
    "uvicorn",
    "zxingcpp",
}
"""Packages that the wheel's requirements install, directly or not."""


def test_installed_code_imports_only_installed_code() -> None:
    """Installed code imports floors, the standard library and requirements; never tests, tools or bench."""
    installed = [path for path in MODULES if path.relative_to(ROOT).parts[0] in FLOORS]
    found = {str(path.relative_to(ROOT)): imported_names(path) for path in installed}
    known = {*FLOORS, *sys.stdlib_module_names, *REQUIRED}
    extras = {path for path, names in found.items() if names & EXTRAS}
    places = ("carriers/pdf_seal/", "carriers/objects/", "terminal/workspace/tokens.py")
    assert all(path.startswith(places) for path in extras)
    assert {path: names - known - EXTRAS for path, names in found.items() if names - known - EXTRAS} == {}
    assert set().union(*found.values()) >= REQUIRED


def test_floors_import_only_what_is_below_them() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
