"""The desk's tables under audit, and its folder by the command, against whoever edits rows."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from credentials.kinds import parse_any
from credentials.times import format_time
from desk.checking.audit import audit_desks
from desk.checking.check import check_papers
from desk.checking.copies import format_statements
from desk.checking.papers import read_papers
from desk.checking.rows import list_folder
from desk.office.desk import DeskView
from desk.office.statements import list_statements
from desk.tables import DOCUMENT, JOURNAL, METADATA, PEOPLE, PLAN, STATEMENT
from registry.database.tables import RECORD
from registry.publishing.bundle import build_bundle
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from tests.desk.desk_room import CLERK, DeskRoom
from tests.desk.fixtures import room
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.world import World
from tests.world.registry_setup import Bench

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def suspend(room: DeskRoom) -> str:
    """Take a suspension from plan to record; return the plan's digest.

    The certificate itself is undecided.
    """
    (record,) = room.issue_before(1)
    room.office.world.advance(hours=1)
    plan = room.decide([room.suspension(record)])
    assert room.upload(room.sign(room.export(plan.digest))) == ["stored"]
    return plan.digest


def problems(room: DeskRoom) -> list[tuple[str, str]]:
    return [(problem.code, problem.field.split(" ")[0]) for problem in audit_desks(room.bench.registry)]


def edit(room: DeskRoom, statement: Any) -> None:
    room.bench.registry.write(lambda view: view.connection.execute(statement))


def test_each_undecided_record_since_the_first_list_is_named(room: DeskRoom) -> None:
    suspend(room)
    assert problems(room) == [("undecided", "capability")]


def test_a_record_dated_before_the_first_list_and_logged_behind_it_is_undecided(room: DeskRoom) -> None:
    """A thief of the assessment key writes any date; the place in the log is not his to choose."""
    world = room.office.world
    body = {**parse_any(world.issue("cq")).unsigned, "id": world.new_id()}
    before = room.office.lists[0].created - timedelta(days=2)
    room.bench.admit(canonicalize(world.cq.sign(body, "assessment", before)))
    assert problems(room) == [("undecided", "capability")]


COLUMNS: dict[str, tuple[Any, dict[str, Any], set[str]]] = {
    "who stated": (STATEMENT, {"person": "p9"}, {"desk_statement"}),
    "when it was stated": (STATEMENT, {"at": 7}, {"desk_statement"}),
    "what it is about": (STATEMENT, {"plan": "0" * 64}, {"desk_statement", "status-event"}),
    "when a plan ends": (PLAN, {"expires": 7}, {"desk_plan"}),
    "the order of documents": (DOCUMENT, {"place": 5}, {"desk_document"}),
    "the version of a list": (PEOPLE, {"version": 9}, {"desk_people"}),
    "the bytes of a statement": (STATEMENT, {"data": b"{}"}, {"desk_statement", "status-event"}),
    "the bytes of a plan": (PLAN, {"data": b"{}"}, {"desk_plan", "status-event"}),
    "the bytes of a document": (DOCUMENT, {"data": b"{}"}, {"desk_document", "status-event"}),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_an_edited_row_is_named(room: DeskRoom, case: str) -> None:
    table, values, named = COLUMNS[case]
    suspend(room)
    edit(room, update(table).values(values))
    found = {where for code, where in problems(room) if (code, where) != ("undecided", "capability")}
    assert found == named


def test_a_statement_in_another_name_proves_nothing(room: DeskRoom) -> None:
    suspend(room)
    rows = room.bench.registry.rows(STATEMENT.select())
    row = next(row for row in rows if row.person == "p1")
    value = {**json.loads(row.data), "by": "p2"}
    changed = update(STATEMENT).where(STATEMENT.c.digest == row.digest)
    edit(room, changed.values(data=canonicalize(value), person="p2"))
    assert ("edited", "status-event") in problems(room)


def test_a_desk_whose_rows_are_deleted_is_still_a_desk(room: DeskRoom) -> None:
    suspend(room)
    for table in reversed(METADATA.sorted_tables):
        edit(room, table.delete())
    found = problems(room)
    assert [code for code, _ in found].count("undecided") == 2
    assert "people-missing" in [code for code, _ in found], "an old backup must not revive a removed person"


class _UndoneError(Exception):
    """Ends a transaction in order to undo its edits."""


def test_no_edit_of_any_table_makes_a_folder_agree(room: DeskRoom) -> None:
    """Random values of other rows in random columns, of the desk's tables and of the records'."""
    suspend(room)
    (other,) = room.issue_before(1)
    room.office.world.advance(hours=1)
    plan = room.plan([room.suspension(other)])
    room.state(CLERK, "p1", plan.digest, "make")
    event = room.office.world.cq.sign(plan.stated.documents[0], "assessment", room.now)
    undecided = parse_any(canonicalize(event)).digest
    trust, issuer = room.office.world.trust(), room.desk.issuer
    party = trust.party(issuer)
    assert party is not None
    tables = [*METADATA.sorted_tables, RECORD]
    bundled = [parse_any(canonicalize(event))]

    def edit_and_check(view: RegistryView, random: Random) -> None:
        for _ in range(random.randint(1, 4)):
            table = random.choice(tables)
            rows = [*view.connection.execute(table.select())]
            if rows:
                column = random.choice([*table.columns])
                value = getattr(random.choice(rows), column.name)
                key = random.choice([*table.primary_key])
                chosen = key == getattr(random.choice(rows), key.name)
                act = table.delete() if random.random() < 0.3 else update(table).values({column: value})
                try:
                    with view.connection.begin_nested():
                        view.connection.execute(act.where(chosen))
                except DBAPIError:
                    continue
        papers = read_papers(list_folder(DeskView(view, issuer)))
        check = check_papers(papers, trust, party, bundled=bundled)
        codes = {row.record.digest: row.code for row in check.rows}
        assert codes[undecided] not in ("decided", "decided-after")
        raise _UndoneError

    for seed in range(60):
        with pytest.raises(_UndoneError):
            room.bench.registry.write(partial(edit_and_check, random=Random(seed)))


def test_a_registry_without_a_desk_has_nothing_to_audit(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db", World())
    assert audit_desks(bench.registry) == []
    bench.registry.close()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskRoom]:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    room = DeskRoom(tmp_path / "registry.db")
    suspend(room)
    yield room
    room.close()


def test_a_folder_goes_out_and_is_checked_again(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, folder, bundle = Huren(capsys), tmp_path / "folder", tmp_path / "bundle.json"
    bundle.write_bytes(build_bundle(office.bench.registry))
    edit(office, update(JOURNAL).where(JOURNAL.c.number == 1).values(data="{"))
    here = ("--data", tmp_path, "--issuer", office.desk.issuer)
    assert "files" in huren("desk", "export", folder, *here).out
    assert "exists" in huren("desk", "export", folder, *here, code=2).err
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert names == {
        *("plans", "documents", "statements", "people", "records"),
        *("journal.jsonl", "README.md", "README.zh.md"),
    }
    assert len((folder / "journal.jsonl").read_bytes().splitlines()) >= 3
    words = ("desk", "check", folder, "--bundle", bundle, "--pin", office.office.world.pin)
    said = huren(*words, code=1).out
    assert "1  decided" in said
    assert "undecided  capability credential" in said
    assert "people list in force: version 1" in said
    rows = [json.loads(line) for line in huren(*words, "--json", code=1).out.splitlines()]
    assert {row["code"]: row.get("persons") for row in rows if "record" in row} == {
        "undecided": [],
        "decided": ["p1", "p2"],
    }
    assert rows[-1]["version"] == 1
    (statement, other) = sorted((folder / "statements").rglob("*.json"))
    statement.write_bytes(other.read_bytes())
    said = huren(*words, code=1).out
    assert f"edited: {statement.relative_to(folder).as_posix()}" in said
    assert "edited  status event" in said


def test_own_copies_are_compared(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, folder, bundle = Huren(capsys), tmp_path / "folder", tmp_path / "bundle.json"
    bundle.write_bytes(build_bundle(office.bench.registry))
    huren("desk", "export", folder, "--data", tmp_path, "--issuer", office.desk.issuer)
    words = ("desk", "check", folder, "--bundle", bundle, "--pin", office.office.world.pin)
    kept, copy = sorted((folder / "statements").rglob("*.json"))
    assert "missing" not in huren(*words, "--copies", kept.parent, code=1).out
    (tmp_path / "copies").mkdir()
    copy.rename(tmp_path / "copies/mine.json")
    assert "missing statement: " in huren(*words, "--copies", tmp_path / "copies", code=1).out
    stated = office.desk.read(list_statements)
    (tmp_path / "copies/mine.json").write_bytes(format_statements(stated))
    assert huren(*words, "--copies", tmp_path / "copies", code=1).out.count("missing statement: ") == 1
    (tmp_path / "copies/mine.json").write_bytes(b"{}")
    assert "mine.json" in huren(*words, "--copies", tmp_path / "copies", code=1).err


def test_a_certificate_that_somebody_holds_is_judged_though_the_folder_lacks_it(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, folder, bundle = Huren(capsys), tmp_path / "folder", tmp_path / "bundle.json"
    bundle.write_bytes(build_bundle(office.bench.registry))
    huren("desk", "export", folder, "--data", tmp_path, "--issuer", office.desk.issuer)
    words = ("desk", "check", folder, "--bundle", bundle, "--pin", office.office.world.pin)
    found = [path for path in (folder / "records").iterdir() if b"AssessmentCredential" in path.read_bytes()]
    (certificate,) = found
    held = certificate.rename(tmp_path / "held.json")
    assert "undecided" not in huren(*words).out
    assert "undecided  capability credential" in huren(*words, "--record", held, code=1).out


def test_links_of_a_folder_are_not_followed(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, folder, bundle = Huren(capsys), tmp_path / "folder", tmp_path / "bundle.json"
    bundle.write_bytes(build_bundle(office.bench.registry))
    huren("desk", "export", folder, "--data", tmp_path, "--issuer", office.desk.issuer)
    (plan,) = (folder / "plans").iterdir()
    plan.rename(tmp_path / "plan.json")
    plan.symlink_to(tmp_path / "plan.json")
    (folder / "again").symlink_to(folder)
    words = ("desk", "check", folder, "--bundle", bundle, "--pin", office.office.world.pin)
    assert "1  decided" not in huren(*words, code=1).out


def test_the_audit_of_the_registry_includes_the_desk(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren = Huren(capsys)
    assert "no problems" in huren("audit", "--data", tmp_path).out
    edit(office, update(STATEMENT).values(at=7))
    said = huren("audit", "--desk", "--data", tmp_path, code=1).out
    assert "desk_statement " in said
    assert "no decision covers it." in said.lower()


def test_from_the_export_to_the_check_by_the_command(
    office: DeskRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the desk exports is signed elsewhere, imported, and checked by a third person."""
    huren, bundle = Huren(capsys), tmp_path / "bundle.json"
    (record,) = office.issue_before(1)
    office.office.world.advance(hours=1)
    plan = office.decide([office.suspension(record)])
    (tmp_path / "plan.json").write_bytes(office.export(plan.digest))
    save_key(tmp_path / "key.pem", office.signer.to_pem(None))
    now = format_time(office.now)
    bundle.write_bytes(build_bundle(office.bench.registry))
    trust = ("--bundle", bundle, "--pin", office.office.world.pin)
    signing = ("--key", tmp_path / "key.pem", "--yes", "--people-version", 1, "--now", now)
    huren("sign", tmp_path / "plan.json", *signing, *trust)
    huren("import", tmp_path / "plan.signed.json", "--data", tmp_path, "--now", now)
    assert [problem.code for problem in audit_desks(office.bench.registry)] == ["undecided"] * 2
    folder = tmp_path / "folder"
    huren("desk", "export", folder, "--data", tmp_path, "--issuer", office.desk.issuer)
    bundle.write_bytes(build_bundle(office.bench.registry))
    assert "2  decided" in huren("desk", "check", folder, *trust, code=1).out
