"""The sentences of the pages: whole in both languages, each used, none missing."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import Environment, nodes

from api.pages.credential_words import DOWNLOADS
from api.pages.words import SHARED, load_words, speak
from api.wire.models import ENDS, STANDINGS
from tests.harness.checkout import ROOT

API = ROOT / "api"
TEMPLATES = sorted((API / "templates").glob("*.html"))
RECORDS = sorted((API / "templates" / "records").glob("*.html"))
SOURCES = [*TEMPLATES, *RECORDS, *(API / "pages").rglob("*.py"), *(API / "routes").glob("pages_*.py")]
FILTERS = ("issuer", "scheme", "category", "grade", "standing")
HAN = re.compile("[\u4e00-\u9fff]")
FACTS = re.compile(r"\{([a-z_]+)\}")
ALIKE = ("DID", "JSON", "type", "huren 互认 API")
"""What is called the same in both languages."""


class Asked(NamedTuple):
    """The names that a source asks for, and the beginnings of those it puts together."""

    names: set[str]
    beginnings: set[str]


def asked_by(path: Path) -> Asked:
    """What `say(…)` is called with in a template or a module."""
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


@pytest.mark.parametrize("table", [*load_words()])
def test_every_sentence_stands_in_both_languages(table: str) -> None:
    for name, (en, zh) in load_words()[table].items():
        assert zh.strip() == zh != "", name
        assert en.strip() == en != "", name
        assert set(FACTS.findall(zh)) == set(FACTS.findall(en)), name
        if zh not in ALIKE and name != "other_language":
            assert HAN.search(zh), (name, zh)
            assert not HAN.search(en.replace("互认", "")), (name, en)


def test_the_tables_are_those_of_the_templates() -> None:
    names = {path.stem for path in TEMPLATES} - {"base", "figures", "parts"}
    assert set(load_words()) == names | {SHARED}
    for table, words in load_words().items():
        assert table == SHARED or not set(words) & set(load_words()[SHARED]), "said once, for all"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_a_template_says_exists(path: Path) -> None:
    known = {**load_words()[SHARED], **load_words().get(path.stem, {"title": ("", "")})}
    said = asked_by(path)
    assert said.names
    assert said.names <= set(known)
    assert all(any(name.startswith(beginning) for name in known) for beginning in said.beginnings)


def test_no_sentence_is_left_over() -> None:
    asked = [asked_by(path) for path in SOURCES]
    used = {*STANDINGS, *ENDS, *(item.name for item in DOWNLOADS), *FILTERS, "waiting", "past"}
    used = used.union(*(one.names for one in asked))
    beginnings = (*set().union(*(one.beginnings for one in asked)),)
    for table, words in load_words().items():
        left = [name for name in words if name not in used and not name.startswith(beginnings)]
        assert left == [], table


def test_a_sentence_that_does_not_exist_is_an_error() -> None:
    assert speak("search", "en")("title") == "Search"
    assert speak("search", "zh")("skip") == "跳到正文"
    with pytest.raises(KeyError):
        speak("search", "en")("none such")
