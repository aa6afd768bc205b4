"""TenderThumbnails/1 (`thumbnails.json`): the small pictures on the contact sheet of a record.

The receipt does not cover the pictures. A pack keeps them so that its pages can be set anew with the same
pictures; `papers.json` vouches for the bytes of this file as for those of the pages.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from credentials.record import Items, JsonObject, Model, Version
from credentials.unsigned import FileName, Label, parse_unsigned
from signing.jcs import canonicalize
from signing.strict_json import JsonValue
from verifier.tender.record.paper.contact_sheet import MOST_PICTURES, SheetPage

MAX_THUMBNAILS_BYTES = 2 * 1024 * 1024
_MAX_VALUES = 10 * MOST_PICTURES


class PagePicture(Model):
    """A page, and its small picture as a JPEG in Base64."""

    bidder: Label
    file: FileName
    page: Version
    jpeg: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class TenderThumbnails(Model):
    """The file in a pack."""

    type: Literal["TenderThumbnails/1"]
    pages: Annotated[Items[PagePicture], Field(max_length=MOST_PICTURES)]


def format_thumbnails(pictures: Mapping[SheetPage, bytes]) -> bytes:
    """Return the bytes of the file for the pictures at hand."""
    pages: list[JsonValue] = [
        {**page._asdict(), "jpeg": b64encode(jpeg).decode()} for page, jpeg in pictures.items()
    ]
    value: JsonObject = {"type": "TenderThumbnails/1", "pages": pages}
    return canonicalize(value)


def parse_thumbnails(data: bytes) -> dict[SheetPage, bytes]:
    """Return the pictures in the file by page, whatever their bytes; RecordError names the member."""
    body = parse_unsigned(data, TenderThumbnails, MAX_THUMBNAILS_BYTES, _MAX_VALUES).body
    return {SheetPage(page.bidder, page.file, page.page): b64decode(page.jpeg) for page in body.pages}
