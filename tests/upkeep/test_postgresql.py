"""PostgreSQL only: turns of writers, broken connections, errors by SQLSTATE, COPY."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select, text

from registry import Registry, RegistryError
from registry.admission.status_indexes import Slot, reserve_slots
from registry.database.backends import LOST
from registry.database.bulk import insert_rows
from registry.database.tables import INDEX, PLAN, SETTING
from registry.database.transactions import Database
from registry.lookup.lookup import find_credential, find_record
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.harness.processes.cli_runs import OF_TESTS
from tests.world.registry_setup import Bench, check_refusal, refused

pytestmark = pytest.mark.upkeep


@pytest.fixture
def url() -> Iterator[str]:
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture
def store(url: str) -> Iterator[Database]:
    store = Database(url, busy_seconds=0.05)
    yield store
    store.close()


def put(connection: Connection, name: str = "x", value: str = "1") -> None:
    connection.execute(insert(SETTING), {"name": name, "value": value})


def value_of(connection: Connection, name: str = "x") -> str | None:
    found: str | None = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == name))
    return found


def run(store: Database, statement: str, **values: Any) -> None:
    store.run_in_transaction(lambda connection: connection.execute(text(statement), values))


def test_the_server_is_a_real_postgresql(store: Database) -> None:
    assert str(store.read(lambda c: c.scalar(text("SHOW server_version")))).startswith("18.")
    assert store.read(lambda c: c.scalar(text("SHOW synchronous_commit"))) == "on"


def test_a_server_that_answers_too_early_is_told_not_to(url: str) -> None:
    name = url.partition("@/")[2].partition("?")[0]
    postgres.server().execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    store = Database(url)
    assert store.read(lambda c: c.scalar(text("SHOW synchronous_commit"))) == "on"
    store.close()


def test_writers_take_turns_and_readers_do_not_wait(url: str, store: Database) -> None:
    patient = Database(url)
    inside, go_on = Event(), Event()

    def first(connection: Connection) -> None:
        put(connection)
        inside.set()
        assert go_on.wait(20)

    seen: list[str | None] = []
    one = Thread(target=lambda: patient.run_in_transaction(first))
    two = Thread(target=lambda: patient.run_in_transaction(lambda c: seen.append(value_of(c))))
    one.start()
    assert inside.wait(20)
    assert store.read(value_of) is None, "a reader sees what is committed"
    with refused("database-busy"):
        store.run_in_transaction(put)
    two.start()
    go_on.set()
    one.join()
    two.join()
    assert seen == ["1"], "the second writer sees what the first one wrote"
    patient.close()


def test_a_reader_has_one_view(url: str, store: Database) -> None:
    def work(connection: Connection) -> tuple[str | None, str | None]:
        before = value_of(connection)
        store.run_in_transaction(put)
        return before, value_of(connection)

    other = Database(url)
    assert other.read(work) == (None, None)
    assert other.read(value_of) == "1"
    with refused("storage-failed"):
        other.read(put)
    other.close()


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_the_loser_of_two_writers_runs_again(store: Database, state: str) -> None:
    runs: list[int] = []

    def work(connection: Connection) -> None:
        runs.append(1)
        put(connection)
        if len(runs) < LOST:
            raise_state(connection, state)

    store.run_in_transaction(work)
    assert len(runs) == LOST
    runs[:] = [1] * -LOST
    with refused("database-busy"):
        store.run_in_transaction(lambda c: raise_state(c, state))


def test_a_server_that_takes_no_writes_is_read_only_and_a_view_to_read_is_not(
    store: Database,
) -> None:
    with refused("storage-failed"):
        store.read(put)
    with refused("registry-read-only"):
        store.run_in_transaction(lambda c: raise_state(c, "25006"))


def raise_state(connection: Connection, state: str) -> None:
    connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "disk-full"),
        ("53300", "database-busy"),
        ("57P01", "database-unreachable"),
        ("08006", "database-unreachable"),
        ("22001", "unstorable"),
        ("42501", "database-rights"),
        ("58030", "storage-failed"),
        ("XX000", "storage-failed"),
    ],
)
def test_every_class_of_error_becomes_one_of_ours(store: Database, state: str, code: str) -> None:
    with refused(code):
        store.run_in_transaction(lambda c: raise_state(c, state))
    store.run_in_transaction(put)


def test_a_refused_row_is_named_without_its_values(store: Database) -> None:
    for work in (lambda c: put(c, "type", "secret"),
                 lambda c: insert_rows(c, SETTING, [("type", "secret")])):  # fmt: skip
        with pytest.raises(RegistryError) as caught:
            store.run_in_transaction(work)
        check_refusal(caught.value, "conflict")
        assert "setting_pkey" in str(caught.value)
        assert "secret" not in str(caught.value)


def test_rows_by_copy_are_the_rows_by_insert(store: Database) -> None:
    odd = ["plain", "tab\tand\nline\\N", "", "渝", "\\.", '"quoted"', "\r"]
    rows = [(f"{n:064}", odd[n % len(odd)], n, bytes(range(256)) * (n % 3)) for n in range(100)]
    for count in (1, 19, len(rows)):
        store.run_in_transaction(lambda c: c.execute(text("DELETE FROM plan")))
        store.run_in_transaction(partial(insert_rows, table=PLAN, rows=rows[:count]))
        stored = store.read(lambda c: c.execute(select(PLAN).order_by(PLAN.c.digest)).all())
        assert [tuple(row) for row in stored] == rows[:count]


def test_indexes_taken_meanwhile_undo_only_themselves(store: Database) -> None:
    slots = [Slot(1, n) for n in range(40)]
    ids = [f"urn:{n}" for n in range(len(slots))]

    def work(connection: Connection) -> list[bool]:
        first = reserve_slots(connection, "i", slots[-1:], ["urn:first"])
        second = reserve_slots(connection, "i", slots, ids)
        put(connection)
        return [first, second]

    assert store.run_in_transaction(work) == [True, False]
    assert store.read(lambda c: c.scalar(select(func.count()).select_from(INDEX))) == 1
    assert store.read(value_of) == "1"


# --- connections


def end_connections(url: str) -> None:
    """End all connections, as an administrator or a restart does."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
    engine.dispose()


