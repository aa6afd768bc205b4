"""The published tree brings an old database up to date; an incomplete tree changes nothing."""

import json
import shutil
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete

from credentials.kinds import KINDS
from registry import Registry, RegistryError
from registry.database.tables import CHECKPOINT
from registry.log.last_heads import load_heads, save_heads
from registry.log.packs import join_lines, split_lines
from registry.publishing.publish import build_bundle
from registry.upkeep import storing
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import restore_from_tree
from signing.log.note import format_note, sign_note
from terminal.workspace.open_registry import DEMO_MARK
from tests.harness.apartments import FILINGS
from tests.harness.processes.cli_runs import Huren
from tests.upkeep.rewound import (
    acts,
    bench,
    bring_back,
    contents,
    host_of,
    old,
    publish_cq,
    put_back,
    rewound,
    second_day,
)
from tests.world import World
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.upkeep

__all__ = ["bench", "old", "rewound"]

Damage = Callable[[Bench, Path], None]


def test_the_published_tree_brings_an_old_database_up_to_date(
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


def test_the_tree_makes_a_lost_or_damaged_file_of_heads_anew(rewound: Bench, tmp_path: Path) -> None:
    path = rewound.registry.heads
    held = load_heads(path)
    for content in (None, b"damaged"):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        assert bring_back(rewound, tmp_path / "site").rewound == ()
        assert load_heads(path) == held


def test_an_older_file_of_heads_is_brought_up_to_the_tree(bench: Bench, old: Path, tmp_path: Path) -> None:
    before = bench.registry.heads.read_bytes()
    second_day(bench, tmp_path / "site")
    held = load_heads(bench.registry.heads)
    bench.registry.heads.write_bytes(before)
    put_back(bench, old)
    assert bring_back(bench, tmp_path / "site").rewound == ()
    assert load_heads(bench.registry.heads) == held


def test_records_that_the_tree_lacks_leave_the_database_rewound(
    rewound: Bench, old: Path, tmp_path: Path
) -> None:
    """They were signed after the tree was written, and somebody may have seen them."""
    site = tmp_path / "site"
    bring_back(rewound, site)
    rewound.issue(rewound.draft(50))
    publish_cq(rewound)
    put_back(rewound, old)
    found = bring_back(rewound, site)
    assert [error.code for error in found.rewound] == ["log-rewound"]
    with refused("log-rewound"):
        rewound.issue(rewound.draft(51))


@pytest.mark.parametrize("steps", [6, *(pytest.param(n, marks=pytest.mark.night) for n in (1, 2, 4, 8))])
def test_a_killed_recovery_is_continued_by_the_same_command(
    bench: Bench, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    second_day(bench, tmp_path / "site")
    before = contents(bench.registry)
    put_back(bench, old)
    monkeypatch.setattr(storing, "CHUNK", 2)
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
    """Remove a record from its file and from every pack."""
    drop_file(bench, host)
    for path in host.glob("log/data/**/*.gz"):
        path.unlink()


def alter_pack(bench: Bench, host: Path) -> None:
    drop_file(bench, host)
    for path in host.glob("log/data/**/*.gz"):
        lines = split_lines(path.read_bytes())
        path.write_bytes(join_lines([line + b" " for line in lines]))


def cut_pack(bench: Bench, host: Path) -> None:
    drop_file(bench, host)
    for path in host.glob("log/data/**/*.gz"):
        path.write_bytes(path.read_bytes()[:-9])


def drop_file(bench: Bench, host: Path) -> None:
    """Remove the file of a record that the tree's log has and the old copy lacks."""
    packs = (split_lines(path.read_bytes()) for path in host.glob("log/data/**/*.gz"))
    logged = {sha256(line).hexdigest() for lines in packs for line in lines}
    held = {digest for _, digest, _ in contents(bench.registry)["leaves"]}
    (host / f"records/{max(logged - held)}.json").unlink()


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
    """Remove the checkpoint, so that its records have no order."""
    (host / "log/checkpoint").write_text("nothing")


def drop_entries(bench: Bench, host: Path) -> None:
    """Remove a record's own file and the order of the entries; its pack has both."""
    drop_file(bench, host)
    newest_tile(host).unlink()


def drop_packs(_: Bench, host: Path) -> None:
    for path in host.glob("log/data/**/*.gz"):
        path.unlink()


def cut_packs(_: Bench, host: Path) -> None:
    for path in host.glob("log/data/**/*.gz"):
        path.write_bytes(path.read_bytes()[:-9])


def by_day(damages: Sequence[Damage], *some: Damage) -> list[Any]:
    """Leave all but some to the night."""
    return [one if one in some else pytest.param(one, marks=pytest.mark.night) for one in damages]


MENDED = (alter_record, drop_file, swap_entries, cut_entries, drop_entries, drop_packs, cut_packs)


@pytest.mark.parametrize("damage", by_day(MENDED, drop_file, drop_packs))
def test_what_one_file_lacks_another_has(bench: Bench, old: Path, tmp_path: Path, damage: Damage) -> None:
    """A record is in its own file and in a pack, its place in the pack and in a tile."""
    second_day(bench, tmp_path / "site")
    before = contents(bench.registry)
    put_back(bench, old)
    damage(bench, host_of(bench, tmp_path / "site"))
    found = bring_back(bench, tmp_path / "site")
    assert (found.refused, found.rewound) == ((), ())
    assert contents(bench.registry) == before


DAMAGES = (
    drop_record,
    alter_pack,
    cut_pack,
    sign_by_another,
    drop_bundle,
    drop_checkpoint,
)


@pytest.mark.parametrize("damage", by_day(DAMAGES, drop_record, sign_by_another))
def test_a_tree_that_is_not_whole_changes_nothing(rewound: Bench, tmp_path: Path, damage: Damage) -> None:
    damage(rewound, host_of(rewound, tmp_path / "site"))
    before = contents(rewound.registry)
    with refused("tree-unusable"):
        bring_back(rewound, tmp_path / "site")
    assert contents(rewound.registry) == before


def test_a_log_that_went_another_way_is_not_continued(rewound: Bench, old: Path, tmp_path: Path) -> None:
    """Somebody removed the file of heads and wrote into the old copy."""
    path = rewound.registry.heads
    held = path.read_bytes()
    with Registry.open(old, heads=tmp_path / "other.heads", filings=FILINGS) as other:
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


def test_a_tree_of_another_log_is_not_taken_for_the_one_that_was_signed(
    rewound: Bench, tmp_path: Path
) -> None:
    """A thief of the publication key makes his own tree, but the file has the heads signed here."""
    heads = load_heads(rewound.registry.heads)
    did = rewound.world.cq.did
    heads[did] = heads[did].model_copy(update={"root": "0" * 64})
    save_heads(rewound.registry.heads, heads)
    with refused("log-diverges"):
        bring_back(rewound, tmp_path / "site")


def test_the_command_restores_from_a_backup_and_the_tree_at_once(
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
    fresh = ("restore", "--from-tree", site, "--pin", "0" * 64, "--data", tmp_path / "fresh")
    assert "no record was changed" in huren(*fresh, code=1).err
    assert not (tmp_path / "fresh").exists(), "no registry under a pin that is not the tree's"
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


@pytest.mark.night
def test_a_new_registry_beside_the_last_heads_is_brought_as_far_as_they_go(
    bench: Bench, old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database is lost and the copy of the heads is not: it shows which tree is too old."""
    huren, data, pin = Huren(capsys), tmp_path / "new", tmp_path / "pin.txt"
    shutil.copytree(tmp_path / "site", tmp_path / "older")
    second_day(bench, tmp_path / "site")
    pin.write_text(bench.world.pin)
    data.mkdir()
    (data / DEMO_MARK).touch()
    shutil.copy(bench.registry.heads, data / "registry.db.heads")
    held = load_heads(bench.registry.heads)
    words = ("--pin", pin, "--data", data, "--now", bench.world.now.isoformat())
    told = json.loads(huren("restore", "--from-tree", tmp_path / "older", *words, "--json", code=1).out)
    assert told["rewound"] == [bench.world.cq.did]
    told = json.loads(huren("restore", "--from-tree", tmp_path / "site", *words, "--json").out)
    assert told["rewound"] == told["refused"] == []
    assert load_heads(data / "registry.db.heads") == held
    assert ": no problems" in huren("audit", "--signatures", "--data", data).out


@pytest.mark.night
def test_a_tree_that_is_refused_on_the_way_leaves_no_half_of_a_registry(
    example_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For example a tree of an earlier format, with a kind of record that this version does not know."""
    huren, data = Huren(capsys), tmp_path / "new"
    data.mkdir()
    (data / DEMO_MARK).touch()
    words = (
        "restore",
        "--from-tree",
        example_world / "public",
        "--pin",
        example_world / "pin.txt",
        "--data",
        data,
    )
    with monkeypatch.context() as earlier:
        earlier.delitem(KINDS, "notice")
        huren(*words, code=1)
    assert not (data / "registry.db").exists()
    assert "stored again" in huren(*words).out
