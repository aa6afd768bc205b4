"""The pages of a record set by typst: A4 across, as many as it takes, the same bytes for the same texts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from carriers.certificate.glyphs import check_glyphs
from carriers.certificate.pdf_dates import with_offset
from carriers.certificate.typesetting import compile_paper, load_fonts, to_json
from credentials.record import JsonObject
from credentials.times import CHINA
from signing.strict_json import JsonValue

_FOLDER = Path(__file__).parent


def format_record(pages: JsonObject, moment: datetime, *, font: Path | None = None) -> bytes:
    """A PDF/A-3b of the texts of `verifier.tender.record.paper.pages`, dated `moment`.

    `font` is a font file for characters the Noto fonts lack. Raises CarrierError glyph-missing,
    font-unreadable, paper-not-set.
    """
    local = moment.astimezone(CHINA)
    check_glyphs(_texts(pages), load_fonts(font).characters)
    inputs = {"data": to_json(pages), "words": "long"}
    made = compile_paper(
        _FOLDER / "record.typ", _FOLDER.parent, inputs, local, font, format="pdf", pdf_standards="a-3b"
    )
    return with_offset(made, local)


def _texts(value: JsonValue, field: str = "") -> Iterator[tuple[str, str]]:
    """Every string by the member it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, field)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, f"{field}.{name}".lstrip("."))
