"""Memory for the bodies of requests: bytes that a node holds at once, in all and for one address.

The first bytes of each body are free, because the number of connections bounds them. A question about one
credential therefore always fits. A request returns its memory when it ends.
"""

from collections import Counter

from api.errors import ApiError

FREE = 64 * 1024
"""Bytes of each body that are not counted."""

PARTS = 4
"""One address may hold 1/PARTS of the memory, so that one client alone cannot fill it."""


class Room:
    """Counter of the bytes held: at most `whole` in all. One address may always hold at least the
    `longest` body."""

    def __init__(self, whole: int, longest: int) -> None:
        self._held: Counter[str] = Counter()
        self._sum = 0
        self.change(whole, longest)

    def change(self, whole: int, longest: int) -> None:
        """Set other bounds from now on."""
        self._whole, self._part = max(whole, longest), max(whole // PARTS, longest)

    @property
    def held(self) -> int:
        """Return the bytes that are taken."""
        return self._sum

    def open(self, address: str) -> "Held":
        """Open the share of one request; `address` as in limits.bucket_of."""
        return Held(self, address)

    def take(self, address: str, size: int) -> bool:
        """Take `size` bytes and return whether there was room; a negative size returns bytes."""
        if size > 0 and (self._sum + size > self._whole or self._held[address] + size > self._part):
            return False
        self._sum += size
        self._held[address] += size
        if not self._held[address]:
            del self._held[address]
        return True


class Held:
    """The room that one request holds."""

    def __init__(self, room: Room, address: str) -> None:
        self._room, self._address, self._size = room, address, 0

    def grow(self, size: int) -> None:
        """Take memory for a body of which `size` bytes have arrived; raise ApiError bodies-busy where
        there is none left."""
        more = max(0, size - FREE) - self._size
        if not self._room.take(self._address, more):
            raise ApiError("bodies-busy", headers={"Connection": "close"})
        self._size += more

    def end(self) -> None:
        """Return all memory of this request."""
        self._room.take(self._address, -self._size)
        self._size = 0
