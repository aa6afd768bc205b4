"""The log as files: C2SP tlog-tiles. An entry is the 32-byte digest of a record."""

from collections.abc import Iterator, Sequence

from signing.merkle import MerkleTree

WIDTH = 256
_HEIGHT = 8


def tile_path(index: int, width: int = WIDTH) -> str:
    """`x001/x234/067` for tile 1234067, with `.p/<width>` when it is partial (tlog-tiles, Merkle Tree)."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03}")
    path = "/".join(reversed(groups))
    return path if width == WIDTH else f"{path}.p/{width}"


def split_tiles(count: int) -> Iterator[tuple[int, int]]:
    """(index, width) of the tiles that `count` hashes of one level make: full ones, then a partial one."""
    full, rest = divmod(count, WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if rest:
        yield full, rest


def hash_tiles(tree: MerkleTree, size: int) -> Iterator[tuple[str, bytes]]:
    """(path below `tile/`, bytes) of every hash tile for a log of `size` entries."""
    level, count = 0, size
    while count:
        for index, width in split_tiles(count):
            first = index * WIDTH
            hashes = (tree.node(_HEIGHT * level, position) for position in range(first, first + width))
            yield f"{level}/{tile_path(index, width)}", b"".join(hashes)
        level, count = level + 1, count // WIDTH


def entry_tiles(leaves: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """(path below `tile/`, bytes) of every entry bundle: each entry behind its length in two bytes."""
    for index, width in split_tiles(len(leaves)):
        entries = leaves[index * WIDTH : index * WIDTH + width]
        data = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
        yield f"entries/{tile_path(index, width)}", data
