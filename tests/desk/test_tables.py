"""Tables of the desk: made when it first writes, by migrations of their own, and in every backup."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TextClause, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from desk.office.desk import Desk
from desk.office.journal import add_journal, list_journal
from desk.tables import FOLDER, METADATA, REVISION, REVISIONS, VERSION_TABLE, prepare_tables
from registry import Registry
from registry.upkeep.audit import audit_registry
from registry.upkeep.backup import count_own
from tests.desk.desk_room import DeskRoom
from tests.desk.fixtures import room
from tests.harness.apartments import FILINGS, back_up
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def _execute(statement: TextClause, view: Any) -> None:
    view.connection.execute(statement)


def test_there_is_one_line_of_revisions_and_all_are_known() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert scripts.get_heads() == [REVISION]
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS


def test_the_tables_are_made_when_the_desk_first_writes(bench: Any) -> None:
    names = {*METADATA.tables, VERSION_TABLE}
    desk = Desk(bench.registry, bench.world.cq.did)
    assert desk.read(list_journal) == []
    assert not names & tables(bench.registry)
    desk.write(partial(add_journal, now=bench.world.now, act="test", subject=""))
    assert names <= tables(bench.registry)
    assert bench.registry.read(lambda view: differences(view.connection)) == []


def tables(registry: Registry) -> set[str]:
    return registry.read(lambda view: {*inspect(view.connection).get_table_names()})


def differences(connection: Connection) -> list[Any]:
    """Return what alembic would change in the desk's tables."""

    def is_own(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in METADATA.tables

    how: Any = {"compare_type": True, "include_object": is_own}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=how), METADATA)
    return found


def test_tables_of_a_newer_version_are_refused(room: DeskRoom) -> None:
    room.bench.registry.write(
        lambda view: view.connection.execute(text("UPDATE desk_version SET version_num = '9999'"))
    )
    with refused("registry-newer"):
        room.desk.read(list_journal)
    with refused("registry-newer"):
        room.bench.registry.write(lambda view: prepare_tables(view.connection))


def test_tables_of_an_earlier_version_are_brought_up_before_they_are_read(room: DeskRoom) -> None:
    room.desk.write(partial(add_journal, now=room.now, act="test", subject=""))
    drops = [f"DROP TABLE {name}" for name in ("desk_batch", "desk_supervision")]
    for statement in (*drops, "UPDATE desk_version SET version_num = '0001'"):
        room.bench.registry.write(partial(_execute, text(statement)))
    again = Desk(room.bench.registry, room.desk.issuer)
    assert [entry.act for entry in again.read(list_journal)] == ["test"]
    assert room.bench.registry.read(lambda view: differences(view.connection)) == []


def test_the_tables_have_plain_columns_only() -> None:
    for dialect in (postgresql.dialect(), sqlite.dialect()):  # type: ignore[no-untyped-call]
        for table in METADATA.sorted_tables:
            assert table.primary_key.columns, table.name
            assert "SERIAL" not in str(CreateTable(table).compile(dialect=dialect))


def test_the_registry_works_without_the_tables(room: DeskRoom) -> None:
    """Every row is deleted, then the tables: records and audit are as before."""
    (record,) = room.issue_before(1)
    room.decide([room.suspension(record)])
    room.bench.registry.write(
        lambda view: [table.drop(view.connection) for table in METADATA.sorted_tables[::-1]]
    )
    assert audit_registry(room.bench.registry).problems == ()
    room.bench.reopen()
    assert room.issue_before(1)


def test_a_backup_has_the_tables(tmp_path: Path) -> None:
    room = DeskRoom(tmp_path / "registry.db")
    (record,) = room.issue_before(1)
    plan = room.decide([room.suspension(record)])
    back_up(tmp_path / "registry.db", tmp_path / "copy.db")
    back_up(tmp_path / "registry.db", tmp_path / "public.db", public=True)
    counts = [count_own(tmp_path / f"{name}.db", FILINGS)["desk"] for name in ("registry", "copy", "public")]
    assert counts == [counts[0], counts[0], 0]
    assert counts[0] > 4
    secret = plan.stated.statements[0].body.nonce.encode()
    bytes_ = {name: (tmp_path / f"{name}.db").read_bytes() for name in ("copy", "public")}
    assert (secret in bytes_["copy"], secret in bytes_["public"], b"desk_" in bytes_["public"]) == (
        True,
        False,
        False,
    )
    room.close()
    with Registry.open(tmp_path / "copy.db", filings=FILINGS, heads=tmp_path / "registry.db.heads") as copy:
        room.desk = Desk(copy, room.desk.issuer)
        assert len(room.find(plan.digest).stated.statements) == 2


def test_a_second_process_may_have_made_them_first(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    issuer = bench.world.cq.did
    with bench.open() as other:
        for registry in (bench.registry, other):
            desk = Desk(registry, issuer)
            desk.write(partial(add_journal, now=bench.world.now, act="test", subject=""))
        assert len(Desk(other, issuer).read(list_journal)) == 2
    bench.registry.close()


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_the_tables_have_names_of_the_desk(name: str) -> None:
    assert name.startswith("desk_")
