"""A rewound database admits, signs and publishes nothing, and reports it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from starlette.testclient import TestClient

from api import Settings, create_app
from api.server.serve import run_node
from registry.database.tables import RECORD
from registry.database.transactions import Database
from registry.log.last_heads import check_manifest, load_heads, save_heads
from registry.lookup.lookup import counts
from registry.upkeep.audit import audit_registry
from registry.view.manifest_order import format_order
from terminal.workspace.key_files import load_signer
from tests.harness.apartments import SERVINGS
from tests.harness.processes.cli_runs import Huren
from tests.upkeep.rewound import acts, bench, contents, old, publish_cq, rewound
from tests.world.api_node import JSON, TestClock, problem_of
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.upkeep

__all__ = ["bench", "old", "rewound"]


def test_a_rewound_database_admits_nothing(rewound: Bench) -> None:
    before = contents(rewound.registry), counts(rewound.registry)
    for act in acts(rewound):
        with refused("log-rewound"):
            act()
    assert (contents(rewound.registry), counts(rewound.registry)) == before
    assert [error.code for error in rewound.registry.find_rewound()] == ["log-rewound"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "heads-missing"), (b"{}", "heads-missing"), (b'{"did:web:cq.huren.example":1}', "heads-damaged")],
)
def test_a_database_without_its_file_of_heads_admits_nothing(
    bench: Bench, old: Path, content: bytes | None, code: str
) -> None:
    assert old.exists()
    path = bench.registry.heads
    held = path.read_bytes()
    bench.admit(bench.world.issue(by="sc"))
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    for act in acts(bench):
        with refused(code):
            act()
    assert [error.code for error in bench.registry.find_rewound()] == [code]
    assert [problem.code for problem in audit_registry(bench.registry).problems] == [code]
    path.write_bytes(held)
    bench.issue(bench.draft(10))
    publish_cq(bench)


def test_a_rewound_api_admits_nothing_and_is_not_ready(rewound: Bench) -> None:
    app = create_app(
        Settings.load(None, batch_workers=0), rewound.registry, TestClock(rewound.world), servings=SERVINGS
    )
    data = rewound.world.issue(by="sc")
    with TestClient(app) as client:
        answer = client.post("/api/v1/records", content=data, headers=JSON)
        assert problem_of(answer)["code"] == "log-rewound"
        assert answer.status_code == 503
        ready = client.get("/readyz")
    assert ready.status_code == 503
    (heads,) = [check for check in ready.json()["checks"] if check["name"] == "heads"]
    assert heads == {"name": "heads", "ready": False, "detail": "log-rewound"}
    assert counts(rewound.registry)["indexes"] == 5


def test_no_service_starts_on_a_rewound_database(rewound: Bench) -> None:
    settings = Settings.load(None, port=0, data=rewound.path.parent)
    with refused("log-rewound"):
        run_node(settings, rewound.registry, announce=lambda _: pytest.fail("it listens"), servings=SERVINGS)


def test_doctor_and_audit_name_a_rewound_database(rewound: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    huren, data = Huren(capsys), rewound.path.parent
    for command in ("doctor", "audit", "serve"):
        for lang, word in (("en", "old copy"), ("zh", "旧副本")):
            done = huren(command, "--data", data, "--lang", lang, code=1)
            assert word in done.out + done.err
            assert "huren restore --from-tree" in done.out + done.err


def test_nothing_is_published_from_a_rewound_database(
    rewound: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, data, out = Huren(capsys), rewound.path.parent, tmp_path / "out"
    tree = (tmp_path / "site" / "bundle.json").read_bytes()
    for words in (("bundle", "-o", out), ("publish", out), ("publish", tmp_path / "site")):
        done = huren(*words, "--data", data, "--lang", "zh", code=1)
        assert "旧副本" in done.err
        assert "huren restore --from-tree" in done.err
        assert not out.exists()
    assert (tmp_path / "site" / "bundle.json").read_bytes() == tree


def test_a_key_that_the_old_copy_does_not_know_is_not_called_unknown(
    rewound: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = rewound.world.cq.signers["assessment"]
    monkeypatch.setattr("terminal.workspace.key_files.load_key", lambda _: signer)
    with refused("log-rewound"):
        load_signer(rewound.registry, tmp_path / "key.pem", "assessment", rewound.world.now)
    with refused("log-rewound"):
        rewound.issue(rewound.draft(10))


def test_a_view_is_compared_with_what_the_file_said_before_it(
    place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One office plans, audits and checks its health while another one publishes."""
    bench = Bench(place, heads=tmp_path / "heads")
    bench.issue(bench.draft(1))
    publish_cq(bench)
    other = Bench(place, bench.world, heads=tmp_path / "heads")
    other.random = Random(8)
    read, published = Database.read, 0

    def read_late(store: Database, work: Callable[[Any], Any]) -> Any:
        """Open a view, let somebody publish, then read the view."""

        def late(connection: Connection) -> Any:
            nonlocal published
            connection.execute(select(RECORD.c.digest).limit(1)).all()
            if store is bench.registry._store:
                published += 1
                bench.world.advance(hours=1)
                other.issue(other.draft(100 + published))
                publish_cq(other)
            return work(connection)

        return read(store, late)

    monkeypatch.setattr(Database, "read", read_late)
    assert bench.registry.find_rewound() == []
    assert [p.code for p in audit_registry(bench.registry).problems] == []
    bench.issue(bench.draft(2))
    assert published > 2
    monkeypatch.undo()
    bench.registry.close()
    other.registry.close()


