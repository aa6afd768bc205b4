"""When the certificate of a site ends: asked of this machine alone, and only its own name counts."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from desk.web.audits import TlsEnds

END = datetime(2026, 1, 31, 12, tzinfo=UTC)
"""Past: a certificate that has ended is read, too."""


def write_certificate(folder: Path, name: str) -> Path:
    key = Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example")])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 7)
    certificate = (
        builder.not_valid_before(END - timedelta(days=90))
        .not_valid_after(END)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, None)
    )
    file = folder / "example.pem"
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(plain + certificate.public_bytes(Encoding.PEM))
    return file


@contextmanager
def web_server(certificate: Path) -> Iterator[tuple[int, list[str]]]:
    """Serve TLS on this machine; yield the port and the peers that connected."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    peers: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    connection, peer = listener.accept()
                    peers.append(peer[0])
                    with suppress(OSError), context.wrap_socket(connection, server_side=True):
                        pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1], peers
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("name", ["desk.cq.example", "*.cq.example"])
def test_a_certificate_is_asked_for_once_an_hour(tmp_path: Path, name: str) -> None:
    now = [0.0]
    ends = TlsEnds(lambda: now[0])
    with web_server(write_certificate(tmp_path, name)) as (port, peers):
        site = f"https://desk.cq.example:{port}"
        assert [ends.find(site), ends.find(site)] == [END, END]
        assert len(peers) == 1
        now[0] = 3_600
        assert ends.find(site) == END
        assert len(peers) == 2
    now[0] = 7_200
    assert ends.find(site) is None


def test_the_certificate_of_another_name_says_nothing(tmp_path: Path) -> None:
    with web_server(write_certificate(tmp_path, "www.other.example")) as (port, _):
        assert TlsEnds(lambda: 0.0).find(f"https://desk.cq.example:{port}") is None


@pytest.mark.parametrize("site", ["https://", "https://a:99999", "https://[", "https://\u2460.example:1"])
def test_an_address_that_is_none_says_nothing(site: str) -> None:
    assert TlsEnds(lambda: 0.0).find(site) is None
