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
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from credentials.errors import RecordError
from credentials.record import JsonObject, parse_document
from credentials.times import CHINA, format_time
from credentials.words.closed_lists import Labels
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, tell
from terminal.workspace.edited_json import MEANT
from terminal.workspace.files import load_bytes, load_text, save_bytes

_OTHER_PROGRAMS = (".xlsx", ".xls", ".ods", ".csv", ".et", ".docx", ".doc", ".odt", ".wps", ".pdf")
"""Endings of files of spreadsheet and word programs."""
_MAX_TOML = 4 * 1024 * 1024
_FRONT = re.compile(r"\A\ufeff?\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^##[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)(?:[ \t\u3000]+|$)(.*)", re.ASCII)
_SUBJECT = re.compile(r"^credentialSubject\.?")
_CODE = re.compile("'([^']*)'")
_PLACE = re.compile(r"at line ([0-9]+), column ([0-9]+)")
_STEP = re.compile(r"([A-Za-z]+)|\[([0-9]+)\]", re.ASCII)
_MEMBERS = re.compile(r"^```toml[ \t]*\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)


def check_draft_name(path: Path) -> None:
    """Refuse a file of a spreadsheet or word program; CommandError draft-workbook."""
    if path.suffix.lower() in _OTHER_PROGRAMS:
        raise CommandError("draft-workbook", path=plain(str(path)))


def load_draft(path: Path, limit: int, sections: str | None = None) -> JsonObject:
    """Load a document's members from a file; sections of Markdown stand in its list `sections`.

    Each section has its number as `no`. Raises CommandError file-…, file-not-toml, file-no-front,
    draft-workbook; RecordError for JSON outside the profile, and for a member `type`, which a draft must not
    have.
    """
    check_draft_name(path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        value = parse_document(load_bytes(path, limit=limit), limit)
    elif suffix == ".md" and sections is not None:
        value = _read_markdown(load_text(path, limit=limit), path, sections)
    else:
        value = load_toml(path, limit)
    # the command decides the kind; a typed `type` could make another kind of document
    if "type" in value:
        raise RecordError("member-unknown", "type")
    return value


def load_toml(path: Path, limit: int) -> Any:
    """Load a TOML file as the JSON of documents; CommandError file-…, file-not-toml."""
    return _parse_toml(load_text(path, limit=limit), path)


@contextmanager
def as_typed(
    path: Path,
    *,
    value: Mapping[str, Any] | None = None,
    closed: Sequence[Labels] = (),
    called: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Make a refusal name the file, and the members by their names there.

    With the typed `value`, the refusal also shows how to write a number that should be text. Words of the
    `closed` lists replace codes; `called` are members with another name in the file. Raises CommandError
    draft-word, draft-number, file-is-toml; RecordError.
    """
    try:
        yield
    except RecordError as error:
        field = _SUBJECT.sub("", error.field)
        field = (called or {}).get(field, field)
        place, expected = ": ".join(filter(None, (plain(path.name), field))), str(error.facts.get("expected"))
        codes = {*_CODE.findall(expected)}
        labels = next((words for words in closed if codes and codes <= words.keys()), None)
        if error.code == "member-value" and labels is not None:
            allowed = [
                say(f"{code} ({en})", f"{code}（{zh}）") for code, (en, zh) in labels.items() if code in codes
            ]
            raise CommandError("draft-word", place, allowed=allowed) from None
        typed = _find(value, field)
        # isinstance() would accept a bool as an int
        if error.code == "member-type" and expected == "string" and type(typed) in (int, float):
            example = f'{field.rpartition(".")[2]} = "{typed}"'
            raise CommandError("draft-number", place, example=example) from None
        if error.code == "not-json" and _holds_toml(path):
            raise CommandError("file-is-toml", path=plain(str(path)), name=f"{path.stem}.toml") from None
        refused = RecordError(error.code, place, **error.facts)
        if "{field" not in refused.message.en:
            refused.add_note(plain(path.name))  # tells which of several files is meant
        raise refused from None


def _holds_toml(path: Path) -> bool:
    """Return whether a file that is not JSON contains TOML under another ending."""
    try:
        return bool(tomllib.loads(load_text(path, limit=_MAX_TOML)))
    except (CommandError, tomllib.TOMLDecodeError, RecursionError):
        return False


def save_template(out: str, text: str, command: str) -> None:
    """Write a draft to fill in, and say what to do with it; `command` issues it."""
    save_bytes(out, text.encode())
    tell_template(out, command)


def tell_template(out: str, command: str) -> None:
    """Say what to do with a draft that was written; `command` issues it."""
    name = plain(out)
    tell(
        say(
            f"Wrote {name}. Edit it, check it with {command} {name} --dry-run, then issue it.",
            f"已写入 {name}。填写后用 {command} {name} --dry-run 检查，再正式签发。",
        )
    )


def _find(value: Any, field: str) -> Any:
    """Return the typed value at the path of a refusal; None where there is none."""
    for name, place in _STEP.findall(field):
        try:
            value = value[int(place)] if place else value[name]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _parse_toml(text: str, path: Path) -> Any:
    try:
        return _plain_values(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # tomllib recurses into nested arrays
        name, place = plain(str(path)), _PLACE.search(str(error))
        line, column = map(int, place.groups()) if place is not None else (1, 1)
        character = text.split("\n")[line - 1][column - 1 : column]
        if character in MEANT:
            raise CommandError(
                "json-width", path=name, line=line, column=column, found=character, meant=MEANT[character]
            ) from None
        raise CommandError("file-not-toml", path=name, why=str(error)) from None


def _plain_values(value: Any) -> Any:
    """Convert values that JSON lacks as the documents write them: times without an offset are in +08:00."""
    if isinstance(value, dict):
        return {name: _plain_values(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain_values(inner) for inner in value]
    # datetime is a subclass of date, so it is tested first
    if isinstance(value, datetime):
        return format_time(value if value.tzinfo is not None else value.replace(tzinfo=CHINA))
    return value.isoformat() if isinstance(value, date) else value


def _read_markdown(text: str, path: Path, sections: str) -> JsonObject:
    match = _FRONT.match(text.replace("\r\n", "\n"))  # Windows line ends
    if match is None:
        raise CommandError("file-no-front", path=plain(str(path)))
    above = "\n" * match.string.count("\n", 0, match.start(1))  # keeps the file's line numbers
    front: JsonObject = _parse_toml(above + match[1], path)
    listed: list[Any] = [*_read_sections(match.string[match.end() :], path)]
    return {**front, sections: listed} if listed else front


def _read_sections(body: str, path: Path) -> Iterator[JsonObject]:
    for part in _HEADING.split(body)[1:]:
        heading, _, rest = part.partition("\n")
        match = _NUMBERED.fullmatch(heading.strip())
        no, title = (match[1], match[2]) if match is not None else (None, heading.strip())
        given = _MEMBERS.search(rest)
        members: JsonObject = _parse_toml(given[1], path) if given is not None else {}
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
