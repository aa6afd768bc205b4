"""A client of C2SP logs and witnesses, written from the specifications alone: it shares no code with huren.

signed-note, tlog-checkpoint, tlog-cosignature (Ed25519, 0x04), tlog-tiles, tlog-witness, tlog-proof; trees by
the recursive definitions of RFC 6962, 2.1. Slow, and meant to be read beside the texts.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gzip import decompress
from hashlib import sha256
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Hashes = Sequence[bytes]
Fetch = Callable[[str], bytes]
"""Maps a path below the prefix of a log to the bytes served there."""


class WrongError(Exception):
    """A served file contradicts the specifications."""


# --- RFC 6962, 2.1


def hash_leaf(entry: bytes) -> bytes:
    """The Merkle tree hash of a list of one entry."""
    return sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """k: the largest power of two that is smaller than n."""
    return 1 << (count - 1).bit_length() - 1


def root_of(leaves: Hashes) -> bytes:
    """MTH of entries whose leaf hashes are given."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return hash_node(root_of(leaves[:k]), root_of(leaves[k:]))


def inclusion_of(index: int, leaves: Hashes) -> list[bytes]:
    """PATH(m, D[n]), 2.1.1."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_of(index, leaves[:k]), root_of(leaves[k:])]
    return [*inclusion_of(index - k, leaves[k:]), root_of(leaves[:k])]


def consistency_of(old: int, leaves: Hashes) -> list[bytes]:
    """PROOF(m, D[n]), 2.1.2, for 0 < m <= n."""
    return _subproof(old, leaves, is_whole=True)


def _subproof(old: int, leaves: Hashes, *, is_whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    k = _split(len(leaves))
    if old <= k:
        return [*_subproof(old, leaves[:k], is_whole=is_whole), root_of(leaves[k:])]
    return [*_subproof(old - k, leaves[k:], is_whole=False), root_of(leaves[:k])]


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root to which a path leads: `inclusion_of` read backwards; `path` is used up."""
    if size == 1:
        if path:
            raise WrongError("a path that is too long")
        return leaf
    if not path:
        raise WrongError("a path that is too short")
    k, last = _split(size), path[-1]
    if index < k:
        return hash_node(root_by_inclusion(leaf, index, k, path[:-1]), last)
    return hash_node(last, root_by_inclusion(leaf, index - k, size - k, path[:-1]))


# --- signed-note, tlog-checkpoint, tlog-cosignature


@dataclass(frozen=True)
class Verifier:
    """A key as a client is configured with it: its name, its kind (0x01 or 0x04), 32 bytes."""

    name: str
    kind: int
    key: bytes

    @classmethod
    def of_vkey(cls, text: str) -> "Verifier":
        """`<name>+<hex key ID>+<base64(type || key)>`."""
        name, key_id, data = text.split("+", 2)
        raw = b64decode(data, validate=True)
        found = cls(name, raw[0], raw[1:])
        if found.key_id.hex() != key_id or len(found.key) != 32:
            raise WrongError("a vkey whose ID is of another key")
        return found

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.key).digest()[:4]

    def opens(self, text: str, signature: bytes) -> int | None:
        """Return 0 for a signature of the text, the time of a cosignature, or None if it is wrong."""
        message, time = text.encode(), 0
        if self.kind == 4:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            return None
        return time


@dataclass(frozen=True)
class Note:
    """A text, and its signature lines: name, key ID, signature."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    def opened_by(self, verifier: Verifier) -> int | None:
        """Return `Verifier.opens` for the lines of this key; None without such a line."""
        times = [
            verifier.opens(self.text, signature)
            for name, key_id, signature in self.lines
            if (name, key_id) == (verifier.name, verifier.key_id)
        ]
        if None in times:
            raise WrongError(f"a wrong signature of {verifier.name}")
        return max((time for time in times if time is not None), default=None)


def read_note(data: bytes) -> Note:
    """Read a note: the text up to the last empty line, then one or more signature lines."""
    whole = data.decode("utf-8")
    if any(ord(character) < 0x20 and character != "\n" for character in whole):
        raise WrongError("control characters")
    text, empty, signatures = whole.rpartition("\n\n")
    if not empty or not signatures.endswith("\n"):
        raise WrongError("no signatures")
    lines = []
    for line in signatures.splitlines():
        dash, name, value = line.split(" ")
        if dash != "\u2014" or not name or "+" in name:
            raise WrongError("no signature line")
        raw = b64decode(value, validate=True)
        lines.append((name, raw[:4], raw[4:]))
    return Note(f"{text}\n", tuple(lines))


@dataclass(frozen=True)
class Checkpoint:
    """Origin, size and root of a log."""

    origin: str
    size: int
    root: bytes


def read_checkpoint(text: str) -> Checkpoint:
    """The first three lines of a note's text; none of the others may be empty."""
    origin, size, root, *others = text.removesuffix("\n").split("\n")
    if not origin or not re.fullmatch("0|[1-9][0-9]*", size) or "" in others:
        raise WrongError("no checkpoint")
    raw = b64decode(root, validate=True)
    if len(raw) != 32:
        raise WrongError("no root")
    return Checkpoint(origin, int(size), raw)


