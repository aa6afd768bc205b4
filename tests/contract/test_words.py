"""One word, one thing: a class name, and a name for a type, means one thing on every floor."""

import ast
import re
from collections import defaultdict
from pathlib import Path
from subprocess import check_output

from tests.contract.test_layout import MODULES
from tests.harness.checkout import ROOT

CITED = re.compile(r"\bdesign,? sections? \d|\bDESIGN\.md\b")


def names_of_types(path: Path) -> list[str]:
    """The classes that a module declares at its top, and the names it gives to a closed list of words."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    classes = [node.name for node in body if isinstance(node, ast.ClassDef)]
    lists = [
        target.id
        for node in body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal[")
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return [*classes, *lists]


def test_a_name_of_a_type_means_one_thing_on_every_floor() -> None:
    homes = defaultdict(list)
    for path in MODULES:
        for name in names_of_types(path):
            homes[name].append(str(path.relative_to(ROOT)))
    assert len(homes) > 300
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_nothing_cites_a_document_that_readers_do_not_have() -> None:
    files = check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    named = {
        f"{name}:{number}"
        for name in files
        if name.endswith((".py", ".js", ".mjs", ".md", ".toml", ".html", ".css")) and (ROOT / name).is_file()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if CITED.search(line)
    }
    assert named == set()
