"""Processes killed at random moments under load: two offices and the API at work on one registry."""

import json
import random
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

import httpx2
import pytest

from tests.crash.ledger import Ledger
from tests.crash.office import WORLD, Office, Place, run_for_ever, serve_for_ever, start, take_all
from tests.crash.stage import quick_folder, settled
from tests.harness import postgres

pytestmark = [pytest.mark.crash, pytest.mark.night]

KILLS = 100
MOST = 10 * KILLS
"""Rounds, as one round may kill the processes before they did enough to be a load."""
LONGEST = 0.2
"""Seconds that a process is left alive under load, at most."""


@pytest.fixture(params=postgres.DATABASES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with quick_folder() as folder, settled(request.param, folder) as place:
        yield place


class Round:
    """Two offices and the API on one registry, from their start to their death."""

    def __init__(self, place: Place, number: int) -> None:
        self.offices = [start(run_for_ever, place, 2 * number + n + 1) for n in range(2)]
        self.service = start(serve_for_ever, place)
        self.answered: list[bytes] = []

    def run(self, source: random.Random) -> list[list[Any]]:
        """Kill every process at a random moment; return the messages of each until then."""
        port = self.service[1].recv()[1]
        client = Thread(target=self._submit, args=(f"http://127.0.0.1:{port}/api/v1/records",))
        client.start()
        told = self._listen(source)
        client.join()
        return [*told, [("answered", self.answered)]]

    def _listen(self, source: random.Random) -> list[list[Any]]:
        """Read the offices' messages until their time is over, as a full pipe would block them."""
        told: dict[Connection, list[Any]] = {pipe: [] for _, pipe in self.offices}
        children = [child for child, _ in (*self.offices, self.service)]
        source.shuffle(children)
        started = time.monotonic()
        moments = sorted(started + source.uniform(0.02, LONGEST) for _ in children)
        for moment, child in zip(moments, children, strict=True):
            while (rest := moment - time.monotonic()) > 0:
                for pipe in wait([pipe for pipe in told if not pipe.closed], rest):
                    _read_one(pipe, told)
            child.kill()
        for pipe in told:
            told[pipe] += take_all(pipe)
        for child in children:
            _bury(child)
        self.service[1].close()
        return [*told.values()]

    def _submit(self, address: str) -> None:
        """Act as a client of the API: post until nobody answers, and note every answer."""
        with httpx2.Client() as client:
            while True:
                data = WORLD.issue(by="sc")
                try:
                    answer = client.post(address, content=data, headers={"content-type": "application/json"})
                except httpx2.HTTPError:
                    return
                assert answer.status_code == 201, json.loads(answer.content)
                self.answered.append(data)


def _read_one(pipe: Any, told: dict[Connection, list[Any]]) -> None:
    try:
        told[pipe].append(pipe.recv())
    except (EOFError, OSError):
        pipe.close()


def _bury(child: BaseProcess) -> None:
    child.join()
    assert child.exitcode == -signal.SIGKILL, "it ended by itself"
    child.close()


def test_processes_killed_at_random_moments_lose_no_answer(place: Place) -> None:
    """Every round uses the same registry, so that each meets what the crash before left."""
    ledger, source = Ledger(place, WORLD), random.Random(20260501)
    for number in range(1, MOST + 1):
        for messages in Round(place, number).run(source):
            ledger.take(messages)
        with Office(place) as office:
            ledger.check(office.bench.registry, signatures=number % 10 == 0, once=False)
            if number % 4 == 0:
                ledger.go_on(office, 1_000_000 + 10 * number)
        if number >= KILLS and len(ledger.answered) > 2 * KILLS:
            return
    raise AssertionError("there was no load")
