"""The interface to another node's files, wherever they are."""

from typing import NamedTuple, Protocol


class PeerFile(NamedTuple):
    """A file as received: `data` is None if it is unchanged since the caller's tag."""

    data: bytes | None
    tag: str | None


class PeerFiles(Protocol):
    """The static tree of another node."""

    @property
    def requests(self) -> int:
        """Number of requests so far."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """Return the file at a path of the tree, of at most `limit` bytes; None where there is none.

        Raises CarrierError: peer-silent, peer-late, peer-ended, peer-answer, peer-too-large.
        """

    def check_end(self, path: str) -> None:
        """Raise CarrierError peer-ended once no more requests may be made and no answer to `path` used."""


class TreeFiles(PeerFiles, Protocol):
    """A tree that is audited as a whole."""

    def names(self, folder: str) -> list[str] | None:
        """Return the names in a folder of the tree, in order; None where they cannot be listed."""
