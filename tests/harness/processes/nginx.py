"""nginx as deploy/ configures it, in front of a static tree and a node (group `nginx`)."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.processes.ports import free_port
from tests.world import World

DEPLOY = ROOT / "deploy"


HOST = "cq.huren.example"


GROUP = "nginx"


def find_nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    return found or skip_group(GROUP, "the program nginx is not installed")


def save_certificate(folder: Path) -> None:
    """Save a throw-away certificate for HOST."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = World().now
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1000))
        .not_valid_after(now + timedelta(days=3000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def configure(
    folder: Path,
    site: Path,
    node: int,
    changed: Mapping[str, str] = MappingProxyType({}),
    text: str = "",
) -> tuple[Path, int]:
    """Write the configuration; return its file and the TLS port.

    It is `text`, or that of deploy/, with this machine's ports and folders, and the replacements `changed`.
    """
    port, plain = free_port(), free_port()
    text = text or (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen [::]:80;", ""), ("listen [::]:443 ssl;", ""),
        ("listen [::]:80 default_server;", ""), ("listen [::]:443 ssl default_server;", ""),
        ("listen 80", f"listen 127.0.0.1:{plain}"), ("listen 443", f"listen 127.0.0.1:{port}"),
        ("/etc/huren/tls", str(folder)),
        ("root /srv/huren/site;", f"root {site};"), ("root /srv/huren;", f"root {DEPLOY};"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{node};"),
        *changed.items(),
    ):  # fmt: skip
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    save_certificate(folder)
    (folder / "site.conf").write_text(text, "utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1; events {{}}\n"
        f"http {{ {temporary} include {folder}/site.conf; }}\n",
        "utf-8",
    )
    return path, port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _name_host(request: httpx2.Request) -> None:
    """Name the host in the handshake, although the connection goes to an address."""
    request.extensions["sni_hostname"] = HOST


@contextmanager
def running_nginx(
    folder: Path, site: Path, node: int | None = None, changed: Mapping[str, str] = MappingProxyType({})
) -> Iterator[httpx2.Client]:
    """A client of nginx under the association's host name; without a node, the port behind it refuses."""
    path, port = configure(folder, site, node or free_port(), changed)
    command = [find_nginx(), "-e", "stderr", "-p", str(folder), "-c", str(path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while not listens(port):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "nginx does not listen"
        context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
        address = f"https://127.0.0.1:{port}"
        hooks = {"request": [_name_host]}
        with httpx2.Client(
            base_url=address, verify=context, headers={"host": HOST}, event_hooks=hooks
        ) as client:
            yield client
    finally:
        process.terminate()  # not SIGQUIT, which waits for clients that were refused
        process.communicate(timeout=30)
