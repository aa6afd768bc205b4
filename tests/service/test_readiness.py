"""Faults that `/readyz` must report, and that `huren doctor` and `huren audit` report alike."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from api.answers.readiness import HOLD_SECONDS, PAGES_SECONDS
from registry import Registry
from registry.log.last_heads import heads_path
from registry.upkeep import health
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.namespaces import in_namespace
from tests.harness.processes.warm_start import START
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.registry_setup import refused

pytestmark = pytest.mark.service


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    world = World()
    (tmp_path / "DEMO.txt").touch()
    for _ in range(40):
        world.issue(by="cq")
    with running(tmp_path, world) as node:
        node.publish("cq", "sc")
        yield node


def failed(node: Node, *, wait: float = HOLD_SECONDS) -> dict[str, str]:
    """Return the failed checks with their reasons."""
    node.clock.wait(wait)
    answer = node.client.get("/readyz")
    found = {check["name"]: check["detail"] for check in answer.json()["checks"] if not check["ready"]}
    assert answer.status_code == (503 if found else 200)
    return found


def damage_page(path: Path) -> None:
    """Overwrite the first page of the search terms, which no other check reads, in the database file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'term'").fetchone()
    with open(path, "r+b") as file:
        file.seek((page - 1) * 8192)
        file.write(b"\xa5" * 8192)


def flip_record(path: Path) -> None:
    """Flip one bit of one record, as a disk does; every page still fits."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (data,) = connection.execute("SELECT data FROM record WHERE kind = 'capability' LIMIT 1").fetchone()
    content = path.read_bytes()
    place = content.index(data[:64]) + 30
    with open(path, "r+b") as file:
        file.seek(place)
        file.write(bytes([content[place] ^ 1]))


def invert_cell(path: Path) -> None:
    """Invert the content of a row's cell; every page still fits, and the indices miss the row."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT certificate_number || id FROM credential LIMIT 1 OFFSET 20"
        ((text,),) = connection.execute(query).fetchall()
    content = path.read_bytes()
    place = content.index(text.encode())
    with open(path, "r+b") as file:
        file.seek(place)
        file.write(bytes(byte ^ 0xFF for byte in text.encode()))


def empty(path: Path) -> None:
    os.truncate(path, 0)


def replace(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)


FAULTS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a 0-byte database": (empty, "database", "registry-empty"),
    "a deleted database": (Path.unlink, "database", "file-replaced"),
    "another database": (replace, "database", "file-replaced"),
    "a damaged page": (damage_page, "pages", "pages-damaged"),
    "an inverted cell": (invert_cell, "pages", "pages-damaged"),
    "a flipped bit": (flip_record, "records", "bytes-altered"),
    "absent heads": (lambda path: heads_path(path).unlink(), "heads", "heads-missing"),
    "damaged heads": (lambda path: os.truncate(heads_path(path), 40), "heads", "heads-damaged"),
    "empty heads": (lambda path: os.truncate(heads_path(path), 0), "heads", "heads-damaged"),
}


@pytest.mark.parametrize("fault", by_day(FAULTS, ("a deleted database", "a flipped bit", "damaged heads")))
def test_readyz_fails_under_a_running_node(node: Node, tmp_path: Path, fault: str) -> None:
    act, name, code = FAULTS[fault]
    assert failed(node) == {}
    act(tmp_path / "registry.db")
    assert failed(node, wait=PAGES_SECONDS).get(name) == code
    assert failed(node).get(name) == code, "and goes on saying so"
    verdict = node.verify(node.world.issue(by="cq"))
    assert verdict["code"] == "ok", "trust data is at hand"


DOCTORED = {fault: code for fault, (_, _, code) in FAULTS.items() if code != "file-replaced"}


