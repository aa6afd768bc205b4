"""Stopping a node: running requests are finished or cut, and no acknowledged record is lost."""

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from registry import Registry
from registry.admission.turns import TURN
from registry.lookup.lookup import counts
from registry.view.waiting_halves import pending_texts
from tests.harness.apartments import FILINGS
from tests.harness.processes.serving import serving
from tests.harness.processes.warm_start import Start
from tests.world import World
from tests.world.drafts import drafts_of
from tests.world.registries import open_registry

pytestmark = pytest.mark.service

MANY = 1_000


class Stock:
    """A world with credentials that the registry in `folder` lacks."""

    def __init__(self, folder: Path) -> None:
        self.world, self.folder = World(), folder
        (folder / "DEMO.txt").touch()
        open_registry(folder / "registry.db", self.world).close()

    def issue(self, count: int) -> bytes:
        """Return `count` signed credentials as NDJSON."""
        return b"\n".join(self.world.issue(by="cq") for _ in range(count))

    def stored(self) -> int:
        """Return the number of credentials on disk."""
        with Registry.open(self.folder / "registry.db", demo=True, filings=FILINGS) as registry:
            return counts(registry).get("capability", 0)

    def wait_for_some(self) -> None:
        """Wait until a first part of a batch is on disk."""
        deadline = time.monotonic() + 30
        with Registry.open(self.folder / "registry.db", demo=True, filings=FILINGS) as registry:
            while not counts(registry).get("capability", 0):
                assert time.monotonic() < deadline


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    return Stock(tmp_path)


@contextmanager
def begun(address: str, path: str, media: str, size: int) -> Iterator[socket.socket]:
    """Start a POST and wait until the application requests the body (RFC 9110 10.1.1)."""
    host, port = address.removeprefix("http://").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {media}\r\nExpect: 100-continue\r\n"
        connection.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")
        yield connection


def rest_of(connection: socket.socket) -> tuple[int, Any]:
    """Return status and JSON of the answer, which ends with the connection."""
    data = b""
    while chunk := connection.recv(65_536):
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    assert re.search(rb"(?im)^connection: close", head), head
    return int(head.split()[1]), json.loads(body)


def stop(process: Start, address: str) -> None:
    """Send SIGTERM and wait until nobody can connect any more."""
    process.send_signal(signal.SIGTERM)
    host, port = address.removeprefix("http://").rsplit(":", 1)
    deadline = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) != 0:
                return
        assert time.monotonic() < deadline


def test_a_running_request_is_finished(stock: Stock) -> None:
    one, batch = stock.issue(1), stock.issue(200)
    question = json.dumps({"credential": one.decode()}).encode()
    with (
        serving(stock.folder) as (process, address),
        begun(address, "/api/v1/records/batch", "application/x-ndjson", len(batch)) as submission,
        begun(address, "/api/v1/verifications", "application/json", len(question)) as verification,
    ):
        stop(process, address)
        for connection, data in ((submission, batch), (verification, question)):
            connection.sendall(data)
        status, result = rest_of(submission)
        assert (status, result["admitted"]) == (200, 200)
        status, verdict = rest_of(verification)
        assert (status, verdict["findings"][0]["outcome"]) == (200, "passed")
        assert process.wait(timeout=15) == 0
    assert stock.stored() == 200


@pytest.mark.night
def test_a_client_that_stops_sending_is_cut_off(stock: Stock) -> None:
    (stock.folder / "node.toml").write_text("stop_seconds = 1\n")
    with (
        serving(stock.folder, "--config", str(stock.folder / "node.toml")) as (process, address),
        begun(address, "/api/v1/verifications", "application/json", 100) as slow,
    ):
        slow.sendall(b"{")
        stop(process, address)
        status, problem = rest_of(slow)
        assert (status, problem["code"]) == (503, "node-stopping")
        assert process.wait(timeout=15) == 0
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr]
    cut = [line for line in lines if line.get("route") == "/api/v1/verifications"]
    assert [line["status"] for line in cut] == [503]
    assert all("error" not in line for line in lines)


@pytest.mark.night
def test_a_batch_that_is_cut_keeps_what_it_stored_and_may_be_sent_again(stock: Stock) -> None:
    """Each step of a batch is on disk whole or not at all; the second time everything is acknowledged."""
    batch = stock.issue(MANY)
    (stock.folder / "node.toml").write_text("stop_seconds = 0\n")
    config = ("--config", str(stock.folder / "node.toml"))
    with (
        serving(stock.folder, *config) as (process, address),
        begun(address, "/api/v1/records/batch", "application/x-ndjson", len(batch)) as submission,
    ):
        submission.sendall(batch)
        stock.wait_for_some()
        process.send_signal(signal.SIGTERM)
        status, answer = rest_of(submission)
        assert process.wait(timeout=15) == 0
    stored = stock.stored()
    assert stored % TURN == 0 or stored == MANY
    assert stored >= TURN
    if status == 200:  # the whole batch finished before the signal
        assert (answer["admitted"], stored) == (MANY, MANY)
    else:
        assert (status, answer["code"]) == (503, "node-stopping")
    with serving(stock.folder) as (_, address):
        head = {"content-type": "application/x-ndjson"}
        again = httpx2.post(f"{address}/api/v1/records/batch", content=batch, headers=head, timeout=60).json()
        assert (again["admitted"], again["already"]) == (MANY - stored, stored)


@pytest.mark.night
def test_drafts_of_an_agreement_do_not_delay_the_stop(stock: Stock) -> None:
    """Each takes long to check: a stopping node checks no further one."""
    drafts = drafts_of(stock.world, 300)
    batch = b"\n".join(drafts)
    (stock.folder / "node.toml").write_text("stop_seconds = 0\n")
    with (
        serving(stock.folder, "--config", str(stock.folder / "node.toml")) as (process, address),
        begun(address, "/api/v1/records/batch", "application/x-ndjson", len(batch)) as submission,
    ):
        submission.sendall(batch)
        with Registry.open(stock.folder / "registry.db", demo=True, filings=FILINGS) as registry:
            deadline = time.monotonic() + 60
            while not registry.read(pending_texts):
                assert time.monotonic() < deadline
        process.send_signal(signal.SIGTERM)
        status, answer = rest_of(submission)
        assert process.wait(timeout=30) == 0
    assert status == 200 or (status, answer["code"]) == (503, "node-stopping")


@pytest.mark.night
def test_a_second_signal_does_not_wait(stock: Stock) -> None:
    (stock.folder / "node.toml").write_text("stop_seconds = 60\n")
    with (
        serving(stock.folder, "--config", str(stock.folder / "node.toml")) as (process, address),
        begun(address, "/api/v1/verifications", "application/json", 100),
    ):
        stop(process, address)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=25) == 0
