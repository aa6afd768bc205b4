"""Work of a running node with its peers: it pulls, watches their logs, and has its own heads cosigned.

The work runs in threads beside the requests. A peer that is slow, unreachable or dishonest delays no other
peer.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Event, Lock

import orjson

from api.http.middleware import LOGGER
from api.settings import Settings
from carriers.peers.web import PULL_SECONDS, WebFiles
from registry import Registry
from registry.monitor.watch import watch
from registry.publishing.log_head import publish_head
from registry.sync.offer import offer_head
from registry.sync.pull import pull
from registry.sync.taken import Pulled
from registry.sync.witness import Cosigner, find_cosigners
from signing.errors import HurenError
from signing.signer import KeySigner

MAX_ANSWER = 16 * 1024
AT_ONCE = 8
"""Peers that are pulled from at once. One more waits for a place; PULL_SECONDS bounds each pull."""
ADD_CHECKPOINT = "add-checkpoint"


class Peers:
    """The peers of one node, and its publication keys."""

    def __init__(self, registry: Registry, signers: Sequence[KeySigner], stopping: Event) -> None:
        self._registry, self._signers, self._stopping = registry, [*signers], stopping
        self._open: list[WebFiles] = []
        self._signing, self._telling = Lock(), Lock()
        self._idle: set[str] = set()
        self.threads = ThreadPoolExecutor(AT_ONCE, "peer")

    def cosigners(self, now: datetime) -> list[Cosigner]:
        """Return the associations whose publication key is here and in force.

        A key that may not sign is logged once, when that is found.
        """
        cosigners, errors = find_cosigners(self._registry, self._signers, now)
        idle = {str(error.facts["key"]): error for error in errors}
        with self._telling:
            before, self._idle = self._idle, {*idle}
        for key in idle.keys() - before:
            _tell(logging.WARNING, idle[key].code, key=key)
        return cosigners

    def take(self, settings: Settings, issuer: str, now: datetime) -> bool:
        """Pull from this peer; return whether it brought anything new."""
        address = settings.peers.get(issuer)
        if address is None or self._stopping.is_set():
            return False
        requests = 0
        try:
            with self._files(settings, address) as files:
                pulled = pull(self._registry, issuer, files, now=now, cosigners=self.cosigners(now))
                requests = files.requests
        except HurenError as error:
            pulled = Pulled(issuer, error=error)
        taken, codes = pulled.taken, [problem.code for problem in pulled.errors]
        for code in codes or ["peer-pulled"]:
            _tell(
                logging.WARNING if codes else logging.INFO, code,
                peer=issuer, records=taken.records, refused=len(taken.refused), requests=requests,
                untrusted=sorted({error.code for error in pulled.untrusted}),
            )  # fmt: skip
        for conflict in taken.conflicts:
            _tell(logging.ERROR, "conflict-found", peer=conflict.issuer, digest=conflict.digest)
        self._watch(pulled, now)
        return bool(taken.records) or pulled.cosigned

    def _watch(self, pulled: Pulled, now: datetime) -> None:
        """Check the pulled records; log an alert once, when it is raised."""
        try:
            passed = watch(self._registry, pulled.issuer, now=now, pulled=pulled)
        except HurenError as error:
            _tell(logging.WARNING, error.code, peer=pulled.issuer)
            return
        for alert in passed.alerts:
            if alert.found == int(now.timestamp()):
                _tell(logging.WARNING, "monitor-alert", alert=alert.code, peer=alert.issuer)

    def sign_heads(self, settings: Settings, now: datetime) -> bool:
        """Sign the head of each of this node's logs that has grown, and send it to the peers; return
        whether a log had grown."""
        grown = False
        with self._signing:
            for cosigner in self.cosigners(now):
                try:
                    note = publish_head(self._registry, cosigner.issuer, cosigner.signer, now=now)
                except HurenError as error:
                    _tell(logging.WARNING, error.code, issuer=cosigner.issuer)
                    continue
                if note is not None:
                    grown = True
                    self._offer(settings, cosigner.issuer)
        return grown

    def _offer(self, settings: Settings, issuer: str) -> None:
        for witness, address in settings.peers.items():
            if witness == issuer or self._stopping.is_set():
                continue
            try:
                with self._files(settings, address) as files:
                    offer_head(self._registry, issuer, witness, _post_to(files))
            except HurenError as error:
                _tell(logging.WARNING, error.code, peer=witness)

    @contextmanager
    def _files(self, settings: Settings, address: str) -> Iterator[WebFiles]:
        files = WebFiles(address, plain=settings.plain_http, whole_seconds=PULL_SECONDS)
        self._open.append(files)
        # `stop` may have gone through the list just before
        if self._stopping.is_set():
            files.end()
        try:
            yield files
        finally:
            self._open.remove(files)
            files.close()

    def stop(self) -> None:
        """Cut off the requests under way."""
        for files in [*self._open]:
            files.end()

    async def wait(self) -> None:
        """Wait until no pull runs any more, after `stop`."""
        await asyncio.to_thread(self.threads.shutdown, cancel_futures=True)


def _post_to(files: WebFiles) -> Callable[[bytes], tuple[int, bytes]]:
    return lambda body: files.post(ADD_CHECKPOINT, body, MAX_ANSWER)


async def repeat(seconds: float, work: Callable[[], bool], note_change: Callable[[], None]) -> None:
    """Run `work` in a thread, now and every `seconds` seconds, until cancelled.

    The function calls `note_change` when the work changed something. Failed work is tried again the next
    time.
    """
    while True:
        await _attempt(work, note_change, None)
        await asyncio.sleep(seconds)


async def repeat_each(
    seconds: float,
    names: Callable[[], Iterable[str]],
    work: Callable[[str], bool],
    note_change: Callable[[], None],
    threads: Executor,
) -> None:
    """Do as `repeat`, separately for each name; skip a name while its work still runs."""
    running: dict[str, asyncio.Task[None]] = {}
    try:
        while True:
            for name in names():
                if name not in running or running[name].done():
                    running[name] = asyncio.create_task(_attempt(partial(work, name), note_change, threads))
            await asyncio.sleep(seconds)
    finally:
        for task in running.values():
            task.cancel()


async def _attempt(
    work: Callable[[], bool], note_change: Callable[[], None], threads: Executor | None
) -> None:
    try:
        if await asyncio.get_running_loop().run_in_executor(threads, work):
            note_change()
    except HurenError as error:
        _tell(logging.WARNING, error.code)


def _tell(level: int, code: str, **facts: object) -> None:
    LOGGER.log(level, "%s", orjson.dumps({"code": code, **facts}).decode())
