"""Parts of a publication: given with --beside, or found among the files to verify."""

import os
from collections.abc import Sequence
from pathlib import Path

from cli.verify.file_kinds import TAIL_BYTES, tell_kind
from credentials.documents.part import MAX_PART_BYTES
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_bytes

MAX_PARTS = 64
"""Most parts taken from the files to verify; further parts count as ordinary files."""


def find_parts(paths: Sequence[str]) -> list[str]:
    """Return the parts among files: by the name of the file, then by its last bytes."""
    parts = [path for path in paths if path.lower().endswith(".json") and _ends_as_part(path)]
    return parts[:MAX_PARTS]


def load_parts(given: Sequence[Path], nearby: Sequence[str]) -> tuple[bytes, ...]:
    """Return the content of these files; CommandError file-… as for any file, file-no-part if a given file
    is no part."""
    parts = [load_bytes(path, limit=MAX_PART_BYTES) for path in (*map(str, given), *nearby)]
    for path, data in zip(given, parts, strict=False):
        if tell_kind(data[:TAIL_BYTES], data) != "part":
            raise CommandError("file-no-part", path=plain(str(path)))
    return tuple(parts)


def _ends_as_part(path: str) -> bool:
    """Return whether a file ends as a part; an unreadable one is reported where it is read."""
    try:
        size = os.path.getsize(path)
        if not os.path.isfile(path) or size > MAX_PART_BYTES:
            return False
        with open(path, "rb") as file:
            head = file.read(TAIL_BYTES)
            file.seek(max(0, size - TAIL_BYTES))
            return tell_kind(head, file.read()) == "part"
    except OSError:
        return False
