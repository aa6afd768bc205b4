"""Strict JSON reader: bytes in, a value of the profile out, or a SigningError.

Ordinary parsers keep the last of two equal members, round integers and accept NaN. So two programs read two
documents out of the same signed bytes. This reader refuses whatever could be read in two ways.

Canonical input, the usual case, takes a short cut. All other input goes through the careful reader, which can
also name the fault.
"""

import json
import re

import orjson

from signing.errors import SigningError
from signing.json_profile import (
    MAX_DEPTH,
    MAX_INTEGER,
    MAX_RECORD_BYTES,
    JsonValue,
    Misfit,
    fits_profile,
    refuse_misfit,
)

__all__ = ["MAX_DEPTH", "MAX_INTEGER", "MAX_RECORD_BYTES", "JsonValue", "parse_json"]

# 2 MB of zeros where objects belong made 1.5 GB of errors
MAX_VALUES = 300_000
"""Value of `max_values` for bytes from anybody. A batch of 1,000 credentials has half of it."""

_SEPARATORS = b"[{,:"
_SORTED = orjson.OPT_SORT_KEYS
_BOM = b"\xef\xbb\xbf"
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_NAME_OR_BRACE = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+")([ \t\n\r]*+:)?|[{}]')
_LONGEST_INTEGER = len(str(-MAX_INTEGER))


def parse_json(data: bytes, *, max_bytes: int = MAX_RECORD_BYTES, max_values: int | None = None) -> JsonValue:
    """Parse `data` as one value with nothing after it.

    UTF-8 without BOM (RFC 8259 8.1), no duplicate member names (RFC 7493 2.3), no lone surrogates (2.1),
    integers only and |n| < 2^53 (2.2), at most MAX_DEPTH nested containers, MAX_MEMBERS in an object,
    `max_bytes` bytes, `max_values` separators: a value of two bytes may take a hundred in memory, so they are
    counted before they are read.

    Raises SigningError: too-large, too-many-values, not-utf8, has-bom, not-json, too-deep, duplicate-member,
    not-a-number, lone-surrogate, integer-too-large, float, negative-zero.
    """
    if len(data) > max_bytes:
        raise SigningError("too-large", size=len(data), limit=max_bytes)
    # a value takes a byte at least: short data need no count
    if max_values is not None and len(data) > max_values and count_separators(data) > max_values:
        raise SigningError("too-many-values", limit=max_values)
    try:
        value: JsonValue = orjson.loads(data)
        # the same bytes again: no member stood twice (an encoder writes it once), and no number was rounded
        if orjson.dumps(value, option=_SORTED) == data and fits_profile(value):
            return value
        del value  # before the careful reader makes its own
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass
    return _parse_carefully(data)


def count_separators(data: bytes) -> int:
    """Count at least the values and member names; separators within strings count as well."""
    return sum(data.count(separator) for separator in _SEPARATORS)


def _parse_carefully(data: bytes) -> JsonValue:
    if data.startswith(_BOM):
        raise SigningError("has-bom")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise SigningError("not-utf8", at=error.start) from None
    # Python's parser recurses: brackets alone would end in a RecursionError
    if _is_too_deep(text):
        raise SigningError("too-deep", limit=MAX_DEPTH)
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _refuse_text(error) from None
    if "\\u" in text or not fits_profile(value):  # only an escape can stand for a lone surrogate
        try:
            refuse_misfit(value)
        except SigningError as error:
            if error.code == "duplicate-member":
                error.facts |= _place(text, _find_repeated(text))
            raise
    return value


def _refuse_text(error: json.JSONDecodeError) -> SigningError:
    """Return where reading stopped; at a trailing comma, every Python names the character after it."""
    place, text = error.pos, error.doc
    if error.msg.startswith("Illegal trailing comma"):  # Python 3.13 and newer name the comma
        place = len(text) - len(text[place + 1 :].lstrip(" \t\n\r"))
    return SigningError("not-json", "", **_place(text, place))


def _place(text: str, place: int) -> dict[str, object]:
    """Return the line and the column, both from 1."""
    return {"line": text.count("\n", 0, place) + 1, "column": place - text.rfind("\n", 0, place)}


def _is_too_deep(text: str) -> bool:
    """Check the depth before the recursive parser runs."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        first = text[match.start()]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif first in "]}":
            depth -= 1
    return False


def _read_object(pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return Misfit("duplicate-member", name, {"name": _shown(name)})
        seen.add(name)
    raise AssertionError("unreachable")


def _find_repeated(text: str) -> int:
    """Return where, in the first object with a repeated name, the first stands again."""
    opened: list[tuple[int, set[str]]] = []
    repeated = []
    for match in _NAME_OR_BRACE.finditer(text):
        if match[0] == "{":
            opened.append((match.start(), set()))
        elif match[0] == "}":
            opened.pop()
        elif match[2]:
            begin, names = opened[-1]
            name = json.loads(match[1])
            if name in names:
                repeated.append((begin, match.start()))
            names.add(name)
    return min(repeated)[1]


def _read_integer(text: str) -> object:
    if text == "-0":
        return Misfit("negative-zero")
    # The length first: int() refuses 4,300 digits with an error of its own.
    if len(text) > _LONGEST_INTEGER or abs(int(text)) > MAX_INTEGER:
        return Misfit("integer-too-large", facts={"text": _shown(text)})
    return int(text)


def _read_float(text: str) -> object:
    return Misfit("float", facts={"text": _shown(text)})


def _read_constant(text: str) -> object:
    return Misfit("not-a-number", facts={"text": text})


def _shown(text: str) -> str:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return shown.encode("utf-8", "backslashreplace").decode()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_int=_read_integer,
    parse_float=_read_float,
    parse_constant=_read_constant,
)
