"""Tables by migrations: from nothing and from every revision before, on both databases, to the models."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text

from registry import Registry
from registry.database.revisions import (
    FIRST_REVISION,
    FOLDER,
    REVISION,
    VERSION_TABLE,
    find_revision,
    migrate,
)
from registry.database.tables import (
    INDICATOR,
    LISTING,
    METADATA,
    MIRROR,
    RECORD,
    RESOLUTION,
    SETTING,
    TECHNOLOGY,
    TECHNOLOGY_TEXT,
)
from registry.database.transactions import Database
from signing.jcs import canonicalize
from tests.harness import postgres
from tests.harness.checkout import ROOT
from tests.world import World
from tests.world.registry_setup import Bench, refused
from tests.world.works import (
    change,
    grant_technologies,
    listing,
    report,
    signed,
    signed_halves,
    signed_report,
    standard,
    technology,
)

pytestmark = pytest.mark.upkeep

SCRIPTS = ScriptDirectory(str(FOLDER))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


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
    """What alembic would still change, and the tables that keep no row ids, which it does not compare."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: list[Any] = compare_metadata(context, METADATA)
    if connection.dialect.name == "sqlite":
        for table in METADATA.sorted_tables:
            query = text("SELECT sql FROM sqlite_master WHERE name = :name")
            made = "WITHOUT ROWID" in str(connection.scalar(query, {"name": table.name})).upper()
            if made is not (table.dialect_options["sqlite"]["with_rowid"] is False):
                found.append(table.name)
    return found


def check_current(place: Path | str) -> None:
    """At the newest revision, and the tables are the models'."""
    engine = engine_of(place)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert find_revision(connection) == REVISION
        assert connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "type"))
    engine.dispose()


def test_there_is_one_line_of_revisions_and_the_newest_is_ours() -> None:
    assert SCRIPTS.get_heads() == [REVISION]
    assert SCRIPTS.get_bases() == [FIRST_REVISION]


def test_from_nothing(empty: Path | str) -> None:
    Registry.open(empty).close()
    check_current(empty)
    Registry.open(empty).close()


def test_the_comparison_would_notice(empty: Path | str) -> None:
    Registry.open(empty).close()
    engine = engine_of(empty)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE plan ADD COLUMN surplus INTEGER")
        connection.exec_driver_sql("DROP INDEX record_kind")
        assert len(differences(connection)) == 2
    engine.dispose()


@pytest.mark.parametrize("revision", [None, *REVISIONS])
def test_from_every_revision_with_its_rows(empty: Path | str, revision: str | None) -> None:
    """None is a registry of the time before revisions were kept."""
    engine = engine_of(empty)
    row = {
        "digest": "a" * 64,
        "kind": "k",
        "issuer": "i",
        "name": "n",
        "position": 1,
        "admitted": 2,
        "data": b"\0",
    }
    with engine.begin() as connection:
        migrate(connection, revision or FIRST_REVISION)
        connection.execute(insert(RECORD), row)
        if revision is None:
            connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    store = Database(empty)
    assert [dict(r._mapping) for r in store.read(lambda c: c.execute(select(RECORD)).all())] == [row]
    store.close()
    engine.dispose()
    check_current(empty)


def test_a_newer_registry_is_left_alone(empty: Path | str) -> None:
    Registry.open(empty).close()
    engine = engine_of(empty)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):
        with refused("registry-newer"):
            Registry.open(empty)
    engine.dispose()


def test_several_may_open_an_empty_database_at_once(empty: Path | str) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            Registry.open(empty).close()
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
    from registry.database import transactions

    def half(connection: Connection) -> None:
        migrate(connection)
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    places = (tmp_path / "registry.db", postgres.new_database(empty=True))
    monkeypatch.setattr(transactions, "migrate", half)
    for place in places:
        with refused("storage-failed"):
            Registry.open(place)
        engine = engine_of(place)
        assert inspect(engine).get_table_names() == []
        engine.dispose()


def test_a_current_registry_opens_without_alembic(tmp_path: Path) -> None:
    import subprocess
    import sys

    Registry.open(tmp_path / "registry.db").close()
    code = (
        "import sys; from pathlib import Path; from registry import Registry; "
        "Registry.open(Path(sys.argv[1])).close(); assert 'alembic' not in sys.modules"
    )
    root = ROOT
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "registry.db")], cwd=root, check=True)


