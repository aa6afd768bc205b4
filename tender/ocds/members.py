"""Reading of a release: members by name and type, the members left over, ids that fit a tender."""

import re
from collections.abc import Iterator
from typing import Any

from credentials.errors import RecordError
from credentials.patterns import LABEL_PATTERN
from credentials.record import parse_document
from signing.strict_json import MAX_VALUES

MAX_RELEASE_BYTES = 8 * 1024 * 1024
ReleaseValues = dict[str, Any]
"""Members by their names, as JSON has them."""
EXTENSION = "huren"
"""The member of any object of a release for facts that the standard has no member for."""

_LABEL = re.compile(LABEL_PATTERN[1:-1], re.ASCII)
_STRING_OR_NUMBER = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|-?[0-9]++(?:(\.[0-9]++)?([eE][+-]?[0-9]++)?)', re.DOTALL
)
"""Matches each byte only once: from the start of a string or number it always matches to the end."""


def parse_release(data: bytes) -> ReleaseValues:
    """Return the release in JSON bytes, alone or the only one of a package; RecordError names the member.

    Amounts with decimals, which the strict reader refuses, become text; a tender uses none of them.
    """
    if len(data) > MAX_RELEASE_BYTES:
        raise RecordError("too-large", size=len(data), limit=MAX_RELEASE_BYTES)
    text = _STRING_OR_NUMBER.sub(lambda match: b'"%b"' % match[0] if match[1] or match[2] else match[0], data)
    # twice, because quotes around decimals make the text longer
    value: Any = parse_document(text, 2 * MAX_RELEASE_BYTES, MAX_VALUES)
    for package, inner in (("releases", ""), ("records", "compiledRelease")):
        if package in value and "tender" not in value:
            packed = value[package]
            # of several releases, only a person knows which one is meant
            if not isinstance(packed, list) or len(packed) != 1:
                raise RecordError("member-length", package, expected="1")
            value = packed[0].get(inner) if inner and isinstance(packed[0], dict) else packed[0]
            break
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    return value


class Members:
    """The members of one object of a release; each member that is read counts as taken."""

    def __init__(self, value: ReleaseValues, path: str = "") -> None:
        self.path = path
        self._value = value
        self._taken: set[str] = set()
        self._is_passed_over = False
        self._inner: list[Members] = []

    def _take(self, name: str, kind: type, expected: str) -> Any:
        self._taken.add(name)
        value = self._value.get(name)
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
            return value
        raise RecordError("member-type", self._at(name), expected=expected)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str) -> str | None:
        """Return a text; None where it is absent, null or empty."""
        return self._take(name, str, "string") or None

    def texts(self, name: str) -> list[str]:
        """Return ids in a list, whole numbers as text."""
        ids = self._take(name, list, "array") or []
        for place, value in enumerate(ids):
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise RecordError("member-type", f"{self._at(name)}[{place}]", expected="string")
        return [str(identifier) for identifier in ids]

    def id(self) -> str | None:
        """Return the id, which may be a whole number."""
        value = self._take("id", str | int, "string")  # type: ignore[arg-type]
        return str(value) if value is not None else None

    def object(self, name: str) -> "Members":
        """Return an object; an empty one where it is absent."""
        return self._hold(self._take(name, dict, "object") or {}, self._at(name))

    def objects(self, name: str) -> "list[Members]":
        """Return the objects of a list."""
        values = self._take(name, list, "array") or []
        for place, value in enumerate(values):
            if not isinstance(value, dict):
                raise RecordError("member-type", f"{self._at(name)}[{place}]", expected="object")
        return [self._hold(inner, f"{self._at(name)}[{place}]") for place, inner in enumerate(values)]

    def extension(self) -> ReleaseValues:
        """Return the member EXTENSION as it was written."""
        return {**(self._take(EXTENSION, dict, "object") or {})}

    def know(self, *names: str) -> None:
        """Count these members as taken: they add nothing, or are the same in every release."""
        self._taken.update(names)

    def has(self, name: str) -> bool:
        """Return whether the member is there and not null."""
        return self._value.get(name) is not None

    def pass_over(self) -> None:
        """Take nothing of this object; `left` then lists it as a whole."""
        self._is_passed_over = True

    def left(self) -> Iterator[str]:
        """Yield the paths of the parts not taken, in the order of the release."""
        if self._is_passed_over:
            yield self.path
            return
        yield from (self._at(name) for name in self._value if name not in self._taken)
        for inner in self._inner:
            yield from inner.left()

    def _hold(self, value: ReleaseValues, path: str) -> "Members":
        inner = Members(value, path)
        self._inner.append(inner)
        return inner


class GivenLabels:
    """Ids of a release as ids of a tender: unchanged if they have the right form, else a letter and a
    number."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._by_id: dict[str, str] = {}
        self._number = 0

    def give(self, id_: str | None) -> str:
        """Return the label of a part with this id; a part without an id gets a new label."""
        self._number += 1
        if id_ is not None and _LABEL.fullmatch(id_):
            return self._by_id.setdefault(id_, id_)
        label = f"{self._letter}{self._number}"
        if id_ is not None:
            label = self._by_id.setdefault(id_, label)
        return label

    def find(self, id_: str) -> str:
        """Return the label that was given to a part; else the id itself."""
        return self._by_id.get(id_, id_)

    @property
    def renamed(self) -> list[tuple[str, str]]:
        """Return the ids that were replaced, with their labels."""
        return [(id_, label) for id_, label in self._by_id.items() if id_ != label]
