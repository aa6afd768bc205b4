"""Canonical form of a JSON value: RFC 8785 for values of the profile."""

import orjson
import rfc8785

from signing.errors import SigningError
from signing.json_profile import JsonValue, fits_profile, refuse_misfit

# without PASSTHROUGH orjson would encode subclasses, dataclasses and datetimes, which parsing does not
# restore
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)

_BEYOND = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
"""First UTF-8 bytes of characters beyond U+FFFF."""


def canonicalize(value: JsonValue) -> bytes:
    """Return the RFC 8785 bytes of `value`.

    Raises SigningError for what the profile refuses: float, integer-too-large, lone-surrogate, too-deep,
    not-json-value (any type but None, bool, int, str, list, dict, their subclasses included).
    """
    # the fast test only decides; the slow one finds the faulty member
    if not fits_profile(value):
        refuse_misfit(value)
    return encode_profile(value)


def encode_profile(value: JsonValue) -> bytes:
    """Canonicalize faster, for a value known to fit the profile because `parse_json` made it."""
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError:
        refuse_misfit(value)
        raise SigningError("not-json-value", kind=type(value).__name__) from None
    # orjson sorts member names by code point, RFC 8785 3.2.3 by UTF-16 code unit. The orders differ only
    # where a character of U+E000..U+FFFF (EE or EF, as in wide brackets) meets one beyond them in a name.
    if b"\xee" not in data and b"\xef" not in data:
        return data
    if not any(first in data for first in _BEYOND) or _has_ascii_names(value):
        return data
    return rfc8785.dumps(value)


def _has_ascii_names(value: JsonValue) -> bool:
    if type(value) is dict:
        return all(map(str.isascii, value)) and all(map(_has_ascii_names, value.values()))
    return type(value) is not list or all(map(_has_ascii_names, value))