def test_publishing_that_restarts_at_1_goes_on(bench: Bench) -> None:
    did, path = bench.world.cq.did, bench.registry.heads
    for number in range(1, 4):
        publish_cq(bench)
        assert load_heads(path)[did].manifest == (1, 1, number)
    bench.world.publish_key_list("cq")
    bench.admit_trust()
    publish_cq(bench)
    assert load_heads(path)[did].manifest == (1, 2, 1)
    assert bench.registry.find_rewound() == []
    assert audit_registry(bench.registry).problems == ()
    bench.issue(bench.draft(9))
    publish_cq(bench)
    assert load_heads(path)[did].manifest == (1, 2, 2)


def admit_order(bench: Bench, order: tuple[int, int, int]) -> None:
    """Act as if a manifest of that order were stored."""
    digest = sha256(repr(order).encode()).hexdigest()
    row = {"digest": digest, "kind": "manifest", "issuer": bench.world.cq.did, "name": format_order(order),
           "position": None, "admitted": 0, "data": b""}  # fmt: skip
    bench.registry.recover(lambda view: view.connection.execute(insert(RECORD), row))


def test_a_restart_of_versions_under_a_new_key_list_is_no_rewind(bench: Bench) -> None:
    publish_cq(bench)
    did, path = bench.world.cq.did, bench.registry.heads
    assert load_heads(path)[did].manifest == (1, 1, 1)
    save_heads(path, {did: load_heads(path)[did].model_copy(update={"manifest": (1, 1, 40)})})
    last = load_heads(path)[did]
    for newest in ((1, 1, 40), (1, 1, 41), (1, 2, 1), (2, 1, 1)):
        check_manifest(did, last, newest)
    for newest in ((1, 1, 39), (1, 0, 41), (0, 9, 99)):
        with refused("manifest-rewound"):
            check_manifest(did, last, newest)
    save_heads(path, {did: last.model_copy(update={"manifest": (1, 1, 1)})})
    for order, remembered in (((1, 1, 40), (1, 1, 40)), ((1, 2, 1), (1, 2, 1)), ((1, 1, 41), (1, 2, 1))):
        admit_order(bench, order)
        bench.registry.remember_manifest(did, order)
        assert load_heads(path)[did].manifest == remembered


def test_a_backup_holds_no_file_of_heads(bench: Bench, old: Path) -> None:
    assert bench.registry.heads.exists()
    assert [path.name for path in old.parent.iterdir() if path.name.startswith("old")] == ["old.db"]
