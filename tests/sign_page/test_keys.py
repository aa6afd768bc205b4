"""Key files: the page reads the form of `huren key new`, and refuses any other by name, with what to do."""

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from signing.signer import Ed25519Signer
from tests.harness.key_files import SCRYPT
from tests.harness.node import find_node
from tests.sign_page.key_holder import WORDS, Desk, KeyHolder

pytestmark = [pytest.mark.javascript, pytest.mark.browser]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


OPENED = """
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
const [place, passphrase, cipher] = process.argv.slice(1);
const key = createPrivateKey(readFileSync(place));
writeFileSync(place, key.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }));
"""
"""A key by OpenSSL's defaults: PBKDF2 with HMAC-SHA256 and another cipher."""


NO_PEM = "没有 PEM 格式的密钥"
SHA256 = b"\x2a\x86\x48\x86\xf7\x0d\x02\x09"
"""Object identifier of HMAC with SHA-256."""


def by_openssl(desk: Desk, path: Path, cipher: str) -> None:
    signer = desk.office.world.cq.signers["assessment"]
    path.write_bytes(signer.to_pem(None))
    command = [find_node(), "--input-type=module", "-e", OPENED, str(path), WORDS, cipher]
    subprocess.run(command, check=True, capture_output=True)


def scheme_of(pem: bytes, old: bytes, new: bytes) -> bytes:
    """Return the file with another algorithm identifier of the same length."""
    head, *body, foot = pem.decode().strip().splitlines()
    data = base64.b64decode("".join(body))
    assert data.count(old) == 1
    text = base64.encodebytes(data.replace(old, new)).decode().strip()
    return f"{head}\n{text}\n{foot}\n".encode()


@pytest.mark.night
def test_other_key_formats_are_refused_by_name(desk: Desk, holder: KeyHolder, tmp_path: Path) -> None:
    locked = BestAvailableEncryption(WORDS.encode())
    good = desk.key("assessment").read_bytes()
    files: dict[str, tuple[bytes | str, str]] = {
        "aes128": ("aes-128-cbc", "AES-128-CBC"),
        "des3": ("des-ede3-cbc", "DES-EDE3-CBC"),
        "aes256": ("aes-256-cbc", ""),
        "sha1": (scheme_of(good, SHA256, SHA256[:-1] + b"\x07"), "HMAC-SHA1"),
        "rsa": (
            rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
            "不是 Ed25519 密钥",
        ),
        "ec": (
            ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
            "不是 Ed25519 密钥",
        ),
        "pkcs1": (b"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n", NO_PEM),
        "public": (b"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n", NO_PEM),
        "more": (good.replace(b"-----END", b"AAAA\n-----END"), NO_PEM),
    }  # fmt: skip
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())))
    for name, (made, said) in files.items():
        path = tmp_path / f"{name}.pem"
        if isinstance(made, str):
            by_openssl(desk, path, made)
        else:
            path.write_bytes(made)
        holder.put(path)
        told = holder.go() + holder.alerts
        assert said in told, name
        assert ("2/2" in told) == (said == ""), name


@pytest.mark.night
def test_scrypt_is_refused_by_its_name(desk: Desk, holder: KeyHolder, tmp_path: Path) -> None:
    path = tmp_path / "scrypt.pem"
    path.write_text(SCRYPT)
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())), path)
    told = holder.alerts
    assert "scrypt" in told
    assert "PBKDF2-HMAC-SHA256" in told


def test_a_key_without_a_passphrase_is_not_taken(desk: Desk, holder: KeyHolder, tmp_path: Path) -> None:
    path = tmp_path / "open.pem"
    path.write_bytes(Ed25519Signer.from_seed(b"1" * 32, "x").to_pem(None))
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())), path)
    assert "openssl pkcs8 -topk8" in holder.alerts
    assert "请先放入密钥文件" in holder.go()


@pytest.mark.night
def test_a_browser_without_ed25519_signs_the_same(desk: Desk, holder: KeyHolder) -> None:
    """The vendored library signs and verifies; Ed25519 has one signature a message."""
    path = desk.export(desk.decide(desk.issue()))
    found = []
    for script in ("", NO_ED25519):
        holder.context.add_init_script(script or "0")
        holder.open(desk.office.now, path, desk.key("assessment"))
        assert "2/2" in holder.go()
        found.append(holder.save())
    assert found[0] == found[1]


NO_ED25519 = """
const { importKey } = globalThis.crypto.subtle ?? {};
if (importKey) crypto.subtle.importKey = function (format, data, algorithm, ...more) {
  if (algorithm === 'Ed25519') return Promise.reject(new Error('unknown'));
  return importKey.call(this, format, data, algorithm, ...more);
};
"""
