"""A virtual authenticator: a passkey's signatures, and those of a forged one."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from signing.assertion import Assertion, PasskeySite, challenge_of, format_passkey

SITE = PasskeySite("desk.huren.example", "https://desk.huren.example:8001")
PRESENT, VERIFIED = 0x01, 0x04

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


@dataclass
class Authenticator:
    """One passkey of one person."""

    key: PrivateKey

    @classmethod
    def of(cls, algorithm: Literal[-7, -8, -257] = -7) -> "Authenticator":
        """Make a passkey."""
        if algorithm == -7:
            return cls(ec.generate_private_key(ec.SECP256R1()))
        if algorithm == -8:
            return cls(ed25519.Ed25519PrivateKey.generate())
        return cls(rsa.generate_private_key(65_537, 2_048))

    @property
    def public(self) -> str:
        return format_passkey(self.key.public_key())

    def confirm(
        self,
        message: bytes,
        site: PasskeySite = SITE,
        *,
        flags: int = PRESENT | VERIFIED,
        counter: int = 0,
        extensions: bytes = b"",
        **client: Any,
    ) -> Assertion:
        """Return the assertion over a message; `client` replaces or adds members of the client data."""
        data = {
            "type": "webauthn.get",
            "challenge": challenge_of(message),
            "origin": site.origin,
            "crossOrigin": False,
            **client,
        }
        client_data = json.dumps(data, separators=(",", ":")).encode()
        authenticator = (
            sha256(site.rp_id.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big") + extensions
        )
        return Assertion(client_data, authenticator, self._sign(authenticator + sha256(client_data).digest()))

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        return self.key.sign(data)
