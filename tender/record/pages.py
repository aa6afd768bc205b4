"""The pages of a record, typeset by typst: A4 landscape, as many as needed, the same bytes for the same
texts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from carriers.certificate.pages import set_pages
from credentials.record import JsonObject

_TEMPLATE = Path(__file__).with_name("record.typ")


def format_record(
    pages: JsonObject,
    moment: datetime,
    *,
    behind: Sequence[JsonObject] = (),
    thumbnails: Sequence[bytes] = (),
    font: Path | None = None,
) -> bytes:
    """Return a PDF/A-3b of the texts of `verifier.tender.record.paper.pages`, dated `moment`.

    `behind` are the same texts in other languages, which follow; `thumbnails` are the pictures of the contact
    sheet in its order, empty if there is none. `font` is a font file for characters that the Noto fonts lack.
    Raises CarrierError as `set_pages`.
    """
    return set_pages(_TEMPLATE, [pages, *behind], moment, font, thumbnails)
