"""Network answers from anybody: bounded sizes and times, no redirects, and bytes that are not HTTP."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread, Timer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from carriers.errors import CarrierError
from carriers.peers.folder import FolderFiles
from carriers.peers.web import WebFiles, is_plain_allowed
from tests.harness.processes.ports import free_port

pytestmark = pytest.mark.nodes

Answer = Callable[[socket.socket], None]
LOCAL = ("127.0.0.1",)


@contextmanager
def answering(answer: Answer, head: "Callable[[socket.socket], bytes] | None" = None) -> Iterator[str]:
    """A server on loopback that runs `answer` on each connection, once the head is read."""
    read = head or _head
    listener, over = socket.create_server(("127.0.0.1", 0)), Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    while b"\r\n\r\n" in read(connection):
                        answer(connection)
                except OSError:
                    pass

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)  # wake a thread that waits for a connection
        thread.join(10)
        listener.close()


def _head(connection: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        part = connection.recv(4096)
        if not part:
            break
        found += part
    return found


def say(text: bytes) -> Answer:
    return lambda connection: connection.sendall(text)


def drip(text: bytes, again: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(text)
        while True:
            connection.sendall(again)
            Event().wait(0.05)

    return answer


def hush(_: socket.socket) -> None:
    Event().wait(1)


def code(address: str, *, seconds: float = 30.0, silent_seconds: float = 15.0, whole: float = 60.0) -> str:
    files = WebFiles(
        address, plain=LOCAL, seconds=seconds, silent_seconds=silent_seconds, whole_seconds=whole
    )
    with pytest.raises(CarrierError) as refused:
        files.fetch("bundle.json", 1000)
    files.close()
    for lang in ("zh", "en"):
        assert refused.value.sentence(lang)
        assert refused.value.mend(lang)
    return refused.value.code


OK = b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: "a"\r\n\r\n{}'


def test_a_file_and_its_tag_over_one_connection() -> None:
    with answering(say(OK)) as address:
        files = WebFiles(address, plain=LOCAL)
        for _ in range(3):
            found = files.fetch("bundle.json", 10)
            assert found is not None
            assert (found.data, found.tag) == (b"{}", '"a"')
        assert files.requests == 3
        files.close()
        moments = iter((0.0, 599.0, 599.0, 600.0))
        files = WebFiles(address, plain=LOCAL, whole_seconds=600.0, monotonic=lambda: next(moments))
        assert files.fetch("bundle.json", 10) is not None
        with pytest.raises(CarrierError) as over:
            files.fetch("bundle.json", 10)
        assert (over.value.code, files.requests) == ("peer-ended", 1)
        files.close()
    asked: list[bytes] = []

    def read(connection: socket.socket) -> bytes:
        asked.append(_head(connection))
        return asked[-1]

    with answering(say(b"HTTP/1.1 304 Not Modified\r\n\r\n"), read) as address:
        files = WebFiles(address, plain=LOCAL)
        found = files.fetch("bundle.json", 10, '"a"')
        assert b'\r\nif-none-match: "a"\r\n' in asked[0].lower()
        assert found is not None
        assert (found.data, found.tag) == (None, '"a"')
        files.close()
    with answering(say(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) as address:
        files = WebFiles(address, plain=LOCAL)
        assert files.fetch("bundle.json", 10) is None
        files.close()


def test_redirects_are_not_followed() -> None:
    for status in (301, 302, 303, 307, 308):
        head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        with answering(say(head.encode())) as address:
            assert code(address) == "peer-answer"


def test_not_modified_is_refused_if_no_tag_was_sent() -> None:
    with answering(say(b"HTTP/1.1 304 Not Modified\r\n\r\n")) as address:
        assert code(address) == "peer-answer", "nothing was tagged"


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"Content-Length: -5", "Content-Length"),
        (b"Content-Length: +5", "Content-Length"),
        (b"Content-Length: 5, 5", "Content-Length"),
        (b"Content-Length: 5\r\nContent-Length: 6", "Content-Length"),
        (b"Content-Length: 5\r\nETag: " + b'"' + b"x" * 300 + b'"', "ETag"),
    ],
)
def test_a_malformed_length_and_an_endless_tag_are_named(head: bytes, named: str) -> None:
    with answering(say(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\nhello")) as address:
        files = WebFiles(address, plain=LOCAL)
        with pytest.raises(CarrierError) as refused:
            files.fetch("bundle.json", 100)
        files.close()
    assert (refused.value.code, refused.value.facts["header"]) == ("peer-header", named)


def test_oversize_and_endless_answers_are_refused() -> None:
    with answering(say(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000)) as address:
        assert code(address) == "peer-too-large"
    with answering(
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"100\r\n" + b"x" * 256 + b"\r\n")
    ) as address:
        assert code(address) == "peer-too-large"
    with answering(drip(b"HTTP/1.1 200 OK\r\n", (b"A: " + b"x" * 2000 + b"\r\n") * 20)) as address:
        assert code(address) in ("peer-garbled", "peer-late")


def test_slow_answers_end_in_time() -> None:
    with answering(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x")) as address:
        assert code(address, seconds=0.1) == "peer-late"
        assert code(address, whole=0.1) == "peer-ended"
    with answering(drip(b"HTTP/1.1 200 OK\r\nA: ", b"x")) as address:
        assert code(address, seconds=0.1) == "peer-late"
    with answering(drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n")) as address:
        assert code(address, seconds=0.1) == "peer-late"
    with answering(hush) as address:
        assert code(address, seconds=30.0, silent_seconds=0.1) == "peer-late"


@pytest.mark.parametrize("head", [b"", b"Connection: close\r\nContent-Length: 1000\r\n"])
def test_slow_answers_end_in_time_where_the_other_side_will_close(head: bytes) -> None:
    """In that case the connection no longer has its socket."""
    with answering(drip(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n", b"x")) as address:
        assert code(address, seconds=0.1) == "peer-late"


@pytest.mark.parametrize("expected", ["peer-late", "peer-ended"])
def test_a_deadline_that_passes_while_connecting_ends_the_request(expected: str) -> None:
    """Without a socket nothing can be closed; the answer is too long, and nobody may wait for it."""

    class AtOnce(Timer):
        def start(self) -> None:
            files.end() if expected == "peer-ended" else self.function()

    with answering(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000, b"x")) as address:
        files = WebFiles(address, plain=LOCAL, watch=AtOnce)
        with pytest.raises(CarrierError) as refused:
            files.fetch("bundle.json", 1000)
        assert refused.value.code == expected


def test_an_answer_that_we_broke_off_is_refused() -> None:
    """Without a length nothing else shows that the answer is incomplete."""
    begun = Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nbeginning")
        begun.set()
        connection.recv(1)

    with answering(answer) as address:
        files = WebFiles(address, plain=LOCAL)
        Thread(target=lambda: begun.wait(10) and files.end(), daemon=True).start()
        with pytest.raises(CarrierError):
            files.fetch("bundle.json", 100)


def test_bytes_that_are_not_http_are_refused() -> None:
    for text in (
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    ):

        def once(connection: socket.socket, text: bytes = text) -> None:
            connection.sendall(text)
            connection.shutdown(socket.SHUT_RDWR)

        with answering(once) as address:
            assert code(address) in ("peer-garbled", "peer-silent")
    assert code(f"http://127.0.0.1:{free_port()}") == "peer-silent"


def test_plain_http_is_allowed_only_for_named_networks() -> None:
    assert is_plain_allowed("10.1.2.3", ("10.0.0.0/8",))
    assert is_plain_allowed("intranet.example", ("intranet.example",))
    assert not is_plain_allowed("10.1.2.3", ("192.168.0.0/16", "no network"))
    assert not is_plain_allowed("evil.example", ("10.0.0.0/8",))
    for address in (
        "http://example.org", "ftp://127.0.0.1", "https://", "https://user@host", "https://host/?a=1",
        "https://host:99999", "https://host/#x", "nonsense",
    ):  # fmt: skip
        with pytest.raises(CarrierError) as refused:
            WebFiles(address, plain=LOCAL)
        assert refused.value.code == "peer-address"


def certificate(folder: Path) -> ssl.SSLContext:
    """A server context with a self-signed certificate."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=3650))
    path = folder / "own.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + made.sign(key, None).public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_self_signed_certificate_is_refused(tmp_path: Path) -> None:
    context = certificate(tmp_path)

    def shake(connection: socket.socket) -> bytes:
        with suppress(OSError), context.wrap_socket(connection.dup(), server_side=True):
            pass
        return b""

    with answering(say(OK), head=shake) as address:
        files = WebFiles(address.replace("http:", "https:"))
        with pytest.raises(CarrierError) as refused:
            files.fetch("bundle.json", 10)
        assert refused.value.code == "peer-tls"


def test_a_request_ends_when_the_node_stops() -> None:
    started = Event()

    def hang(connection: socket.socket) -> None:
        started.set()
        connection.recv(1)

    with answering(hang) as address:
        files = WebFiles(address, plain=LOCAL)
        Thread(target=lambda: started.wait(10) and files.end(), daemon=True).start()
        with pytest.raises(CarrierError):
            files.fetch("bundle.json", 10)
        with pytest.raises(CarrierError):
            files.fetch("bundle.json", 10)


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "secret").write_bytes(b"s")
    (tmp_path / "tree/link").symlink_to(tmp_path / "secret")
    (tmp_path / "tree/file").write_bytes(b"data")
    files = FolderFiles(tmp_path / "tree")
    for path in ("link", "../secret", "/etc/passwd", "none", "."):
        assert files.fetch(path, 100) is None
    found = files.fetch("file", 100)
    assert found is not None
    again = files.fetch("file", 100, found.tag)
    assert again is not None
    assert again.data is None
    with pytest.raises(CarrierError):
        files.fetch("file", 3)
