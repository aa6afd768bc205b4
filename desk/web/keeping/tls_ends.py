"""Ends of TLS certificates, as the web server on this machine presents them."""

import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

_SECONDS: Final = 3_600
_WAIT: Final = 1.0
_MOST: Final = 8


class TlsEnds:
    """Ends of certificates by site, each asked for once an hour."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, datetime | None]] = {}

    def find(self, site: str) -> datetime | None:
        """Return when the certificate of an https address ends; None where this machine presents none."""
        now = self._monotonic()
        made, end = self._known.get(site, (float("-inf"), None))
        if now - made >= _SECONDS:
            if len(self._known) >= _MOST:
                self._known.clear()
            end = _ask(site)
            self._known[site] = now, end
        return end


def _ask(site: str) -> datetime | None:
    # Only this machine: the desk opens no connection to another, and its unit forbids it.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # one that has ended is read, too
    try:
        parts = urlsplit(site)
        host, port = parts.hostname or "", parts.port or 443
        with (
            socket.create_connection(("127.0.0.1", port), _WAIT) as plain,
            context.wrap_socket(plain, server_hostname=host) as connection,
        ):
            certificate = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True) or b"")
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return None
    names = named.get_values_for_type(x509.DNSName)
    # a server with many sites presents another's where it has none for this name
    is_its = host in names or f"*.{host.partition('.')[2]}" in names
    return certificate.not_valid_after_utc if is_its else None
