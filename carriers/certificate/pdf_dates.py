"""Change the offset of a PDF's dates: typst writes UTC, a paper of China has +08:00 (ISO 32000-1 7.9.4)."""

import re
from bisect import bisect_left
from datetime import UTC, datetime, timedelta

_TABLE = re.compile(rb"xref\n0 [0-9]+\n((?:[0-9]{10} [0-9]{5} [nf]\r\n)+)trailer\n")
_LINE = 20
"""Bytes of a line of the cross-reference table (7.5.4); the first ten are the place of an object."""
_START = re.compile(rb"(startxref\n)([0-9]+)(\n%%EOF\s*)\Z")


def with_offset(pdf: bytes, moment: datetime) -> bytes:
    """Return `pdf`, dated `moment` by typst, with that date in the offset of `moment`, in file and XMP.

    The strings grow, so the table of objects is written anew. A file of another form is returned unchanged.
    """
    table, start = _TABLE.search(pdf), _START.search(pdf)
    if table is None or start is None or b"<?xpacket" not in pdf:
        return pdf
    utc = moment.astimezone(UTC)
    short = f"Date(D:{utc:%Y%m%d%H%M%S}Z)".encode()
    long = f"Date(D:{moment:%Y%m%d%H%M%S}{_offset(moment)})".encode()
    xmp = pdf.find(b"<?xpacket begin"), pdf.find(b"<?xpacket end")  # has names, and a length of its own
    starts = [match.start() for match in re.finditer(re.escape(short), pdf)]
    places = [place for place in starts if not xmp[0] < place < xmp[1]]
    grown = len(long) - len(short)

    def moved(place: bytes) -> int:
        return int(place) + grown * bisect_left(places, int(place))

    def dated(part: bytes) -> bytes:
        return part.replace(short, long)

    lines = [table[1][i : i + _LINE] for i in range(0, len(table[1]), _LINE)]
    entries = b"".join(b"%010d" % moved(line[:10]) + line[10:] if b" n" in line else line for line in lines)
    packet = pdf[xmp[0] : xmp[1]].replace(f">{utc.isoformat()}<".encode(), f">{moment.isoformat()}<".encode())
    head = dated(pdf[: xmp[0]]) + packet + dated(pdf[xmp[1] : table.start(1)])
    return head + entries + pdf[table.end(1) : start.start(2)] + b"%d" % moved(start[2]) + start[3]


def _offset(moment: datetime) -> str:
    east = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(east) // timedelta(minutes=1), 60)
    return f"{'-' if east < timedelta() else '+'}{hours:02}'{minutes:02}'"
