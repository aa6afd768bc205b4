"""Documents as people write them: TOML, JSON, or Markdown whose sections are items or clauses.

A Markdown file begins with the members of the document as TOML between two lines `+++`. Below, each heading
`## 4.2 人员 / Staff` begins a section by its number and title; lines that begin with `> ` are its text in
English, a fenced block of ```toml holds further members, and all else is its text in Chinese:

    +++
    code = "facility-operation-criteria"
    +++
    ## 4.2 人员 / Staff
    一级不少于 20 名持证运行人员。
    > At least 20 certified operators.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from credentials.errors import RecordError
from credentials.record import JsonObject, parse_document
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_bytes, load_text
from terminal.workspace.toml_files import parse_toml

_OTHER_PROGRAMS = (".xlsx", ".xls", ".ods", ".csv", ".et", ".docx", ".doc", ".odt", ".wps", ".pdf")
"""Files of spreadsheet and word programs."""
_FRONT = re.compile(r"\A\ufeff?\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^##[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)(?:[ \t\u3000]+|$)(.*)", re.ASCII)
_SUBJECT = re.compile(r"^credentialSubject\.?")
_MEMBERS = re.compile(r"^```toml[ \t]*\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)


def check_draft_name(path: Path) -> None:
    """Text is not written into a file of another program, nor read from one; CommandError draft-workbook."""
    if path.suffix.lower() in _OTHER_PROGRAMS:
        raise CommandError("draft-workbook", path=plain(str(path)))


def load_draft(path: Path, limit: int, sections: str) -> JsonObject:
    """The object in a file; sections of Markdown stand in its list `sections`, each with its number as `no`.

    Raises CommandError file-…, file-not-toml, file-no-front, draft-workbook; RecordError for other JSON.
    """
    check_draft_name(path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        return parse_document(load_bytes(path, limit=limit), limit)
    text = load_text(path, limit=limit)
    if suffix != ".md":
        value: JsonObject = parse_toml(text, path)
        return value
    found = _FRONT.match(text.replace("\r\n", "\n"))
    if found is None:
        raise CommandError("file-no-front", path=plain(str(path)))
    front: JsonObject = parse_toml(found[1], path)
    body = found.string[found.end() :]
    listed: list[Any] = [*_read_sections(body, path)]
    return {**front, sections: listed} if listed else front


def as_typed(error: RecordError, path: Path) -> RecordError:
    """The refusal with the name of the file, and members called as they stand there."""
    field = _SUBJECT.sub("", error.field)
    return RecordError(error.code, ": ".join(filter(None, (plain(path.name), field))), **error.facts)


def _read_sections(body: str, path: Path) -> Iterator[JsonObject]:
    for part in _HEADING.split(body)[1:]:
        heading, _, rest = part.partition("\n")
        found = _NUMBERED.fullmatch(heading.strip())
        no, title = (found[1], found[2]) if found is not None else (None, heading.strip())
        given = _MEMBERS.search(rest)
        members: JsonObject = parse_toml(given[1], path) if given is not None else {}
        words = _MEMBERS.sub("", rest)
        zh: list[str] = []
        en: list[str] = []
        for line in words.splitlines():
            (en if line.startswith(">") else zh).append(line.removeprefix(">").strip())
        name = _in_both(*(side.strip() for side in (*title.partition(" / ")[::2],)))
        text = _in_both("\n".join(zh).strip(), "\n".join(en).strip())
        made: JsonObject = {"no": no} if no is not None else {}
        if name:
            made["title"] = name
        if text:
            made["text"] = text
        yield {**made, **members}


def _in_both(zh: str, en: str) -> JsonObject:
    return {lang: words for lang, words in (("zh", zh), ("en", en)) if words}
