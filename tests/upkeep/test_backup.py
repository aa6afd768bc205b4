"""Backup and restore: a proven copy of one moment; an old copy signs nothing."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from registry import Registry
from registry.issuing.issue import change_status, plan_assessments
from registry.lookup.lookup import counts
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry
from registry.upkeep.backup import find_last_backup
from tests.harness.apartments import FILINGS, back_up, restore
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.namespaces import READ_ONLY, in_namespace
from tests.harness.processes.warm_start import START
from tests.world.registry_setup import Bench, refused


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "data").mkdir()
    bench = Bench(tmp_path / "data" / "registry.db")
    bench.issue(*(bench.draft(n) for n in range(5)))
    yield bench
    bench.registry.close()


def publish_cq(bench: Bench) -> None:
    signer = bench.world.cq.signers["publication"]
    publish(bench.registry, bench.world.cq.did, signer, now=bench.world.now, random=bench.random)


def revoke(bench: Bench, number: int) -> None:
    change_status(
        bench.registry,
        StatusDraft(f"CQ-T-{number:05}", "revoke", REASONS["revoke"][0], bench.world.now),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=Random(3),
    )


def put_back(bench: Bench, source: Path, *, lose: bool = False) -> None:
    """Restore with no handle open, then open the registry again."""
    bench.registry.close()
    try:
        restore(source, bench.path, lose=lose)
    finally:
        bench.registry = Registry.open(bench.path, filings=FILINGS)


def test_a_backup_is_one_whole_file_that_holds_everything(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "monday.db"
    seen: list[tuple[int, int]] = []
    records = back_up(bench.path, target, progress=lambda done, total: seen.append((done, total)))
    assert [*target.parent.iterdir()] == [target]
    assert seen[-1][0] == seen[-1][1] > 0
    with Registry.open(target, filings=FILINGS) as copy:
        assert counts(copy) == counts(bench.registry)
        found = audit_registry(copy, signatures=True)
        assert (found.records, found.problems) == (records, ())


def test_a_backup_made_in_the_middle_of_writing_is_of_one_moment(bench: Bench, tmp_path: Path) -> None:
    with sqlite3.connect(bench.path, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM record")
        back_up(bench.path, tmp_path / "copy.db")
        writer.execute("ROLLBACK")
    writer.close()
    with Registry.open(tmp_path / "copy.db", filings=FILINGS) as copy:
        assert counts(copy) == counts(bench.registry)


def test_an_older_backup_is_never_overwritten(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"older")
    with refused("backup-exists", str(target)):
        back_up(bench.path, target)
    assert target.read_bytes() == b"older"


def test_an_unsound_registry_leaves_no_backup(bench: Bench, tmp_path: Path) -> None:
    with sqlite3.connect(bench.path) as connection:
        connection.execute("UPDATE record SET data = data || x'20' WHERE kind = 'capability'")
    connection.close()
    with refused("backup-unsound"):
        back_up(bench.path, tmp_path / "copies" / "copy.db")
    assert [*(tmp_path / "copies").iterdir()] == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 9_000])
def test_a_file_that_is_not_a_registry_replaces_nothing(bench: Bench, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "copy.db"
    source.write_bytes(content)
    before = counts(bench.registry)
    code = "registry-empty" if content == b"" else "not-a-registry"
    with refused(code):
        put_back(bench, source)
    assert counts(bench.registry) == before


def test_restoring_from_a_missing_file_is_refused(bench: Bench, tmp_path: Path) -> None:
    with refused("not-a-registry"):
        put_back(bench, tmp_path / "absent.db", lose=True)
    assert audit_registry(bench.registry).records > 5


def test_restore_goes_on_where_nothing_is_lost(bench: Bench, tmp_path: Path) -> None:
    target, old = tmp_path / "new.db", tmp_path / "old.db"
    back_up(bench.path, old)
    bench.issue(bench.draft(9))
    back_up(bench.path, target)
    shutil.copy(old, tmp_path / "elsewhere.db")
    put_back(bench, target)
    after = counts(bench.registry)
    bench.registry.close()
    restore(old, bench.path, lose=True)
    restore(target, bench.path)
    bench.registry = Registry.open(bench.path, filings=FILINGS)
    assert counts(bench.registry) == after
    assert restore(target, tmp_path / "fresh" / "registry.db") == audit_registry(bench.registry).records


def test_restore_refuses_to_lose_a_record_or_a_reserved_index(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(bench.path, target)
    draft, world = bench.draft(9), bench.world
    plan_assessments(bench.registry, [draft], issuer=world.cq.did, now=world.now, random=bench.random)
    with refused("restore-loses", str(bench.path)):
        put_back(bench, target)
    put_back(bench, target, lose=True)
    bench.issue(bench.draft(10))
    with refused("restore-loses"):
        put_back(bench, target)


def test_a_damaged_registry_is_replaced_only_when_told(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(bench.path, target)
    bench.registry.close()
    bench.path.write_bytes(b"\0" * 20_000)
    with refused("present-unreadable", str(bench.path)):
        restore(target, bench.path)
    restore(target, bench.path, lose=True)
    bench.registry = Registry.open(bench.path, filings=FILINGS)
    bench.issue(bench.draft(9))


def test_a_registry_in_use_is_not_replaced(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(bench.path, target)
    bench.registry.read(lambda view: view.read_pin())  # the pool keeps a connection open
    with refused("database-busy", str(bench.path)):
        restore(target, bench.path, lose=True)
    bench.issue(bench.draft(9))


@pytest.mark.night
@pytest.mark.upkeep
def test_a_backup_on_a_medium_that_cannot_be_written_restores(bench: Bench, tmp_path: Path) -> None:
    target, data = tmp_path / "stick" / "copy.db", tmp_path / "elsewhere"
    records = back_up(bench.path, target)
    command = ("restore", target, "--data", data, "--lang", "en")
    said = in_namespace(READ_ONLY, target.parent, sys.executable, "-c", START, *command)
    assert f"restored {records} records" in said
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_an_old_database_signs_nothing_until_the_newest_is_back(bench: Bench, tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    publish_cq(bench)
    back_up(bench.path, old)
    bench.issue(bench.draft(9))
    publish_cq(bench)
    back_up(bench.path, new)
    put_back(bench, old, lose=True)
    assert [error.code for error in bench.registry.find_rewound()] == ["log-rewound"]
    with refused("log-rewound"):
        bench.issue(bench.draft(10))
    with refused("log-rewound"):
        revoke(bench, 1)
    with refused("log-rewound"):
        publish_cq(bench)
    assert counts(bench.registry)["plans"] == 0
    put_back(bench, new)
    assert bench.registry.find_rewound() == []
    bench.issue(bench.draft(10))
    revoke(bench, 1)
    publish_cq(bench)


def test_a_database_without_its_last_manifest_signs_nothing(bench: Bench, tmp_path: Path) -> None:
    """Its next manifest would be a second one of the same version: equivocation."""
    old = tmp_path / "old.db"
    publish_cq(bench)
    back_up(bench.path, old)
    bench.world.advance(days=1)
    publish_cq(bench)
    put_back(bench, old, lose=True)
    for act in (lambda: publish_cq(bench), lambda: revoke(bench, 1), lambda: bench.issue(bench.draft(10))):
        with refused("manifest-rewound"):
            act()
    assert [problem.code for problem in audit_registry(bench.registry).problems] == ["manifest-rewound"]


def test_the_commands_say_what_was_done_and_what_is_wrong(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, data, copy = Huren(capsys), bench.path.parent, tmp_path / "copy.db"
    publish_cq(bench)
    bench.registry.close()
    assert "no problems" in huren("audit", "--data", data).out
    assert "signatures verified" in huren("audit", "--signatures", "--data", data).out
    huren("backup", tmp_path / "public.db", "--public", "--data", data)
    assert find_last_backup(data) is None
    assert "audited" in huren("backup", copy, "--data", data).out
    assert find_last_backup(data) is not None
    huren("backup", copy, "--data", data, code=1)
    huren("restore", tmp_path / "absent", "--data", data, code=2)
    huren("restore", copy, "--data", data)
    fresh = huren("restore", copy, "--data", tmp_path / "fresh", "--lang", "zh")
    assert "registry.db.heads" in fresh.err
    bench.reopen()
    bench.world.now += timedelta(days=1)
    bench.issue(bench.draft(9))
    publish_cq(bench)
    bench.registry.close()
    assert "--yes" in huren("restore", copy, "--data", data, code=1).err
    assert "old copy" in huren("restore", copy, "--yes", "--data", data).err
    for lang, word in (("en", "old copy"), ("zh", "旧副本")):
        assert word in huren("audit", "--data", data, "--lang", lang, code=1).out
    listed = huren("audit", "--data", data, "--json", code=1).out
    assert '"code":"log-rewound"' in listed
    huren("audit", "--data", tmp_path / "none", code=2)
