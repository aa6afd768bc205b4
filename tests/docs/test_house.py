"""Claims of the house about itself: the form of decisions; named files, names and rooms exist."""

import ast
import pkgutil
import re
from pathlib import Path

import pytest
from PIL import Image

from bench.__main__ import BENCHES
from tests.harness.checkout import ROOT, tracked_files
from tools.docs.map import FOLDERS

ADR = sorted((ROOT / "docs/adr").glob("0*.md"))
TITLE = re.compile(r"# (\d{4}) (\S.*)")
STATUS = re.compile(r"\*\*Status\.\*\* Accepted \d{4}-\d{2}-\d{2}\.")
CITED = re.compile(r"(?:\bADR |\badr/)(\d{4})")
DECISIONS = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
WHERE = (ROOT / "docs/explanation/where.md").read_text(encoding="utf-8")
QUESTIONS = [line.split("|") for line in WHERE.splitlines() if line.startswith("| ") and ":" in line]
JOURNEYS = re.split(r"^### ", WHERE, flags=re.MULTILINE)[1:]
NAMED = re.findall(r"`([\w/]+\.(?:py|js)):([\w.]+)`", WHERE)
ROW = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)


@pytest.mark.parametrize("path", ADR, ids=lambda path: path.stem)
def test_a_decision_has_its_parts_and_at_most_300_words(path: Path) -> None:
    title, status, rest = path.read_text(encoding="utf-8").split("\n\n", 2)
    number = TITLE.fullmatch(title)
    assert number is not None
    assert path.name.startswith(f"{number[1]}-")
    assert STATUS.fullmatch(status)
    parts = [rest.index(f"**{part}.**") for part in ("Context", "Decision", "Consequence")]
    assert parts == sorted(parts)
    assert 150 <= len([word for word in rest.split() if re.search(r"\w", word)]) <= 300
    assert f"| [{number[1]}]({path.name}) | {number[2]} |" in DECISIONS


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [path.name[:4] for path in ADR]
    assert numbers == [f"{number:04d}" for number in range(1, len(ADR) + 1)]


def test_every_decision_that_a_file_cites_exists() -> None:
    numbers = {path.name[:4] for path in ADR}
    for name in tracked_files("*.py", "*.js", "*.md", "*.html"):
        if not name.startswith("docs/adr/"):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert {*CITED.findall(text)} <= numbers, name


def test_the_changelog_has_at_most_800_words() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 800


def test_forty_questions_and_four_journeys_are_answered() -> None:
    assert len(QUESTIONS) == 40
    assert len(JOURNEYS) == 4
    assert all(len(re.findall(r"^\d+\. `", journey, re.MULTILINE)) >= 9 for journey in JOURNEYS)
    assert len({row[3] for row in QUESTIONS}) == 40


def test_every_name_of_the_questions_and_journeys_exists() -> None:
    for path, name in sorted({*NAMED}):
        text = (ROOT / path).read_text(encoding="utf-8")
        if path.endswith(".js"):
            exported = rf"^export (?:async )?(?:function|class|const) {name}\b"
            assert re.search(exported, text, re.MULTILINE), f"{path}:{name}"
            continue
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        assert pkgutil.resolve_name(f"{module}:{name}") is not None
        assert name.partition(".")[0] in _defined(ast.parse(text)), f"{name} is only passed on by {path}"


def _defined(tree: ast.Module) -> set[str]:
    """Return the names that a module defines itself, imports excepted."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


READMES = [ROOT / name for name in tracked_files("*README.md")]
WITH_TABLES = [str(path.parent.relative_to(ROOT)) for path in READMES]
WITHOUT_TABLES = (".", "docs", "docs/adr")
"""The README, and pages that are not modules."""


def test_every_folder_with_a_table_is_checked() -> None:
    assert {*FOLDERS, "tests", "deploy", *WITHOUT_TABLES} <= {*WITH_TABLES}


@pytest.mark.parametrize("folder", [folder for folder in WITH_TABLES if folder not in WITHOUT_TABLES])
def test_the_table_of_a_folder_names_every_entry_and_no_other(folder: str) -> None:
    """The first column of the table in a folder's README: modules, rooms (with `/`), other files."""
    text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    named = {name.rstrip("/") for cell in ROW.findall(text) for name in re.findall(r"`([^`]+)`", cell)}
    there = {
        path.name.removesuffix(".py")
        for path in (ROOT / folder).iterdir()
        if (path.is_dir() and not path.name.startswith(("_", "."))) or path.suffix == ".py"
    } - {"__init__", "__main__", "conftest"}
    assert named
    assert {name for name in named if not (ROOT / folder / name).exists()} <= there
    assert there <= named


def test_the_table_of_bench_names_every_bench_and_where_it_is() -> None:
    text = (ROOT / "bench" / "numbers.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \| `([\w/]+)` \| \S", text, re.MULTILINE)
    assert named == [
        (name, run.__module__.removeprefix("bench.").replace(".", "/")) for name, run in BENCHES.items()
    ]


TEXTS = [
    path
    for folder in (".", *FOLDERS, "tests", "deploy", "docs", ".github")
    for path in sorted((ROOT / folder).glob("**/*.md" if folder in ("docs", ".github") else "*.md"))
    if path.name not in ("CHANGELOG.md", "README.md")
] + READMES
QUOTED = re.compile(r"`([\w.-]+(?:/[\w.*-]+)+\.(?:py|js|md|json|toml|css|html|typ))`")


def test_every_file_that_a_text_names_exists() -> None:
    """A path is relative to the root, `web`, or the text's folder; a user's own folders are not checked."""
    floors = {place.name for place in ROOT.iterdir()} | {place.name for place in (ROOT / "web").iterdir()}
    for path in TEXTS:
        for name in QUOTED.findall(path.read_text(encoding="utf-8")):
            if name.partition("/")[0] in floors or (path.parent / name.partition("/")[0]).is_dir():
                places = (ROOT, ROOT / "web", path.parent)
                assert any([*place.glob(name)] for place in places), f"{path.relative_to(ROOT)}: {name}"


VERBS = ("demo", "test", "check", "docs", "web", "bench", "coverage", "pictures", "release")
CHECKS = re.compile(
    r"^(?:\t|      +entry: )?(\.venv/bin/(?:ruff|mypy|lint-imports|hadolint)\b.*)$", re.MULTILINE
)


def test_ci_make_and_the_hooks_check_the_same() -> None:
    ci, make, hooks = (
        CHECKS.findall((ROOT / name).read_text(encoding="utf-8"))
        for name in (".ci/run", "Makefile", ".pre-commit-config.yaml")
    )
    assert len(ci) >= 4
    assert make == ci
    assert hooks == ci


@pytest.mark.parametrize("verb", VERBS)
def test_every_make_target_exists_and_has_a_description(verb: str) -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{verb}: \.venv/\.dev ## \S.*$", text, re.MULTILINE)
    assert verb in re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()  # type: ignore[index]
    for module in re.findall(rf"^{verb}:.*\n(?:\t.*\n)*?\t\$\(PYTHON\) -m ([\w.]+)", text, re.MULTILINE):
        assert pkgutil.resolve_name(module)


def test_the_pictures_of_the_readme_are_of_one_size_and_small() -> None:
    shown = re.findall(
        r'<img src="([^"]+)" width="\d+" alt="[^"]{20,}">', (ROOT / "README.md").read_text("utf-8")
    )
    assert len(shown) == 2
    assert all((ROOT / path).stat().st_size < 80_000 for path in shown)
    assert {_measure(ROOT / path) for path in shown} <= {(720, 1018), (720, 1019)}


def _measure(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size
