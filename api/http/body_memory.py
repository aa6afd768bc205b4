"""Room for the bodies of requests: how many bytes of them a node holds at once, in all and for one address.

The first bytes of each are free, because the number of connections bounds them: whoever asks about one
credential always finds room. What a request has taken is given back when it ends.
"""

from collections import Counter

from api.errors import ApiError

FREE = 64 * 1024
"""Of each body."""

PARTS = 4
"""One address has a part of the room, so that it takes so many to fill it."""


class Room:
    """What is held, in bytes: of `whole`, and never less than the `longest` body of one address."""

    def __init__(self, whole: int, longest: int) -> None:
        self._held: Counter[str] = Counter()
        self._sum = 0
        self.change(whole, longest)

    def change(self, whole: int, longest: int) -> None:
        """Other bounds from now on."""
        self._whole, self._part = max(whole, longest), max(whole // PARTS, longest)

    @property
    def held(self) -> int:
        """Bytes that are taken."""
        return self._sum

    def open(self, address: str) -> "Held":
        """The share of one request; `address` as in limits.bucket_of."""
        return Held(self, address)

    def take(self, address: str, size: int) -> bool:
        """Whether there was so much more room; a negative size gives back."""
        if size > 0 and (self._sum + size > self._whole or self._held[address] + size > self._part):
            return False
        self._sum += size
        self._held[address] += size
        if not self._held[address]:
            del self._held[address]
        return True


class Held:
    """What one request holds."""

    def __init__(self, room: Room, address: str) -> None:
        self._room, self._address, self._size = room, address, 0

    def grow(self, size: int) -> None:
        """Its body has come to `size` bytes. Raises ApiError bodies-busy where there is no room for them."""
        more = max(0, size - FREE) - self._size
        if not self._room.take(self._address, more):
            raise ApiError("bodies-busy", headers={"Connection": "close"})
        self._size += more

    def end(self) -> None:
        """Gives all of it back."""
        self._room.take(self._address, -self._size)
        self._size = 0
