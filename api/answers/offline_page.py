"""A page as one file, for a room without a network; made once for each state of the trust data."""

from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.answers.worker_pool import ProvenTrust
from web.brand.markup import BrandMarkup
from web.served_page import VERIFY, ServedPage
from web.single_file import build_one_file


class OfflinePage(NamedTuple):
    """The HTML and its SHA-256."""

    html: bytes
    digest: str


class OfflinePages:
    """Holder of the newest page; while a page is being made, requests wait for it instead of making
    another."""

    def __init__(self, served: ServedPage = VERIFY) -> None:
        self._served = served
        self._lock = Lock()
        self._held: tuple[object, OfflinePage] | None = None

    async def get(self, trusted: ProvenTrust, brand: BrandMarkup) -> OfflinePage:
        """Return the page with these trust data, under this brand."""
        cached, key = self._held, (trusted.digest, brand)
        return (
            cached[1]
            if cached is not None and cached[0] == key
            else await run_in_threadpool(self._make, key, trusted, brand)
        )

    def _make(self, key: object, trusted: ProvenTrust, brand: BrandMarkup) -> OfflinePage:
        with self._lock:
            if self._held is None or self._held[0] != key:
                html = build_one_file(trusted.bundle, trusted.store.pin, brand, self._served)
                self._held = key, OfflinePage(html, sha256(html).hexdigest())
            return self._held[1]
