"""The database file: durable commits, repeatable transactions, and no foreign exceptions."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, select, text

from registry import Registry
from registry.database.tables import METADATA, SETTING
from registry.database.transactions import Database
from tests.harness.apartments import FILINGS
from tests.world.registry_setup import Bench, refused


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    store = Database(tmp_path / "registry.db", busy_seconds=0.01)
    yield store
    store.close()


def put(connection: Connection, name: str = "x") -> None:
    connection.execute(insert(SETTING), {"name": name, "value": "1"})


def names(store: Database) -> set[str]:
    return set(store.read(lambda connection: [*connection.scalars(select(SETTING.c.name))]))


def test_a_commit_is_on_disk_before_it_is_answered(store: Database) -> None:
    def ask(connection: Connection) -> list[object]:
        asked = ("journal_mode", "synchronous", "busy_timeout")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]

    assert store.read(ask) == ["wal", 2, 10], "2 is FULL"


def test_a_refusal_rolls_back(store: Database) -> None:
    def work(connection: Connection) -> None:
        put(connection)
        raise KeyError("of the caller's own")

    with pytest.raises(KeyError):
        store.run_in_transaction(work)
    assert names(store) == {"type"}


def test_a_busy_database_is_tried_again_and_then_refused(store: Database, tmp_path: Path) -> None:
    lock = sqlite3.connect(tmp_path / "registry.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with refused("database-busy"):
        store.run_in_transaction(put)
    assert names(store) == {"type"}, "readers are not kept waiting"
    lock.execute("ROLLBACK")
    lock.close()
    runs: list[int] = []

    def work(connection: Connection) -> None:
        put(connection)
        runs.append(1)
        if len(runs) < 3:
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise sqlalchemy_error(busy)

    store.run_in_transaction(work)
    assert len(runs) == 3
    assert names(store) == {"type", "x"}


def sqlalchemy_error(error: sqlite3.Error) -> Exception:
    from sqlalchemy.exc import OperationalError

    return OperationalError("COMMIT", None, error)


def test_a_full_disk_stores_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    engine = bench.registry._store._engine
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1"))
    with refused("disk-full"):
        bench.issue(*(bench.draft(number) for number in range(200)))
    with refused("disk-full"):
        for _ in range(200):
            bench.admit(bench.world.issue())
    bench.registry.close()


@pytest.mark.parametrize(
    "content", [b"not a database, only text" * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "registry.db"
    path.write_bytes(content)
    with refused("not-a-registry"):
        Registry.open(path, filings=FILINGS)
    assert path.read_bytes() == content


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    for table in ("invoice", "setting"):
        path.unlink(missing_ok=True)
        other = sqlite3.connect(path)
        other.execute(f"CREATE TABLE {table} (name TEXT, value TEXT)")
        other.commit()
        other.close()
        before = path.read_bytes()
        with refused("not-a-registry"):
            Registry.open(path, filings=FILINGS)
        assert path.read_bytes() == before


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with refused("storage-failed"):
        Registry.open(tmp_path / "absent" / "registry.db", filings=FILINGS)
    with refused("storage-failed"):
        Registry.open(tmp_path, filings=FILINGS)


def test_an_error_in_a_statement_is_one_of_ours(store: Database) -> None:
    for statement, code in (("SELECT nothing FROM nowhere", "storage-failed"),
                            ("INSERT INTO setting VALUES ('type', 'x')", "conflict")):  # fmt: skip
        with refused(code):
            store.run_in_transaction(partial(Connection.execute, statement=text(statement)))
    with refused("storage-failed"):
        store.run_in_transaction(lambda connection: connection.execute(text("SELECT :absent"), {}))


def test_everything_is_found_after_reopening(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    (record,) = bench.issue(bench.draft(1))
    bench.reopen()
    assert bench.registry.read_pin() == bench.world.pin
    assert bench.admit(record.data).already
    assert bench.issue(bench.draft(2))[0].body.index != record.body.index
    bench.registry.close()


def test_the_tables_are_plain() -> None:
    """They use only features that PostgreSQL and distributed databases of its kind accept."""
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    for dialect in (postgresql.dialect(), sqlite.dialect()):  # type: ignore[no-untyped-call]
        for table in METADATA.sorted_tables:
            created = str(CreateTable(table).compile(dialect=dialect)).upper()
            for word in ("SERIAL", "AUTOINCREMENT", "JSON", "IDENTITY"):
                assert word not in created
            for index in table.indexes:
                assert str(CreateIndex(index).compile(dialect=dialect))
