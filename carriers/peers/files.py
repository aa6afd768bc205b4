"""What is asked of another node's files, wherever they are."""

from typing import NamedTuple, Protocol


class PeerFile(NamedTuple):
    """A file as it came: `data` is None where it is the one the caller's tag stands for."""

    data: bytes | None
    tag: str | None


class PeerFiles(Protocol):
    """The static tree of another node; `requests` counts what was asked."""

    requests: int

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """The file at a path of the tree, of at most `limit` bytes; None where there is none.

        Raises CarrierError: peer-silent, peer-late, peer-ended, peer-answer, peer-too-large.
        """

    def check_end(self, path: str) -> None:
        """Raises CarrierError peer-ended once nothing more is asked, nor taken of what came of `path`."""


class TreeFiles(PeerFiles, Protocol):
    """A tree that is audited as a whole."""

    def names(self, folder: str) -> list[str] | None:
        """What lies in a folder of the tree, in order; None where that cannot be asked."""
