"""PostgreSQL stopped or killed: requests that need trust data only go on, and none waits for ever."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any

import pytest

from registry import RegistryError
from registry.database.postgres_timeouts import PatientConnection
from registry.database.transactions import Database
from tests.harness import postgres
from tests.harness.postgres import Server
from tests.world import World
from tests.world.api_node import Node, problem_of, running

pytestmark = pytest.mark.service

GOING_ON = (
    "/api/v1/bundle", "/bundle.json", "/api/v1/trust", "/api/v1/associations", "/api/v1/agreements",
    "/.well-known/did.json", "/ns/v1", "/healthz", "/v", "/docs", "/status", "/agreements", "/associations",
    "/schemes", "/api/v1/node",
)  # fmt: skip
"""Addresses that need trust data only, or nothing."""

THREADS = 40
"""Threads for requests that ask the database (anyio's default)."""

PRESENTATION = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": "VerifiablePresentation"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = postgres.start_server()
    yield server
    server.close()


@contextmanager
def node_on(server: Server, name: str, folder: Path) -> Iterator[Node]:
    server.execute(f"CREATE DATABASE {name}")
    node = Node(server.url(name), World(), heads=folder / "heads", trust_wait_seconds=0.2)
    try:
        node.publish("cq", "sc")
        with node.client:
            assert node.client.get("/api/v1/bundle").status_code == 200
            yield node
    finally:
        node.registry.close()


def processes_of(server: Server) -> list[int]:
    """Return the server's process and its children."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    found = [postmaster]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == postmaster:
            found.append(int(status.parent.name))
    return found


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Stop every process of the server: the kernel accepts connections, and nobody answers."""
    for process in processes_of(server):
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes_of(server):
            os.kill(process, signal.SIGCONT)


def check_going_on(node: Node, credential: bytes) -> None:
    """Check that verification, single and many, the bundle and the pages are as fast as before."""
    for _ in range(3):
        verdict = node.verify(credential)
        assert (verdict["outcome"], verdict["code"]) == ("valid", "ok"), verdict
    for count in (40, 200):  # the second body is parsed in a thread
        batch = {"verifications": [{"credential": credential.decode()}] * count}
        assert len(node.post("/api/v1/verifications/batch", batch).json()["verdicts"]) == count
    for path, body in (
        ("/credentials/verify", {"verifiableCredential": json.loads(credential)}),
        (
            "/presentations/verify",
            {"presentation": {**PRESENTATION, "verifiableCredential": [json.loads(credential)]}},
        ),
    ):
        assert node.post(path, body).json()["verified"] is True
    for path in GOING_ON:
        answer = node.client.get(path, headers={"host": "cq.huren.example", "accept": "text/html, */*"})
        assert answer.status_code == 200, (path, answer.text[:300])


def test_a_killed_database_takes_no_verification_away(server: Server, tmp_path: Path) -> None:
    with node_on(server, "killed", tmp_path) as node:
        credential, another = (node.world.issue(by="cq") for _ in range(2))
        server.stop()
        try:
            for _ in range(2):
                answer = node.post("/api/v1/records", another)
                assert problem_of(answer)["code"] == "database-unreachable"
                check_going_on(node, credential)
            node.clock.wait(60)
            check_going_on(node, credential)
            assert problem_of(node.client.get("/readyz"))["code"] == "not-ready"
            node.world.advance(days=30)
            assert node.verify(credential)["code"] == "stale", "how old it may be is the verifier's to say"
            node.world.advance(days=-30)
        finally:
            server.start()
        node.clock.wait(60)
        assert node.post("/api/v1/records", another).status_code == 201
        assert node.client.get("/readyz").status_code == 200


@pytest.mark.night
def test_a_stopped_database_holds_up_nobody_who_needs_trust_data(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More requests hang in the database than there are threads; other requests are answered."""
    monkeypatch.setitem(Database.__init__.__kwdefaults__ or {}, "busy_seconds", 2)
    with node_on(server, "stopped", tmp_path) as node:
        credential, another = (node.world.issue(by="cq") for _ in range(2))
        monkeypatch.setattr(PatientConnection, "patience", 30)
        node.client.get("/api/v1/credentials?q=X-0")
        found: list[Any] = []

        def ask(path: str) -> None:
            found.append(node.client.get(path))

        threads = [Thread(target=ask, args=(f"/api/v1/credentials?q=X-{n}",)) for n in range(60)]
        threads.append(Thread(target=lambda: found.append(node.post("/api/v1/records", another))))
        with stopped(server):
            for thread in threads:
                thread.start()
            node.clock.wait(60)
            check_going_on(node, credential)
            for thread in threads:
                thread.join(300)
            codes = {problem_of(answer)["code"] for answer in found}
            assert codes <= {"database-unreachable", "database-busy"}
            check_going_on(node, credential)
        node.clock.wait(60)
        assert node.post("/api/v1/records", another).status_code == 201
        assert node.client.get("/readyz").status_code == 200


@pytest.mark.night
def test_reads_that_hang_keep_no_thread_that_verification_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many reads hang as there are request threads; verification and health checks are answered."""
    (tmp_path / "DEMO.txt").touch()
    with running(tmp_path, trust_wait_seconds=0.2) as node:
        credential = json.loads(node.world.issue(by="cq"))
        node.publish("cq", "sc")
        assert node.verify(json.dumps(credential))["code"] == "ok"
        hanging, end = Semaphore(0), Event()

        def hang(*_: Any, **__: Any) -> None:
            hanging.release()
            assert end.wait(300)
            raise RegistryError("database-unreachable", reason="x")

        for name in ("read", "fetch"):
            monkeypatch.setattr(type(node.registry), name, hang)
        reads = [Thread(target=node.client.get, args=(f"/api/v1/credentials/X-{n}",)) for n in range(THREADS)]
        answers: list[Any] = []

        def ask() -> None:
            shown = {"presentation": {**PRESENTATION, "verifiableCredential": [credential]}}
            answers.append(node.post("/presentations/verify", shown).json()["verified"])
            answers.append(node.client.get("/api/v1/node").json()["agreement"]["pin"])

        asking = Thread(target=ask)
        for thread in reads:
            thread.start()
        try:
            for _ in reads:
                assert hanging.acquire(timeout=60)
            asking.start()
            asking.join(60)
            assert answers == [True, node.world.pin]
        finally:
            end.set()
            for thread in (*reads, asking):
                thread.join(60)
