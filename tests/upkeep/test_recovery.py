"""A rewound database admits nothing, every face says so, and the published tree is the way back."""

import json
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, case, delete, insert, select
from starlette.testclient import TestClient

from api import Settings, create_app
from api.server.serve import run_node
from cli.workspace.key_files import load_signer
from cli.workspace.open_registry import DEMO_MARK
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from credentials.identifiers import did_web_address
from keys_example import CHONGQING
from registry import Registry, RegistryError
from registry.database.tables import CHECKPOINT, INDEX, LEAF, RECORD
from registry.database.transactions import Database
from registry.issuing.issue import change_status, plan_event, store_signed
from registry.log.last_heads import check_manifest, load_heads, save_heads
from registry.lookup.lookup import counts
from registry.publishing.publish import build_bundle, publish, write_tree
from registry.upkeep import recovery
from registry.upkeep.audit import audit_registry
from registry.upkeep.backup import back_up, restore
from registry.upkeep.recovery import restore_from_tree
from registry.view.manifest_order import format_order
from signing.note import format_note, sign_note
from tests.harness.api_node import JSON, TestClock, problem_of
from tests.harness.cli_runs import Huren
from tests.world import World
from tests.world.registry_setup import Bench, refused


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "data").mkdir()
    bench = Bench(tmp_path / "data" / "registry.db")
    bench.issue(*(bench.draft(n) for n in range(5)))
    yield bench
    bench.registry.close()


@pytest.fixture
def old(bench: Bench, tmp_path: Path) -> Path:
    """A backup taken after a first publication."""
    publish_tree(bench, tmp_path / "site")
    back_up(bench.path, tmp_path / "old.db")
    return tmp_path / "old.db"


@pytest.fixture
def rewound(bench: Bench, old: Path, tmp_path: Path) -> Bench:
    """A registry put back to before its second publication."""
    second_day(bench, tmp_path / "site")
    put_back(bench, old)
    return bench


def publish_cq(bench: Bench) -> None:
    cq = bench.world.cq
    publish(bench.registry, cq.did, cq.signers["publication"], now=bench.world.now, random=bench.random)


def publish_tree(bench: Bench, site: Path) -> None:
    publish_cq(bench)
    write_tree(bench.registry, site)


def second_day(bench: Bench, site: Path) -> None:
    """Whatever a log can hold in an order of its own: renewals, events, a new version, a new key list."""
    world = bench.world
    world.advance(days=1)
    world.rotate("cq")
    world.amend(new_root="cq")
    world.publish()
    bench.admit_trust()
    bench.issue(
        *(
            bench.draft(20 + n, certificate_number=f"CQ-T-{n:05}", supersedes=f"CQ-T-{n:05}")
            for n in range(2)
        ),
        bench.draft(30),
    )
    revoke(bench, 3)
    bench.admit(world.issue(by="sc"))
    bench.admit(world.revoke(world.issue(by="sc")))
    bench.issue(bench.draft(31))
    publish_tree(bench, site)


def revoke(bench: Bench, number: int) -> None:
    change_status(
        bench.registry,
        StatusDraft(f"CQ-T-{number:05}", "revoke", REASONS["revoke"][0], bench.world.now),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )


def put_back(bench: Bench, source: Path) -> None:
    bench.registry.close()
    restore(source, bench.path, lose=True)
    bench.registry = Registry.open(bench.path)


def contents(registry: Registry) -> dict[str, set[Any]]:
    """Every record, log entry, taken index and head.

    Without times of storing, and without the place of others' records, whose log is elsewhere.
    """
    columns = {
        "records": (RECORD.c.digest, RECORD.c.issuer, RECORD.c.name, RECORD.c.data),
        "leaves": (LEAF.c.tree, LEAF.c.digest, case((LEAF.c.issuer == CHONGQING, LEAF.c.position))),
        "indexes": (*INDEX.c,),
        "heads": (*CHECKPOINT.c,),
    }
    return registry.read(
        lambda view: {
            name: {tuple(row) for row in view.connection.execute(select(*chosen))}
            for name, chosen in columns.items()
        }
    )


