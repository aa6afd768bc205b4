"""Keys and certificates of seals, of an authority and of its time stamps, for examples only."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOLDER = "重庆示例环境保护产业协会"
AUTHORITY = "示例证书机构"
PASSPHRASE = b"example passphrase"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)


@cache
def make_pkcs12() -> bytes:
    """Return a new key with its self-signed certificate, which may stamp times too."""
    key = _make_key()
    name = _make_name(HOLDER, "示例签章 Example seal")
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    certificate = _complete(builder, stamps=True).sign(key, hashes.SHA256())
    return _pack(key, certificate)


class Authority:
    """A certification authority whose list of withdrawn certificates stands at an address."""

    def __init__(self, list_address: str) -> None:
        self._key = _make_key()
        self._address = list_address
        self._name = _make_name(AUTHORITY, "示例根 Example root")
        builder = x509.CertificateBuilder(self._name, self._name, self._key.public_key(), 1)
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        self.root = (
            builder.not_valid_before(_FROM)
            .not_valid_after(_UNTIL)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def certify(
        self, holder: str, number: int, *, stamps: bool = False
    ) -> tuple[RSAPrivateKey, x509.Certificate]:
        """Return a new key and its certificate; one that `stamps` serves for time stamps alone."""
        key, name = _make_key(), _make_name(holder, "示例 Example")
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), number)
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(self._address)], None, None, None)
        listed = _complete(builder, stamps=stamps).add_extension(x509.CRLDistributionPoints([point]), False)
        return key, listed.sign(self._key, hashes.SHA256())

    def pack(self, holder: str, number: int) -> bytes:
        """Return a PKCS#12 file with a new key and its certificate."""
        return _pack(*self.certify(holder, number))

    def list_withdrawn(self, *numbers: int) -> bytes:
        """Return the signed list, with these certificates on it."""
        builder = x509.CertificateRevocationListBuilder(self._name, _FROM, _UNTIL)
        for number in numbers:
            entry = x509.RevokedCertificateBuilder(number, _FROM).build()
            builder = builder.add_revoked_certificate(entry)
        signed = builder.add_extension(x509.CRLNumber(1), critical=False).sign(self._key, hashes.SHA256())
        return signed.public_bytes(Encoding.DER)


def _make_key() -> RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _make_name(organisation: str, common: str) -> x509.Name:
    names = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: common}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()])


def _complete(builder: x509.CertificateBuilder, *, stamps: bool) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = builder.not_valid_before(_FROM).not_valid_after(_UNTIL).add_extension(usage, critical=True)
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(use, critical=True) if stamps else builder


def _pack(key: RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(PASSPHRASE)
    )
