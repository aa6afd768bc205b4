"""A seal's key and certificate, for examples only."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOLDER = "重庆示例环境保护产业协会"
PASSPHRASE = b"example passphrase"


@cache
def make_pkcs12() -> bytes:
    """Return a new key with its self-signed certificate, which may stamp times too."""
    key = rsa.generate_private_key(65537, 2048)
    names = {NameOID.ORGANIZATION_NAME: HOLDER, NameOID.COMMON_NAME: "示例签章 Example seal"}
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(PASSPHRASE)
    )
