"""The tree of a node over HTTPS, or over HTTP in a named network: one connection, no redirects.

The other side may take neither memory nor time: an answer has a size limit and a deadline, at which a timer
closes the connection in any state.
"""

import http.client
import math
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from credentials.words.os_refusals import explain_system

SECONDS = 60.0
"""The time limit of one answer, whatever its size."""
SILENT_SECONDS = 15.0
"""The time for which the other side may be silent."""
PULL_SECONDS = 600.0
"""The time limit of one pull; the next goes on from there."""
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,200}"', re.ASCII)
_MAX_TAG = 256
_LENGTH = re.compile(r"[0-9]{1,19}", re.ASCII)
_PORTION = 64 * 1024
_OK, _UNCHANGED, _ABSENT, _GONE = 200, 304, 404, 410


def is_plain_allowed(host: str, networks: tuple[str, ...]) -> bool:
    """Return whether requests to a host may go without TLS: the host or its network is named."""
    if host in networks:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    for network in networks:
        with suppress(ValueError):
            if address in ip_network(network, strict=False):
                return True
    return False


class WebFiles:
    """The files below an address; `requests` counts the requests."""

    def __init__(
        self,
        address: str,
        *,
        plain: tuple[str, ...] = (),
        seconds: float = SECONDS,
        silent_seconds: float = SILENT_SECONDS,
        whole_seconds: float = math.inf,
        tls: ssl.SSLContext | None = None,
        watch: Callable[[float, Callable[[], None]], Timer] = Timer,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Check the address; `plain` are the hosts and networks for requests without TLS.

        No request is made later than `whole_seconds` from now. Raises CarrierError peer-address for any other
        address than https://host[:port][/path].
        """
        parts = urlsplit(address)
        host = parts.hostname or ""
        try:
            port = parts.port
        except ValueError:
            port, host = None, ""
        allowed = parts.scheme == "https" or (parts.scheme == "http" and is_plain_allowed(host, plain))
        if not host or not allowed or parts.username or parts.query or parts.fragment:
            raise CarrierError("peer-address", address=address[:200])
        self._host, self._port, self._base = host, port, parts.path.rstrip("/")
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._seconds, self._silent, self._watch = seconds, silent_seconds, watch
        self._monotonic, self._last_moment = monotonic, monotonic() + whole_seconds
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        """The socket of the last request; the connection drops it if the other side will close it."""
        self._ended = False
        self.requests = 0

    def end(self) -> None:
        """End the current request, from another thread, and refuse later ones."""
        self._ended = True
        self._hang_up()

    def _hang_up(self) -> None:
        connection = self._connection
        current = connection.sock if connection is not None else None
        for open_socket in (current, self._socket):
            if open_socket is not None:
                with suppress(OSError):
                    # `close` would not wake the thread that waits for an answer
                    open_socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def names(self, folder: str) -> list[str] | None:  # noqa: ARG002
        """Return None, see `TreeFiles`: a web server need not list its files."""
        return None

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """See `PeerFiles`; the tag is the ETag."""
        # no compression: a compressed answer would need a second limit
        head = {"Accept-Encoding": "identity", "User-Agent": "huren"}
        if tag is not None and _TAG.fullmatch(tag):
            head["If-None-Match"] = tag
        status, data, new_tag = self._ask("GET", path, limit, None, head)
        if status == _UNCHANGED and "If-None-Match" in head:
            return PeerFile(None, tag)
        if status in (_ABSENT, _GONE):
            return None
        if status != _OK:
            raise CarrierError("peer-answer", path, status=status)
        return PeerFile(data, new_tag)

    def post(self, path: str, body: bytes, limit: int) -> tuple[int, bytes]:
        """Return status and answer to a body. Raises the errors of `fetch`."""
        head = {"Accept-Encoding": "identity", "User-Agent": "huren", "Content-Type": "text/plain"}
        status, data, _ = self._ask("POST", path, limit, body, head)
        return status, data

    def _ask(
        self, method: str, path: str, limit: int, body: bytes | None, head: dict[str, str]
    ) -> tuple[int, bytes, str | None]:
        """Make one request; a connection that the other side closed meanwhile is opened anew, once."""
        self.check_end(path)
        self.requests += 1
        fresh = self._connection is None
        with self._explained(path):
            try:
                return self._try(method, path, limit, body, head)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                if fresh or self._ended:
                    raise
                self.close()
                return self._try(method, path, limit, body, head)

    def check_end(self, path: str) -> None:
        """See `PeerFiles`."""
        if self._is_over():
            raise CarrierError("peer-ended", path)

    def _is_over(self) -> bool:
        return self._ended or self._monotonic() >= self._last_moment

    def _try(
        self, method: str, path: str, limit: int, body: bytes | None, head: dict[str, str]
    ) -> tuple[int, bytes, str | None]:
        late: list[bool] = []
        connection = self._open()

        def end() -> None:
            late.append(True)
            self._hang_up()

        timer = self._watch(min(self._seconds, self._last_moment - self._monotonic()), end)
        # otherwise a timer of a minute keeps the program from ending
        timer.daemon = True
        timer.start()
        try:
            if connection.sock is None:
                connection.connect()
            self._socket = connection.sock
            if late or self._ended:  # during connecting, TLS included, there was no socket to close
                raise TimeoutError
            connection.request(method, f"{self._base}/{path}", body=body, headers=head)
            with closing(connection.getresponse()) as answer:
                _check_headers(answer, path)
                data = b"".join(_read(answer, path, limit))
                if late or self._ended:
                    raise TimeoutError
                if answer.length:  # the bytes still to come, by the stated length
                    raise http.client.IncompleteRead(b"", answer.length)
                return answer.status, data, answer.headers.get("ETag")
        except (OSError, http.client.HTTPException):
            if late:
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            if self._tls is not None:
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=self._silent, context=self._tls
                )
            else:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._silent)
        return self._connection

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except CarrierError:
            self.close()
            raise
        except TimeoutError:
            self.close()
            if self._is_over():
                raise CarrierError("peer-ended", path) from None
            raise CarrierError("peer-late", path, seconds=round(self._seconds)) from None
        except ssl.SSLError as error:
            self.close()
            why = (error.reason or type(error).__name__)[:100]
            raise CarrierError("peer-tls", path, why=why) from None
        except OSError as error:
            self.close()
            en, zh = (explain_system(error, lang) for lang in ("en", "zh"))
            raise CarrierError("peer-silent", path, why=f"{en}.", why_zh=f"{zh}。") from None
        except (http.client.HTTPException, ValueError):
            self.close()
            raise CarrierError("peer-garbled", path) from None


def _check_headers(answer: http.client.HTTPResponse, path: str) -> None:
    """Raise CarrierError peer-header for a malformed length, and for a tag too long to keep."""
    lengths = answer.headers.get_all("Content-Length", [])
    is_length = len({*lengths}) <= 1 and all(_LENGTH.fullmatch(length.strip()) for length in lengths)
    unfit = "ETag" if len(answer.headers.get("ETag", "")) > _MAX_TAG else None
    if (header := unfit if is_length else "Content-Length") is not None:
        raise CarrierError("peer-header", path, header=header)


def _read(answer: http.client.HTTPResponse, path: str, limit: int) -> Iterator[bytes]:
    """Yield the body in portions; CarrierError peer-too-large beyond `limit`."""
    size = 0
    # one byte beyond the limit shows that there is more
    while portion := answer.read(min(_PORTION, limit + 1 - size)):
        size += len(portion)
        if size > limit:
            raise CarrierError("peer-too-large", path, limit=limit)
        yield portion