def test_migrations_stand_alone() -> None:
    """What a revision did is not changed by a later edit of the models.

    The table of traditional characters is none: another one comes with a revision that reads all again.
    """
    for path in (FOLDER / "versions").glob("r*.py"):
        modules = {
            name if name == "credentials.words.simplified" else name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in ([a.name for a in node.names] if isinstance(node, ast.Import)
                         else [str(node.module)] if isinstance(node, ast.ImportFrom) else [])
        }  # fmt: skip
        assert modules <= {
            "sqlalchemy",
            "alembic",
            "credentials.words.simplified",
            *sys.stdlib_module_names,
        }, path


def test_technologies_are_filed_by_the_migration_as_at_admission(place: Path | str) -> None:
    """From the revision that knew them first, and from the one before the newest."""
    world = World()
    grant_technologies(world)
    bench = Bench(place, world)
    gas = change(technology(world), {"credentialSubject.verification": ...})
    for made in (technology(world, title={"zh": "示例甲工艺“㎎”", "en": "A (Example)"}), gas):
        data = signed(world, made)
        bench.admit(data)
        bench.admit(signed(world, listing(world, data)))
    tables = (TECHNOLOGY, TECHNOLOGY_TEXT, INDICATOR, LISTING)
    with bench.registry.read(lambda view: view.connection.engine).begin() as connection:
        held = {table.name: {*map(tuple, connection.execute(select(table)))} for table in tables}
        assert all(held.values())
        for table in tables:
            connection.execute(table.delete())
        module = SCRIPTS.get_revision("0011").module
        with Operations.context(MigrationContext.configure(connection)):
            module.fill(*tables)
        assert held == {table.name: {*map(tuple, connection.execute(select(table)))} for table in tables}
    bench.registry.close()


def test_halves_standards_and_reports_are_named_by_the_migration_as_at_admission(place: Path | str) -> None:
    world = World()
    bench = Bench(place, world)
    made = signed(world, standard(world))
    ahead = report(world, logHeads__0__size=4_000_000)
    early = canonicalize(signed_report(world, ahead))
    number = "\u793a\u4f8b\uff12\u2013 1"
    for data in (made, *signed_halves(world, made, number=number), early):
        bench.admit(data)
    query = select(RECORD.c.name, RECORD.c.digest).order_by(RECORD.c.digest)
    with bench.registry.read(lambda view: view.connection.engine).begin() as connection:
        held = [{*map(tuple, connection.execute(one))} for one in (query, select(RESOLUTION))]
        old = (
            "UPDATE record SET name = substr(name, 1, length(name) - 65) WHERE kind IN ('standard', 'report')"
        )
        connection.exec_driver_sql(old)
        connection.exec_driver_sql("UPDATE record SET name = 'resolution/x' WHERE kind = 'resolution'")
        assert {*map(tuple, connection.execute(query))} != held[0]
        with Operations.context(MigrationContext.configure(connection)):
            SCRIPTS.get_revision("0015").module.upgrade()
        assert [{*map(tuple, connection.execute(one))} for one in (query, select(RESOLUTION))] == held
        assert differences(connection) == []
    bench.registry.close()


def test_what_was_refused_before_was_not_logged_before_the_last_pull(place: Path | str) -> None:
    bench = Bench(place, World())
    with bench.registry.read(lambda view: view.connection.engine).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mirror DROP COLUMN moment")
        connection.exec_driver_sql("INSERT INTO peer (issuer, pulled, cuts, tags) VALUES ('a', 7, 0, '{}')")
        old = text("INSERT INTO mirror (issuer, position, digest, code) VALUES (:issuer, :place, 'd', :code)")
        for issuer, number, code in (("a", 0, None), ("a", 1, "other-log"), ("b", 0, "other-log")):
            connection.execute(old, {"issuer": issuer, "place": number, "code": code})
        with Operations.context(MigrationContext.configure(connection)):
            SCRIPTS.get_revision("0017").module.upgrade()
        order = MIRROR.c.issuer, MIRROR.c.position
        assert [*connection.scalars(select(MIRROR.c.moment).order_by(*order))] == [None, 7, 0]
        assert differences(connection) == []
    bench.registry.close()
