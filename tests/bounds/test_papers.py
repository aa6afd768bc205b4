"""Papers for many readers: each set once in a process that returns its memory, and charged to the reader."""

import asyncio
import os
import pickle
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx2
import pytest

from api.errors import ApiError
from api.paper.cache import BytesCache, Papers
from api.paper.typesetter import Press
from carriers.certificate.content import Certificate
from carriers.errors import CarrierError
from carriers.pdf import read_pdf
from credentials.kinds import parse_credential
from registry.lookup.printable import find_paper
from tests.harness.processes.memory import family_bytes, family_of, is_ended
from tests.harness.processes.serving import serving
from tests.harness.processes.warm_start import Start
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.papers import paper_of

pytestmark = pytest.mark.bounds

FILE = "certificate.pdf"
MIB = 1024 * 1024
AT_ONCE = 40
PATIENCE = 120
"""Seconds after which a wait fails."""


def path_of(credential: bytes) -> str:
    return f"/api/v1/credentials/{parse_credential(credential).body.id}/{FILE}"


@contextmanager
def open_node(path: Path, count: int) -> Iterator[tuple[Start, str, list[bytes]]]:
    """A node as a process of its own, its address, and credentials it holds."""
    (path / "DEMO.txt").touch()
    world = World()
    credentials = [world.issue(by="cq") for _ in range(count)]
    node = Node(path / "registry.db", world)
    for name in ("cq", "sc", "cq"):
        node.publish(name)
    node.registry.close()
    with serving(path, cold=True) as (process, address):
        yield process, address, credentials


class Drawn:
    """A press that counts papers, and sets none before the test says so."""

    def __init__(self, size: int = 10) -> None:
        self.papers: list[Certificate] = []
        self.go = asyncio.Event()
        self.size = size

    async def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        assert (file, font) == (FILE, None)
        self.papers.append(paper)
        await self.go.wait()
        return bytes(self.size)

    def close(self) -> None:
        self.go.set()


class Stock:
    """Papers of one world."""

    def __init__(self, count: int) -> None:
        world = World()
        self.papers = [paper_of(world, world.issue(by="cq")) for _ in range(count)]
        self.press = Drawn()

    def ask(self, papers: Papers, number: int) -> asyncio.Task[bytes]:
        return asyncio.create_task(papers.find(lambda: self.papers[number], file=FILE, font=None))

    async def begun(self, count: int) -> None:
        """Wait until the press has this many papers."""
        async with asyncio.timeout(30):
            while len(self.press.papers) < count:
                await asyncio.sleep(0)


def test_a_paper_that_forty_ask_for_is_set_once() -> None:
    async def run() -> None:
        stock = Stock(1)
        papers = Papers(stock.press)  # type: ignore[arg-type]
        tasks = [stock.ask(papers, 0) for _ in range(AT_ONCE)]
        await stock.begun(1)
        stock.press.go.set()
        assert len({id(data) for data in await asyncio.gather(*tasks)}) == 1
        assert len(stock.press.papers) == 1
        await stock.ask(papers, 0)
        assert len(stock.press.papers) == 1, "the same content is kept"

    asyncio.run(run())


def test_a_full_queue_answers_when_to_come_back() -> None:
    async def run() -> None:
        stock = Stock(3)
        papers = Papers(stock.press, waiting=2)  # type: ignore[arg-type]
        first = [stock.ask(papers, number) for number in (0, 1)]
        await stock.begun(2)
        with pytest.raises(ApiError) as caught:
            await stock.ask(papers, 2)
        assert (caught.value.code, caught.value.headers) == ("paper-busy", {"Retry-After": "2"})
        joined = stock.ask(papers, 1)  # this paper exists already, so its reader needs no place in the queue
        stock.press.go.set()
        assert len(await asyncio.gather(*first, joined)) == 3
        await stock.ask(papers, 2)

    asyncio.run(run())


