"""PostgreSQL under Patroni: the leader's machine is lost three times while clients write.

Each time another server leads by itself. Nothing acknowledged is lost.
"""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Event, Lock, Thread
from typing import NamedTuple

import httpx2
import pytest

from keys_example import example_signer
from registry.lookup.lookup import find_record
from registry.publishing.publish import publish_all
from terminal.clock import read_clock
from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.patroni import Cluster, Machine, cluster, until
from tests.harness.processes.serving import listening
from tests.world import World
from tests.world.api_node import JSON, problem_of
from tests.world.registries import open_registry

pytestmark = [pytest.mark.crash, pytest.mark.night]

WRITERS = 4
FAR_SECONDS = 1
"""The leader writes this long for itself; did it acknowledge any of it, the test would miss records."""

REFUSALS = {"database-unreachable", "database-busy", "registry-read-only"}


class Answer(NamedTuple):
    """An acknowledged record, and the moment of its answer."""

    data: bytes
    moment: float


class Writers:
    """Clients that post record after record; refused, they wait as told and send the same bytes again."""

    def __init__(self, address: str, world: World) -> None:
        self._address, self._world = address, world
        self._turn, self._end = Lock(), Event()
        self.answers: list[Answer] = []
        self.refusals: list[str] = []
        self.faults: list[BaseException] = []
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def wait_for_more(self, count: int) -> None:
        """Wait for the answers to `count` more records."""
        enough = len(self.answers) + count
        until(lambda: len(self.answers) >= enough or self.faults)
        assert self.faults == []

    def silence(self, since: float) -> float:
        """Return the longest time without an answer."""
        moments = [since, *sorted(answer.moment for answer in self.answers if answer.moment > since)]
        return max(later - earlier for earlier, later in pairwise(moments))

    def end(self) -> None:
        """Let each finish the record at which it is."""
        self._end.set()
        for thread in self._threads:
            thread.join()
        assert self.faults == []

    def _work(self) -> None:
        try:
            with httpx2.Client(base_url=self._address, headers=JSON, timeout=90) as client:
                while not self._end.is_set():
                    with self._turn:
                        data = self._world.issue(by="cq")
                    while (answer := client.post("/api/v1/records", content=data)).status_code == 503:
                        assert problem_of(answer)["code"] in REFUSALS
                        self.refusals.append(problem_of(answer)["code"])
                        Event().wait(int(answer.headers["retry-after"]))
                    assert answer.status_code in (200, 201), answer.text
                    self.answers.append(Answer(data, time.monotonic()))
        except BaseException as fault:
            self.faults.append(fault)


def check_searches(servers: Cluster, address: str) -> None:
    """Check that lists are searched on a server that follows."""
    of_the_node = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'huren'"
    assert httpx2.get(f"{address}/api/v1/credentials", params={"q": "X-1"}).status_code == 200
    asked = []
    for machine in servers.machines:
        if machine is not servers.leader():
            with servers.connect(machine) as connection:
                asked += connection.execute(of_the_node).fetchone()
    assert sum(asked) == 1


def check_that_it_acknowledges_nothing(servers: Cluster, former: Machine) -> None:
    """Check that a write on a leader that does not know of the next one waits for its standby."""
    waits = "SELECT wait_event FROM pg_stat_activity WHERE pid = %s"
    with closing(servers.connect(former)) as writer, closing(servers.connect(former)) as witness:
        writer.pgconn.send_query(b"CREATE TABLE late (number int)")
        until(lambda: witness.execute(waits, [writer.info.backend_pid]).fetchone() == ("SyncRep",))
        writer.pgconn.consume_input()
        assert writer.pgconn.is_busy()


@pytest.fixture
def servers() -> Iterator[Cluster]:
    with cluster() as found:
        yield found


def test_three_lost_leaders_lose_no_acknowledged_record(servers: Cluster, tmp_path: Path) -> None:
    """Lists are searched on a replica; the log goes on from every head signed meanwhile.

    The third machine loses its disk, too.
    """
    (tmp_path / "DEMO.txt").touch()
    settings = tmp_path / "huren.toml"
    settings.write_text(f"rate_per_minute = 0\n{servers.settings}")
    world, silences = World(read_clock()), []
    place = servers.settings.split('"')[1]
    registry = open_registry(place, world, heads=tmp_path / "registry.heads")

    def publish() -> None:
        signers = [
            (world.association(name).did, example_signer(f"{name}-publication")) for name in ("cq", "sc")
        ]
        publish_all(registry, signers, now=read_clock(), random=random.Random(1))

    publish()
    serve = ("--data", tmp_path, "serve", "--port", "0")
    with listening(*serve, HUREN_CONFIG=str(settings)) as (_, address):

        def ready() -> bool:
            return httpx2.get(f"{address}/readyz", timeout=30).status_code == 200

        until(ready)
        assert "Sync Standby" in servers.show()
        check_searches(servers, address)
        writers = Writers(address, world)
        for bring_back in (Machine.switch_on, Machine.switch_on, servers.replace):
            writers.wait_for_more(100)
            lost = servers.leader()
            with servers.far_away():
                Event().wait(FAR_SECONDS)
                moment = time.monotonic()
                lost.cut_off()
            until(lambda: not ready())
            writers.wait_for_more(100)
            silences.append(writers.silence(moment))
            until(ready)
            bring_back(lost)
            until(servers.is_whole)
            publish()
        former = servers.leader()
        former.leave_alone()
        servers.leader(but=former)
        check_that_it_acknowledges_nothing(servers, former)
        writers.wait_for_more(100)
        former.switch_on()
        until(servers.is_whole)
        servers.switch()
        writers.wait_for_more(100)
        writers.end()
        until(ready)
        assert writers.refusals, "they had to wait"

        again = [
            httpx2.post(f"{address}/api/v1/records", content=one.data, headers=JSON)
            for one in writers.answers[-40:]
        ]
        assert {answer.status_code for answer in again} == {200}
    digests = {sha256(answer.data).hexdigest() for answer in writers.answers}
    assert [digest for digest in digests if find_record(registry, digest) is None] == []
    publish()
    registry.close()
    audit = spawn("audit", "--signatures", "--data", tmp_path, HUREN_DATABASE_URL=place)
    assert audit.returncode == 0, audit.stdout
    print(f"{len(digests)} records; seconds without an answer:", *(f"{one:.1f}" for one in silences))
