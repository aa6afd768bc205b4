"""Kept answers, by what they depend on."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_MOST = 64

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class KeptAnswers(Generic[K, T]):
    """At most 64 answers; when it is full all are dropped."""

    def __init__(self) -> None:
        self._known: dict[K, T] = {}

    def find(self, key: K, make: Callable[[], T]) -> T:
        """Return the answer to `key`; `make` works it out the first time, and again after a None."""
        known = self._known.get(key)  # another thread may drop it at any moment
        if known is not None:
            return known
        made = make()
        if made is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = made
        return made
