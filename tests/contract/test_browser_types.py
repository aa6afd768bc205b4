"""Types and mistakes in the browser code, by tsc and eslint (group `npm`)."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.npm import dev_modules

pytestmark = pytest.mark.javascript

TYPES = Path("tools", "web", "types")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our own part of web/; tools/web/types describes the libraries."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "web", folder / "web", ignore=shutil.ignore_patterns("vendor", "*.py*"))
    shutil.copytree(ROOT / TYPES, folder / TYPES)
    for name in ("tsconfig.json", "eslint.config.js", "package.json"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(tool: str, checkout: Path, *arguments: str) -> str:
    """Run a tool from npm and return its report on the checkout."""
    node = shutil.which("node")
    if node is None:
        skip_group("npm", "there is no node")
    command = [node, str(dev_modules() / tool), *arguments]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (done.stdout + done.stderr == ""), done.stderr
    return done.stdout


MISTAKES = {
    "web/signing/hex.js": ("export const length = (data) => data.length;\n", "TS7006"),
    "web/credentials/words/hex.js": ("export const length = (data) => data.length;\n", "TS7006"),
    "web/verifier/hex.js": ("export const length = (data) => data.length;\n", "TS7006"),
    "web/verifier/tender/hex.js": ("export const length = (data) => data.length;\n", "TS7006"),
    "web/verifier/trust/hex.js": ("export const a = /** @type {string[]} */ ([]).at(0).length;\n", "TS2532"),
    "web/page/answers/hex.js": ("export const length = ({ data }) => data;\n", "TS7031"),
    "web/page/hex.js": ("export class Hex { get size() { return this.length; } }\n", "TS2339"),
}


def test_the_types_said_in_comments_hold_and_tsc_would_see_a_mistake(checkout: Path) -> None:
    """tsc reports the planted mistakes and no others; version 7 is compiled, and ten times as fast."""
    for place, (line, _) in MISTAKES.items():
        (checkout / place).write_text(line, encoding="utf-8")
    try:
        said = run("typescript-7/bin/tsc", checkout, "--pretty", "false", "-p", "tsconfig.json")
    finally:
        for place in MISTAKES:
            (checkout / place).unlink()
    found = re.findall(r"^(\S.*?)(?:\(\d+,\d+\))?: error (TS\d+)", said, re.MULTILINE)
    assert sorted(found) == sorted((place, code) for place, (_, code) in MISTAKES.items())


HIDES = re.compile(r"(?:[{<(]|[:|,] |=> )any(?=[}>)\],;|[]| [|}])|@ts-(?:ignore|expect-error|nocheck)")
"""In a comment, the type `any`, or a directive that hides a mistake."""


@pytest.mark.parametrize("room", ["verifier", "page"])
def test_no_comment_uses_any_or_hides_a_mistake(room: str) -> None:
    files = sorted((ROOT / "web" / room).rglob("*.js"))
    assert len(files) > 20
    assert [(path.name, said[0]) for path in files for said in HIDES.finditer(path.read_text("utf-8"))] == []


def test_the_elements_a_script_asks_for_are_those_of_the_page() -> None:
    typed = re.search(
        r"@typedef \{\{\n(.*?)\}\} PageTags", (ROOT / "web/page/dom.js").read_text("utf-8"), re.DOTALL
    )
    assert typed is not None
    named = dict(re.findall(r"'?([a-z-]+)'?: '(\w+)'", typed[1]))
    html = (ROOT / "web/page/verify.html").read_text("utf-8")
    tags = {id: tag for tag, id in re.findall(r'<(\w+)\b[^>]*?\bid="([^"]+)"', html)}
    assert {id: tags.get(id) for id in named} == named
    assert len(named) > 50


@pytest.mark.parametrize(
    "rooms",
    [("web/signing", "web/credentials", "web/verifier"), pytest.param(("web",), marks=pytest.mark.night)],
    ids=["pure floors", "all"],
)
def test_the_linter_finds_nothing_but_that_the_core_asks_for_a_clock_or_a_page(
    rooms: tuple[str, ...], checkout: Path
) -> None:
    """The two findings are mistakes that the test planted."""
    path = checkout / "web" / "verifier" / "clock.js"
    path.write_text("export const here = () => [document, setTimeout];\n", encoding="utf-8")
    try:
        said = run("eslint/bin/eslint.js", checkout, *rooms)
    finally:
        path.unlink()
    assert said.count("no-undef") == 2
    assert "2 problems" in said
