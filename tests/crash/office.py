"""The processes that are killed: an association's office at work, one step at a time or without end.

They are forked from a warm parent (multiprocessing's forkserver, everything imported), so that each costs
milliseconds. Answers and signatures go through a pipe to the client, which outlives the process.
"""

import os
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, Self
from unittest.mock import patch

from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.admission import status_indexes
from registry.issuing.issue import change_status
from registry.publishing.publish import publish, write_tree
from tests.crash.boundaries import Killer, wrap_boundaries
from tests.harness.apartments import SERVINGS
from tests.world import World
from tests.world.registry_setup import Bench

WORLD = World()
"""A world, made once in the warm parent; every child has a copy of its own."""

SUBMITTED = WORLD.issue(by="sc")
REVOKED = WORLD.revoke(SUBMITTED)
"""Records of the other association, the same bytes in every process."""

HELD = [f"CQ-T-{number:05}" for number in range(1, 7)]
"""Certificate numbers in every registry that is crashed: see `Office.settle`."""

FEW_BITS = 256
"""Free indexes: so few that an index given back would soon be drawn again."""


class Place(NamedTuple):
    """Where a registry, the file of its last heads and its static tree are."""

    database: Path | str
    folder: Path

    @property
    def heads(self) -> Path:
        """The last signed heads."""
        return self.folder / "registry.db.heads"

    @property
    def site(self) -> Path:
        """The static tree."""
        return self.folder / "site"


class Office:
    """One process that issues, changes, publishes, and admits what others bring."""

    def __init__(self, place: Place, world: World = WORLD, *, seed: int | None = None) -> None:
        self.site = place.site
        self.bench = Bench(place.database, world, heads=place.heads)
        self._few = patch.multiple(status_indexes, LIST_BITS=FEW_BITS, FULL=FEW_BITS * 3 // 4)
        self._few.start()
        self.bench.random = random.Random(seed) if seed is not None else random.SystemRandom()

    def settle(self) -> None:
        """Prepare the state before a crash: one publication, and changes for the next one."""
        self.bench.issue(*(self.bench.draft(number) for number in (1, 2, 3)))
        self.change(HELD[0], "suspend", "complaint")
        self.publish()
        self.write_tree()
        self.bench.issue(*(self.bench.draft(number) for number in (4, 5, 6)))
        self.change(HELD[1], "revoke", "serious-violation")
        self.change(HELD[4], "suspend", "complaint")

    def issue(self) -> Sequence[bytes]:
        """Issue two credentials, one of which supersedes another."""
        return self.issue_drafts(self.bench.draft(20), self.bench.draft(3, supersedes=HELD[2]))

    def issue_drafts(self, *drafts: Any) -> Sequence[bytes]:
        """See `registry.issuing.issue.issue`."""
        return [record.data for record in self.bench.issue(*drafts)]

    def event(self) -> Sequence[bytes]:
        """Revoke a credential."""
        return self.change(HELD[3], "revoke", "serious-violation")

    def change(self, number: str, action: str, reason: str) -> Sequence[bytes]:
        """Sign one status event, effective now."""
        now, signer = self.bench.world.now, self.bench.world.cq.signers["assessment"]
        record = change_status(
            self.bench.registry,
            StatusDraft(number, action, reason, now),
            signer,
            now=now,
            random=self.bench.random,
        )
        return [record.data]

    def publish(self) -> Sequence[bytes]:
        """Publish status lists, log head and manifest."""
        cq, now = self.bench.world.cq, self.bench.world.now
        done = publish(
            self.bench.registry, cq.did, cq.signers["publication"], now=now, random=self.bench.random
        )
        return [done.manifest.data, *(record.data for record in done.status_lists)]

    def write_tree(self) -> Sequence[bytes]:
        """Write the static tree."""
        write_tree(self.bench.registry, self.site)
        return []

    def submit(self) -> Sequence[bytes]:
        """Admit a credential of the other association."""
        return self.admit(SUBMITTED)

    def admit(self, data: bytes) -> Sequence[bytes]:
        """Admit one signed record from outside."""
        self.bench.admit(data)
        return [data]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the full range of indexes, which other tests of this process want."""
        self._few.stop()
        self.bench.registry.close()


OPERATIONS: dict[str, Callable[[Office], Sequence[bytes]]] = {
    "issue": Office.issue,
    "event": Office.event,
    "publish": Office.publish,
    "write tree": Office.write_tree,
    "submit": Office.submit,
}


def run_once(pipe: Connection, place: Place, operation: str, boundary: str | None, turn: int) -> None:
    """In a child: run one operation; die at the given boundary, or report the boundaries that it passed."""
    office = Office(place)
    if operation == "write tree":
        office.publish()
    killer = Killer(boundary, turn)
    wrap_boundaries(killer, pipe.send, place.site)
    pipe.send(("answered", OPERATIONS[operation](office)))
    killer("after answer")
    pipe.send(("passed", dict(killer.passed)))


def run_for_ever(pipe: Connection, place: Place, seed: int) -> None:
    """In a child: issue, change and publish at random until killed."""
    office, source = Office(place, seed=seed), random.Random(seed)
    wrap_boundaries(lambda _: None, pipe.send, place.site)
    numbers, live = count(seed * 1000), []
    for turn in count():
        match source.choice(("issue", "issue", "issue", "change", "change", "publish")) if turn else "issue":
            case "issue":
                drafts = [office.bench.draft(next(numbers)) for _ in range(source.randint(1, 5))]
                pipe.send(("answered", office.issue_drafts(*drafts)))
                live += [draft.certificate_number for draft in drafts]
            case "change" if live:
                pipe.send(("answered", office.change(live.pop(), "revoke", "serious-violation")))
            case "publish":
                pipe.send(("answered", office.publish()))
                office.write_tree()


def serve_for_ever(pipe: Connection, place: Place) -> None:
    """In a child: serve the API on a free port and report it, until killed."""
    import asyncio
    import socket

    import uvicorn

    from api import Settings, create_app
    from tests.world.api_node import TestClock

    Thread(target=_follow_client, daemon=True).start()
    office = Office(place)
    settings = Settings.load(None, rate_per_minute=0, batch_workers=0)
    app = create_app(settings, office.bench.registry, TestClock(office.bench.world), servings=SERVINGS)
    listener = socket.create_server(("127.0.0.1", 0))
    pipe.send(("port", listener.getsockname()[1]))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def _follow_client() -> None:
    """End this child when its client is gone, as no child outlives a killed client."""
    client = parent_process()
    if client is not None:
        client.join()
        os._exit(0)


def start(target: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    """Fork a child from the warm parent; return it and the client's end of its pipe."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.warm", "tests.world.api_node", "uvicorn"])
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=target, args=(there, *arguments), daemon=True)
    child.start()
    there.close()
    return child, here


def take_all(pipe: Connection) -> list[Any]:
    """Return every message of a child until its end; a message cut off by the kill is dropped."""
    found = []
    with suppress(EOFError, OSError), pipe:
        while True:
            found.append(pipe.recv())
    return found


def repeat(office: Office, operation: str) -> Sequence[bytes]:
    """Run the operation again, as a client without an answer does; a record stored before is refused."""
    try:
        return OPERATIONS[operation](office)
    except RegistryError as error:
        codes = {error.code, *(problem.code for _, problem in error.problems)}
        if not codes <= {
            "batch-refused",
            "certificate-number-taken",
            "credential-issued",
            "draft-issued",
            "already-final",
        }:
            raise
        return []
