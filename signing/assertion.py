"""Passkeys: their public keys as text, and the check of an assertion (W3C Web Authentication Level 2, 7.2).

Of the floor's modules this one and `signer` need `cryptography`. The key decides the algorithm, so that an
assertion cannot choose one: ES256 (-7), EdDSA (-8) and RS256 (-257).
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from signing.ed25519 import verify_ed25519
from signing.errors import SigningError
from signing.multikey import decode_base58, decode_multikey, encode_base58, encode_multikey
from signing.strict_json import parse_json

MAX_CLIENT_DATA = 2_048
MAX_AUTHENTICATOR_DATA = 1_024
MAX_PASSKEY_SIGNATURE = 512
"""That of RSA with 4096 bits."""

_P256_PUB, _RSA_PUB = b"\x80\x24", b"\x85\x24"  # multicodec 0x1200 and 0x1205 as varints
_POINT_BYTES = 33
_RSA_BYTES = (270, 398, 526)
"""PKCS#1 keys of 2048, 3072 and 4096 bits with the exponent 65537."""
_EXPONENT = 65_537
_HASH, _COUNTER = 32, 4
_BARE = _HASH + 1 + _COUNTER
_PRESENT, _VERIFIED, _ATTESTED, _EXTENDED = 0x01, 0x04, 0x40, 0x80

VerifySignature = Callable[[bytes, bytes], bool]
"""Verifies a signature and a message under one key; never raises."""

AssertionFault = Literal["form", "signature", "other-bytes", "other-site", "not-verified"]
"""The first reason why an assertion does not count."""


@dataclass(frozen=True, slots=True)
class PasskeySite:
    """The site for which a passkey signs: the relying party's id, and the origin of its pages."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """The bytes that an authenticator hands out."""

    client_data: bytes
    authenticator_data: bytes
    signature: bytes


def format_passkey(key: Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey) -> str:
    """Return a public key as Multikey text: `z6Mk…`, `zDn…` (P-256) or `z4MX…` (RSA)."""
    if isinstance(key, Ed25519PublicKey):
        return encode_multikey(key.public_bytes_raw())
    if isinstance(key, RSAPublicKey):
        return "z" + encode_base58(_RSA_PUB + key.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    return "z" + encode_base58(_P256_PUB + key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def parse_passkey(text: str) -> VerifySignature:
    """Return the verification under a public key; one text for each key.

    Raises SigningError malformed-key for any but Ed25519, P-256, and RSA of 2048, 3072 or 4096 bits with the
    exponent 65537.
    """
    if text.startswith("z6Mk"):
        public = decode_multikey(text)
        return lambda signature, message: verify_ed25519(public, signature, message)
    data = _decode(text, (_POINT_BYTES, *_RSA_BYTES))
    try:
        if data.startswith(_P256_PUB) and len(data) == len(_P256_PUB) + _POINT_BYTES:
            return _verify_by(EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data[2:]))
        key = load_der_public_key(data[2:]) if data.startswith(_RSA_PUB) else None
    except (ValueError, UnsupportedAlgorithm):
        raise SigningError("malformed-key") from None
    # one DER key may have several encodings: accept only the one that `format_passkey` writes
    is_own = isinstance(key, RSAPublicKey) and key.public_numbers().e == _EXPONENT
    if not is_own or not isinstance(key, RSAPublicKey) or format_passkey(key) != text:
        raise SigningError("malformed-key")
    return _verify_by(key)


def _decode(text: str, lengths: Iterable[int]) -> bytes:
    for length in lengths if text.startswith("z") else ():
        try:
            return decode_base58(text[1:], length=len(_RSA_PUB) + length)
        except SigningError:
            continue
    raise SigningError("malformed-key")


def _verify_by(key: EllipticCurvePublicKey | RSAPublicKey) -> VerifySignature:
    def verify(signature: bytes, message: bytes) -> bool:
        try:
            if isinstance(key, RSAPublicKey):
                key.verify(signature, message, PKCS1v15(), SHA256())
            else:
                key.verify(signature, message, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    return verify


def find_assertion_fault(
    assertion: Assertion, key: str, message: bytes, site: PasskeySite
) -> AssertionFault | None:
    """Return the first reason why `key` did not confirm `message` at `site`, or None where it did.

    The challenge is the SHA-256 of the message; the user must have been present and verified. Raises
    SigningError malformed-key.
    """
    verify = parse_passkey(key)
    data = assertion.authenticator_data
    # the steps of Web Authentication Level 2, 7.2, the signature first: unsigned data prove nothing
    client = _read_client_data(assertion.client_data)
    if client is None or not _has_form(data):
        return "form"
    # steps 19 and 20: the signature
    signed = data + hashlib.sha256(assertion.client_data).digest()
    if len(assertion.signature) > MAX_PASSKEY_SIGNATURE or not verify(assertion.signature, signed):
        return "signature"
    # steps 11 and 12: a registration is no assertion, and the challenge binds it to these bytes
    if client.get("type") != "webauthn.get" or client.get("challenge") != challenge_of(message):
        return "other-bytes"
    # steps 13 and 15; in another site's frame the person would see that site's page around the question
    is_framed = client.get("crossOrigin", False) is not False or "topOrigin" in client
    is_here = data[:_HASH] == hashlib.sha256(site.rp_id.encode()).digest()
    if is_framed or not is_here or client.get("origin") != site.origin:
        return "other-site"
    # steps 16 and 17; no step 21: a verifier without a store has no counter to compare with
    flags = data[_HASH]
    return None if flags & _PRESENT and flags & _VERIFIED else "not-verified"


def challenge_of(message: bytes) -> str:
    """Return the challenge over a message as clients write it: base64url without padding."""
    return urlsafe_b64encode(hashlib.sha256(message).digest()).rstrip(b"=").decode()


def _read_client_data(data: bytes) -> dict[str, object] | None:
    try:
        value = parse_json(data, max_bytes=MAX_CLIENT_DATA, max_values=64)
    except SigningError:
        return None
    return {**value} if isinstance(value, dict) else None


def _has_form(data: bytes) -> bool:
    """True for an assertion's data: no attested key, and nothing after the counter but extensions."""
    # a key is attested at registration; extensions are signed but not read, so no CBOR is parsed
    if not _BARE <= len(data) <= MAX_AUTHENTICATOR_DATA or data[_HASH] & _ATTESTED:
        return False
    return bool(data[_HASH] & _EXTENDED) == (len(data) > _BARE)
