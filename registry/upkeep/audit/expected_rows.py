"""Rows that must be stored, each as a fingerprint of eight bytes.

A million rows of values would take half a gigabyte. A row's values are known again from the signed bytes: the
audit derives them a second time to name those that are missing.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import compress
from secrets import token_bytes

import orjson

from registry.admission.record_rows import Row

_PARTS = 1024
"""Arrays of fingerprints: one at a time is sorted, so that little memory is needed beside them."""
_FEW = 64


class ExpectedRows:
    """Set of the fingerprints of rows."""

    def __init__(self) -> None:
        # random: nobody can choose a row with the fingerprint of another one
        self._secret = token_bytes(16)
        self._parts = [array("q") for _ in range(_PARTS)]
        self._limits = [_FEW] * _PARTS

    def fingerprint(self, row: Row) -> int:
        """Return the fingerprint of a row."""
        try:
            return hash(self._secret + orjson.dumps(row))
        except TypeError:  # a damaged column may hold bytes
            return hash(self._secret + repr(row).encode("utf-8", "surrogatepass"))

    def add(self, row: Row) -> None:
        """Expect a row; again is no change."""
        value = self.fingerprint(row)
        number = value % _PARTS
        part = self._parts[number]
        part.append(value)
        if len(part) > self._limits[number]:
            self._sort(number)

    def __contains__(self, row: Row) -> bool:
        value = self.fingerprint(row)
        number = value % _PARTS
        self._sort(number)
        return _find(self._parts[number], value) is not None

    def compare(self, stored: Iterable[Row]) -> tuple[list[Row], set[int]]:
        """Return the stored rows that are not expected, and the fingerprints of expected ones not stored."""
        for number in range(_PARTS):
            self._sort(number)
        lacking = [bytearray(b"\1") * len(part) for part in self._parts]
        extra: list[Row] = []
        for row in stored:
            value = self.fingerprint(row)
            number = value % _PARTS
            place = _find(self._parts[number], value)
            if place is None:
                extra.append(row)
            else:
                lacking[number][place] = 0
        return extra, {value for both in zip(self._parts, lacking, strict=True) for value in compress(*both)}

    def _sort(self, number: int) -> None:
        part = array("q", sorted({*self._parts[number]}))
        self._parts[number], self._limits[number] = part, 2 * len(part) + _FEW


def _find(part: "array[int]", value: int) -> int | None:
    place = bisect_left(part, value)
    return place if place < len(part) and part[place] == value else None
