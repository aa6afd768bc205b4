"""Cursors that name the record a page ended at, by its digest."""

import base64
import binascii
import re

from api.errors import ApiError

_CURSOR = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def format_cursor(digest: str) -> str:
    """The cursor that names a record."""
    return base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()


def parse_cursor(text: str) -> str:
    """The digest in a cursor; ApiError cursor-damaged."""
    try:
        if _CURSOR.fullmatch(text) is None:
            raise ValueError(text)
        return base64.urlsafe_b64decode(text + "=").hex()
    except (ValueError, binascii.Error):
        raise ApiError("cursor-damaged", "cursor") from None
