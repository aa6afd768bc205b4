"""TOML that a clerk fills in, read as the JSON that documents are made of."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from credentials.times import CHINA, format_time
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_text


def load_toml(path: Path, limit: int) -> Any:
    """The value in a file; CommandError file-…, file-not-toml."""
    return parse_toml(load_text(path, limit=limit), path)


def parse_toml(text: str, path: Path) -> Any:
    """The value in text that stands in the file; CommandError file-not-toml."""
    try:
        return _plain_values(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CommandError("file-not-toml", path=plain(str(path)), why=str(error)) from None


def _plain_values(value: Any) -> Any:
    """What JSON has no form for as the documents write it: times, where no offset is typed in +08:00."""
    if isinstance(value, dict):
        return {name: _plain_values(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain_values(inner) for inner in value]
    if isinstance(value, datetime):
        return format_time(value if value.tzinfo is not None else value.replace(tzinfo=CHINA))
    return value.isoformat() if isinstance(value, date) else value
