"""The canonical form of a JSON value: RFC 8785 for values of the profile."""

import orjson
import rfc8785

from signing.errors import SigningError
from signing.json_profile import JsonValue, fits_profile, refuse_misfit

_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


def canonicalize(value: JsonValue) -> bytes:
    """The RFC 8785 bytes of `value`.

    Raises SigningError for what the profile refuses: float, integer-too-large, lone-surrogate, too-deep,
    not-json-value (any type but None, bool, int, str, list, dict, their subclasses included).
    """
    if not fits_profile(value):
        refuse_misfit(value)
    return encode_profile(value)


def encode_profile(value: JsonValue) -> bytes:
    """Like `canonicalize`, faster, for a value known to fit the profile because `parse_json` made it."""
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError:
        refuse_misfit(value)
        raise SigningError("not-json-value", kind=type(value).__name__) from None
    if data.isascii() or not _may_sort_otherwise(data) or _has_ascii_names(value):
        return data
    return rfc8785.dumps(value)


def _may_sort_otherwise(data: bytes) -> bool:
    """Whether a character from U+E000 on occurs.

    orjson sorts member names by code point, RFC 8785 3.2.3 by UTF-16 code unit; the two orders differ only
    between U+E000..U+FFFF and the characters beyond, whose UTF-8 starts with EE, EF or F0..F4.
    """
    return (
        b"\xef" in data
        or b"\xf0" in data
        or b"\xee" in data
        or b"\xf3" in data
        or b"\xf1" in data
        or b"\xf2" in data
        or b"\xf4" in data
    )


def _has_ascii_names(value: JsonValue) -> bool:
    if type(value) is dict:
        return all(map(str.isascii, value)) and all(map(_has_ascii_names, value.values()))
    return type(value) is not list or all(map(_has_ascii_names, value))
