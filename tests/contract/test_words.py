"""One word, one thing: a class name or type name means one thing on every floor."""

import ast
import pkgutil
import re
from collections import defaultdict
from pathlib import Path

import pytest

from credentials.words import closed_lists
from tests.contract.sources import MODULES
from tests.harness.checkout import ROOT, tracked_files

CITED = re.compile(
    r"\bthe design\b|\bdesign,? sections? \d|\b(?:DESIGN|house|works)\.md\b|\(issue \d|^# -+ point\b"
    r"|(?:\(|^\s*#\s*|^\s*\"\"\"|^)[Pp]oints? \d+(?:\b|[a-z]\b)(?! of )",
    re.MULTILINE,
)
"""Citations of a document that does not come with the sources, or of a number in one."""
PARTS_OF_CITED = ("design", ".md", "(issue", "oint")
"""A line without any of these is no citation: looking for them is ten times faster."""


NAME_OF_A_TYPE = re.compile(r"_?[A-Z][a-z]\w+")


def names_of_types(path: Path) -> list[str]:
    """Return the classes of a module's top level, and its other names in the form of a type's name."""
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return [name for name in names if NAME_OF_A_TYPE.fullmatch(name)]


def test_a_name_of_a_type_means_one_thing_on_every_floor() -> None:
    homes = defaultdict(list)
    for path in MODULES:
        for name in names_of_types(path):
            homes[name].append(str(path.relative_to(ROOT)))
    assert len(homes) > 300
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


SAMPLES = (
    '"""Point %: a stolen key."""',
    '    """Points % and 6: one key',
    "and who may (point %)",
    "as asked (issue %)",
    "# --- point %",
    "# Point %: an order",
    "Point %: so it does",
    "limits of the plan.",
    "see PLAN.md",
)


@pytest.mark.parametrize("line", SAMPLES)
def test_the_check_finds_a_citation(line: str) -> None:
    line = line.replace("%", "4").replace("plan", "design").replace("PLAN", "DESIGN")
    assert CITED.search(line)
    assert any(word in line for word in PARTS_OF_CITED)


def test_nothing_cites_a_document_that_readers_do_not_have() -> None:
    files = tracked_files()
    named = {
        f"{name}:{number}"
        for name in files
        if name.endswith((".py", ".js", ".mjs", ".md", ".toml", ".html", ".css")) and (ROOT / name).is_file()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if any(word in line for word in PARTS_OF_CITED) and CITED.search(line)
    }
    assert named == set()


GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
TERM = re.compile(r"^\| ([a-z ]+) \| ([\u4e00-\u9fff]+) \| .+ \| `([\w/]+)\.py:(\w+)` \|$", re.MULTILINE)
TERMS = TERM.findall(GLOSSARY)
FACES = (
    "api/templates",
    "carriers",
    "web/page/words",
    "docs/reference",
    "docs/how-to",
    "cli",
    "terminal",
    "credentials/words",
    "registry/errors",
    "verifier",
)
INSIDE = {"planned", "view", "policy", "draft"}
"""Terms of the code and its pages that no Chinese sentence needs."""


def test_a_term_of_the_glossary_lives_where_it_says() -> None:
    for english, _, module, name in TERMS:
        dotted = module.removesuffix("/__init__").replace("/", ".")
        found = pkgutil.resolve_name(f"{dotted}:{name}")
        assert getattr(found, "__module__", dotted) == dotted, (
            f"{english}: where it is defined, not passed on"
        )


def test_the_terms_of_the_glossary_are_those_used() -> None:
    assert len(TERMS) == GLOSSARY.count(".py:")
    assert len({english for english, *_ in TERMS}) == len({chinese for _, chinese, *_ in TERMS}) == len(TERMS)
    files = (path for folder in FACES for path in (ROOT / folder).rglob("*.*"))
    told = "".join(
        path.read_text("utf-8") for path in files if path.suffix in (".md", ".toml", ".json", ".py", ".html")
    )
    assert [zh for en, zh, *_ in TERMS if en not in INSIDE and zh not in told] == []
    assert [en for en, *_ in TERMS if en not in told] == []


OTHER_WORDS = re.compile(r"发证协会|本会(?!议|话)")
"""Words for the issuer and for an association's self that `docs/glossary.md` rules out."""


def test_the_issuer_and_an_association_itself_have_one_chinese_word_each() -> None:
    endings = (".py", ".js", ".json", ".md", ".toml", ".html")
    rules = {"docs/glossary.md", "tests/contract/test_words.py"}
    named = {
        name
        for name in tracked_files()
        if name.endswith(endings) and name not in rules and (ROOT / name).is_file()
        if OTHER_WORDS.search((ROOT / name).read_text(encoding="utf-8"))
    }
    assert named == set()


def test_kinds_and_outcomes_go_by_the_words_of_the_glossary() -> None:
    words = {english: chinese for english, chinese, *_ in TERMS}
    for english, chinese in closed_lists.KINDS.values():
        term = "credential" if english.endswith(" credential") else english
        assert term in words
        assert chinese.endswith(words[term]), english
    for english, chinese in closed_lists.OUTCOMES.values():
        assert f"{english} {chinese}" in GLOSSARY


PROSE = [ROOT / "README.md", *(ROOT / "docs/how-to").glob("*.md"), *(ROOT / "docs/explanation").glob("*.md")]
SPEAKS_OF_CODES = {"add-a-kind.md", "desk-threats.md", "threats.md"}
"""Pages for those who write and judge verifiers."""
RULED_OUT = ("登记系统", "策略")
"""Words replaced by 登记库 and 核验条件."""


def test_people_see_words_and_programs_codes() -> None:
    for path in PROSE:
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert path.name in SPEAKS_OF_CODES or "ndeterminate" not in text, path.name


def test_no_text_uses_a_word_that_the_glossary_replaces() -> None:
    files = tracked_files()
    apart = ("tests/", "docs/adr/", "docs/README", "carriers/README", "web/vendor/", "CHANGELOG")
    kinds = (".py", ".js", ".md", ".toml", ".json", ".html", ".conf")
    faces = [name for name in files if name.endswith(kinds) and not name.startswith(apart)]
    found = {
        (name, word)
        for name in faces
        if (ROOT / name).is_file()
        for text in [(ROOT / name).read_text("utf-8")]
        for word in RULED_OUT
        if re.search(word, text)
    }
    assert len(faces) > 300
    assert found == set()
