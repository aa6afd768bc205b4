"""Operator's choices for every command, in `huren.toml` and HUREN_*, which are the node's settings too.

The settings object is loaded only if there is such a file; otherwise the variables suffice.
"""

import os
from collections.abc import Mapping
from contextvars import ContextVar
from errno import EISDIR
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.errors import CommandError
from terminal.output import plain

if TYPE_CHECKING:
    from api.settings import Settings

GIVEN_FOLDER: ContextVar[Path | None] = ContextVar("folder", default=None)
"""Folder given before the command: `huren --data DIR show`."""
DEFAULT_FOLDER = "huren-data"
_FILE = "huren.toml"
_PREFIX = "HUREN_"


OWN = (
    "HUREN_BUNDLE", "HUREN_CONFIG", "HUREN_DEBUG", "HUREN_HOME", "HUREN_LANG", "HUREN_PASSPHRASE",
    "HUREN_PIN",
)  # fmt: skip
"""Variables of the commands themselves; all others with this prefix are settings."""
_PLAIN = {*OWN, "HUREN_DATA", "HUREN_DATABASE_URL", "HUREN_FONT"}
"""Variables that are read without the settings object, which is slow to load."""


def check_names(environment: Mapping[str, str]) -> None:
    """Raise ApiError setting-unknown, with similar names, for a variable HUREN_* that no setting reads."""
    variables = sorted(name for name in map(str.upper, environment) if name.startswith(_PREFIX))
    if _PLAIN.issuperset(variables):
        return
    from api.settings import Settings, unknown_setting

    known = [_PREFIX + name.upper() for name in Settings.model_fields]
    # a misspelt variable would silently leave a setting at its default
    for name in variables:
        if name not in _PLAIN and name not in known:
            raise unknown_setting(name, [*known, *OWN])


def find_file(typed: Path | None = None) -> Path | None:
    """Return the typed file, else that of HUREN_CONFIG, else `./huren.toml` if it exists.

    Raises CommandError file-missing or file-unreadable if a named file is missing or is a folder.
    """
    named = typed or Path(os.environ.get("HUREN_CONFIG") or _FILE)
    if named.is_file():
        return named
    if named.is_dir() and (typed is not None or os.environ.get("HUREN_CONFIG")):
        raise CommandError("file-unreadable", path=plain(str(named)), why=os.strerror(EISDIR))
    if typed is not None or os.environ.get("HUREN_CONFIG"):
        raise CommandError("file-missing", path=plain(str(named)))
    return None


def load_settings(typed: Path | None = None, **chosen: object) -> "Settings":
    """Load the settings; values of `chosen` override them unless None. Raises ApiError for a wrong value."""
    from api.settings import Settings

    check_names(os.environ)
    return Settings.load(find_file(typed), **{k: value for k, value in chosen.items() if value is not None})


def data_folder(data: Path | None) -> Path:
    """Return the typed folder, else the one given before the command, else the configured one, else
    `./huren-data`."""
    typed = data or GIVEN_FOLDER.get()
    if typed is not None:
        return typed
    check_names(os.environ)
    if find_file() is not None:
        return load_settings().data
    return Path(os.environ.get("HUREN_DATA") or DEFAULT_FOLDER)


def database_url() -> str | None:
    """Return the address of the PostgreSQL database; None while the registry is a file in its folder.

    It may hold a password: do not print it.
    """
    check_names(os.environ)
    if find_file() is not None:
        return load_settings().database
    return os.environ.get("HUREN_DATABASE_URL") or None


def font_file() -> Path | None:
    """Return the font for characters of certificates that the package's fonts lack."""
    if find_file() is not None:
        return load_settings().font
    named = os.environ.get("HUREN_FONT")
    return Path(named) if named else None
