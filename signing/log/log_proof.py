"""Receipt that a record is in a log, readable offline: C2SP tlog-proof."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from signing.errors import SigningError
from signing.log.checkpoint import parse_checkpoint
from signing.log.merkle import HASH_BYTES, MAX_TREE_SIZE
from signing.log.note import Note, format_note, parse_note

MAX_LOG_PROOF_BYTES = 65_536
_HEADER = "c2sp.org/tlog-proof@v1"
# the path length from an entry of the largest tree
_MAX_HASHES = 64
_FORM = re.compile(
    rf"{re.escape(_HEADER)}\n"
    r"(?:extra ([A-Za-z0-9+/]+={0,2})\n)?"
    r"index (0|[1-9][0-9]{0,18})\n"
    r"((?:[A-Za-z0-9+/]{43}=\n){0,64})"
    r"\n(.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class LogProof:
    """Inclusion proof: an entry's index, the hashes beside its path, and the signed checkpoint.

    Nobody signs `extra`.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_note: Note
    extra: bytes = b""


def is_log_proof(head: bytes) -> bool:
    """Return whether a file with this beginning is a log proof."""
    return head.startswith(f"{_HEADER}\n".encode())


def parse_log_proof(data: bytes) -> LogProof:
    """Parse `data`, byte for byte what `format_log_proof` gives back; nothing in it is checked.

    Raises SigningError: too-large, not-utf8, malformed-log-proof, malformed-note,
    malformed-checkpoint.
    """
    if len(data) > MAX_LOG_PROOF_BYTES:
        raise SigningError("too-large", size=len(data), limit=MAX_LOG_PROOF_BYTES)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise SigningError("not-utf8", at=error.start) from None
    match = _FORM.fullmatch(text)
    if match is None:
        raise SigningError("malformed-log-proof")
    extra, index, hashes, note = match.groups()
    try:
        proof = LogProof(
            index=int(index),
            hashes=tuple(b64decode(line) for line in hashes.splitlines()),
            checkpoint_note=parse_note(note),
            extra=b64decode(extra or ""),
        )
    except ValueError:  # base64 of an impossible length
        raise SigningError("malformed-log-proof", "extra") from None
    # base64 has spare bits: only the canonical text is a proof
    if format_log_proof(proof) != data:
        raise SigningError("malformed-log-proof")
    return proof


def format_log_proof(proof: LogProof) -> bytes:
    """Format the proof as text, to be stored as `.tlog-proof`.

    Raises SigningError for what cannot be written: malformed-log-proof, with the field, malformed-checkpoint.
    """
    if not 0 <= proof.index <= MAX_TREE_SIZE:
        raise SigningError("malformed-log-proof", "index")
    if len(proof.hashes) > _MAX_HASHES or any(len(item) != HASH_BYTES for item in proof.hashes):
        raise SigningError("malformed-log-proof", "hashes")
    parse_checkpoint(proof.checkpoint_note.text)
    lines = [_HEADER]
    if proof.extra:
        lines.append(f"extra {b64encode(proof.extra).decode()}")
    lines.append(f"index {proof.index}")
    lines += [b64encode(item).decode() for item in proof.hashes]
    return ("\n".join(lines) + "\n\n" + format_note(proof.checkpoint_note)).encode()
