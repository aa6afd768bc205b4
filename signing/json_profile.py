"""JSON values of signed documents, and the test for them.

The profile is I-JSON (RFC 7493) without fractions: each value has one canonical form that every language
writes alike.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from signing.errors import SigningError

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"

MAX_RECORD_BYTES = 65_536
MAX_DEPTH = 32
MAX_MEMBERS = 16_384
"""Most members of one object: MAX_RECORD_BYTES have no room for more."""

MAX_INTEGER = 2**53 - 1  # RFC 7493 2.2: beyond it a double, JavaScript's number, skips integers

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Misfit:
    """Placeholder in a value for input that the profile refuses; `refuse_misfit` reports it with its path."""

    code: str
    name: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def fits_profile(value: object, depth: int = MAX_DEPTH) -> bool:
    """Return whether `value` has only exact JSON types within the limits of the profile.

    The limits are MAX_INTEGER, MAX_MEMBERS in an object, and nesting within `depth`. The encoder checks
    member names and lone surrogates, as it looks at every string anyway.
    """
    items: object
    if type(value) is dict:
        if len(value) > MAX_MEMBERS:
            return False
        items = value.values()
    elif type(value) is list:
        items = value
    else:
        return _is_scalar(value)
    if depth == 0:
        return False
    for item in items:
        kind = type(item)
        if kind is str:
            continue
        if kind is dict or kind is list:
            if not fits_profile(item, depth - 1):
                return False
        elif not _is_scalar(item):
            return False
    return True


def _is_scalar(value: object) -> bool:
    kind = type(value)
    # the exact type: True is an int as well, and RFC 8785 writes it `true`
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]
    return kind is str or kind is bool or value is None


def refuse_misfit(value: Any, path: str = "", depth: int = MAX_DEPTH) -> None:
    """Raise SigningError for the first misfit in document order, with its path."""
    if isinstance(value, Misfit):
        raise SigningError(value.code, _join(path, value.name) if value.name else path, **value.facts)
    kind = type(value)
    if kind is str:
        _refuse_surrogate(value, path)
    elif kind is dict or kind is list:
        if depth == 0:
            raise SigningError("too-deep", path, limit=MAX_DEPTH)
        if kind is dict and len(value) > MAX_MEMBERS:
            raise SigningError("too-many-values", path, limit=MAX_MEMBERS)
        members = value.items() if kind is dict else enumerate(value)
        for name, item in members:
            if kind is dict:
                if type(name) is not str:
                    raise SigningError("not-json-value", path, kind=type(name).__name__)
                _refuse_surrogate(name, _join(path, name))
            refuse_misfit(item, _join(path, str(name)), depth - 1)
    elif kind is float:
        raise SigningError("float", path, text=value)
    elif kind is int and not _is_scalar(value):
        # Python itself refuses to write an integer of more than 4,300 digits
        raise SigningError("integer-too-large", path, text=value if value.bit_length() < 128 else "…")
    elif not _is_scalar(value):
        raise SigningError("not-json-value", path, kind=kind.__name__)


def _refuse_surrogate(text: str, path: str) -> None:
    if _SURROGATE.search(text):
        raise SigningError("lone-surrogate", path)


def _join(path: str, name: str) -> str:
    """Join `path` and `name`, always printable and never longer than a screen line or two."""
    # a name may contain half of a surrogate pair, which has no UTF-8
    shown = name[:_SHOWN].encode("utf-8", "backslashreplace").decode()
    return (f"{path}.{shown}" if path else shown)[:_SHOWN]
