"""The trust data that a node verifies with, made from its own registry and renewed when the registry changes.

The next verification sees a change of this process, and one of another process within `poll` seconds. A
thread makes the data, never the event loop. If that fails or takes longer than `wait` seconds, verifications
go on with the last data. The verifier judges their age (its check `freshness`). Only the first request waits
in vain for a database that does not answer.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from api.answers.worker_pool import ProvenTrust
from api.errors import ApiError
from registry import Registry
from registry.errors import RegistryError
from registry.publishing.bundle import bundle_of
from registry.view.trees import EVENTS, count_leaves
from registry.view.view import RegistryView
from signing.errors import HurenError
from verifier import TrustStore

TrustVersion = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    trusted: ProvenTrust
    version: TrustVersion


class TrustHolder:
    """Holder of the newest trust data; one for each application."""

    def __init__(
        self, registry: Registry, *, monotonic: Callable[[], float], poll: float, wait: float
    ) -> None:
        self._registry = registry
        self._monotonic = monotonic
        self._poll, self._wait = poll, wait
        self._held: _Held | None = None
        self._changes, self._seen = 1, 0
        """Number of changes through this process so far, and the number of those that `_held` includes."""
        self._given_up = False
        """True after a request waited for those changes in vain; later requests then do not wait."""
        self._looked = monotonic()
        self._looking: asyncio.Task[None] | None = None

    def note_change(self, *, stored: bool = True) -> None:
        """Note that this process stored a record or may have stored one: the next verification must take
        it into account."""
        self._changes += 1
        if stored:
            self._given_up = False

    async def current(self) -> ProvenTrust:
        """Return the newest trust data; ApiError nothing-to-trust while there is no complete agreement."""
        trusted = await self.current_or_none()
        if trusted is None:
            raise ApiError("nothing-to-trust")
        return trusted

    async def current_or_none(self) -> ProvenTrust | None:
        """Like `current`, but None while there is no complete agreement."""
        if self._seen < self._changes and not (self._given_up and self._held is not None):
            await self._catch_up(self._changes)
        elif self._monotonic() - self._looked >= self._poll:
            self._look()
        return self._held.trusted if self._held is not None else None

    @property
    def last(self) -> ProvenTrust | None:
        """Return the data at hand without asking the registry, for answers that cannot wait, such as an
        error."""
        return self._held.trusted if self._held is not None else None

    async def known(self) -> ProvenTrust | None:
        """Like `current_or_none`, but None as well while the registry cannot be asked for the first time."""
        try:
            return await self.current_or_none()
        except HurenError:
            return None

    async def _catch_up(self, changes: int) -> None:
        """Wait for data that includes the first `changes` changes; raise HurenError only while there is no
        data at all."""
        try:
            async with asyncio.timeout(self._wait if self._held is not None else None):
                if self._looking is not None and not self._looking.done():
                    # this task began before the change, so its failure does not concern the change
                    await asyncio.wait([self._looking])
                while self._seen < changes:
                    await asyncio.shield(self._look())
        except (TimeoutError, HurenError):
            if self._held is None:
                raise
            self._given_up = True

    def _look(self) -> "asyncio.Task[None]":
        """Return the task that renews `_held`; only one runs at a time."""
        if self._looking is None or self._looking.done():
            self._looked = self._monotonic()
            self._looking = asyncio.create_task(self._refresh())
            self._looking.add_done_callback(_read_result)
        return self._looking

    async def _refresh(self) -> None:
        # counted before the view opens, so that a record stored during the reading counts as unknown
        changes = self._changes
        self._held = await asyncio.to_thread(self._registry.read, lambda view: _load(view, self._held))
        self._seen = changes
        self._given_up = False


def _read_result(task: "asyncio.Task[None]") -> None:
    """Read the exception of a task, so that asyncio does not complain where no asker waits for it."""
    if not task.cancelled():
        task.exception()


def _load(view: RegistryView, last: _Held | None) -> _Held | None:
    """Return the trust data that `view` sees: `last` if nothing changed, None while there is no complete
    agreement."""
    version, pin = _version(view), view.read_pin()
    if last is not None and last.version == version:
        return last
    if pin is None:
        return None
    try:
        bundle = bundle_of(view)
    except RegistryError as error:
        if error.code != "no-agreement":
            raise
        return None
    store = TrustStore.from_bundle(bundle, pin=pin)
    return _Held(ProvenTrust(store, bundle, sha256(bundle).hexdigest()), version)


def _version(view: RegistryView) -> TrustVersion:
    """Return a version that changes whenever the bundle would."""
    try:
        issuers = sorted(view.load_trust().parties)
    except RegistryError:
        issuers = []
    parts: list[object] = [view.trust_digests()]
    for issuer in issuers:
        manifest, head = view.newest_manifest(issuer), view.newest_checkpoint(issuer)
        parts.append(
            (
                issuer,
                count_leaves(view.connection, issuer, EVENTS),
                view.count_all_events(issuer),
                manifest.digest if manifest is not None else None,
                head.size if head is not None else None,
                # a later cosignature changes the note but not the size of the log
                hash(head.note) if head is not None else None,
            )
        )
    return tuple(parts)
