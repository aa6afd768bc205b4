"""H1: the compact text form of a credential that a QR code carries (docs/reference/h1.md).

    https://cq.example/v#H1.04412367…

Container: flags(1) | dictionary id(1) | uuid(16)? | signature(64)? | raw DEFLATE of the JCS bytes with `id`
and `proofValue` blanked, under a frozen preset dictionary. Each 7 bytes are 17 decimal digits (tails of
1..6 bytes: 3, 5, 8, 10, 13, 15), big-endian. Decoding rebuilds the exact signed value. DEFLATE output is not
canonical: compare decoded values, never the text.
"""

import re
import uuid
import zlib
from typing import cast

from credentials.errors import RecordError
from credentials.h1_dictionary import DICTIONARY
from credentials.record import JsonObject, parse_document
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.multikey import decode_proof_value, encode_proof_value

MAX_TEXT = 8_192
MAX_DIGITS = 4_096
MAX_VALUE_BYTES = 16_384

_HAS_UUID, _HAS_SIGNATURE = 1, 2
_DICTIONARY_ID = 1
# numeric mode takes 10 bits for 3 digits (ISO/IEC 18004 7.4.3): 17 digits, 56.7 bits, carry seven bytes
_DIGITS_OF_TAIL = (0, 3, 5, 8, 10, 13, 15)
_CODE = re.compile(r"(?:^|[#/?=])H1\.([0-9]+)", re.ASCII)
_UUID_PREFIX = "urn:uuid:"


def encode_h1(value: JsonObject) -> str:
    """Return `H1.<digits>` of a signed document; RecordError `h1-too-large` past the decoder's caps."""
    container = _pack(value)
    # never print a code that the decoder would refuse
    text = "H1." + _encode_digits(container)
    if len(text) - 3 > MAX_DIGITS:
        raise RecordError("h1-too-large")
    return text


def format_h1_url(value: JsonObject, address: str) -> str:
    """Return the text of the QR code: `<address>/v#H1.<digits>`; `address` is https, without a slash."""
    return f"{address}/v#{encode_h1(value)}"


def find_h1(text: str) -> str | None:
    """Return the digits of the first H1 code in `text`, or None; the text before it (a host) is ignored."""
    match = _CODE.search(text[:MAX_TEXT])
    return match[1] if match is not None else None


def decode_h1(text: str) -> JsonObject:
    """Return the exact signed value in an H1 text or URL.

    Raises RecordError h1-absent, h1-too-large, h1-newer or h1-damaged.
    """
    if len(text) > MAX_TEXT:
        raise RecordError("h1-too-large")
    digits = find_h1(text.strip())
    if digits is None:
        raise RecordError("h1-absent")
    if len(digits) > MAX_DIGITS:
        raise RecordError("h1-too-large")
    return _unpack(_decode_digits(digits))


def container_size(value: JsonObject) -> int:
    """Return the size of the container in bytes, for the bench."""
    return len(_pack(value))


def _pack(value: JsonObject) -> bytes:
    blanked, flags, head = dict(value), 0, b""
    identifier, proof = value.get("id"), value.get("proof")
    packed_id = _uuid_bytes(identifier) if isinstance(identifier, str) else None
    if packed_id is not None:
        flags |= _HAS_UUID
        head += packed_id
        blanked["id"] = ""
    if isinstance(proof, dict) and isinstance(proof.get("proofValue"), str):
        flags |= _HAS_SIGNATURE
        head += decode_proof_value(cast("str", proof["proofValue"]))
        blanked["proof"] = {**proof, "proofValue": ""}
    data = canonicalize(blanked)
    if len(data) > MAX_VALUE_BYTES:
        raise RecordError("h1-too-large")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return bytes((flags, _DICTIONARY_ID)) + head + deflate.compress(data) + deflate.flush()


def _uuid_bytes(identifier: str) -> bytes | None:
    """Return the 16 bytes of a lower-case urn:uuid that they rebuild exactly, or None."""
    try:
        parsed = uuid.UUID(identifier.removeprefix(_UUID_PREFIX))
    except ValueError:
        return None
    return parsed.bytes if _UUID_PREFIX + str(parsed) == identifier else None


def _unpack(container: bytes) -> JsonObject:
    if len(container) < 2 or container[0] & ~(_HAS_UUID | _HAS_SIGNATURE) or container[1] != _DICTIONARY_ID:
        # an unknown flag means a newer form, not damage: the error says to update
        raise RecordError("h1-newer" if len(container) >= 2 else "h1-damaged")
    flags, rest = container[0], container[2:]
    identifier = signature = None
    if flags & _HAS_UUID:
        identifier, rest = rest[:16], rest[16:]
    if flags & _HAS_SIGNATURE:
        signature, rest = rest[:64], rest[64:]
    value = parse_document(_inflate(rest), MAX_VALUE_BYTES)
    if identifier is not None:
        # a member that was not blanked would be overwritten
        if len(identifier) != 16 or value.get("id") != "":
            raise RecordError("h1-damaged", "id")
        value["id"] = _UUID_PREFIX + str(uuid.UUID(bytes=identifier))
    if signature is not None:
        proof = value.get("proof")
        if not isinstance(proof, dict) or proof.get("proofValue") != "":
            raise RecordError("h1-damaged", "proof.proofValue")
        try:
            proof["proofValue"] = encode_proof_value(signature)
        except SigningError:
            raise RecordError("h1-damaged", "proof.proofValue") from None
    return value


def _inflate(data: bytes) -> bytes:
    inflate = zlib.decompressobj(-15, zdict=DICTIONARY)
    try:
        # DEFLATE packs a thousand to one: inflating a bomb stops a byte past the cap
        out = inflate.decompress(data, MAX_VALUE_BYTES + 1)
    except zlib.error:
        raise RecordError("h1-damaged") from None
    if len(out) > MAX_VALUE_BYTES:
        raise RecordError("h1-too-large")
    # data after the end is not signed
    if not inflate.eof or inflate.unused_data:
        raise RecordError("h1-damaged")
    return out


def _encode_digits(data: bytes) -> str:
    groups = (data[i : i + 7] for i in range(0, len(data), 7))
    return "".join(
        str(int.from_bytes(group, "big")).zfill(17 if len(group) == 7 else _DIGITS_OF_TAIL[len(group)])
        for group in groups
    )


def _decode_digits(digits: str) -> bytes:
    whole, tail = divmod(len(digits), 17)
    if tail not in _DIGITS_OF_TAIL:
        raise RecordError("h1-damaged")
    widths = [7] * whole + ([_DIGITS_OF_TAIL.index(tail)] if tail else [])
    try:
        return b"".join(
            int(digits[17 * i : 17 * i + 17]).to_bytes(width, "big") for i, width in enumerate(widths)
        )
    # 17 digits reach 10^17, seven bytes 7.2 · 10^16
    except OverflowError:
        raise RecordError("h1-damaged") from None
