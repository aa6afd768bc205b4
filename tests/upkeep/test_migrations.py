"""Tables by migrations, on both databases: they match the models, and other formats are left alone."""
# ruff: noqa: S608 - the statements name our own tables

import ast
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, select, text

from registry import Registry
from registry.database import revisions, transactions
from registry.database.revisions import FOLDER, REVISION, REVISIONS, VERSION_TABLE, find_revision, migrate
from registry.database.tables import METADATA, SETTING
from registry.errors import RegistryError
from registry.filing import DerivedRow
from tests.harness import postgres
from tests.harness.apartments import FILINGS, back_up, restore
from tests.harness.checkout import ROOT
from tests.world.registry_setup import refused

pytestmark = pytest.mark.upkeep

SCRIPTS = ScriptDirectory(str(FOLDER))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield tmp_path / "registry.db"
        return
    url = postgres.new_database(empty=True)
    yield url
    postgres.drop_database(url)


def engine_of(place: Path | str) -> Engine:
    return create_engine(f"sqlite:///{place}" if isinstance(place, Path) else place)


def differences(connection: Connection) -> list[Any]:
    """Return what alembic would change, and tables without row ids, which it does not compare."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    tables: Any = [METADATA, DerivedRow.metadata]
    found: list[Any] = compare_metadata(context, tables)
    if connection.dialect.name == "sqlite":
        for table in (*METADATA.sorted_tables, *DerivedRow.metadata.sorted_tables):
            query = text("SELECT sql FROM sqlite_master WHERE name = :name")
            made = "WITHOUT ROWID" in str(connection.scalar(query, {"name": table.name})).upper()
            if made is not (table.dialect_options["sqlite"]["with_rowid"] is False):
                found.append(table.name)
    return found


def check_current(place: Path | str) -> None:
    """Check that the database is at the newest revision and its tables match the models."""
    engine = engine_of(place)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert find_revision(connection) == REVISION
        assert connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "type"))
    engine.dispose()


def state_of(place: Path | str) -> Any:
    """Return the bytes of each file.

    On a server every row and relation with the transaction that wrote it.
    """
    if isinstance(place, Path):
        return {path.name: path.read_bytes() for path in place.parent.iterdir() if path.suffix != ".db-shm"}
    engine = engine_of(place)
    with engine.connect() as connection:
        query = "SELECT oid, relname, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        found: dict[Any, Any] = {"pg_class": sorted(map(tuple, connection.exec_driver_sql(query)))}
        for name in inspect(connection).get_table_names():
            rows = connection.exec_driver_sql(f"SELECT xmin::text, ctid::text, {name}::text FROM {name}")
            found[name] = sorted(map(tuple, rows))
    engine.dispose()
    return found


def locks(place: Path | str) -> int:
    """Return the number of locks that others hold in that database."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")  # raises if anybody holds a lock
        return 0
    server = postgres.server()
    query = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        f"WHERE datname = '{make_url(place).database}'"
    )
    return int(server.ask(query)[0][0])


def test_there_is_one_line_of_revisions_and_all_are_known() -> None:
    assert SCRIPTS.get_heads() == [REVISION]
    assert tuple(script.revision for script in SCRIPTS.walk_revisions())[::-1] == REVISIONS
    assert [*REVISIONS] == sorted({*REVISIONS}), "an earlier one is told by its order"


def test_an_empty_database_gets_all_tables(empty: Path | str) -> None:
    Registry.open(empty, filings=FILINGS).close()
    check_current(empty)


def test_opening_a_current_registry_writes_nothing(empty: Path | str) -> None:
    Registry.open(empty, filings=FILINGS).close()
    before = state_of(empty)
    for filings in (FILINGS, ()):
        Registry.open(empty, filings=filings).close()
        assert state_of(empty) == before


def test_the_comparison_finds_a_difference(empty: Path | str) -> None:
    Registry.open(empty, filings=FILINGS).close()
    engine = engine_of(empty)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE plan ADD COLUMN surplus INTEGER")
        connection.exec_driver_sql("DROP INDEX record_kind")
        assert len(differences(connection)) == 2
    engine.dispose()


LATER = '''"""More."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = {before!r}


def upgrade() -> None:
    """Of all there is."""
    op.create_table("more", sa.Column("name", sa.String(40), primary_key=True))
    op.execute("INSERT INTO more SELECT name FROM setting WHERE name = 'type'")
'''


def test_a_later_revision_runs_once_and_older_code_refuses_it(empty: Path | str, tmp_path: Path) -> None:
    Registry.open(empty, filings=FILINGS).close()
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9998_more.py").write_text(LATER.format(before=REVISION), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(revisions, "FOLDER", folder)
        patch.setattr(revisions, "REVISIONS", (*REVISIONS, "9998"))
        for module in (revisions, transactions):
            patch.setattr(module, "REVISION", "9998")
        for _ in range(2):
            Registry.open(empty, filings=FILINGS).close()
    engine = engine_of(empty)
    with engine.connect() as connection:
        assert [*connection.scalars(text("SELECT name FROM more"))] == ["type"]
        assert find_revision(connection) == "9998"
    engine.dispose()
    with refused("registry-newer"):
        Registry.open(empty, filings=FILINGS)


def write_version(*found: str) -> Callable[[Connection], None]:
    """Write the table of revisions with these revisions."""

    def write(connection: Connection) -> None:
        connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
        for one in found:
            connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{one}')")

    return write


