"""The processes of batches: the same verdicts as inline, newest trust data, and life after a murder."""

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

from api.answers.questions import Question
from api.answers.worker_pool import INLINE, ProvenTrust, Workers
from tests.harness.checkout import ROOT
from tests.world import World


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


def answers(workers: Workers, questions: list[Question], trust: ProvenTrust, world: World) -> Any:
    joined = asyncio.run(workers.answer_all(questions, trust, world.now, "zh"))
    return json.loads(b"[" + joined + b"]")


def test_workers_say_what_the_server_says(world: World, workers: Workers) -> None:
    stock = [world.issue(by=by) for by in ("cq", "sc") for _ in range(20)]
    world.revoke(stock[3])
    trust = trusted(world)
    questions = [Question(data, home=world.sc.did) for data in stock] + [Question(b"\xff"), Question(b"H1.1")]
    elsewhere = answers(workers, questions, trust, world)
    assert len(workers.processes) == 2
    assert elsewhere == answers(Workers(0), questions, trust, world)
    assert [v["code"] for v in elsewhere[:4]] == ["ok", "ok", "ok", "revoked"]
    world.revoke(stock[0])
    assert answers(workers, questions, trusted(world), world)[0]["code"] == "revoked"


def test_a_killed_worker_costs_no_answer(world: World, workers: Workers) -> None:
    trust = trusted(world)
    questions = [Question(b"{}")] * 40
    expected = answers(workers, questions, trust, world)
    victims = workers.processes
    assert len(victims) == 2
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    assert answers(workers, questions, trust, world) == expected
    assert answers(workers, questions, trust, world) == expected
    assert len(workers.processes) == 2
    assert not set(victims) & set(workers.processes)


def test_batches_at_once_get_their_own_answers(world: World, workers: Workers) -> None:
    stock = [world.issue(by="cq") for _ in range(40)]
    world.revoke(stock[-1])
    trust = trusted(world)

    async def ask(order: list[bytes]) -> bytes:
        return await workers.answer_all([Question(data) for data in order], trust, world.now, "en")

    async def ask_both() -> tuple[bytes, bytes]:
        left = asyncio.ensure_future(ask([stock[0]] * 40))
        await asyncio.sleep(0)
        left.cancel()  # a client that leaves takes nobody's answer with it
        forward, backward = await asyncio.gather(ask(stock), ask(stock[::-1]))
        return forward, backward

    forward, backward = (json.loads(b"[" + joined + b"]") for joined in asyncio.run(ask_both()))
    assert forward == backward[::-1]
    assert [v["code"] for v in forward] == ["ok"] * 39 + ["revoked"]


def test_a_worker_does_not_outlive_its_server(tmp_path: Path) -> None:
    code = (
        "import asyncio, os\nfrom api.answers.worker_pool import *\nfrom tests.world import World\n"
        "def main():\n"
        "    w = World(); b = w.bundle(); workers = Workers(2)\n"
        "    trust = ProvenTrust(w.trust(), b, 'x')\n"
        "    asyncio.run(workers.answer_all([Question(b'')] * 40, trust, w.now, 'en'))\n"
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
    """A zombie that nobody waits for has ended, too."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_short_batches_stay_here(world: World) -> None:
    workers = Workers(2)
    assert len(answers(workers, [Question(b"")] * INLINE, trusted(world), world)) == INLINE
    assert workers.processes == ()
    workers.close()


def test_a_worker_starts_without_a_web_framework_or_a_database() -> None:
    code = "import api.answers.worker_pool, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "sqlmodel", "registry", "carriers"}
    assert heavy & set(json.loads(done.stdout)) == set()
