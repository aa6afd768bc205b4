"""Check that the fonts can print all characters, since typst does not report a missing one."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from carriers.errors import CarrierError

_UNSEEN = ("credential", "code", "pin")
"""Members of a certificate that are not printed as text, or are plain hex."""


@cache
def characters_of(font: Path) -> frozenset[int]:
    """Return the code points for which a font file has glyphs; of a collection (.ttc), its first font.

    Raises CarrierError font-unreadable.
    """
    try:
        with TTFont(font, fontNumber=0, lazy=True) as opened:
            return frozenset(opened.getBestCmap() or ())
    except Exception as error:  # fonts have a dozen formats, each with its own exceptions
        raise CarrierError("font-unreadable", path=str(font)) from error


def check_glyphs(texts: Iterable[tuple[str, str]], known: frozenset[int]) -> None:
    """Raise CarrierError glyph-missing for the first character, in texts by field, that is not in `known`."""
    for field, text in texts:
        if not known.issuperset(map(ord, text)):
            odd = next(character for character in text if ord(character) not in known)
            shown = odd if odd.isprintable() else "–"
            raise CarrierError("glyph-missing", field, character=shown, number=f"U+{ord(odd):04X}")


def printed_texts(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and text of every string of a certificate that is printed."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for item in value:
            yield from printed_texts(item, field)
    elif is_dataclass(value):
        for member in fields(value):
            if member.name not in _UNSEEN:
                path = f"{field}.{member.name}".lstrip(".")
                yield from printed_texts(getattr(value, member.name), path)
