"""Parts of a publication: given with --beside, or lying among the files that are to be verified."""

import os
from collections.abc import Sequence
from pathlib import Path

from cli.verify.file_kinds import TAIL_BYTES, tell_kind
from credentials.documents.part import MAX_PART_BYTES
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_bytes

MAX_PARTS = 64
"""Further ones among the files stay what they are."""


def find_parts(paths: Sequence[str]) -> list[str]:
    """The parts among files, by their last bytes; only of the name that such a file has."""
    found = [path for path in paths if path.lower().endswith(".json") and _ends_as_part(path)]
    return found[:MAX_PARTS]


def load_parts(given: Sequence[Path], found: Sequence[str]) -> tuple[bytes, ...]:
    """What these files hold; CommandError file-… as of any file, file-no-part for one given that is none."""
    parts = [load_bytes(path, limit=MAX_PART_BYTES) for path in (*map(str, given), *found)]
    for path, data in zip(given, parts, strict=False):
        if tell_kind(data[:TAIL_BYTES], data) != "part":
            raise CommandError("file-no-part", path=plain(str(path)))
    return tuple(parts)


def _ends_as_part(path: str) -> bool:
    """A file that cannot be read is told of where it is read."""
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
