"""Parts that were made, by their digest: made by one who asks, while others wait for the same."""

from collections.abc import Callable
from hashlib import sha256
from threading import Lock

_KEPT = 8
"""Some megabytes each: the parts of a few associations."""


class KeptParts:
    """The parts used last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def find(self, named: frozenset[str], make: Callable[[], bytes | None]) -> bytes | None:
        """The part with one of the digests in `named`; None where `make` comes to another."""
        with self._lock:
            for digest in named & self._kept.keys():
                self._kept[digest] = data = self._kept.pop(digest)
                return data
            made = make()
            if made is None or (digest := sha256(made).hexdigest()) not in named:
                return None
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = made
            return made
