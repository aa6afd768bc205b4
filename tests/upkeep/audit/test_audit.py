"""The audit finds nothing in an honest registry, and reports every flipped bit of the file."""

# ruff: noqa: S608 - the statements name our own tables

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.offline.import_files import split_bundle
from credentials.documents.status_list import decode_bitstring, encode_bitstring, is_set
from registry import Registry, RegistryError
from registry.database.tables import METADATA
from registry.filing import MARK
from registry.log.last_heads import heads_path
from registry.lookup.lookup import list_credentials
from registry.publishing.publish import build_bundle, publish
from registry.publishing.served_lists import served_status_lists
from registry.upkeep.audit import Audit, audit_registry
from registry.view.event_order import count_events, read_order
from tests.harness.apartments import FILINGS
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day
from tests.upkeep.audit.audited import change, fill, publish_all
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.upkeep

NOT_READ = {
    ("record", "admitted"),
    ("plan", "planned"),
    ("peer", "pulled"),
    ("peer", "tags"),
    ("peer", "cuts"),
    ("conflict", "found"),
    ("mirror", "moment"),
}
"""Times of storing, which no signed byte has."""

OWN_NOTES = ("monitor", "looked", "alert")
"""This node's own observations of others' logs: no signature covers them, and another look restores them."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A closed bench."""
    bench = fill(tmp_path_factory.mktemp("stock") / "registry.db")
    bench.registry.close()
    return bench


@pytest.fixture(scope="module")
def stock(filled: Bench) -> Path:
    """A closed registry file to copy, with its heads beside it."""
    return filled.path


@pytest.fixture
def path(stock: Path, tmp_path: Path) -> Path:
    return copy(stock, tmp_path)


def copy(stock: Path, folder: Path) -> Path:
    for file in (stock, heads_path(stock)):
        shutil.copy(file, folder / file.name)
    return folder / stock.name


def audit(path: Path, **given: Any) -> Audit:
    with Registry.open(path, filings=FILINGS) as registry:
        return audit_registry(registry, **given)


def codes(path: Path, **given: Any) -> set[str]:
    """Return the codes of the audit, or of the refusal to open; each has its sentences."""
    try:
        problems = audit(path, **given).problems
    except RegistryError as error:
        problems = (error,)
    for problem in problems:
        for lang in ("zh", "en"):
            assert problem.sentence(lang)
            assert problem.mend(lang)
    return {problem.code for problem in problems}