OTHERS: dict[str, tuple[str, Callable[[Connection], object]]] = {
    "the first earlier format": ("registry-earlier", write_version("0001")),
    "the last earlier format": ("registry-earlier", write_version("0018")),
    "before revisions were kept": ("registry-earlier", lambda _: None),
    "a newer version": ("registry-newer", write_version("9999")),
    "a revision of nobody": ("registry-newer", write_version("ae1027a6acf2")),
    "no revision in their table": ("not-a-registry", write_version()),
    "a revision that is a number": (
        "not-a-registry",
        lambda c: [
            c.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num INTEGER)"),
            c.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES (18)"),
        ],
    ),
    "revisions under another name": (
        "not-a-registry",
        lambda c: c.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} AS SELECT '0018' AS number"),
    ),
    "no type": ("not-a-registry", lambda c: c.exec_driver_sql("DELETE FROM setting")),
    "no settings": ("not-a-registry", lambda c: c.exec_driver_sql("DROP TABLE setting")),
    "other settings": (
        "not-a-registry",
        lambda c: c.exec_driver_sql("ALTER TABLE setting RENAME COLUMN value TO content"),
    ),
}
"""Marks of another format, with the refusal."""


def make_other(place: Path | str, change: Callable[[Connection], object]) -> None:
    """Make the tables that tell which format a registry has, and a record."""
    engine = engine_of(place)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE setting (name VARCHAR(40) NOT NULL PRIMARY KEY, value VARCHAR NOT NULL)",
            "INSERT INTO setting VALUES ('type', 'huren-registry/1')",
            "CREATE TABLE record (digest VARCHAR(64) NOT NULL PRIMARY KEY)",
            "INSERT INTO record VALUES ('a')",
        ):
            connection.exec_driver_sql(statement)
        change(connection)
    engine.dispose()


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest, empty: Path | str) -> tuple[str, Path | str]:
    """A database of another format, and how it is refused."""
    code, change = OTHERS[request.param]
    make_other(empty, change)
    return code, empty


def test_another_format_is_refused_before_a_table_is_touched(other: tuple[str, Path | str]) -> None:
    code, place = other
    before = state_of(place)
    for create in (True, False):
        with refused(code):
            Registry.open(place, create=create, filings=FILINGS)
        assert locks(place) == 0
        assert state_of(place) == before


def test_an_earlier_format_is_called_so_in_both_languages(empty: Path | str) -> None:
    make_other(empty, write_version("0002"))
    with pytest.raises(RegistryError, match="registry-earlier") as caught:
        Registry.open(empty, filings=FILINGS)
    assert "made by an earlier format" in caught.value.sentence("en")
    assert "由较早的格式建立" in caught.value.sentence("zh")
    assert all("huren restore --from-tree" in caught.value.mend(lang) for lang in ("en", "zh"))


KILLED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("INSERT INTO record VALUES ('b')")
os._exit(0)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """An earlier format whose process was killed before it copied the log back."""
    path = tmp_path / "earlier" / "registry.db"
    path.parent.mkdir()
    make_other(path, write_version("0018"))
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=True)
    assert path.with_name("registry.db-wal").stat().st_size
    return path


def test_the_log_of_an_earlier_format_is_not_copied_back(killed: Path) -> None:
    before = state_of(killed)
    with refused("registry-earlier"):
        Registry.open(killed, filings=FILINGS)
    assert state_of(killed) == before
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (2,)
    Registry.open(killed.with_name("new.db"), filings=FILINGS).close()


def test_no_backup_is_made_or_taken_of_an_earlier_format(killed: Path, tmp_path: Path) -> None:
    place, target = tmp_path / "data" / "registry.db", tmp_path / "backups" / "monday.db"
    place.parent.mkdir()
    Registry.open(place, filings=FILINGS).close()
    before = state_of(place), state_of(killed)
    for lose in (False, True):
        with refused("registry-earlier"):
            restore(killed, place, lose=lose)
    assert (state_of(place), state_of(killed)) == before
    with refused("registry-earlier"):
        back_up(killed, target)
    assert [*target.parent.iterdir()] == []
    back_up(place, target)
    with refused("registry-earlier"):
        restore(target, killed)
    assert state_of(killed) == before[1]


def test_several_may_open_an_empty_database_at_once(empty: Path | str) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            Registry.open(empty, filings=FILINGS).close()
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check_current(empty)


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection) -> None:
        migrate(connection)
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    places = (tmp_path / "registry.db", postgres.new_database(empty=True))
    monkeypatch.setattr(transactions, "migrate", half)
    for place in places:
        with refused("storage-failed"):
            Registry.open(place, filings=FILINGS)
        engine = engine_of(place)
        assert inspect(engine).get_table_names() == []
        engine.dispose()


@pytest.mark.night
def test_a_current_registry_opens_without_alembic(tmp_path: Path) -> None:
    Registry.open(tmp_path / "registry.db", filings=FILINGS).close()
    code = (
        "import sys; from pathlib import Path; from registry import Registry; "
        "Registry.open(Path(sys.argv[1]), filings=()).close(); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "registry.db")], cwd=ROOT, check=True)


def test_migrations_stand_alone() -> None:
    """A later edit of the models does not change an earlier revision."""
    for path in (FOLDER / "versions").glob("r*.py"):
        modules = {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in ([a.name for a in node.names] if isinstance(node, ast.Import)
                         else [str(node.module)] if isinstance(node, ast.ImportFrom) else [])
        }  # fmt: skip
        assert modules <= {"sqlalchemy", "alembic", *sys.stdlib_module_names}, path
