"""The processes of batches: the same verdicts as inline, newest trust data, and life after a murder."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.answering import Question
from api.workers import INLINE, KEPT, Trusted, Workers
from tests.world import World

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def trusted(world: World) -> Trusted:
    world.publish()
    bundle = world.bundle()
    return Trusted(world.trust(), bundle, sha256(bundle).hexdigest())


def answers(workers: Workers, questions: list[Question], trust: Trusted, world: World) -> Any:
    joined = asyncio.run(workers.answer_all(questions, trust, world.now, "zh"))
    return json.loads(b"[" + joined + b"]")


def test_workers_say_what_the_server_says(world: World, workers: Workers) -> None:
    stock = [world.issue(by=by) for by in ("cq", "sc") for _ in range(20)]
    world.revoke(stock[3])
    trust = trusted(world)
    questions = [Question(data, home=world.sc.did) for data in stock] + [Question(b"\xff"), Question(b"H1.1")]
    elsewhere = answers(workers, questions, trust, world)
    assert workers._pool is not None
    assert elsewhere == answers(Workers(0), questions, trust, world)
    assert [v["code"] for v in elsewhere[:4]] == ["ok", "ok", "ok", "revoked"]
    world.revoke(stock[0])
    assert answers(workers, questions, trusted(world), world)[0]["code"] == "revoked"


def test_a_killed_worker_costs_no_answer(world: World, workers: Workers) -> None:
    trust = trusted(world)
    questions = [Question(b"{}")] * 40
    expected = answers(workers, questions, trust, world)
    assert workers._pool is not None
    victims = [*workers._pool._processes]
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    assert answers(workers, questions, trust, world) == expected
    assert answers(workers, questions, trust, world) == expected
    assert not set(victims) & set(workers._pool._processes)


def test_few_bundles_stay_on_disk(world: World, workers: Workers) -> None:
    questions = [Question(b"")] * (INLINE + 1)
    for _ in range(KEPT + 2):
        world.revoke(world.issue(by="cq"))
        assert len(answers(workers, questions, trusted(world), world)) == INLINE + 1
    assert workers._folder is not None
    assert len([*Path(workers._folder.name).iterdir()]) == KEPT


def test_short_batches_stay_here(world: World) -> None:
    workers = Workers(2)
    assert len(answers(workers, [Question(b"")] * INLINE, trusted(world), world)) == INLINE
    assert workers._pool is None
    workers.close()


def test_a_worker_starts_without_a_web_framework_or_a_database() -> None:
    code = "import api.workers, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "sqlmodel", "registry", "carriers"}
    assert heavy & set(json.loads(done.stdout)) == set()
