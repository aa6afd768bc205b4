"""PostgreSQL with a synchronous standby: losing the primary under load loses no acknowledged record."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import NamedTuple

import pytest
from sqlalchemy import make_url

from registry import Registry, RegistryError
from registry.database.postgres_timeouts import PatientConnection
from registry.lookup.lookup import find_record
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.harness.postgres import Server
from tests.world import World
from tests.world.api_node import Node
from tests.world.registries import open_registry
from tests.world.registry_setup import refused

pytestmark = pytest.mark.upkeep

NAME = "huren"


class Pair(NamedTuple):
    """A primary that waits for its standby, and the URL of the one that takes writes."""

    primary: Server
    standby: Server

    @property
    def url(self) -> str:
        found = make_url(self.primary.url(NAME))
        hosts = (str(self.primary.folder), str(self.standby.folder))
        both = found.update_query_dict({"host": ",".join(hosts), "target_session_attrs": "read-write"})
        return both.render_as_string(hide_password=False)


@pytest.fixture
def pair() -> Iterator[Pair]:
    primary = postgres.start_server()
    primary.execute(f"CREATE DATABASE {NAME}")
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")  # the base backup copies it
    standby = postgres.start_server(of=primary)
    primary.execute("SELECT pg_reload_conf()")
    until(lambda: primary.ask("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
    yield Pair(primary, standby)
    standby.close()
    primary.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline


def waiting(server: Server) -> list[int]:
    """Return the server's processes in which a commit waits for the standby."""
    rows = server.ask("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    return [int(pid) for (pid,) in rows]


@pytest.mark.night
def test_losing_the_primary_under_load_loses_no_acknowledged_record(pair: Pair, tmp_path: Path) -> None:
    world, enough = World(), Event()
    acknowledged: list[str] = []
    refusals: set[str] = set()
    registry = open_registry(pair.url, world, heads=tmp_path / "heads")
    stock = [world.issue(by="cq") for _ in range(600)]

    def load(documents: list[bytes]) -> None:
        for data in documents:
            try:
                acknowledged.append(registry.admit(data, now=world.now).digest)
            except RegistryError as error:
                refusals.add(error.code)
                return
            if len(acknowledged) >= 40:
                enough.set()

    clients = [Thread(target=load, args=(stock[place::4],)) for place in range(4)]
    for client in clients:
        client.start()
    assert enough.wait(60)
    pair.primary.stop("immediate")
    for client in clients:
        client.join()
    assert 40 <= len(acknowledged) < len(stock), "it was lost while they wrote"
    assert refusals <= {"database-unreachable", "database-busy", "registry-read-only"}

    pair.standby.promote()
    # a promoted standby waits for a standby of its own, as it was told in the base backup
    assert pair.standby.ask("SHOW synchronous_standby_names") == [("*",)]
    pair.standby.execute("ALTER SYSTEM RESET synchronous_standby_names")
    pair.standby.execute("SELECT pg_reload_conf()")
    until(lambda: pair.standby.ask("SHOW synchronous_standby_names") == [("",)])

    held = {digest for digest in acknowledged if find_record(registry, digest) is not None}
    assert held == {*acknowledged}
    assert audit_registry(registry, signatures=True).problems == ()
    # unacknowledged records are sent again, through the same node
    assert not [one for one in registry.admit_many(stock, now=world.now) if isinstance(one, RegistryError)]

    # the old primary comes back, and nobody fenced it off: it is known by what was signed without it
    signer = world.cq.signers["publication"]
    publish(registry, world.cq.did, signer, now=world.now, random=Random(1))
    pair.primary.start()
    with (
        refused("log-rewound"),
        Registry.open(pair.primary.url(NAME), heads=tmp_path / "heads", demo=True, filings=FILINGS) as old,
    ):
        old.admit(world.issue(by="cq"), now=world.now)
    pair.primary.stop("immediate")

    # it comes back as a standby that never writes, not as a second primary
    (pair.primary.data / "standby.signal").touch()
    pair.primary.start()
    with (
        refused("registry-read-only"),
        Registry.open(pair.primary.url(NAME), demo=True, filings=FILINGS) as old,
    ):
        old.admit(world.issue(by="cq"), now=world.now)
    registry.close()


@pytest.mark.night
def test_lists_are_searched_in_the_replica_and_in_the_registry_while_it_is_away(
    pair: Pair, tmp_path: Path
) -> None:
    node = Node(pair.url, World(), heads=tmp_path / "heads", search_url=pair.standby.url(NAME))
    node.world.issue(by="cq", certificate_number="CQ-REPLICA-1")
    node.fill()
    node.publish("cq")
    here = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = 'huren'"

    def found() -> list[str]:
        lines = node.client.get("/api/v1/credentials", params={"q": "CQ-REPLICA-1"}).json()["items"]
        return [line["certificateNumber"] for line in lines]

    assert pair.standby.ask(here) == [(False,)]
    until(lambda: found() == ["CQ-REPLICA-1"])
    assert pair.standby.ask(here) == [(True,)], "it was asked there"
    pair.standby.stop("immediate")
    assert found() == ["CQ-REPLICA-1"]
    node.app.state.node.searches.close()
    node.registry.close()


@pytest.mark.night
def test_a_wait_for_the_standby_that_is_cancelled_is_a_failure(pair: Pair, tmp_path: Path) -> None:
    """The server reports a commit with a warning; no other server has the record."""
    world = World()
    registry = open_registry(pair.url, world, heads=tmp_path / "heads")
    pair.standby.stop("immediate")
    failed: list[RegistryError] = []

    def write() -> None:
        with pytest.raises(RegistryError) as found:
            registry.admit(data, now=world.now)
        failed.append(found.value)

    data = world.issue(by="cq")
    writer = Thread(target=write)
    writer.start()
    until(lambda: bool(waiting(pair.primary)))
    for pid in waiting(pair.primary):
        pair.primary.execute(f"SELECT pg_cancel_backend({pid})")
    writer.join()
    assert [error.code for error in failed] == ["database-unreachable"]
    registry.close()


@pytest.mark.night
def test_no_statement_timeout_ends_the_wait_and_patience_does(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    open_registry(pair.url, world, heads=tmp_path / "heads").close()
    pair.primary.execute(f"ALTER DATABASE {NAME} SET statement_timeout = '100ms'")
    monkeypatch.setattr(PatientConnection, "patience", 10)
    registry = Registry.open(pair.url, heads=tmp_path / "heads", demo=True, filings=FILINGS)
    pair.standby.stop("immediate")
    began = time.monotonic()
    with refused("database-unreachable"):
        registry.admit(world.issue(by="cq"), now=world.now)
    assert time.monotonic() - began > 0.5, "five times the statement_timeout"
    assert waiting(pair.primary), "the server waits on, whoever left"
    registry.close()


def test_a_replica_that_is_no_database_is_refused_at_the_start(tmp_path: Path) -> None:
    with refused("database-url", field="search_url"):
        Node(tmp_path / "registry.db", World(), search_url="https://replica.example")
