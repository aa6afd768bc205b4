"""Lists page by page, with cursors: the digest of the record at which the last page ended.

Pages neither repeat nor skip when records are admitted meanwhile. A page may be short, even empty, and still
have a `next`: one request looks at a bounded number of records.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from api.errors import ApiError

R = TypeVar("R")
T = TypeVar("T")

_CURSOR = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class ListPage(NamedTuple, Generic[T]):
    """One page, the cursor of the next page, and the number of records looked at."""

    items: list[T]
    next: str | None
    looked_at: int = 0


def fill_page(
    records: Iterable[R],
    take: Callable[[R], T | None],
    *,
    name: Callable[[R], str],
    limit: int,
    most: int,
    is_cut: Callable[[], bool] = lambda: False,
) -> ListPage[T]:
    """Return the first `limit` items that `take` makes of records; look at no more than `most` records.

    `name` gives the digest for the cursor; `is_cut` tells whether more follow where the records end.
    """
    items: list[T] = []
    last, looked_at = "", 0
    for record in records:
        if len(items) >= limit or looked_at >= most:
            return ListPage(items, format_cursor(last), looked_at)
        last = name(record)
        looked_at += 1
        item = take(record)
        if item is not None:
            items.append(item)
    return ListPage(items, format_cursor(last) if is_cut() else None, looked_at)


def read_place(cursor: str | None, find: Callable[[str], T | None]) -> T | None:
    """Return the place where the previous page ended; None for the first page. ApiError cursor-damaged
    where `find` finds no such place."""
    if cursor is None:
        return None
    place = find(parse_cursor(cursor))
    if place is None:
        raise ApiError("cursor-damaged", "cursor")
    return place


def format_cursor(digest: str) -> str:
    """Return the cursor that names a record."""
    return base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()


def parse_cursor(text: str) -> str:
    """Return the digest in a cursor; ApiError cursor-damaged."""
    try:
        if _CURSOR.fullmatch(text) is None:
            raise ValueError(text)
        # 32 bytes are 43 characters of base64 and one of padding
        return base64.urlsafe_b64decode(text + "=").hex()
    except (ValueError, binascii.Error):
        raise ApiError("cursor-damaged", "cursor") from None
