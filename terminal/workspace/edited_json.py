"""Finds the fault in a JSON file that a person edited: its place, and the right character."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path

from credentials.errors import RecordError
from signing.errors import HurenError
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain

MEANT = dict(zip("：，“”‘’｛｝［］【】＂＝", ':,""""{}[][]"=', strict=True))
"""Characters that a Chinese input method writes, and the ones that JSON or TOML needs instead."""
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_BLANK = " \t\r\n"
_DECODER = json.JSONDecoder()


def refuse_at(path: str | Path, data: bytes, error: RecordError) -> HurenError:
    """Return the error with its line and character, and for JSON the right character."""
    name = plain(Path(path).name)
    if error.code == "not-json":
        return _refuse_json(name, data.decode(), error)
    note = name
    if error.field and "line" not in error.facts:
        text = data.decode()
        line, column = _count(text, _find(text, error.field))
        note = say(f"{name}, line {line}, character {column}", f"{name} 第 {line} 行第 {column} 个字符")
    error.add_note(note)
    return error


def _refuse_json(name: str, text: str, error: RecordError) -> CommandError:
    """Return the refusal with the place of the fault: where reading stopped, or before."""
    line, column = int(str(error.facts["line"])), int(str(error.facts["column"]))
    # the strict reader counts line feeds only; splitlines() would also count U+2028
    place = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    before = text[:place].rstrip(_BLANK)
    character = text[place : place + 1]
    if character in MEANT:
        return CommandError(
            "json-width", path=name, line=line, column=column, found=character, meant=MEANT[character]
        )
    if before.endswith(",") and character in ("}", "]", ","):
        line, column = _count(text, len(before) - 1)
        return CommandError("json-comma", path=name, line=line, column=column)
    return CommandError("json-broken", path=name, line=line, column=column)


def _count(text: str, place: int) -> tuple[int, int]:
    """Return the line and the character in it, both from 1."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _find(text: str, path: str) -> int:
    """Find the member of a path in well-formed JSON, or the nearest container that would hold it."""
    place = _skip(text, 0)
    for name, number in _STEP.findall(path):
        inner = _find_member(text, place, name) if name else _find_item(text, place, int(number))
        if inner is None:
            break
        place = inner
    return place


def _find_member(text: str, place: int, name: str) -> int | None:
    if text[place] != "{":
        return None
    place = _skip(text, place + 1)
    while text[place] == '"':
        key, place = scanstring(text, place + 1)
        place = _skip(text, _skip(text, place) + 1)
        if key == name:
            return place
        place = _skip_value(text, place)
    return None


def _find_item(text: str, place: int, number: int) -> int | None:
    if text[place] != "[":
        return None
    place = _skip(text, place + 1)
    while number and text[place] != "]":
        place, number = _skip_value(text, place), number - 1
    return None if text[place] == "]" else place


def _skip_value(text: str, place: int) -> int:
    """Return where the next member or item begins, or the bracket that ends them."""
    place = _skip(text, _DECODER.raw_decode(text, place)[1])
    return _skip(text, place + 1) if text[place] == "," else place


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BLANK:
        place += 1
    return place
