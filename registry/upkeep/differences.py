"""Difference between a published file and the expected one."""

from hashlib import sha256

from registry.errors import RegistryError
from registry.log.packs import ENDING, split_lines

_GZIP_HEADER = 10
"""Length of gzip's header in bytes."""


def check_digest(path: str, data: bytes | None, expected: str) -> RegistryError | None:
    """Return published-missing, or published-digest for another file than the one of this digest."""
    if data is None:
        return RegistryError("published-missing", path)
    actual = sha256(data).hexdigest()
    return (
        RegistryError("published-digest", path, found=actual, expected=expected)
        if actual != expected
        else None
    )


def find_difference(path: str, actual: bytes, expected: bytes) -> RegistryError | None:
    """Return the first differing byte, counted from 1 as cmp(1) does; None for equal files."""
    if actual == expected or (path.endswith(ENDING) and _unpack_alike(actual, expected)):
        return None
    pairs = enumerate(zip(actual, expected, strict=False))
    place = next(
        (place for place, (character, other) in pairs if character != other), min(len(actual), len(expected))
    )
    if place == len(actual):
        return RegistryError("published-cut", path, place=place, expected=len(expected))
    if place == len(expected):
        return RegistryError("published-longer", path, place=place)
    return RegistryError(
        "published-byte",
        path,
        place=place + 1,
        found=f"{actual[place]:02x}",
        expected=f"{expected[place]:02x}",
    )


def _unpack_alike(actual: bytes, expected: bytes) -> bool:
    """Return whether two packs unpack alike: builds of zlib may differ behind the same header."""
    if actual[:_GZIP_HEADER] != expected[:_GZIP_HEADER]:
        return False
    try:
        return split_lines(actual) == split_lines(expected)
    except RegistryError:
        return False