def bring_back(bench: Bench, site: Path) -> recovery.Recovered:
    return restore_from_tree(bench.registry, site, now=bench.world.now)


def host_of(bench: Bench, site: Path) -> Path:
    return site / did_web_address(bench.world.cq.did).removeprefix("https://")


def acts(bench: Bench) -> list[Callable[[], object]]:
    """Everything that writes."""
    world = bench.world
    own = world.issue(by="cq")
    change = StatusDraft("CQ-T-00001", "revoke", "issued-in-error", world.now)
    return [
        lambda: bench.admit(world.issue(by="sc")),
        lambda: bench.admit(own),
        lambda: bench.registry.admit_many([world.issue(by="sc")], now=world.now),
        lambda: bench.issue(bench.draft(10)),
        lambda: revoke(bench, 1),
        lambda: publish_cq(bench),
        lambda: plan_event(bench.registry, change, issuer=world.cq.did, now=world.now, random=Random(1)),
        lambda: store_signed(bench.registry, [own], now=world.now, trusted=True),
    ]


def test_point_11b_a_rewound_database_admits_nothing(rewound: Bench) -> None:
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
def test_point_11b_neither_does_one_without_the_file_of_its_heads(
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


def test_point_11b_an_api_that_is_rewound_takes_nothing_and_is_not_ready(rewound: Bench) -> None:
    app = create_app(Settings.load(None, batch_workers=0), rewound.registry, TestClock(rewound.world))
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


def test_point_11b_no_service_starts_on_a_rewound_database(rewound: Bench) -> None:
    settings = Settings.load(None, port=0, data=rewound.path.parent)
    with refused("log-rewound"):
        run_node(settings, rewound.registry, announce=lambda _: pytest.fail("it listens"))


def test_point_11b_doctor_and_audit_name_a_rewound_database(
    rewound: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, data = Huren(capsys), rewound.path.parent
    for command in ("doctor", "audit", "serve"):
        for lang, word in (("en", "old copy"), ("zh", "旧副本")):
            done = huren(command, "--data", data, "--lang", lang, code=1)
            assert word in done.out + done.err
            assert "huren restore --from-tree" in done.out + done.err


def test_point_11b_nothing_is_published_from_a_rewound_database(
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


def test_point_11b_a_key_that_the_old_copy_does_not_know_is_not_called_unknown(
    rewound: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = rewound.world.cq.signers["assessment"]
    monkeypatch.setattr("cli.workspace.key_files.load_key", lambda _: signer)
    with refused("log-rewound"):
        load_signer(rewound.registry, tmp_path / "key.pem", "assessment", rewound.world.now)
    with refused("log-rewound"):
        rewound.issue(rewound.draft(10))


def test_point_11b_the_published_tree_brings_an_old_database_up_to_date(
    bench: Bench, old: Path, tmp_path: Path
) -> None:
    second_day(bench, tmp_path / "site")
    before, bundle = contents(bench.registry), build_bundle(bench.registry)
    put_back(bench, old)
    done: list[int] = []
    found = restore_from_tree(bench.registry, tmp_path / "site", now=bench.world.now, progress=done.append)
    assert (found.refused, found.rewound) == ((), ())
    assert found.records == done[-1] > 8
    assert contents(bench.registry) == before
    assert build_bundle(bench.registry) == bundle
    assert audit_registry(bench.registry, signatures=True).problems == ()
    for act in acts(bench)[3:6]:
        act()
    assert bring_back(bench, tmp_path / "site").records == 0


def test_point_11b_the_tree_makes_a_lost_or_damaged_file_of_heads_anew(
    rewound: Bench, tmp_path: Path
) -> None:
    path = rewound.registry.heads
    held = load_heads(path)
    for content in (None, b"damaged"):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        assert bring_back(rewound, tmp_path / "site").rewound == ()
        assert load_heads(path) == held


def test_point_11b_a_file_of_heads_that_is_older_than_the_tree_is_taken_forward(
    bench: Bench, old: Path, tmp_path: Path
) -> None:
    before = bench.registry.heads.read_bytes()
    second_day(bench, tmp_path / "site")
    held = load_heads(bench.registry.heads)
    bench.registry.heads.write_bytes(before)
    put_back(bench, old)
    assert bring_back(bench, tmp_path / "site").rewound == ()
    assert load_heads(bench.registry.heads) == held


def test_point_11b_what_the_tree_lacks_stays_rewound(rewound: Bench, old: Path, tmp_path: Path) -> None:
    """It was signed after the tree was written, and somebody may have seen it."""
    site = tmp_path / "site"
    bring_back(rewound, site)
    rewound.issue(rewound.draft(50))
    publish_cq(rewound)
    put_back(rewound, old)
    found = bring_back(rewound, site)
    assert [error.code for error in found.rewound] == ["log-rewound"]
    with refused("log-rewound"):
        rewound.issue(rewound.draft(51))


@pytest.mark.parametrize("steps", [1, 2, 4, 6, 8])
def test_point_11b_killed_in_between_the_same_command_goes_on(
    bench: Bench, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    second_day(bench, tmp_path / "site")
    before = contents(bench.registry)
    put_back(bench, old)
    monkeypatch.setattr(recovery, "CHUNK", 2)
    recover, left = Registry.recover, iter(range(steps))

    def step(registry: Registry, work: Callable[[Any], Any]) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return recover(registry, work)

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "recover", step)
        with pytest.raises(KeyboardInterrupt):
            bring_back(bench, tmp_path / "site")
    assert contents(bench.registry)["leaves"] <= before["leaves"]
    with pytest.raises(RegistryError, match="old copy"):
        bench.issue(bench.draft(10))
    assert bring_back(bench, tmp_path / "site").rewound == ()
    assert contents(bench.registry) == before


def alter_record(bench: Bench, host: Path) -> None:
    (path, *_) = sorted(host.glob("records/*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    path.write_bytes(path.read_bytes() + b" ")


def drop_record(bench: Bench, host: Path) -> None:
    new = {path.stem for path in host.glob("records/*.json")}
    held = {digest for _, digest, _ in contents(bench.registry)["leaves"]}
    (host / f"records/{max(new - held)}.json").unlink()


def newest_tile(host: Path) -> Path:
    return max(host.glob("log/tile/entries/000.p/*"), key=lambda path: int(path.name))


def swap_entries(bench: Bench, host: Path) -> None:
    path = newest_tile(host)
    data = path.read_bytes()
    path.write_bytes(data[:-68] + data[-34:] + data[-68:-34])


def cut_entries(bench: Bench, host: Path) -> None:
    path = newest_tile(host)
    path.write_bytes(path.read_bytes()[:-34])


def sign_by_another(bench: Bench, host: Path) -> None:
    path = host / "log/checkpoint"
    text, _, _ = path.read_text().partition("\n\n")
    key = bench.world.stranger.signers["publication"]
    path.write_text(format_note(sign_note(text + "\n", text.split("\n")[0], key.sign, key.public_key)))


def drop_bundle(bench: Bench, host: Path) -> None:
    (host.parent / "bundle.json").unlink()


def drop_checkpoint(bench: Bench, host: Path) -> None:
    """Then its records are in no order."""
    (host / "log/checkpoint").write_text("nothing")


DAMAGES = (
    alter_record,
    drop_record,
    swap_entries,
    cut_entries,
    sign_by_another,
    drop_bundle,
    drop_checkpoint,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_point_11b_a_tree_that_is_not_whole_changes_nothing(
    rewound: Bench, tmp_path: Path, damage: Callable[[Bench, Path], None]
) -> None:
    damage(rewound, host_of(rewound, tmp_path / "site"))
    before = contents(rewound.registry)
    with refused("tree-unusable"):
        bring_back(rewound, tmp_path / "site")
    assert contents(rewound.registry) == before


def test_point_11b_a_log_that_went_another_way_is_not_continued(
    rewound: Bench, old: Path, tmp_path: Path
) -> None:
    """Somebody took the file of the heads away and wrote into the old copy."""
    path = rewound.registry.heads
    held = path.read_bytes()
    with Registry.open(old, heads=tmp_path / "other.heads") as other:
        other.recover(lambda view: view.connection.execute(delete(CHECKPOINT)))
        bench = Bench(old, World(), heads=tmp_path / "other.heads")
        bench.random = Random(8)
        bench.issue(bench.draft(60))
        bench.registry.close()
    put_back(rewound, old)
    before = contents(rewound.registry)
    with refused("log-diverges"):
        bring_back(rewound, tmp_path / "site")
    assert contents(rewound.registry) == before
    assert path.read_bytes() == held


def test_point_11b_a_tree_of_another_log_is_not_taken_for_the_one_that_was_signed(
    rewound: Bench, tmp_path: Path
) -> None:
    """A thief of the publication key makes a tree of his own; the heads remember what was signed here."""
    heads = load_heads(rewound.registry.heads)
    did = rewound.world.cq.did
    heads[did] = heads[did].model_copy(update={"root": "0" * 64})
    save_heads(rewound.registry.heads, heads)
    with refused("log-diverges"):
        bring_back(rewound, tmp_path / "site")


def test_point_11b_a_view_is_compared_with_what_the_file_said_before_it(
    place: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One office plans, audits and asks for its health while another one publishes."""
    bench = Bench(place, heads=tmp_path / "heads")
    bench.issue(bench.draft(1))
    publish_cq(bench)
    other = Bench(place, bench.world, heads=tmp_path / "heads")
    other.random = Random(8)
    read, published = Database.read, 0

    def read_late(store: Database, work: Callable[[Any], Any]) -> Any:
        """The view is there, then somebody publishes, then it is looked at."""

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


def test_point_4_publishing_that_restarts_at_1_goes_on(bench: Bench) -> None:
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
    """As if a manifest of that order were stored."""
    digest = sha256(repr(order).encode()).hexdigest()
    row = {"digest": digest, "kind": "manifest", "issuer": bench.world.cq.did, "name": format_order(order),
           "position": None, "admitted": 0, "data": b""}  # fmt: skip
    bench.registry.recover(lambda view: view.connection.execute(insert(RECORD), row))


def test_point_4_a_restart_of_versions_under_a_new_key_list_is_no_rewind(bench: Bench) -> None:
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


def test_point_11b_a_backup_holds_no_file_of_heads(bench: Bench, old: Path) -> None:
    assert bench.registry.heads.exists()
    assert [path.name for path in old.parent.iterdir() if path.name.startswith("old")] == ["old.db"]


def test_point_11b_the_command_restores_from_a_backup_and_the_tree_at_once(
    rewound: Bench, old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, data, site = Huren(capsys), rewound.path.parent, tmp_path / "site"
    rewound.registry.close()
    (data / DEMO_MARK).touch()
    now = ("--now", rewound.world.now.isoformat())
    assert "--from-tree" in huren("restore", "--data", data, code=2).err
    huren("restore", "--from-tree", tmp_path / "none", "--data", data, code=2)
    assert "old copy" in huren("restore", old, "--data", data).err
    shutil.copytree(site, tmp_path / "broken")
    (tmp_path / "broken/bundle.json").unlink()
    assert "bundle.json" in huren("restore", "--from-tree", tmp_path / "broken", "--data", data, code=1).err
    done = huren("restore", old, "--from-tree", site, "--data", data, "--json", *now)
    told = json.loads(done.out)
    assert told["rewound"] == told["refused"] == []
    assert told["added"] > 8
    assert "0 published" in huren("restore", "--from-tree", site, "--data", data, *now).out
    assert "no problems" in huren("audit", "--data", data).out
    rewound.reopen()
    rewound.issue(rewound.draft(70))
    publish_cq(rewound)
    rewound.registry.close()
    assert "old copy" in huren("restore", old, "--from-tree", site, "--yes", "--data", data, *now, code=1).err
    rewound.reopen()
