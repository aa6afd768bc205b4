"""Signed notes and cosignatures: C2SP signed-note and tlog-cosignature v1, with Ed25519 keys."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Container
from dataclasses import dataclass
from hashlib import sha256

from signing.ed25519 import verify_ed25519
from signing.errors import SigningError

MAX_NOTE_BYTES = 65_536
MAX_SIGNATURES = 100  # as in Go's sumdb/note
ED25519 = 0x01
COSIGNATURE_V1 = 0x04

_MAX_TIME = 2**63 - 1
_PUBLIC_BYTES = 32
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_VERIFIER_KEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """Signature line: the key's name, its 4-byte id and the bytes after the id."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Text that ends in a newline, and the signatures under it, none of them checked."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Public key with its name and use: ED25519 or COSIGNATURE_V1."""

    name: str
    public_key: bytes
    algorithm: int = ED25519


def parse_note(data: str | bytes) -> Note:
    """Parse a note that `format_note` would write with exactly these bytes.

    Raises SigningError: too-large, not-utf8, malformed-note.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise SigningError("too-large", size=len(data), limit=MAX_NOTE_BYTES)
    try:
        whole = data if isinstance(data, str) else data.decode()
    except UnicodeDecodeError as error:
        raise SigningError("not-utf8", at=error.start) from None
    # The last empty line separates them: the text may have empty lines, the signatures have none.
    text, signature_lines, lines = whole.rpartition("\n\n")
    if not signature_lines or not lines.endswith("\n") or _CONTROL.search(whole):
        raise SigningError("malformed-note")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise SigningError("malformed-note", "signatures")
    return Note(text + "\n", tuple(_parse_line(line, place) for place, line in enumerate(signatures)))


def format_note(note: Note) -> str:
    """Format the note: its own text, an empty line, a line for each signature."""
    lines = [
        f"— {item.name} {b64encode(item.key_id + item.signature).decode()}\n" for item in note.signatures
    ]
    return f"{note.text}\n{''.join(lines)}"


def sign_note(text: str, name: str, sign: Sign, public_key: bytes) -> Note:
    """Return a note of `text`, which ends in a newline, with one Ed25519 signature by `sign`.

    Raises SigningError: malformed-note, malformed-key-name, malformed-key.
    """
    _check_text(text)
    key_id = hash_key(name, public_key, ED25519)
    return Note(text, (NoteSignature(name, key_id, sign(text.encode())),))


def check_note(note: Note, name: str, public_key: bytes) -> bool:
    """Return whether this key signed `note` and every line that claims its name and id verifies."""
    # one wrong line of a known key spoils the note; a set, so that a hundred equal lines cost one
    # verification
    matching = _signatures_by(note, name, public_key, ED25519)
    message = note.text.encode()
    return bool(matching) and all(verify_ed25519(public_key, signature, message) for signature in {*matching})


def sign_cosignature(note: Note, name: str, sign: Sign, public_key: bytes, *, time: int) -> Note:
    """Return `note` with a witness's cosignature/v1 at `time`, in seconds since 1970.

    Raises SigningError: malformed-time, malformed-key-name, malformed-key.
    """
    if not 0 <= time <= _MAX_TIME:
        raise SigningError("malformed-time")
    key_id = hash_key(name, public_key, COSIGNATURE_V1)
    signature = time.to_bytes(_TIME_BYTES, "big") + sign(_cosigned(note, time))
    return Note(note.text, (*note.signatures, NoteSignature(name, key_id, signature)))


def check_cosignature(note: Note, name: str, public_key: bytes) -> int | None:
    """Return the time of the witness's newest cosignature; None without one or for a wrong one."""
    times: list[int] = []
    for signature in _signatures_by(note, name, public_key, COSIGNATURE_V1):
        time = int.from_bytes(signature[:_TIME_BYTES], "big")
        # as in `check_note`: one wrong line of a known key spoils the note
        if time > _MAX_TIME or not verify_ed25519(public_key, signature[_TIME_BYTES:], _cosigned(note, time)):
            return None
        times.append(time)
    return max(times, default=None)


def cosigned_times(note: Note, keys: Container[tuple[str, bytes]]) -> list[int]:
    """Return the times in cosignature lines of these keys, (name, key id) each; of a checked note."""
    matching = (item for item in note.signatures if (item.name, item.key_id) in keys)
    return [int.from_bytes(item.signature[:_TIME_BYTES], "big") for item in matching]


def hash_key(name: str, public_key: bytes, algorithm: int) -> bytes:
    """Return the 4-byte key id: SHA-256(name, newline, algorithm, public key) (C2SP signed-note, Signatures).

    Raises SigningError: malformed-key-name, malformed-key.
    """
    _check_name(name)
    if len(public_key) != _PUBLIC_BYTES:
        raise SigningError("malformed-key")
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:_KEY_ID_BYTES]


def parse_verifier_key(text: str) -> VerifierKey:
    """Parse a verifier key `name+id+base64` (vkey) for Ed25519 or cosignature/v1.

    Raises SigningError malformed-verifier-key.
    """
    match = _VERIFIER_KEY.fullmatch(text) if len(text) <= MAX_NOTE_BYTES else None
    if match is not None:
        raw = _decode_base64(match[3])
        if len(raw) == 1 + _PUBLIC_BYTES and raw[0] in (ED25519, COSIGNATURE_V1):
            key = VerifierKey(match[1], raw[1:], raw[0])
            if _is_name(key.name) and format_verifier_key(key) == text:
                return key
    raise SigningError("malformed-verifier-key")


def format_verifier_key(key: VerifierKey) -> str:
    """Format the verifier key as `name+id+base64`.

    Raises SigningError: malformed-key-name, malformed-key.
    """
    key_id = hash_key(key.name, key.public_key, key.algorithm).hex()
    return f"{key.name}+{key_id}+{b64encode(bytes([key.algorithm]) + key.public_key).decode()}"


def _parse_line(line: str, place: int) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    raw = _decode_base64(value)
    if dash != "—" or not _is_name(name) or len(raw) <= _KEY_ID_BYTES:
        raise SigningError("malformed-note", f"signatures.{place}")
    return NoteSignature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def _signatures_by(note: Note, name: str, public_key: bytes, algorithm: int) -> list[bytes]:
    if not _is_name(name) or len(public_key) != _PUBLIC_BYTES:
        return []
    key_id = hash_key(name, public_key, algorithm)
    return [item.signature for item in note.signatures if item.name == name and item.key_id == key_id]


def _cosigned(note: Note, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{note.text}".encode()


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise SigningError("malformed-note", "text")


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise SigningError("malformed-key-name")


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(map(str.isspace, name)) and not _CONTROL.search(name)


def _decode_base64(text: str) -> bytes:
    """Decode `text`; return nothing unless it is the one standard encoding (RFC 4648 4)."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return b""
    return raw if b64encode(raw).decode() == text else b""
