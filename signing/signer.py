"""Signers: protocols, and a key in memory; a key in a token is `terminal.workspace.tokens.TokenSigner`.

This is the floor's only module that needs `cryptography`: verification starts without it.
"""

from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from nacl.bindings import crypto_sign

from signing.errors import SigningError
from signing.multikey import encode_multikey

MAX_PEM_BYTES = 8_192
MAX_PASSPHRASE_BYTES = 1_023  # OpenSSL's limit
_SEED_BYTES = 32
_SIGNATURE_BYTES = 64
_PLAIN = b"-----BEGIN PRIVATE KEY-----"
_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_PUBLIC = b"-----BEGIN PUBLIC KEY-----"


class Signer(Protocol):
    """Signer of documents: the URL of its key and a raw signature over bytes."""

    @property
    def verification_method(self) -> str:
        """DID URL of the key, as in the key list."""

    def sign(self, data: bytes) -> bytes:
        """Sign `data`: 64 bytes for Ed25519 (RFC 8032 5.1.6)."""


class KeySigner(Protocol):
    """Signer with an Ed25519 key whose public half is known: in memory, or in a token."""

    verification_method: str
    public_key: bytes

    @property
    def multikey(self) -> str:
        """Public key as `z6Mk…`."""

    def sign(self, data: bytes) -> bytes:
        """Sign `data`: 64 bytes."""


class Ed25519Signer:
    """Private key in memory. Its text form shows the public half only."""

    __slots__ = ("_key", "_secret", "public_key", "verification_method")

    def __init__(self, key: Ed25519PrivateKey, verification_method: str) -> None:
        self._key = key
        # the secret key as libsodium takes it: seed and public half end to end
        self._secret = key.private_bytes_raw() + key.public_key().public_bytes_raw()
        self.public_key = key.public_key().public_bytes_raw()
        self.verification_method = verification_method

    @classmethod
    def from_seed(cls, seed: bytes, verification_method: str) -> "Ed25519Signer":
        """Make the key of a seed of 32 random bytes (RFC 8032 5.1.5).

        Raises SigningError malformed-seed.
        """
        if len(seed) != _SEED_BYTES:
            raise SigningError("malformed-seed", length=len(seed))
        return cls(Ed25519PrivateKey.from_private_bytes(seed), verification_method)

    @classmethod
    def from_pem(
        cls, pem: bytes, verification_method: str, passphrase: bytes | None = None
    ) -> "Ed25519Signer":
        """Read the key of a PKCS#8 file in PEM form (RFC 5958, RFC 7468).

        Raises SigningError: too-large, key-not-pem, key-needs-passphrase, key-wrong-passphrase,
        key-not-encrypted, key-not-ed25519.
        """
        return cls(_read_private_key(pem, passphrase), verification_method)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Return the key as PKCS#8 in PEM form, encrypted when a passphrase is given.

        Raises SigningError passphrase-length.
        """
        encryption: KeySerializationEncryption = NoEncryption()
        if passphrase is not None:
            if not 1 <= len(passphrase) <= MAX_PASSPHRASE_BYTES:
                raise SigningError("passphrase-length", limit=MAX_PASSPHRASE_BYTES)
            encryption = BestAvailableEncryption(passphrase)
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)

    @property
    def multikey(self) -> str:
        """Public key as `z6Mk…`."""
        return encode_multikey(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """Sign `data` by libsodium: the same 64 bytes as OpenSSL's, sooner."""
        return crypto_sign(data, self._secret)[:_SIGNATURE_BYTES]

    def __repr__(self) -> str:
        return f"Ed25519Signer({self.verification_method!r}, {self.multikey!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        # in a pipe or a cache it would lie without its passphrase
        raise TypeError("a private key is not pickled; use to_pem")


def read_public_key(pem: bytes, passphrase: bytes | None = None) -> bytes:
    """Return the 32 bytes of the public key in a PEM file of a public or private key.

    Raises SigningError like `Ed25519Signer.from_pem`.
    """
    if not pem.lstrip().startswith(_PUBLIC):
        return _read_private_key(pem, passphrase).public_key().public_bytes_raw()
    _refuse_large(pem)
    try:
        key = load_pem_public_key(pem)
    except UnsupportedAlgorithm:
        raise SigningError("key-not-ed25519") from None
    except ValueError:
        raise SigningError("key-not-pem") from None
    if not isinstance(key, Ed25519PublicKey):
        raise SigningError("key-not-ed25519")
    return key.public_bytes_raw()


def _read_private_key(pem: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    _refuse_large(pem)
    encrypted = pem.lstrip().startswith(_ENCRYPTED)
    if not encrypted and not pem.lstrip().startswith(_PLAIN):
        raise SigningError("key-not-pem")
    if encrypted and not passphrase:
        raise SigningError("key-needs-passphrase")
    if passphrase is not None and not encrypted:
        raise SigningError("key-not-encrypted")
    try:
        key = load_pem_private_key(pem, passphrase)
    except UnsupportedAlgorithm:
        raise SigningError("key-not-ed25519") from None
    except (ValueError, TypeError):
        raise SigningError("key-wrong-passphrase" if encrypted else "key-not-pem") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError("key-not-ed25519")
    return key


def _refuse_large(pem: bytes) -> None:
    if len(pem) > MAX_PEM_BYTES:
        raise SigningError("too-large", size=len(pem), limit=MAX_PEM_BYTES)
