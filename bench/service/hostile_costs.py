"""What strangers can make a node spend: memory for papers, a list by standing, and who else has to wait.

Every row is of a node as it is run, in a process of its own; `/healthz` is asked on one connection while
another process does what is named.
"""

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from itertools import cycle
from multiprocessing import active_children, get_context
from statistics import median, quantiles

import httpx2

from bench.measure import Number
from bench.scene import NOW, credentials
from bench.service.api import Client, service
from credentials.kinds import parse_credential
from credentials.record import JsonObject
from credentials.times import format_time
from signing.jcs import canonicalize
from signing.strict_json import JsonValue
from tests.harness.processes.memory import family_bytes
from tests.tender.record.records import enterprise_code
from tests.verifier.tender.opening import requirement, tender

PAPERS = 40
HEALTH_MS = 50
ASKED = 400
SLOW = 1_500
_GET = b"GET /healthz HTTP/1.1\r\nHost: bench\r\n"
_MIB = 1024 * 1024


def bench_costs() -> Iterator[Number]:
    """Memory after 40 papers at once, and the slowest of a hundred look-ups of health under attacks."""
    stock = credentials(PAPERS)
    paths = [f"/api/v1/credentials/{parse_credential(data).body.id}/certificate.pdf" for data in stock]
    with service() as port:
        (child,) = (one for one in active_children() if one.pid is not None)
        assert child.pid is not None
        address = f"http://127.0.0.1:{port}"
        sent = httpx2.post(
            f"{address}/api/v1/records/batch",
            content=b"\n".join(stock),
            headers={"content-type": "application/x-ndjson"},
            timeout=60,
        ).json()
        assert sent.get("admitted") == PAPERS, sent
        before = family_bytes(child.pid)
        asyncio.run(ask_at_once(address, paths[:1] * PAPERS))
        yield Number("papers-same-memory", (family_bytes(child.pid) - before) / _MIB, "MiB", 250, True)
        asyncio.run(ask_at_once(address, paths))
        yield Number("papers-memory", (family_bytes(child.pid) - before) / _MIB, "MiB", 300, True)
        attacks: dict[str, Callable[[int], None]] = {
            "alone": wait,
            "slow": hold_slow,
            "headers": flood_headers,
            "trailers": flood_trailers,
            "pipelining": pipeline,
            "bodies": hold_bodies,
            "papers": partial(ask_papers, paths=paths),
            "tenders": partial(check_tenders, body=full_tender()),
        }
        for name, attack in attacks.items():
            waits = health_under(port, attack)
            goal = None if name == "alone" else HEALTH_MS
            yield Number(f"health-{name}-p99", quantiles(waits, n=100)[98] * 1e3, "ms", goal, True)
            yield Number(f"health-{name}", median(waits) * 1e3, "ms")


async def ask_at_once(address: str, paths: list[str]) -> None:
    """All of them, each on a connection of its own."""
    async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
        answers = await asyncio.gather(*map(client.get, paths))
    assert {answer.status_code for answer in answers} == {200}


def health_under(port: int, attack: Callable[[int], None]) -> list[float]:
    """Seconds of each look-up, one after the other, while another process attacks."""
    context = get_context("spawn")
    attacker = context.Process(target=attack, args=(port,), daemon=True)
    attacker.start()
    try:
        time.sleep(3)  # it has begun
        client, waits = Client(port), []
        for _ in range(ASKED):
            start = time.perf_counter()
            client.ask(_GET + b"\r\n")
            waits.append(time.perf_counter() - start)
            time.sleep(0.01)
    finally:
        attacker.kill()
        attacker.join()
    return waits


def wait(_: int) -> None:
    """No attack: what the machine itself does."""
    time.sleep(600)


def hold_slow(port: int) -> None:
    """So many connections that never finish the head of a request; whichever is closed comes back."""
    slow: list[socket.socket] = []
    for number in cycle(range(SLOW)):
        with suppress(OSError):
            if len(slow) <= number:
                slow.append(socket.create_connection(("127.0.0.1", port)))
            slow[number].sendall(_GET if not number % 7 else b"X: y\r\n")
            time.sleep(0.001)
            continue
        if number < len(slow):
            slow[number].close()
            with suppress(OSError):
                slow[number] = socket.create_connection(("127.0.0.1", port))
        time.sleep(0.001)


def flood_headers(port: int) -> None:
    """Header fields without end, on one connection after the other."""
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(_GET + b"X: ")
            while True:
                connection.sendall(b"a" * _MIB)


def flood_trailers(port: int) -> None:
    """Fields without end behind a body, on one connection after the other."""
    head = _GET + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head)
            while True:
                connection.sendall(b"X: a\r\n" * 40_000)


def pipeline(port: int) -> None:
    """Requests without reading an answer, on four connections."""
    data = b"GET /openapi.json HTTP/1.1\r\n\r\n" * 30_000
    while True:
        with suppress(OSError), ExitStack() as open_:
            connections = [
                open_.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(4)
            ]
            for connection in cycle(connections):
                connection.settimeout(0.1)
                with suppress(TimeoutError):
                    connection.sendall(data)


def hold_bodies(port: int) -> None:
    """Batches that lack their end, as many as find room, again and again."""
    head = b"POST /api/v1/records/batch HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-ndjson\r\n"
    head += b"Content-Length: %d\r\n\r\n" % (32 * _MIB)
    while True:
        with ExitStack() as open_:
            for _ in range(16):
                with suppress(OSError):
                    connection = open_.enter_context(socket.create_connection(("127.0.0.1", port)))
                    connection.sendall(head + b" " * (31 * _MIB))


def full_tender() -> bytes:
    """As much as is checked at once: 100 bidders with 20 credentials each, by 14 requirements."""
    asked = [requirement(id=f"R{number}", validAt="all") for number in range(14)]
    stock = credentials(2_000)
    listed: list[JsonValue] = []
    handed_in: JsonObject = {}
    for number in range(100):
        code = enterprise_code(number)
        listed.append({"id": f"B{number}", "name": "示例", "uscc": code, "lots": ["L1"]})
        handed_in[f"B{number}"] = [json.loads(data) for data in stock[20 * number : 20 * number + 20]]
    value: JsonObject = {
        "tender": tender(*asked, openingAt=format_time(NOW)),
        "bidders": {"type": "Bidders/1", "version": 1, "bidders": listed},
        "credentials": handed_in,
    }
    return canonicalize(value)


def check_tenders(port: int, body: bytes) -> None:
    """One after the other, on two connections."""
    address = f"http://127.0.0.1:{port}/api/v1/tenders/check"

    async def ask_again(client: httpx2.AsyncClient) -> None:
        while True:
            answer = await client.post(address, content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 200, answer.text[:300]

    async def ask() -> None:
        async with httpx2.AsyncClient(timeout=120) as client:
            await asyncio.gather(ask_again(client), ask_again(client))

    asyncio.run(ask())


def ask_papers(port: int, paths: list[str]) -> None:
    """Forty at once, again and again."""
    while True:
        asyncio.run(ask_at_once(f"http://127.0.0.1:{port}", paths))
