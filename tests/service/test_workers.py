"""The processes of batches: verdicts as in the server, newest trust data, and recovery after a kill."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.answers.questions import AT_ONCE, answer_all, read_questions
from api.answers.worker_pool import ProvenTrust, Workers
from api.http.body import parse_body
from api.wire.models import BatchRequest
from tests.harness.checkout import ROOT
from tests.world import World

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def trusted(world: World) -> ProvenTrust:
    world.publish()
    bundle = world.bundle()
    return ProvenTrust(world.trust(), bundle, sha256(bundle).hexdigest())


def body_of(credentials: list[bytes | str], **more: str) -> bytes:
    """Return the body of a batch: JSON objects, and texts."""
    value = [{"credential": c if isinstance(c, str) else json.loads(c)} for c in credentials]
    return json.dumps({"verifications": value, **more}, ensure_ascii=False).encode()


async def ask(workers: Workers, body: bytes, trust: ProvenTrust, world: World) -> Any:
    """Return the verdicts of the processes; None if they leave the batch to the server."""
    shares = workers.cut(body)
    pieces = await workers.answer(shares, trust, world.now, "zh") if shares else None
    return json.loads(b"[" + b"".join(pieces) + b"]") if pieces is not None else None


def answers(workers: Workers, body: bytes, trust: ProvenTrust, world: World) -> Any:
    return asyncio.run(ask(workers, body, trust, world))


def answers_here(body: bytes, trust: ProvenTrust, world: World) -> Any:
    questions = read_questions(parse_body(body, BatchRequest, len(body)))
    return json.loads(b"[" + asyncio.run(answer_all(questions, trust.store, world.now, "zh")) + b"]")


def test_workers_give_the_verdicts_of_the_server(world: World, workers: Workers) -> None:
    stock: list[bytes | str] = [world.issue(by=by) for by in ("cq", "sc") for _ in range(20)]
    world.revoke(stock[3])
    trust = trusted(world)
    body = body_of([*stock, "\N{GRINNING FACE}", "H1.1"], home=world.sc.did)
    elsewhere = answers(workers, body, trust, world)
    assert len(workers.processes) == 2
    assert elsewhere == answers_here(body, trust, world)
    assert [v["code"] for v in elsewhere[:4]] == ["ok", "ok", "ok", "revoked"]
    world.revoke(stock[0])
    assert answers(workers, body, trusted(world), world)[0]["code"] == "revoked"


@pytest.mark.night
def test_a_killed_worker_leaves_the_batch_to_the_server_and_the_next_to_others(
    world: World, workers: Workers
) -> None:
    trust = trusted(world)
    body = body_of([b"{}"] * 40)
    expected = answers(workers, body, trust, world)
    assert expected == answers_here(body, trust, world)
    victims = workers.processes
    assert len(victims) == 2
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    assert answers(workers, body, trust, world) is None
    assert answers(workers, body, trust, world) == expected
    assert len(workers.processes) == 2
    assert not set(victims) & set(workers.processes)


def test_a_refused_share_leaves_the_batch_to_the_server(world: World, workers: Workers) -> None:
    trust = trusted(world)
    good, odd = body_of(["x"] * 40), body_of(["x"] * 39)
    for entry in (
        b'{"credential":1}',
        b'{"credential":"x","at":"2199-01-01"}',
        b'{"credential":"x","at":"?"}',
    ):
        for place in (b"}, {", b"}]"):
            refused = entry.join((b"}, ", b", {")) if place == b"}, {" else b"}, " + entry + b"]"
            assert answers(workers, odd.replace(place, refused, 1), trust, world) is None
            assert len(answers(workers, good, trust, world)) == 40, "and the processes go on"


@pytest.mark.night
def test_batches_at_once_get_their_own_answers(world: World, workers: Workers) -> None:
    stock: list[bytes | str] = [world.issue(by="cq") for _ in range(40)]
    world.revoke(stock[-1])
    trust = trusted(world)

    async def ask_both() -> tuple[Any, Any]:
        left = asyncio.ensure_future(ask(workers, body_of([stock[0]] * 40), trust, world))
        await asyncio.sleep(0)
        left.cancel()  # a client that disconnects does not cancel the answers of others
        forward, backward = await asyncio.gather(
            ask(workers, body_of(stock), trust, world), ask(workers, body_of(stock[::-1]), trust, world)
        )
        return forward, backward

    forward, backward = asyncio.run(ask_both())
    assert forward == backward[::-1]
    assert [v["code"] for v in forward] == ["ok"] * 39 + ["revoked"]


@pytest.mark.night
def test_a_worker_does_not_outlive_its_server(tmp_path: Path) -> None:
    code = (
        "import asyncio, os\nfrom api.answers.worker_pool import *\nfrom tests.world import World\n"
        "def main():\n"
        "    w = World(); b = w.bundle(); workers = Workers(2)\n"
        "    trust = ProvenTrust(w.trust(), b, 'x')\n"
        "    body = b'{\"verifications\":[' + b','.join([b'{\"credential\":\"\"}'] * 40) + b']}'\n"
        "    asyncio.run(workers.answer(workers.cut(body), trust, w.now, 'en'))\n"
        "    print(*workers.processes, flush=True); os.kill(os.getpid(), 9)\n"
        "if __name__ == '__main__': main()\n"
    )
    script = tmp_path / "server.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    deadline = time.monotonic() + 20
    for process in map(int, done.stdout.split()):
        while _is_running(process):
            assert time.monotonic() < deadline


def _is_running(process: int) -> bool:
    """Tell whether the process runs; a zombie that nobody waits for has ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_short_batches_stay_in_the_server(world: World) -> None:
    workers = Workers(2)
    assert answers(workers, body_of(["x"] * AT_ONCE), trusted(world), world) is None
    assert workers.processes == ()
    workers.close()


def test_a_worker_starts_without_a_web_framework_or_a_database() -> None:
    code = "import api.answers.worker_pool, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "sqlmodel", "registry", "carriers"}
    assert heavy & set(json.loads(done.stdout)) == set()
