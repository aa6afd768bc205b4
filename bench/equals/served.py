"""Node as `huren serve` runs it, with the publication key, in a process of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from bench.scene import NOW, open_registry, world
from bench.serving import Served, serve_to, serving
from cli.apartments import load_servings
from credentials.identifiers import did_web_address
from keys_example import example_signer

SITE = did_web_address(world().cq.did).removeprefix("https://")
"""Folder of the association whose publication key the node has."""


class _LaterClock:
    """Clock that starts an hour after the example world's day."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def now(self) -> datetime:
        return NOW + timedelta(hours=1, seconds=self.monotonic() - self._start)

    def monotonic(self) -> float:
        return time.monotonic()


def serve(place: str, heads: str, pipe: Connection) -> None:
    """Serve a registry, by a database's address or a file's path; send the port. Runs in the child."""
    from api import Settings, create_app  # noqa: PLC0415 - the parent process does not need these modules

    where = place if "://" in place else Path(place)
    with open_registry(where, Path(heads)) as registry:
        settings = Settings(rate_per_minute=0, batch_workers=0, sync_seconds=0)
        app = create_app(
            settings,
            registry,
            _LaterClock(),
            signers=[example_signer("cq-publication")],
            servings=load_servings(),
        )
        serve_to(pipe, app, settings)


@contextmanager
def served(place: Path | str, heads: Path) -> Iterator[Served]:
    """Yield the node as soon as it listens."""
    with serving(serve, str(place), str(heads)) as service:
        yield service