@pytest.mark.parametrize("fault", by_day(DOCTORED, ("a damaged page", "absent heads")))
def test_doctor_and_audit_report_the_same(
    node: Node, tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    node.registry.close()
    FAULTS[fault][0](tmp_path / "registry.db")
    huren = Huren(capsys)
    huren("doctor", "--data", tmp_path, "--now", node.world.now.isoformat(), code=1)
    audit = huren("audit", "--data", tmp_path, "--json", code=1).out
    assert DOCTORED[fault] in audit or "not-a-registry" in audit, audit
    assert "Error" not in audit, "no name out of the program"
    if fault == "a 0-byte database":
        assert (tmp_path / "registry.db").stat().st_size == 0, "looking begins no registry"
        assert "holds nothing" in huren("serve", "--data", tmp_path, code=1).err


def test_rewound_heads(node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An old copy of the file of the last heads, put back beside a newer database: nothing is stored."""
    heads = heads_path(tmp_path / "registry.db")
    old = heads.read_bytes()
    node.registry.admit(node.world.issue(by="cq"), now=node.world.now)
    node.publish("cq")
    new = heads.read_bytes()
    assert failed(node) == {}
    heads.write_bytes(old)
    assert failed(node) == {"heads": "heads-rewound"}
    with refused("heads-rewound"):
        node.registry.admit(node.world.issue(by="cq"), now=node.world.now)
    huren = Huren(capsys)
    for command in ("doctor", "audit"):
        assert "old copy" in huren(command, "--data", tmp_path, code=1).out
    heads.write_bytes(new)
    assert failed(node) == {}


@pytest.mark.night
def test_an_old_copy_of_both_is_healed_from_the_published_tree(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from registry.publishing.static_tree import write_tree

    heads = heads_path(tmp_path / "registry.db")
    old = heads.read_bytes()
    node.registry.admit(node.world.issue(by="cq"), now=node.world.now)
    node.publish("cq")
    write_tree(node.registry, tmp_path / "site")
    heads.write_bytes(old)
    node.registry.close()
    Huren(capsys)("restore", "--from-tree", tmp_path / "site", "--data", tmp_path)
    with Registry.open(tmp_path / "registry.db", demo=True, filings=FILINGS) as registry:
        assert list(health.find_unsound(registry)) == []


def test_a_registry_without_an_agreement_is_not_ready(tmp_path: Path) -> None:
    from starlette.testclient import TestClient as Client

    from api import Settings, create_app
    from tests.world.api_node import TestClock

    with Registry.open(tmp_path / "registry.db", filings=FILINGS) as registry:
        app = create_app(
            Settings.load(None, batch_workers=0), registry, TestClock(World()), servings=SERVINGS
        )
        with Client(app) as client:
            checks = client.get("/readyz").json()["checks"]
    assert [check["name"] for check in checks if not check["ready"]] == ["agreement"]


def test_concurrent_readiness_checks_share_one_answer(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many requests at once get one answer; the database does not grow by them."""
    calls: list[int] = []
    probe = health.probe_writing
    monkeypatch.setattr(
        "api.answers.readiness.probe_writing", lambda registry: (calls.append(1), probe(registry))
    )
    node.clock.wait(HOLD_SECONDS)
    with ThreadPoolExecutor(20) as pool:
        statuses = [*pool.map(lambda _: node.client.get("/readyz").status_code, range(60))]
    assert set(statuses) == {200}
    at_once = len(calls)
    assert at_once <= 3, "an answer holds for a while; on a slow machine it may run out meanwhile"
    for _ in range(3):
        assert failed(node) == {}
    assert len(calls) == at_once + 3
    folder = node.registry.heads.parent
    assert not [name for name in os.listdir(folder) if "registry.db" not in name and name != "DEMO.txt"]


@pytest.mark.night
def test_another_process_that_writes_for_long_keeps_nobody_from_reading(node: Node, tmp_path: Path) -> None:
    """A long import holds the lock; the node reads, says that it cannot write yet, and stays in the pool."""
    with closing(sqlite3.connect(tmp_path / "registry.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            assert failed(node) == {}
            checks = {check["name"]: check["detail"] for check in node.client.get("/readyz").json()["checks"]}
        finally:
            other.execute("ROLLBACK")
    assert checks["writing"] == "database-busy"
    assert failed(node) == {}


FULL = """mount -t tmpfs -o size=$1 none "$2" && cp -r "$3"/. "$2"
dd if=/dev/zero of="$2/filler" bs=4k status=none
shift 3; exec "$@" """


@pytest.mark.parametrize("command", ["doctor", pytest.param("audit", marks=pytest.mark.night)])
def test_doctor_and_audit_say_that_the_disk_is_full(node: Node, tmp_path: Path, command: str) -> None:
    """The disk is a real file system of 8 MB that the test fills."""
    node.registry.close()
    disk = tmp_path / "disk"
    disk.mkdir()
    data = tmp_path / "data"
    data.mkdir()
    for name in ("registry.db", "registry.db.heads", "DEMO.txt"):
        shutil.move(tmp_path / name, data / name)
    words = (sys.executable, "-c", START, command, "--data", disk)
    said = in_namespace(FULL, "8m", disk, data, *words, code=1)
    assert "disk is full" in said, said
