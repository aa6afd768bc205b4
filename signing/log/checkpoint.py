"""Checkpoint: the head of a log as text (C2SP tlog-checkpoint); others may add extension lines."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from signing.errors import SigningError
from signing.log.merkle import HASH_BYTES, MAX_TREE_SIZE

_BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)")
_CONTROL = re.compile("[\x00-\x1f\ud800-\udfff]")
_MAX_TEXT = 4_096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Head of a log: its name, its number of entries, and their Merkle root of 32 bytes.

    `extensions` are further lines of another program: signed, but without meaning here; the head is the same.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = field(default=(), compare=False)


def parse_checkpoint(text: str) -> Checkpoint:
    """Parse a note's text as a checkpoint: lines exactly as `format_checkpoint` writes them.

    Raises SigningError malformed-checkpoint.
    """
    match = _BODY.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is not None:
        extensions = tuple(match[4].split("\n")[:-1])
        checkpoint = Checkpoint(match[1], int(match[2]), b64decode(match[3]), extensions)
        # the last digit of the base64 has two spare bits: one text of four is canonical
        if format_checkpoint(checkpoint) == text:
            return checkpoint
    raise SigningError("malformed-checkpoint")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Format the text that a log signs: origin, size, root in base64, extensions, a newline after each.

    Raises SigningError malformed-checkpoint, with the field, for what cannot be written.
    """
    origin, size, root = checkpoint.origin, checkpoint.size, checkpoint.root
    if not origin or _CONTROL.search(origin):
        raise SigningError("malformed-checkpoint", "origin")
    if not 0 <= size <= MAX_TREE_SIZE:
        raise SigningError("malformed-checkpoint", "size")
    if len(root) != HASH_BYTES:
        raise SigningError("malformed-checkpoint", "root")
    if not all(line and not _CONTROL.search(line) for line in checkpoint.extensions):
        raise SigningError("malformed-checkpoint", "extensions")
    return "".join(f"{line}\n" for line in (origin, size, b64encode(root).decode(), *checkpoint.extensions))
