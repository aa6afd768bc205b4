"""Set papers of any number of pages from texts in JSON; equal texts give equal bytes."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from carriers.certificate.glyphs import check_glyphs
from carriers.certificate.pdf_dates import with_offset
from carriers.certificate.typesetting import compile_paper, load_fonts, to_json
from credentials.times import CHINA
from signing.strict_json import JsonValue

_FLOORS = Path(__file__).parent.parent.parent
"""Templates of other floors read `/carriers/certificate/setting.typ`."""
_LONG_WORD = re.compile(r"[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef]{20,}")
_ADDRESS = re.compile(r"(?=.{,60}$)[^@]+@[^@]+")
"""E-mail addresses that a line holds."""
_MAY_BREAK = "\u200b"


def set_pages(
    template: Path, data: JsonValue, moment: datetime, font: Path | None, pictures: Sequence[bytes] = ()
) -> bytes:
    """Set the PDF/A-3b of a template of any floor from texts and JPEGs, dated `moment` in +08:00.

    The template gets the bytes of `pictures` as numbers. `font` is a font file for characters that the Noto
    fonts lack. Raises CarrierError glyph-missing, font-unreadable, paper-not-set.
    """
    local = moment.astimezone(CHINA)
    check_glyphs(_texts(data), load_fonts(font).characters)
    inputs = {"data": to_json(_breakable(data)), "words": "usual"}  # typst takes twice the memory
    inputs["pictures"] = to_json([[*picture] for picture in pictures])
    made = compile_paper(template, _FLOORS, inputs, local, font, format="pdf", pdf_standards="a-3b")
    return with_offset(made, local)


def _texts(value: JsonValue, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string with the path of its member."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, field)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, f"{field}.{name}".lstrip("."))


def _breakable(value: JsonValue) -> JsonValue:
    """Return all texts with breaks allowed in long words, but not before a mark; Chinese breaks by itself."""
    if isinstance(value, str):
        return _LONG_WORD.sub(_break, value)
    if isinstance(value, list):
        return [_breakable(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _breakable(item) for name, item in value.items()}
    return value


def _break(word: re.Match[str]) -> str:
    # an address is copied, and one with breaks in it reaches nobody
    return word[0] if _ADDRESS.fullmatch(word[0]) else _MAY_BREAK.join(_clusters(word[0]))


def _clusters(word: str) -> Iterator[str]:
    start = 0
    for place, character in enumerate(word):
        if place and unicodedata.category(character)[0] not in "MC":
            yield word[start:place]
            start = place
    yield word[start:]
