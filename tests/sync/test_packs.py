"""The records of a log as packs; writing adds only what is new."""

import gzip
import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from registry.errors import RegistryError
from registry.log.packs import MAX_PACK_BYTES, join_lines, pack_path, parse_pack_path, split_lines
from registry.publishing import static_tree
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import publish, write_tree
from registry.publishing.stores.folder import FolderStore
from signing.log.checkpoint import parse_checkpoint
from signing.log.merkle import merkle_root
from signing.log.note import parse_note
from tests.world.registry_setup import Bench
from verifier import TrustStore

pytestmark = pytest.mark.one_database

HOST = "cq.huren.example"


def publish_as(bench: Bench, by: str = "cq") -> Any:
    party = bench.world.association(by)
    signer = party.signers["publication"]
    return publish(bench.registry, party.did, signer, now=bench.world.now, random=bench.random)


def test_hashing_the_packs_gives_the_log(bench: Bench, tmp_path: Path) -> None:
    bench.issue(*(bench.draft(number) for number in range(300)))
    publish_as(bench)
    write_tree(bench.registry, tmp_path / "tree")
    log = tmp_path / "tree" / HOST / "log"
    head = parse_checkpoint(parse_note((log / "checkpoint").read_text()).text)
    full = split_lines((log / "data/000.ndjson.gz").read_bytes(), 256)
    rest = split_lines((log / f"data/001.p/{head.size - 256}.ndjson.gz").read_bytes(), head.size - 256)
    assert merkle_root(sha256(line).digest() for line in full + rest) == head.root


def test_trust_json_is_the_bundle_without_events(bench: Bench, tmp_path: Path) -> None:
    publish_as(bench)
    write_tree(bench.registry, tmp_path / "tree")
    trust = TrustStore.from_bundle((tmp_path / "tree/trust.json").read_bytes(), pin=bench.world.pin)
    whole = TrustStore.from_bundle(build_bundle(bench.registry), pin=bench.world.pin)
    assert trust.parties.keys() == whole.parties.keys()


@pytest.mark.night
def test_published_records_are_not_read_again(bench: Bench, tmp_path: Path) -> None:
    """One new record writes the same number of files, however long the log; `whole` restores lost files."""
    tree, looked = tmp_path / "tree", []
    store = FolderStore(tree)
    for number in (1, 600):
        bench.issue(*(bench.draft(number + n) for n in range(number)))
        publish_as(bench)
        write_tree(bench.registry, tree)
        bench.issue(bench.draft(9000 + number))
        publish_as(bench)
        written = bench.registry.read(lambda view: [*static_tree.tree_files(view, store)])
        paths = [file.path for file in written]
        looked.append([path for path in paths if "/log/" in path or "/records/" in path])
        write_tree(bench.registry, tree)
    few, many = map(len, looked)
    assert many <= few + 4, "the tiles above, not the records below"
    record = min((tree / HOST / "records").iterdir())
    record.unlink()
    write_tree(bench.registry, tree)
    assert not record.exists()
    write_tree(bench.registry, tree, whole=True)
    assert record.exists()


def test_a_tree_of_another_registry_is_written_anew(bench: Bench, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    bench.issue(bench.draft(1))
    publish_as(bench)
    write_tree(bench.registry, tree)
    other = Bench(tmp_path / "other.db")
    other.issue(other.draft(2), other.draft(3), other.draft(4))
    publish_as(other)
    write_tree(other.registry, tree)
    head = parse_checkpoint(parse_note((tree / HOST / "log/checkpoint").read_text()).text)
    for entry in split_lines((tree / HOST / f"log/data/000.p/{head.size}.ndjson.gz").read_bytes()):
        assert (tree / HOST / f"records/{sha256(entry).hexdigest()}.json").is_file()
    other.registry.close()


def test_partial_packs_are_deleted_a_day_after_the_full_one(bench: Bench, tmp_path: Path) -> None:
    tree, now = tmp_path / "tree", bench.world.now
    data = tree / HOST / "log/data"
    bench.issue(bench.draft(1))
    publish_as(bench)
    write_tree(bench.registry, tree, now=now)
    assert [*data.glob("*.p/*")]
    bench.issue(*(bench.draft(number) for number in range(2, 270)))
    publish_as(bench)
    write_tree(bench.registry, tree, now=now)
    os.utime(data / "000.ndjson.gz", (now.timestamp(), now.timestamp()))
    write_tree(bench.registry, tree, now=now + timedelta(hours=23))
    assert (data / "000.p").exists()
    write_tree(bench.registry, tree, now=now + timedelta(hours=25))
    assert not (data / "000.p").exists()
    assert [*data.glob("001.p/*")], "there is no full one of these yet"


@pytest.mark.parametrize(
    "path", ["000", "0.ndjson.gz", "000.p/0.ndjson.gz", "000.p/257.ndjson.gz", "x000/001"]
)
def test_a_pack_has_one_path(path: str) -> None:
    found = parse_pack_path(path)
    assert found is None or pack_path(*found) != path


def test_paths_of_packs_are_read_strictly() -> None:
    for place in ((0, 256), (0, 17), (1234, 256)):
        assert parse_pack_path(pack_path(*place)) == place
    for name in ("../000", "/000", "x001/../000", "000/..", "000.p/../1", "..", "", "000.p/0", "０００"):
        assert parse_pack_path(name + ".ndjson.gz") is None


def test_hostile_packs_are_refused() -> None:
    good = join_lines([b"{}", b"[]"])
    assert split_lines(good, 2) == [b"{}", b"[]"]
    bomb = gzip.compress(b"\n" * (MAX_PACK_BYTES + 1), mtime=0)
    for data in (good[:-4], good + b"x", good + good, b"", b"no gzip", bomb, gzip.compress(b"{}")):
        with pytest.raises(RegistryError) as refused:
            split_lines(data, path="log/data/000.ndjson.gz")
        assert (refused.value.code, refused.value.field) == ("pack-unusable", "log/data/000.ndjson.gz")
    with pytest.raises(RegistryError):
        split_lines(good, 3)