# --- tlog-tiles


def place_of(index: int) -> str:
    """`x001/x234/067` for 1234067."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every hash tile of a tree of this size; 256 is a full one."""
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        yield from ((level, index, 256) for index in range(count // 256))
        if count % 256:
            yield level, count // 256, count % 256
        level += 1


def path_of(kind: int | str, index: int, width: int) -> str:
    """Below `tile/`; `kind` is a level or `entries`."""
    return f"{kind}/{place_of(index)}" + ("" if width == 256 else f".p/{width}")


def tile_of(level: int, index: int, width: int, leaves: Hashes) -> bytes:
    """MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]) for each i."""
    step = 256**level
    first = index * 256
    return b"".join(root_of(leaves[at * step : (at + 1) * step]) for at in range(first, first + width))


def read_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle, each behind its length in two bytes."""
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        if len(data) < 2 + length:
            raise WrongError("a bundle that ends within an entry")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def follow(fetch: Fetch, size: int) -> list[bytes]:
    """Return the first `size` entries, with each tile checked against them.

    Raise WrongError for a tile that differs.
    """
    entries: list[bytes] = []
    for level, index, width in tiles_of(size):
        if level == 0:
            bundle = read_entries(fetch(f"tile/{path_of('entries', index, width)}"))
            if len(bundle) != width:
                raise WrongError("a bundle of another width")
            entries += bundle
    leaves = [hash_leaf(entry) for entry in entries]
    for level, index, width in tiles_of(size):
        if fetch(f"tile/{path_of(level, index, width)}") != tile_of(level, index, width, leaves):
            raise WrongError(f"tile {level}/{index}")
    return entries


def unpack(fetch: Fetch, size: int) -> list[bytes]:
    """Return the records of a log served as huren's packs: the SHA-256 of a line is an entry."""
    lines: list[bytes] = []
    for level, index, width in tiles_of(size):
        if level == 0:
            path = f"data/{place_of(index)}" + ("" if width == 256 else f".p/{width}") + ".ndjson.gz"
            found = decompress(fetch(path)).split(b"\n")
            if found.pop() or len(found) != width:
                raise WrongError("a pack of another width")
            lines += found
    return lines


# --- tlog-proof


def read_proof(data: bytes) -> tuple[int, list[bytes], Note]:
    """(index, path, checkpoint)."""
    head, empty, note = data.partition(b"\n\n")
    header, *lines = head.decode().split("\n")
    if header != "c2sp.org/tlog-proof@v1" or not empty:
        raise WrongError("no proof")
    if lines and lines[0].startswith("extra "):
        del lines[0]
    index = re.fullmatch("index (0|[1-9][0-9]*)", lines.pop(0))
    if index is None:
        raise WrongError("no index")
    return int(index[1]), [b64decode(line, validate=True) for line in lines], read_note(note)


# --- tlog-witness


@dataclass(frozen=True)
class Answer:
    """What a witness answered."""

    status: int
    media: str
    body: bytes


def request_of(old: int, proof: Hashes, checkpoint: bytes) -> bytes:
    """The body of add-checkpoint."""
    lines = [f"old {old}", *(b64encode(one).decode() for one in proof)]
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def add_checkpoint(prefix: str, body: bytes) -> Answer:
    """Send a request to the witness at this submission prefix."""
    request = Request(f"{prefix}/add-checkpoint", data=body, method="POST")  # noqa: S310
    request.add_header("Content-Type", "application/octet-stream")
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return Answer(answer.status, answer.headers["Content-Type"], answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers["Content-Type"], error.read())


@dataclass(frozen=True)
class Log:
    """A log with a key of its own, which signs any given tree."""

    origin: str
    key: Ed25519PrivateKey

    def sign(self, leaves: Hashes, *, size: int | None = None, root: bytes | None = None) -> bytes:
        """Sign a checkpoint over these entries; a liar gives `size` and `root`."""
        size, root = len(leaves) if size is None else size, root_of(leaves) if root is None else root
        text = f"{self.origin}\n{size}\n{b64encode(root).decode()}\n"
        key_id = Verifier(self.origin, 1, self.key.public_key().public_bytes_raw()).key_id
        line = b64encode(key_id + self.key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.origin} {line}\n".encode()
