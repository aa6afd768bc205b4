"""The error tables are total: every raised code has a row in both languages, and every row can be raised."""

import ast
import re
import string
from collections import Counter
from functools import cache

import pytest

from signing.errors import HurenError
from tests.contract.sources import error_classes
from tests.harness.checkout import FLOORS, ROOT
from tools.web.verifier_tables import sources as browser_sources


def sources(floor: str) -> str:
    """Return all code of a floor except its table of messages."""
    files = [
        p
        for p in sorted((ROOT / floor).rglob("*.py"))
        if not p.name.endswith("errors.py") and p.parent.name != "errors"
    ]
    return "\n".join(p.read_text(encoding="utf-8") for p in files)


ALL_SOURCES = {floor: sources(floor) for floor in FLOORS}
ALL_TEXT = "\n".join(ALL_SOURCES.values()) + "\n".join(
    p.read_text(encoding="utf-8") for p in [*ROOT.glob("*/*errors.py"), *ROOT.glob("*/errors/*.py")]
)


def test_every_floor_has_one_class() -> None:
    """The verifier has three more: TrustError for trust data, QuestionError, ReceiptError for a receipt."""
    by_module = Counter(cls.__module__ for cls in error_classes())
    assert by_module.pop("verifier.errors") == 3
    assert set(by_module.values()) == {1}, "one class and one table a floor"


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_every_code_raised_is_in_the_table(cls: type[HurenError]) -> None:
    assert find_raised()[cls.__name__] - set(cls.MESSAGES) == set()


@cache
def find_raised() -> dict[str, set[str]]:
    """Return the codes that the code raises, by the name of the error class."""
    raised: dict[str, set[str]] = {cls.__name__: set() for cls in error_classes()}
    for name, code in re.findall(rf"\b({'|'.join(raised)})\(\s*\"([a-z0-9-]+)\"", ALL_TEXT):
        raised[name].add(code)
    return raised


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_every_row_can_be_raised(cls: type[HurenError]) -> None:
    assert {*cls.MESSAGES} - find_named() == set()


@cache
def find_named() -> set[str]:
    """Return the codes that code of any floor names, in tables or outside, or that the pages raise."""
    quoted = re.findall(r"\"([a-z0-9-]+)\"", "\n".join(ALL_SOURCES.values()))
    mapped = re.findall(r":\s*\"([a-z0-9-]+)\"", ALL_TEXT)
    browser = "".join(path.read_text(encoding="utf-8") for path in browser_sources())
    return {*quoted, *mapped, *re.findall(r"Error\('([a-z0-9-]+)'", browser)}


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_both_languages_say_the_same_and_mend_it(cls: type[HurenError]) -> None:
    for code, message in cls.MESSAGES.items():
        texts = (message.en, message.zh, message.mend_en, message.mend_zh)
        assert all(texts), code
        for chinese in (message.zh, message.mend_zh):
            assert re.search(r"[\u4e00-\u9fff]|:said}", chinese), code
        for english, chinese in ((message.en, message.zh), (message.mend_en, message.mend_zh)):
            assert placeholders(english) == placeholders(chinese), code


def placeholders(text: str) -> set[str]:
    """The names in braces, without their kinds."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("floor", FLOORS)
def test_every_error_brings_the_facts_of_its_sentences(floor: str) -> None:
    tables = {cls.__name__: cls.MESSAGES for cls in error_classes()}
    raised = re.compile(rf"\b(?:{'|'.join(tables)})\(")
    for path in sorted((ROOT / floor).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(source)) if raised.search(source) else ():
            if not (isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            message = tables.get(name, {}).get(str(call.args[0].value))
            given = {keyword.arg for keyword in call.keywords} | {"field"}
            if message is None or None in given:
                continue
            needed = placeholders(message.en) | placeholders(message.mend_en)
            assert needed <= given, f"{path.name}:{call.lineno} lacks {needed - given}"
