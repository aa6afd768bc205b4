"""The head of a log as text: the body of a C2SP tlog-checkpoint, without extension lines."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from signing.errors import SigningError
from signing.log.merkle import HASH_BYTES, MAX_TREE_SIZE

_BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")
_CONTROL = re.compile("[\x00-\x1f\ud800-\udfff]")
_MAX_TEXT = 4_096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, how many entries it has, and their Merkle root of 32 bytes."""

    origin: str
    size: int
    root: bytes


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that is `text`, a note's text: three lines, exactly as `format_checkpoint` writes them.

    Raises SigningError malformed-checkpoint.
    """
    match = _BODY.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is not None:
        checkpoint = Checkpoint(match[1], int(match[2]), b64decode(match[3]))
        if format_checkpoint(checkpoint) == text:
            return checkpoint
    raise SigningError("malformed-checkpoint")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that a log signs: origin, size and root in base64, each with a newline.

    Raises SigningError malformed-checkpoint, with the field, for what cannot be written.
    """
    origin, size, root = checkpoint.origin, checkpoint.size, checkpoint.root
    if not origin or _CONTROL.search(origin):
        raise SigningError("malformed-checkpoint", "origin")
    if not 0 <= size <= MAX_TREE_SIZE:
        raise SigningError("malformed-checkpoint", "size")
    if len(root) != HASH_BYTES:
        raise SigningError("malformed-checkpoint", "root")
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"
