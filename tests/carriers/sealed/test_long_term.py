"""Seals of an authority: checked for years by what the file holds, stamped by OpenSSL, made in a token."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pypdfium2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from carriers.errors import CarrierError
from carriers.pdf_seal.reading import Seal, read_seals
from carriers.pdf_seal.sealing import SealForm, find_in_token, load_pkcs12, make_seal_form, seal_pdf
from credentials.times import format_time
from terminal.workspace.tokens import open_token
from tests.carriers.papers import credential, paper, pdf, world
from tests.carriers.sealed.seal_keys import AUTHORITY, HOLDER, PASSPHRASE, Authority
from tests.harness.groups import require, skip_group
from tests.harness.processes.softhsm import LABEL, PIN, new_token, token_address
from tests.world import World

__all__ = ["credential", "paper", "pdf", "world"]

require("pyhanko", "seal")

_TSA = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa-example.key
signer_digest = sha256
digests = sha256
default_policy = 1.3.6.1.4.1.99999.1
ess_cert_id_alg = sha256
"""


class Office:
    """An authority that answers over HTTP with its list and with time stamps."""

    def __init__(self, folder: Path, openssl: str) -> None:
        self.withdrawn: list[int] = []
        office = self

        class Desk(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Print nothing."""

            def do_GET(self) -> None:
                self._answer(office.authority.list_withdrawn(*office.withdrawn), "application/pkix-crl")

            def do_POST(self) -> None:
                query, answer = folder / "query", folder / "answer"
                query.write_bytes(self.rfile.read(int(self.headers["content-length"])))
                stamp = (openssl, "ts", "-reply", "-config", folder / "tsa.conf", "-queryfile", query)
                subprocess.run([*stamp, "-out", answer], check=True, capture_output=True)
                self._answer(answer.read_bytes(), "application/timestamp-reply")

            def _answer(self, data: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.authority = Authority(f"{self.address}/root.crl")
        key, certificate = self.authority.certify("示例时间戳机构", 2, stamps=True)
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "tsa-example.key").write_bytes(plain)
        (folder / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / "tsa.conf").write_text(_TSA.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self.root = self.authority.root.public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    openssl = shutil.which("openssl")
    if openssl is None:
        skip_group("openssl", "there is no openssl")
    office = Office(tmp_path_factory.mktemp("authority"), openssl)
    thread = Thread(target=office.server.serve_forever, args=(0.01,))
    thread.start()
    yield office
    office.server.shutdown()
    office.server.server_close()
    thread.join()


def judge_offline(data: bytes, root: bytes, moment: datetime) -> Any:
    """Return pyHanko's judgement of the first seal by what the file holds alone."""
    from asn1crypto import pem
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    trusted = [Certificate.load(pem.unarmor(root)[2])]
    reader = PdfFileReader(io.BytesIO(data))
    rules = {"trust_roots": trusted, "allow_fetching": False, "moment": moment, "revocation_mode": "require"}
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(rules)
    return validate_pdf_signature(reader.embedded_signatures[0], context, context)


def test_a_seal_is_judged_without_its_authority_years_later(pdf: bytes, office: Office, world: World) -> None:
    signer = load_pkcs12(office.authority.pack(HOLDER, 3), PASSPHRASE)
    form = make_seal_form(None, f"{office.address}/tsa", [office.root])
    sealed = seal_pdf(pdf, signer, form, moment=world.now)
    (seal,) = read_seals(sealed, pypdfium2.PdfDocument(sealed))
    assert (seal.holder, seal.authority) == (HOLDER, AUTHORITY)
    status = judge_offline(sealed, office.root, world.now + timedelta(days=3_000))
    assert status.bottom_line, status.pretty_print_details()
    office.withdrawn.append(4)
    withdrawn = load_pkcs12(office.authority.pack(HOLDER, 4), PASSPHRASE)
    with pytest.raises(CarrierError, match="seal-refused"):
        seal_pdf(pdf, withdrawn, form, moment=world.now)


def test_a_key_in_a_token_seals(pdf: bytes, office: Office, world: World, tmp_path: Path) -> None:
    pkcs11 = require("pkcs11", "softhsm")
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    key, certificate = office.authority.certify(HOLDER, 5)
    label = {pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.ID: b"5", pkcs11.Attribute.TOKEN: True}
    with new_token(tmp_path) as library:
        with open_token(token_address(library, key="seal"), lambda _: PIN) as (_, name):
            assert name == "seal"
        with pkcs11.lib(library).get_token(token_label=LABEL).open(rw=True) as writing:
            der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
            writing.create_object({**decode_rsa_private_key(der), **label})
            writing.create_object(
                {**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **label}
            )
        with open_token(token_address(library, key="seal"), lambda _: PIN) as (session, name):
            sealed = seal_pdf(pdf, find_in_token(session, name), SealForm(None, None, ()), moment=world.now)
            with pytest.raises(CarrierError, match="seal-not-in-token"):
                find_in_token(session, "nothing")
            mixed: Any = find_in_token(session, name)
            mixed._signing_cert = load_pkcs12(office.authority.pack(HOLDER, 6), PASSPHRASE).signing_cert
            with pytest.raises(CarrierError, match="seal-mismatch"):
                seal_pdf(pdf, mixed, SealForm(None, None, ()), moment=world.now)
    assert read_seals(sealed, pypdfium2.PdfDocument(sealed)) == (
        Seal("all", HOLDER, AUTHORITY, format_time(world.now)),
    )