def test_a_reader_who_leaves_does_not_cancel_the_paper_of_others() -> None:
    async def run() -> None:
        stock = Stock(1)
        papers = Papers(stock.press)  # type: ignore[arg-type]
        leaving, staying = stock.ask(papers, 0), stock.ask(papers, 0)
        await stock.begun(1)
        leaving.cancel()
        stock.press.go.set()
        assert await staying == bytes(10)

    asyncio.run(run())


def test_the_store_of_papers_is_capped_by_entries_and_bytes() -> None:
    kept = BytesCache(3, 100)
    for name in (b"a", b"b", b"c"):
        kept.keep(name, name * 10)
    assert kept.find(b"a") == b"a" * 10
    kept.keep(b"d", b"d" * 10)
    assert [name for name in (b"a", b"b", b"c", b"d") if kept.find(name) is None] == [b"b"]
    kept.keep(b"e", b"e" * 90)
    assert [name for name in (b"a", b"c", b"d", b"e") if kept.find(name) is None] == [b"a", b"c"]
    kept.keep(b"f", b"f" * 101)
    assert all(kept.find(name) is None for name in (b"d", b"e", b"f")), "one too large empties it"


def test_a_paper_asked_for_in_three_seconds_is_set_once() -> None:
    """Time goes on while the press is busy, but the paper has one text."""

    async def run() -> None:
        world, press = World(), Drawn()
        record = parse_credential(world.issue(by="cq"))
        papers, trust = Papers(press, waiting=1), world.trust()  # type: ignore[arg-type]
        tasks = []
        for seconds in range(3):
            now = world.now + timedelta(seconds=seconds)
            write = partial(find_paper, record, trust, now=now, example=True)
            tasks.append(asyncio.create_task(papers.find(write, file=FILE, font=None)))
        async with asyncio.timeout(PATIENCE):
            while not press.papers:
                await asyncio.sleep(0)
        press.go.set()
        assert len({id(data) for data in await asyncio.gather(*tasks)}) == 1
        assert len(press.papers) == 1

    asyncio.run(run())


async def ended(process: int) -> None:
    """Wait until the process is gone."""
    async with asyncio.timeout(30):
        while not is_ended(process):
            await asyncio.sleep(0)


async def one_of(press: Press, paper: Certificate) -> int:
    """Set a paper and return the id of the process that set it."""
    assert read_pdf(await press.set(paper, FILE, None)).attached == (paper.credential.encode(),)
    assert press.process is not None
    return press.process


@pytest.mark.night
def test_the_press_ends_when_nothing_is_wanted_and_begins_again() -> None:
    paper = Stock(1).papers[0]

    async def run() -> None:
        press = Press(idle_seconds=0)
        for _ in range(2):
            process = await one_of(press, paper)
            await ended(process)
            assert press.process is None

    asyncio.run(run())


@pytest.mark.night
def test_a_press_is_renewed_after_its_sheets_while_many_are_wanted() -> None:
    paper = Stock(1).papers[0]

    async def run() -> None:
        press = Press(sheets=2, seconds=PATIENCE, turn_seconds=PATIENCE)
        first = await one_of(press, paper)
        async with asyncio.timeout(PATIENCE):
            made = await asyncio.gather(*(press.set(paper, FILE, None) for _ in range(2)))
        assert [read_pdf(data).attached for data in made] == [(paper.credential.encode(),)] * 2
        last = await one_of(press, paper)
        assert first != last
        await ended(first)
        press.close()

    asyncio.run(run())


