"""The sentences of the pages: whole in both languages, each used, none missing."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import Environment, nodes

from api.pages.credential_words import DOWNLOADS
from api.pages.rendering import MORE_PAGES, NAVIGATION
from api.serving import Servings
from api.wire.models import ENDS, STANDINGS
from api.words import SHARED, load_words, speak
from tests.harness.apartments import SERVINGS
from tests.harness.checkout import ROOT

PACKAGES = ("api", *Servings.of(SERVINGS).packages.values())
TEMPLATES = [
    (package, path)
    for package in PACKAGES
    for path in sorted((ROOT / package.replace(".", "/") / "templates").glob("*.html"))
]
TABLES = [(package, table) for package in PACKAGES for table in load_words(package)]
SHARED_WORDS = load_words("api")[SHARED]
WORDLESS = {"base", "figures", "parts"}
FILTERS = ("issuer", "scheme", "category", "grade", "standing")
HAN = re.compile("[\u4e00-\u9fff]")
FACTS = re.compile(r"\{([a-z_]+)\}")
ALIKE = ("DID", "JSON", "type", "huren 互认 API", "{question}（{unit}）")
"""Texts that are the same in both languages."""


class Asked(NamedTuple):
    """Names that a source passes to `say`, and the beginnings of names that it composes."""

    names: set[str]
    beginnings: set[str]


@cache
def asked_by(path: Path) -> Asked:
    """Return the arguments of `say(…)` in a template or a module."""
    text = path.read_text(encoding="utf-8")
    asked = Asked(set(), set())
    if path.suffix == ".html":
        for place in Environment(autoescape=True).parse(text).find_all(nodes.Call):
            if isinstance(place.node, nodes.Name) and place.node.name == "say":
                _note_template(place.args[0], asked)
    else:
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say":
                _note_module(call.args[0], asked)
    return asked


def _note_template(name: nodes.Expr, asked: Asked) -> None:
    if isinstance(name, nodes.Const):
        asked.names.add(name.value)
    elif isinstance(name, nodes.CondExpr):
        _note_template(name.expr1, asked)
        assert name.expr2 is not None
        _note_template(name.expr2, asked)
    elif isinstance(name, nodes.Concat):
        assert isinstance(name.nodes[0], nodes.Const)
        asked.beginnings.add(name.nodes[0].value)


def _note_module(name: ast.expr, asked: Asked) -> None:
    if isinstance(name, ast.Constant):
        asked.names.add(str(name.value))
    elif isinstance(name, ast.IfExp):
        _note_module(name.body, asked)
        _note_module(name.orelse, asked)
    elif isinstance(name, ast.JoinedStr):
        assert isinstance(name.values[0], ast.Constant)
        asked.beginnings.add(str(name.values[0].value))


@pytest.mark.parametrize(("package", "table"), TABLES)
def test_every_sentence_stands_in_both_languages(package: str, table: str) -> None:
    for name, (en, zh) in load_words(package)[table].items():
        assert zh.strip() == zh != "", name
        assert en.strip() == en != "", name
        assert set(FACTS.findall(zh)) == set(FACTS.findall(en)), name
        if zh not in ALIKE and name != "other_language":
            assert HAN.search(zh), (name, zh)
            assert not HAN.search(en.replace("互认", "")), (name, en)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_tables_are_those_of_the_templates(package: str) -> None:
    names = {path.stem for owner, path in TEMPLATES if owner == package} - WORDLESS
    words = load_words(package)
    tables = {*words} - {SHARED, "record"}
    assert tables <= names
    for table in tables:
        assert not {*words[table]} & {*SHARED_WORDS}, "said once, for all"


@pytest.mark.parametrize(("package", "path"), TEMPLATES, ids=lambda one: Path(one).stem)
def test_every_sentence_of_a_template_exists(package: str, path: Path) -> None:
    own = load_words(package)
    tables = own.values() if path.stem in WORDLESS else (own.get(path.stem, {}),)
    known = {*SHARED_WORDS, *own.get(SHARED, {}), *(name for table in tables for name in table)}
    said = asked_by(path)
    assert said.names or path.stem in WORDLESS
    assert said.names <= {*known, "title"}
    assert all(any(name.startswith(beginning) for name in known) for beginning in said.beginnings)


_OF_APARTMENTS = ("*.py", "pages/*.py", "web/**/*.py")


def sources_of(package: str) -> list[Path]:
    """Return the templates and modules of pages, without those of the terminal."""
    folder = ROOT / package.replace(".", "/")
    modules = ("pages/**/*.py", "routes/pages_*.py", "*.py") if package == "api" else _OF_APARTMENTS
    found = (path for pattern in ("templates/**/*.html", *modules) for path in folder.glob(pattern))
    return [path for path in found if "from terminal." not in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_is_used(package: str) -> None:
    everywhere = {path: asked_by(path) for one in PACKAGES for path in sources_of(one)}
    used = {*STANDINGS, *ENDS, *(item.name for item in DOWNLOADS), *FILTERS}
    used |= {f"nav_{name}" for name in (*NAVIGATION, *MORE_PAGES)}
    for table, words in load_words(package).items():
        paths = everywhere if table == SHARED else sources_of(package)
        asked = [everywhere[path] for path in paths]
        names = used.union(*(one.names for one in asked))
        beginnings = (*set().union(*(one.beginnings for one in asked)),)
        assert [name for name in words if name not in names and not name.startswith(beginnings)] == [], table


def test_a_sentence_that_does_not_exist_is_an_error() -> None:
    assert speak("search", "en")("title") == "Search"
    assert speak("search", "zh")("skip") == "跳到正文"
    with pytest.raises(KeyError):
        speak("search", "en")("none such")