def change_row(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_an_honest_registry_has_no_problem(path: Path) -> None:
    seen: list[int] = []
    found = audit(path, signatures=True, progress=seen.append)
    assert found.problems == ()
    assert found.records == found.proofs > 40
    assert audit(path).proofs == 0


def test_an_empty_registry_and_one_without_lists_have_no_problem(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "empty.db", filings=FILINGS) as registry:
        assert audit_registry(registry, signatures=True).problems == ()
    bench = Bench(tmp_path / "registry.db")
    assert audit_registry(bench.registry, signatures=True).problems == ()
    bench.registry.close()


def tables() -> list[tuple[str, str]]:
    audited = [table for table in METADATA.sorted_tables if table.name not in OWN_NOTES]
    return [(table.name, column.name) for table in audited for column in table.columns]


def flip(value: Any, random: Random) -> Any:
    """Return the value with one bit changed, of the same type."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value ^ (1 << random.randrange(20))
    data = bytearray((value.encode() if isinstance(value, str) else value) or b"-")
    place = random.randrange(len(data))
    while True:
        data[place] ^= 1 << random.randrange(7)
        try:
            changed = data.decode() if isinstance(value, str) else bytes(data)
        except UnicodeDecodeError:
            continue
        if changed != value:
            return changed


def flip_cell(path: Path, table: str, column: str, random: Random) -> bool:
    """Flips a bit in the column of a random row; False when a rule of the database itself forbids it."""
    connection = sqlite3.connect(path)
    names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
    # opening the registry rebuilds these tables
    rows = [row for row in rows if not str(row[0]).startswith(MARK)]
    row = rows[random.randrange(len(rows))]
    where = " AND ".join(f'"{name}" IS ?' for name in names)
    changed = flip(row[names.index(column)], random)
    try:
        with connection:
            done = connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', (changed, *row))
            assert done.rowcount == 1
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.parametrize(("table", "column"), by_day(tables(), tables()[::9]))
def test_a_flipped_bit_in_any_column_is_reported(
    stock: Path, tmp_path: Path, table: str, column: str
) -> None:
    flipped = 0
    for seed in range(10 * examples(1)):
        path = copy(stock, tmp_path)
        if flip_cell(path, table, column, Random(seed)):
            flipped += 1
            assert bool(codes(path)) is ((table, column) not in NOT_READ), seed
        if flipped == examples(1):
            break
    assert flipped


@settings(deadline=None, max_examples=examples(4))
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7), row=st.integers(0, 10**6))
def test_a_flipped_bit_anywhere_in_a_record_or_plan_is_reported(
    stock: Path, tmp_path_factory: pytest.TempPathFactory, place: int, bit: int, row: int
) -> None:
    path = copy(stock, tmp_path_factory.mktemp("flipped"))
    connection = sqlite3.connect(path)
    table = "record" if row % 5 else "plan"
    rows = connection.execute(f"SELECT digest, data FROM {table} ORDER BY digest").fetchall()
    digest, data = rows[row % len(rows)]
    connection.close()
    changed = bytearray(data)
    changed[place % len(data)] ^= 1 << bit
    change_row(path, f"UPDATE {table} SET data = ? WHERE digest = ?", bytes(changed), digest)
    assert "bytes-altered" in codes(path)


@pytest.mark.parametrize(
    "table",
    by_day(
        [table.name for table in METADATA.sorted_tables],
        {"record", "leaf", "status_index", "checkpoint", "plan"},
    ),
)
def test_a_deleted_row_is_reported(path: Path, table: str) -> None:
    column = METADATA.tables[table].columns.keys()[0]
    kind = " WHERE kind = 'capability'" if table == "record" else ""
    change_row(
        path,
        f'DELETE FROM "{table}" WHERE "{column}" IN (SELECT "{column}" FROM "{table}"{kind} LIMIT 1)',
    )
    # no row is missed: a newer checkpoint stands, a plan leaves its index, waiting records count for nothing
    kept = (
        "checkpoint",
        "plan",
        "waiting_manifest",
        "mirror",
        "conflict",
        "ahead",
        "cosignatures",
        *OWN_NOTES,
    )
    assert codes(path) or table in kept


def rewrite(path: Path, old: bytes, new: bytes, kind: str) -> str:
    """Change a record consistently (bytes, digest, leaf, rows), as somebody with the file could."""
    connection = sqlite3.connect(path)
    digest, data = next(
        row
        for row in connection.execute(
            "SELECT digest, data FROM record WHERE kind = ? ORDER BY position", (kind,)
        )
        if old in row[1]
    )
    data = data.replace(old, new)
    fresh = sha256(data).hexdigest()
    with connection:
        connection.execute("UPDATE record SET data = ?, digest = ? WHERE digest = ?", (data, fresh, digest))
        for table in ("leaf", "status_event"):
            connection.execute(f"UPDATE {table} SET digest = ? WHERE digest = ?", (fresh, digest))
    connection.close()
    return fresh


def test_a_record_changed_with_all_its_rows_breaks_the_signed_roots(path: Path) -> None:
    rewrite(path, b'"grade":"', b'"grade":"x', "capability")
    found = audit(path, signatures=True).problems
    assert {"root-differs", "proof-wrong"} <= {problem.code for problem in found}
    assert "root-differs" in codes(path)


def test_a_changed_unpublished_record_fails_its_proof(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    bench.issue(bench.draft(1))
    bench.registry.close()
    rewrite(bench.path, b'"assessedOn":"202', b'"assessedOn":"201', "capability")
    assert codes(bench.path) == set()
    assert codes(bench.path, signatures=True) == {"proof-wrong"}


def test_a_status_list_that_hides_a_revocation_is_reported(tmp_path: Path) -> None:
    """The true key signed it, but it does not follow from the events."""
    bench = Bench(tmp_path / "registry.db")
    bench.issue(bench.draft(1))
    change(bench, "CQ-T-00001", "revoke")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("credentials.drafting.compose.encode_bitstring", lambda _: encode_bitstring(()))
        publish_all(bench)
    assert [p.code for p in audit_registry(bench.registry).problems] == ["list-differs"]
    bench.registry.close()


def test_a_database_older_than_its_last_published_head_is_reported(stock: Path, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    bench.registry.close()
    shutil.copy(heads_path(stock), heads_path(bench.path))
    assert "log-rewound" in codes(bench.path)


def test_damaged_text_or_json_is_a_problem_and_no_crash(path: Path) -> None:
    change_row(path, "UPDATE leaf SET digest = CAST(x'ff00' AS TEXT) WHERE position = 1")
    assert codes(path)
    change_row(path, "UPDATE leaf SET digest = 'zz' WHERE position = 1")
    null = "UPDATE record SET data = ?, digest = ? WHERE digest = (SELECT min(digest) FROM record)"
    change_row(path, null, b"null", sha256(b"null").hexdigest())
    assert {"leaf-alone", "stored-unusable"} <= codes(path, signatures=True)


def dump(path: Path) -> dict[str, list[Any]]:
    """Return all rows without the columns that nobody reads."""
    connection = sqlite3.connect(path)
    found = {}
    for table in METADATA.sorted_tables:
        if table.name in OWN_NOTES:
            continue
        names = [c.name for c in table.columns if (table.name, c.name) not in NOT_READ]
        found[table.name] = sorted(
            connection.execute(f"SELECT {', '.join(names)} FROM {table.name}"), key=str
        )
    connection.close()
    return found


@settings(deadline=None, max_examples=examples(5))
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_the_file_is_reported_or_changes_nothing(
    stock: Path, tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    path = copy(stock, tmp_path_factory.mktemp("file"))
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    assert codes(path) or dump(path) == dump(stock)


def test_honest_after_a_theft(tmp_path: Path) -> None:
    """A reinstate that counted when its list was published counts no more; the old list was right then."""
    bench = Bench(tmp_path / "registry.db")
    world = bench.world
    records = bench.issue(*(bench.draft(n) for n in range(4)))
    change(bench, "CQ-T-00001", "suspend")
    change(bench, "CQ-T-00001", "reinstate")
    change(bench, "CQ-T-00002", "revoke")
    publish_all(bench)
    world.advance(hours=1)
    world.compromise("cq", keep=[record.data for record in records])
    counted = bench.registry.read(lambda view: count_events(read_order(view, world.cq.did)))
    world.publish_key_list("cq", events=counted)
    bench.admit_trust()
    publish_all(bench)
    lists = bench.registry.read(lambda view: served_status_lists(view, world.cq.did))
    assert any(is_set(decode_bitstring(r.body.credential_subject.encoded_list), records[1].body.index)
               for r in lists.values())  # fmt: skip
    assert audit_registry(bench.registry, signatures=True).problems == ()
    bench.registry.close()


def test_records_of_another_registry_are_no_problem(filled: Bench, path: Path, tmp_path: Path) -> None:
    """Its manifests name lists, credentials and a log order that are not here."""
    world, one = filled.world, Registry.open(path, filings=FILINGS)
    other = Registry.open(tmp_path / "other.db", filings=FILINGS)
    other.set_pin(world.pin)
    items, orders, _ = split_bundle(build_bundle(one))
    outcomes = other.admit_many(items, now=world.now, orders=orders)
    assert [o for o in outcomes if isinstance(o, RegistryError)] == []
    assert audit_registry(other, signatures=True).problems == ()
    admitted = other.admit_many([record.data for record in list_credentials(one)], now=world.now)
    assert not all(isinstance(outcome, RegistryError) for outcome in admitted)
    world.advance(hours=1)
    with refused("log-behind"):  # the node that sent the manifest signs this log
        publish(other, world.sc.did, world.sc.signers["publication"], now=world.now, random=Random(7))
    assert audit_registry(other, signatures=True).problems == ()
    other.close()
    one.close()
