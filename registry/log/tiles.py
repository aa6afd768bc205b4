"""Log as files: C2SP tlog-tiles. An entry is the 32-byte digest of a record.

The static tree has all tiles of the newest log head; a node serves one at a time. This module makes tiles for
both.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from registry.view.trees import log_name, read_leaves
from registry.view.view import RegistryView
from signing.log.merkle import MerkleTree

WIDTH = 256
MAX_ENTRIES = 4_000_000
"""Most entries read from another's log, since hashes take memory and records take disk space."""
_HEIGHT = 8
_PATH = re.compile(r"(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """Tile: hashes or entries index * 256 up to index * 256 + width of one level."""

    level: int | None
    """Level of hashes; None for entries."""
    index: int
    width: int

    @property
    def path(self) -> str:
        """Path below `tile/`."""
        level = "entries" if self.level is None else self.level
        return f"{level}/{tile_path(self.index, self.width)}"


def tile_path(index: int, width: int = WIDTH) -> str:
    """Return `x001/x234/067` for tile 1234067, with `.p/<width>` if partial (tlog-tiles, Merkle Tree)."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03}")
    path = "/".join(reversed(groups))
    return path if width == WIDTH else f"{path}.p/{width}"


def parse_tile(path: str) -> Tile | None:
    """Parse a path below `tile/`; None unless it is spelled exactly."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    level, groups, width = match.groups()
    index = int(groups.replace("x", "").replace("/", ""))
    tile = Tile(None if level == "entries" else int(level), index, int(width) if width else WIDTH)
    return tile if tile.path == path and 0 < tile.width <= WIDTH else None


def split_tiles(size: int, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield (index, width) of the tiles of `size` hashes of one level: full ones, then a partial one.

    Begin with the tile of hash `start`.
    """
    full, rest = divmod(size, WIDTH)
    yield from ((index, WIDTH) for index in range(start // WIDTH, full))
    if rest:
        yield full, rest


def hash_tiles(tree: MerkleTree, size: int, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield (path below `tile/`, bytes) of the hash tiles that a log gains from `start` to `size` entries."""
    level = 0
    while size > start:
        for index, width in split_tiles(size, start):
            tile = Tile(level, index, width)
            yield tile.path, _hashes(tree, level, tile)
        level, size, start = level + 1, size // WIDTH, start // WIDTH


def entry_tiles(leaves: Iterable[bytes], start: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield (path below `tile/`, bytes) of each entry bundle; `leaves` begin at tile `start`."""
    entries = iter(leaves)
    for index in count(start):
        bundle = [*islice(entries, WIDTH)]
        if not bundle:
            return
        yield Tile(None, index, len(bundle)).path, _entries(bundle)


def find_tile(view: RegistryView, issuer: str, tile: Tile) -> bytes | None:
    """Return one tile of the association's log if the newest head covers it.

    A partial tile is available even after the log has grown: it never changes.
    """
    head = view.newest_checkpoint(issuer)
    first, end = tile.index * WIDTH, tile.index * WIDTH + tile.width
    if head is None or end > head.size >> _HEIGHT * (tile.level or 0):
        return None
    if tile.level is None:
        return _entries(read_leaves(view.connection, issuer, log_name(view.connection, issuer), first, end))
    return _hashes(view.log(issuer).tree, tile.level, tile)


def _hashes(tree: MerkleTree, level: int, tile: Tile) -> bytes:
    first = tile.index * WIDTH
    return tree.nodes(_HEIGHT * level, first, first + tile.width)


def _entries(leaves: Iterable[bytes]) -> bytes:
    """Put before each entry its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
