"""Map of the house: every module in its room, with the first line of its docstring."""

import ast
import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from tools.docs.commands import Table

ROOT = Path(__file__).parents[2]
FOLDERS = [
    "cli",
    "tender",
    "works",
    "desk",
    "terminal",
    "api",
    "registry",
    "keys_example",
    "carriers",
    "verifier",
    "web",
    "credentials",
    "signing",
    "tools",
    "bench",
]
"""Folders with modules in Python: the floors from the top down, then those beside them."""

BROWSER = ("page", "verifier", "credentials", "signing", "texts")
"""Folders of `web` with modules in JavaScript."""


def map_page(table: Table) -> str:
    """Return a table for each room, under a heading for each folder."""
    parts = []
    for folder in FOLDERS:
        paths = [*(ROOT / folder).rglob("*.py")]
        parts.append(f"## {folder}/\n\n" + _rooms(paths, first_line, table))
    scripts = [path for room in BROWSER for path in (ROOT / "web" / room).rglob("*.js")]
    parts.append("## web/, in JavaScript\n\n" + _rooms(scripts, first_comment, table))
    return "\n" + "\n".join(parts)


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring; ValueError where there is none."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not docstring:
        raise ValueError(f"{path} does not say what it is")
    return docstring.splitlines()[0]


def first_comment(path: Path) -> str:
    """Return the first sentence of a script's opening comment; ValueError where there is none."""
    comment = re.match(r"(?://.*\n)+", path.read_text(encoding="utf-8"))
    if not comment:
        raise ValueError(f"{path} does not say what it is")
    text = re.sub(r"\n?// ?", " ", comment[0]).strip()
    return re.split(r"(?<=[.:;])\s+(?=[A-Z{`])", text, maxsplit=1)[0]


def _rooms(paths: list[Path], say: Callable[[Path], str], table: Table) -> str:
    """Return a table for each room; its head is the room and its own first line."""
    parts = []
    for room, files in groupby(
        sorted(paths, key=lambda path: (str(path.parent), path.name)), lambda path: path.parent
    ):
        modules = {path.name: say(path) for path in files}
        head = f"{room.relative_to(ROOT)}/", modules.pop("__init__.py", "")
        parts.append(table(head, [(f"`{name}`", sentence) for name, sentence in modules.items()]))
    return "\n".join(parts)
