"""Dates and times as people type them, in a sheet or after an option: one reader for both."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from unicodedata import normalize

from credentials.errors import RecordError
from credentials.times import CHINA

_TYPED = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"
    r"(?:(?:[ T]|(?<=日))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?)?",
    re.ASCII,
)
_LONGEST = 40
_FIRST_YEAR, _END_YEAR = 1970, 2200
"""The years that signed documents may name."""


def parse_typed(text: str) -> date | None:
    """Return a day, or a moment where a time of day follows; None for any other text.

    Days: `2026-05-01`, `2026/5/1`, `2026.5.1`, `2026年5月1日`, `20260501`; full-width characters are read as
    narrow ones. A time without an offset is in +08:00 (docs/adr/0005). RecordError day-nonexistent for a date
    that does not exist.
    """
    # cut first: NFKC expands one character to 18 (U+FDFA)
    text = normalize("NFKC", text[: _LONGEST + 1]).strip()
    match = _TYPED.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    year, _, *days, hour, minute, second, offset = match.groups()
    month, day = (int(number) for number in days if number is not None)
    if not _FIRST_YEAR <= int(year) < _END_YEAR:
        return None
    try:
        typed = date(int(year), month, day)
    except ValueError:
        raise RecordError("day-nonexistent", day=text) from None
    if hour is None:
        return typed
    try:
        moment = datetime(int(year), month, day, int(hour), int(minute), int(second or 0), tzinfo=CHINA)
        return moment.replace(tzinfo=_zone(offset))
    except ValueError:
        return None


def _zone(offset: str | None) -> timezone:
    if offset is None or offset == "+08:00":
        return CHINA
    if offset == "Z":
        return UTC
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return timezone(-span if offset[0] == "-" else span)