@pytest.mark.night
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(signal.SIGKILL, id="killed"),
        pytest.param(signal.SIGSTOP, id="stopped"),
    ],
)
def test_a_press_ended_or_standing_still_while_many_wait_is_renewed(
    sent: signal.Signals,
) -> None:
    paper = Stock(1).papers[0]

    async def run() -> None:
        press = Press(seconds=8, turn_seconds=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            first = None
            while first is None:  # on a busy machine the first process may be slow to start
                with suppress(ApiError):
                    first = await one_of(press, paper)
        os.kill(first, sent)
        async with asyncio.timeout(PATIENCE):
            made = await asyncio.gather(
                *(press.set(paper, FILE, None) for _ in range(4)), return_exceptions=True
            )
        refused = made[0]
        assert isinstance(refused, ApiError)
        assert (refused.code, refused.headers) == ("paper-interrupted", {"Retry-After": "2"})
        assert any(isinstance(data, bytes) for data in made[1:]), "the next begins with another process"
        await ended(first)
        press.close()

    asyncio.run(run())


def test_nobody_waits_for_a_turn_for_ever() -> None:
    paper = Stock(1).papers[0]

    async def run() -> None:
        press = Press(seconds=PATIENCE, turn_seconds=0)
        held, waiting = press.set(paper, FILE, None), press.set(paper, FILE, None)
        first, second = await asyncio.gather(held, waiting, return_exceptions=True)
        assert isinstance(first, bytes)
        assert isinstance(second, ApiError)
        assert second.code == "paper-busy"
        press.close()

    asyncio.run(run())


def test_errors_go_from_one_process_to_another_whole() -> None:
    for error in (
        CarrierError("glyph-missing", "enterprise.zh", character="𠮷", number="U+20BB7"),
        ApiError("too-many-requests", headers={"Retry-After": "1"}, seconds=1),
    ):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - ours
        assert (str(again), vars(again)) == (str(error), vars(error))


@pytest.mark.parametrize("count", [4, pytest.param(AT_ONCE, marks=pytest.mark.night)])
def test_papers_at_once_cost_no_gigabyte_and_the_press_ends_with_the_node(tmp_path: Path, count: int) -> None:
    """One paper many times, then many papers; the memory of the node and its processes stays small."""
    with open_node(tmp_path, count) as (process, address, credentials):

        async def ask_all(wanted: list[bytes]) -> list[bytes]:
            async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
                answers = await asyncio.gather(*(client.get(path_of(one)) for one in wanted))
            assert [answer.status_code for answer in answers] == [200] * len(wanted)
            return [answer.content for answer in answers]

        before = family_bytes(process.pid)
        same = asyncio.run(ask_all(credentials[:1] * count))
        assert len(set(same)) == 1
        others = asyncio.run(ask_all(credentials))
        assert {read_pdf(data).attached[0] for data in others} == {*credentials}
        assert family_bytes(process.pid) - before < 300 * MIB
        family = family_of(process.pid) - {process.pid}
        assert family
        process.kill()
        deadline = time.monotonic() + 30
        while not all(map(is_ended, family)):
            assert time.monotonic() < deadline


def test_a_paper_is_charged_as_the_verifications_it_costs(
    tmp_path: Path,
) -> None:
    with running(tmp_path, rate_per_minute=60, rate_burst=100) as node:
        credential = node.world.issue(by="cq")
        node.fill()
        reference = parse_credential(credential).body
        uscc = reference.credential_subject.unified_social_credit_code
        paths = {
            path_of(credential): 10,
            f"/api/v1/credentials/{reference.id}/qr.svg": 2,
            "/api/v1/credentials": 0,
            "/api/v1/credentials?status=revoked&limit=500": 4,
            f"/api/v1/enterprises/{uscc}": 5,
            f"/enterprises/{uscc}": 7,
            "/statistics": 7,
            "/statistics.csv": 7,
            "/search?status=active": 0,
            "/search": 0,
            f"/api/v1/credentials/{reference.id}": 0,
            "/api/v1/bundle": 0,
            "/healthz": 0,
        }
        for path, cost in paths.items():
            node.clock.wait(100)
            answer = node.client.get(path)
            assert answer.status_code == 200, path
            left = answer.headers.get("ratelimit-remaining", "100")
            assert int(left) == 100 - cost, path


@pytest.mark.parametrize(
    "path", ["/statistics", "/search?status=active", "/api/v1/credentials", "/statistics.csv"]
)
def test_a_reader_over_the_limit_gets_a_time_to_retry(tmp_path: Path, path: str) -> None:
    with running(tmp_path, rate_per_minute=60, rate_burst=5) as node:
        statuses = []
        for _ in range(20):
            answer = node.client.get(path, headers={"accept": "text/html"})
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                break
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert node.client.get("/healthz").status_code == 200
