"""Readiness of a node and its faults, for `/readyz` and the page of the node.

The node makes an answer once in HOLD_SECONDS for all requests. Its cost is bounded: two small writes, and a
second reading of a portion of the records. The node reads all pages of the database when it starts, once an
hour, and after a request met an unreadable page.
"""

import asyncio
from collections.abc import Callable, Container, Iterator
from datetime import datetime
from threading import Event
from typing import NamedTuple

from api.answers.trust_holder import TrustHolder
from credentials.times import format_time
from registry import Registry
from registry.database.revisions import REVISION, find_revision
from registry.errors import RegistryError
from registry.log.last_heads import load_heads
from registry.monitor.alerts import FORKED
from registry.upkeep.health import Patrol, find_log_faults, probe_writing
from signing.errors import HurenError
from verifier import TrustStore
from verifier.policy import CLOCK_TOLERANCE

HOLD_SECONDS = 2.0
"""An answer is held this long."""

PATIENCE_SECONDS = 5.0
"""A request waits at most this long; a slower database counts as unreachable."""

WRITING_SECONDS = 1.0
"""A request waits at most this long for a small write; a longer write of another process does not make the
node unready."""

PAGES_SECONDS = 3600.0
"""Seconds between two readings of all pages."""


class Check(NamedTuple):
    """A condition of readiness, and whether the node meets it."""

    name: str
    ready: bool
    detail: str


class Readiness:
    """The checks of a node on itself; one object for each application."""

    def __init__(self, registry: Registry, *, monotonic: Callable[[], float]) -> None:
        self._registry = registry
        self._monotonic = monotonic
        self._patrol = Patrol(registry)
        self._held: tuple[float, list[Check]] | None = None
        self._looking: asyncio.Task[list[Check]] | None = None
        self._writing: asyncio.Task[Check] | None = None
        self._pages: asyncio.Task[None] | None = None
        self._pages_begun = 0.0
        self._damage = 0
        """Unreadable pages counted at the last reading of all pages."""

    async def check(
        self, trust: TrustHolder, elsewhere: Container[str], now: datetime, stopping: Event
    ) -> list[Check]:
        """Return every check in order. If the registry does not answer, that check is the only one.

        `elsewhere` are the associations whose log another node keeps.
        """
        checks = await self._check_registry(stopping)
        if not checks[0].ready:
            return checks
        trusted = await trust.known()
        if trusted is None:
            return [*checks, Check("agreement", False, "nothing-to-trust")]
        store = trusted.store
        known = Check("agreement", True, ""), _check_clock(store, now)
        return [*checks, *known, *_check_manifests(store, elsewhere, now)]

    async def _check_registry(self, stopping: Event) -> list[Check]:
        """Return the checks of database and disk, at most HOLD_SECONDS old."""
        if self._held is not None and self._monotonic() - self._held[0] < HOLD_SECONDS:
            return self._held[1]
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(stopping))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                # a request whose time is over must not cancel work that other requests wait for
                checks = await asyncio.shield(self._looking)
        except TimeoutError:
            checks = [Check("database", False, "database-unreachable")]
        self._held = (self._monotonic(), checks)
        return checks

    async def _look(self, stopping: Event) -> list[Check]:
        try:
            revision, own = await asyncio.to_thread(self._ask)
        except HurenError as error:
            return [Check("database", False, error.code)]
        return [
            Check("database", True, ""),
            Check("migrations", revision == REVISION, f"tables at {revision}, this version's are {REVISION}"),
            *own,
            await self._check_writing(),
            await self._check_pages(stopping),
        ]

    def _ask(self) -> tuple[object, list[Check]]:
        """Return the revision of the tables, and the checks of disk and records; runs in a thread."""
        self._registry.check_place()
        revision = self._registry.read(lambda view: find_revision(view.connection))
        rewound = self._registry.find_rewound()
        return revision, [
            Check("heads", not rewound, ", ".join(dict.fromkeys(error.code for error in rewound))),
            _try("records", self._patrol.go_on),
            *_check_logs(self._registry),
        ]

    async def _check_writing(self) -> Check:
        """Return the result of a small write. While another writer delays that write, the node still reads
        and is ready."""
        if self._writing is None or self._writing.done():
            probe = asyncio.to_thread(_try, "writing", lambda: probe_writing(self._registry))
            self._writing = asyncio.create_task(probe)
        await asyncio.wait([self._writing], timeout=WRITING_SECONDS)
        return self._writing.result() if self._writing.done() else Check("writing", True, "database-busy")

    async def _check_pages(self, stopping: Event) -> Check:
        """Return the result of the last reading of all pages; a long reading goes on after its request has
        ended."""
        due = self._monotonic() - self._pages_begun >= PAGES_SECONDS or self._registry.damage > self._damage
        if self._pages is None or (due and self._pages.done()):
            self._pages_begun, self._damage = self._monotonic(), self._registry.damage
            read = asyncio.to_thread(self._registry.check_place, pages=True, stop=stopping.is_set)
            self._pages = asyncio.create_task(read)
        await asyncio.wait([self._pages], timeout=PATIENCE_SECONDS / 2)
        if not self._pages.done():
            return Check("pages", True, "being read")
        error = self._pages.exception()
        return Check("pages", error is None, error.code if isinstance(error, HurenError) else "")


def _try(name: str, work: Callable[[], object]) -> Check:
    try:
        work()
    except RegistryError as error:
        return Check(name, False, error.code)
    return Check(name, True, "")


def _check_logs(registry: Registry) -> Iterator[Check]:
    """Yield the checks of the logs here; another's log with two histories leaves the node ready."""
    try:
        own = load_heads(registry.heads) if registry.remembers_heads else {}
    except RegistryError:
        own = {}  # the check `heads` says that the file is damaged
    for error in find_log_faults(registry):
        issuer = error.facts.get("issuer")
        # else a thief of the other association's key could make this node unready
        ready = error.code == FORKED and issuer not in own
        yield Check(f"log of {issuer}" if issuer is not None else "heads", ready, error.code)


def _check_clock(trust: TrustStore, now: datetime) -> Check:
    behind = now < trust.newest - CLOCK_TOLERANCE
    return Check("clock", not behind, f"newest signature {format_time(trust.newest)}")


def _check_manifests(trust: TrustStore, elsewhere: Container[str], now: datetime) -> Iterator[Check]:
    """Yield the checks of the associations whose log is here; one that never published is not late."""
    for issuer, party in sorted(trust.parties.items()):
        if party.manifest is not None and issuer not in elsewhere:
            until = party.manifest.body.valid_until
            yield Check(f"manifest of {issuer}", now < until, f"good until {format_time(until)}")
