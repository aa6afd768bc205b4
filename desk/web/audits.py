"""Findings for Today that cost much, so few are made: audits of the desk, and ends of TLS certificates.

An audit reads everything: records that nobody decided, rows that were edited.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from starlette.concurrency import run_in_threadpool

from desk.checking.audit import list_problems
from desk.errors import DeskError
from desk.office.desk import Desk
from desk.office.plans import STORED, OfficePlan

_SECONDS: Final = 300
_TLS_SECONDS: Final = 3_600
_TLS_WAIT: Final = 1.0
_MOST_SITES: Final = 8


class DeskAudits:
    """The last audit; one that is older than five minutes is made anew beside the answers."""

    def __init__(self, desk: Desk, monotonic: Callable[[], float]) -> None:
        self._desk = desk
        self._monotonic = monotonic
        self._made = float("-inf")
        self._found: Sequence[DeskError] = ()
        self._running: asyncio.Task[None] | None = None

    async def find(self) -> Sequence[DeskError]:
        """Return what the last audit found; the first caller waits for one."""
        is_first = self._made == float("-inf")
        if self._monotonic() - self._made >= _SECONDS and self._running is None:
            self._running = asyncio.create_task(self._audit())
        if is_first and self._running is not None:
            await asyncio.shield(self._running)
        return self._found

    def follow(self, plan: OfficePlan) -> None:
        """Have the next caller wait for a new audit if a decision follows what was signed first."""
        if plan.state == STORED:
            self._made = float("-inf")

    async def _audit(self) -> None:
        try:
            self._found = await run_in_threadpool(self._desk.read, list_problems)
            self._made = self._monotonic()
        finally:
            self._running = None


class TlsEnds:
    """Ends of certificates by site, each asked for once an hour."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, datetime | None]] = {}

    def find(self, site: str) -> datetime | None:
        """Return when the certificate of an https address ends; None where this machine presents none."""
        now = self._monotonic()
        made, end = self._known.get(site, (float("-inf"), None))
        if now - made >= _TLS_SECONDS:
            if len(self._known) >= _MOST_SITES:
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
            socket.create_connection(("127.0.0.1", port), _TLS_WAIT) as plain,
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
