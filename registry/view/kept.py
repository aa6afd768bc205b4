"""Cache of answers, keyed by what they depend on."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_MOST = 64

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class KeptAnswers(Generic[K, T]):
    """Cache of at most 64 answers; a full cache drops all."""

    def __init__(self) -> None:
        self._known: dict[K, T] = {}

    def find(self, key: K, make: Callable[[], T]) -> T:
        """Return the answer for `key`; `make` computes it the first time, and again if it was None."""
        known = self._known.get(key)  # another thread may drop the answer at any moment
        if known is not None:
            return known
        made = make()
        if made is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = made
        return made
