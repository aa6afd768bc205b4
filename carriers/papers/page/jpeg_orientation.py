"""The orientation of a photo, from the entry of its EXIF data."""

import struct
from collections.abc import Callable

from carriers.papers.page.boxes import PagePlace

_TURNS: dict[int, Callable[[float, float], PagePlace]] = {
    2: lambda x, y: (1 - x, y),
    3: lambda x, y: (1 - x, 1 - y),
    4: lambda x, y: (x, 1 - y),
    5: lambda x, y: (y, x),
    6: lambda x, y: (1 - y, x),
    7: lambda x, y: (1 - y, 1 - x),
    8: lambda x, y: (y, 1 - x),
}
_ORIENTATION, _SHORT = 0x0112, 3
_MOST_SEGMENTS, _MOST_ENTRIES = 64, 512


def shown_upright(data: bytes) -> Callable[[PagePlace], PagePlace]:
    """Return the map from a place of the stored picture to its place in the picture as shown."""
    turn = _TURNS.get(_orientation(data))
    return (lambda place: place) if turn is None else (lambda place: turn(*place))


def _orientation(data: bytes) -> int:
    position = 2
    for _ in range(_MOST_SEGMENTS if data.startswith(b"\xff\xd8") else 0):
        marker, length = data[position : position + 2], int.from_bytes(data[position + 2 : position + 4])
        if marker[:1] != b"\xff" or marker == b"\xff\xda" or length < 2:
            break
        body = data[position + 4 : position + 2 + length]
        if marker == b"\xff\xe1" and body.startswith(b"Exif\0\0"):
            return _entry(body[6:])
        position += 2 + length
    return 1


def _entry(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for at in range(start + 2, start + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            tag, form, _, value = struct.unpack_from(f"{order}HHLH", tiff, at)
            if (tag, form) == (_ORIENTATION, _SHORT):
                return int(value)
    except struct.error:
        pass
    return 1
