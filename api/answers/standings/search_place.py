"""The place where lists are searched: a read replica while it answers, else the registry itself."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from registry import Registry, RegistryError
from registry.database.backends import find_backend

T = TypeVar("T")

AWAY_SECONDS = 60.0
"""After a replica did not answer, the node does not ask it for this long."""

_AWAY = frozenset({"database-unreachable", "database-busy", "registry-empty", "not-a-registry"})


class SearchPlace:
    """The registry of one application and its replica, which is opened at the first search."""

    def __init__(self, registry: Registry, replica: str | None, *, monotonic: Callable[[], float]) -> None:
        """Raise RegistryError database-url where `replica` is not an address of a database."""
        if replica is not None:
            check_url(replica)
        self._registry, self._url, self._monotonic = registry, replica, monotonic
        self._replica: Registry | None = None
        self._away_until = monotonic()
        self._turn = Lock()

    def search(self, work: Callable[[Registry], T]) -> T:
        """Return `work(registry)`, in a thread: on the replica, whose view may be older, else on the
        registry."""
        if self._url is not None and self._monotonic() >= self._away_until:
            try:
                return work(self._open(self._url))
            except RegistryError as error:
                if error.code not in _AWAY:
                    raise
                self._away_until = self._monotonic() + AWAY_SECONDS
        return work(self._registry)

    def close(self) -> None:
        """Close the replica; the opener of the registry closes the registry."""
        with self._turn:
            if self._replica is not None:
                self._replica.close()
                self._replica = None

    def _open(self, url: str) -> Registry:
        with self._turn:
            if self._replica is None:
                self._replica = Registry.open(url, filings=self._registry.filings, create=False)
            return self._replica


def check_url(url: str) -> None:
    """Refuse an address that is not one of a database: RegistryError database-url names the setting."""
    try:
        find_backend(url)
    except RegistryError as error:
        raise RegistryError(error.code, "search_url") from None
