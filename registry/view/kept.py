"""Answers that were worked out, by what they depend on."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_MOST = 64

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class KeptAnswers(Generic[K, T]):
    """At most 64 of them; when they are full all are dropped."""

    def __init__(self) -> None:
        self._known: dict[K, T] = {}

    def find(self, key: K, make: Callable[[], T]) -> T:
        """The answer to `key`, worked out by `make` the first time; None is worked out again."""
        known = self._known.get(key)  # another thread may drop it at any moment
        if known is not None:
            return known
        made = make()
        if made is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = made
        return made
