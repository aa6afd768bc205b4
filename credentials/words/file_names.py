"""File names from certificate numbers, valid on every system."""

import re

from signing.plain_text import plain

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f]|^[.\s]+|[.\s]+$')
_TAKEN = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")
"""Device names on Windows."""

LONGEST = 120


def file_stem(name: str) -> str:
    """Return `name` as a file name for every system, at most LONGEST characters."""
    stem = _UNSAFE.sub("_", plain(name))[:LONGEST] or "_"
    return f"_{stem}" if _TAKEN.match(stem) else stem


def distinct_stem(name: str, digest: str, taken: set[str]) -> str:
    """Return the stem of a number; with the digest where it is `taken`, as by another association.

    The stem is added to `taken`.
    """
    stem = file_stem(name)
    # Windows and macOS take A.pdf and a.pdf for one file
    if stem.casefold() in taken:
        stem += f"-{digest[:16]}"
    taken.add(stem.casefold())
    return stem