@pytest.mark.parametrize("how", ["select", "copy", "savepoint"])
def test_a_connection_that_broke_before_the_commit_runs_again(url: str, store: Database, how: str) -> None:
    store.run_in_transaction(lambda c: put(c, "before"))
    end_connections(url)
    store.run_in_transaction(lambda c: put(c, "idle"))
    runs: list[int] = []

    def work(connection: Connection) -> None:
        put(connection)
        runs.append(1)
        if len(runs) == 1:
            end_connections(url)
            if how == "copy":
                insert_rows(connection, SETTING, [("y", "1")])
            elif how == "savepoint":
                reserve_slots(connection, "i", [Slot(1, 1)], ["urn:1"])
            value_of(connection)

    store.run_in_transaction(work)
    assert len(runs) == 2
    assert store.read(value_of) == "1"


def test_a_connection_that_breaks_at_the_commit_is_reported(url: str, store: Database) -> None:
    runs: list[int] = []

    def work(connection: Connection) -> None:
        put(connection)
        runs.append(1)
        end_connections(url)

    with refused("database-unreachable"):
        store.run_in_transaction(work)
    assert len(runs) == 1, "nobody knows whether it was committed"
    assert store.read(value_of) is None


def test_an_unreachable_database_is_refused(url: str, tmp_path: Path) -> None:
    absent = url.replace("/test_", "/absent_")
    nobody = f"postgresql+psycopg://u:secret@/x?host={tmp_path}"
    for place in (absent, nobody, url.replace("postgres@", "stranger:secret@")):
        with pytest.raises(RegistryError) as caught:
            Registry.open(place, filings=FILINGS)
        check_refusal(caught.value, "database-unreachable")
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "place", ["", "x", "sqlite://", "postgresql://h/d", "mysql://h/d", "postgresql+psycopg://h:x/d"]
)
def test_an_address_of_another_kind_is_refused(place: str) -> None:
    with refused("database-url"):
        Registry.open(place, filings=FILINGS)


def test_a_database_of_somebody_else_is_left_alone() -> None:
    url = postgres.new_database(empty=True)
    engine = create_engine(url)
    for statement in ("CREATE TABLE invoice (n int)", "CREATE TABLE setting (name text, value text)"):
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        with refused("not-a-registry"):
            Registry.open(url, filings=FILINGS)
    engine.dispose()


# --- the registry


def test_text_that_no_database_holds_finds_nothing_and_breaks_nothing(
    place: Path | str, tmp_path: Path
) -> None:
    bench = Bench(place, heads=tmp_path / "heads")
    asked = [
        (ask, text) for ask in (find_credential, find_record) for text in ("a\0b", "\ud800", "urn:uuid:\0")
    ]
    for ask, reference in asked:
        try:
            found = ask(bench.registry, reference)
        except RegistryError as error:
            check_refusal(error, "unstorable")
        else:
            assert found is None
    bench.registry.close()


def test_the_file_of_heads_needs_a_folder(url: str) -> None:
    bench = Bench(url)
    from registry.publishing.publish import publish

    party = bench.world.cq
    with refused("heads-unset"):
        publish(
            bench.registry, party.did, party.signers["publication"], now=bench.world.now, random=bench.random
        )
    bench.registry.close()


def test_the_command_reads_the_address(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from terminal.invocation import Invocation

    bench = Bench(url)
    bench.registry.close()
    for name in OF_TESTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HUREN_DATABASE_URL", url)
    with Invocation(now=bench.world.now, data=tmp_path).open_registry() as registry:
        assert registry.read_pin() == bench.world.pin
        assert registry.heads.parent == tmp_path
    assert os.listdir(tmp_path) == []


def test_without_the_wheel_the_group_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_spec", {}.get)
    monkeypatch.delenv("HUREN_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="group postgresql"):
        postgres.start_server()
    monkeypatch.setenv("HUREN_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="group postgresql"):
        postgres.start_server()
