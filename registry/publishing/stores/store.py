"""The interface to the place of a static tree, and its files."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

KEPT = timedelta(days=1)
"""Time that what is replaced stays beside the new, for readers of an older checkpoint."""

FOR_EVER = "public, max-age=31536000, immutable"
"""Cache-Control of content that its name fixes."""

ASK_AGAIN = "public, no-cache"
"""Cache-Control of changing content: a cache asks each time whether it is still current."""

TreeFileKind = Literal["changing", "fixed", "pointing", "gone", "replaced"]
"""A file that changes; one whose name fixes its content; a changing one that names others, before which all
earlier ones are there; a file to remove, since nothing names it; a folder to remove when it was replaced
`KEPT` ago."""


class TreeFile(NamedTuple):
    """File of the tree."""

    path: str
    data: bytes
    kind: TreeFileKind = "changing"


class TreeStore(Protocol):
    """The place of a tree. One writer at a time gets to its end; the others are refused or wait."""

    @property
    def guarded(self) -> str | None:
        """Address under which others may write as well; None for a place of this machine."""

    def writing(self, *, whole: bool) -> AbstractContextManager[None]:
        """Return the writer's turn; all that was put is there at its end. `whole` checks every file again."""

    def read(self, path: str) -> bytes | None:
        """Return a file; None where there is none. The writer puts another in its place only if unchanged."""

    def has(self, path: str) -> bool:
        """Return whether a file is there."""

    def names(self, folder: str) -> Collection[str]:
        """Return the names in a folder."""

    def put(self, file: TreeFile) -> None:
        """Write or remove a file."""

    def sweep(self, hosts: Sequence[str], now: datetime) -> None:
        """Remove what was replaced `KEPT` ago, below the folders of the associations."""
