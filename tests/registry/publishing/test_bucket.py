"""Publishing into a bucket: the same tree as in a folder, at the same cost in a large one."""

import json
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.store import MemoryStore, ObjectStore

from carriers.errors import CarrierError
from carriers.objects.bucket import Bucket
from registry.publishing.publish import write_tree
from registry.publishing.stores.bucket import INVENTORY
from tests.harness.processes.object_server import object_server
from tests.registry.publishing.bucket_room import (
    HOST,
    DyingBucket,
    bench,
    files,
    objects,
    publish_as_cq,
    store,
    write,
)
from tests.world.registry_setup import Bench

__all__ = ["bench", "object_server", "store"]

pytestmark = pytest.mark.one_database


def test_the_tree_in_a_bucket_is_that_in_a_folder(bench: Bench, store: ObjectStore, tmp_path: Path) -> None:
    bucket, folder = DyingBucket(store, "s3://bucket"), tmp_path / "tree"
    for round_ in range(3):
        bench.issue(*(bench.draft(round_ * 1000 + number) for number in range((1, 260, 3)[round_])))
        publish_as_cq(bench)
        write(bench, bucket)
        write_tree(bench.registry, folder)
        assert objects(bucket) == files(folder)
    put: list[str] = []
    bucket.meet = put.append
    write(bench, bucket)
    assert put == [INVENTORY, INVENTORY], "at begin and end: nothing else is new"
    bucket.delete([f"{HOST}/records/{bench.world.cq.did}", f"{HOST}/log/key"])
    pack = next(path for path in objects(bucket) if path.startswith(f"{HOST}/log/data/"))
    obstore.put(store, pack, bytes(len(objects(bucket)[pack])))
    write(bench, bucket, whole=True)
    assert objects(bucket) == files(folder)


@pytest.mark.night
def test_one_more_record_costs_the_same_in_a_larger_tree(bench: Bench) -> None:
    bucket, spent = Bucket(MemoryStore(), "s3://bucket"), []
    for first in (1, 600):
        bench.issue(*(bench.draft(first * 10 + number) for number in range(first)))
        publish_as_cq(bench)
        write(bench, bucket)
        before = bucket.requests
        bench.issue(bench.draft(first))
        publish_as_cq(bench)
        write(bench, bucket)
        spent.append(bucket.requests - before)
    assert spent[0] < 30
    assert spent[1] - spent[0] <= 1, "a look at the last full pack"


def test_what_is_replaced_is_removed_a_day_later(bench: Bench, store: ObjectStore) -> None:
    bucket = Bucket(store, "s3://bucket")

    def shown() -> set[str]:
        parts = (path.partition(".p/") for path in objects(bucket) if path.startswith(HOST))
        return {path for path, dot, _ in parts if dot}

    bench.issue(bench.draft(1))
    publish_as_cq(bench)
    write(bench, bucket)
    first = shown()
    bench.issue(*(bench.draft(number) for number in range(2, 270)))
    publish_as_cq(bench)
    write(bench, bucket)
    assert first < shown(), "for readers of the older checkpoint"
    bench.world.advance(hours=23)
    write(bench, bucket)
    assert first < shown()
    bench.world.advance(hours=2)
    write(bench, bucket)
    assert {path for path in first if "/log/" in path}.isdisjoint(shown())
    assert f"{HOST}/log/data/001" in shown(), "there is no full one of these yet"


def test_storage_that_ignores_conditions_is_refused(bench: Bench, store: ObjectStore) -> None:
    class Heedless(Bucket):
        def _put(self, path: str, data: bytes, *_: object) -> str | None:
            obstore.put(self._store, path, data)
            return str(obstore.head(self._store, path)["e_tag"])

    publish_as_cq(bench)
    with pytest.raises(CarrierError) as refused:
        write(bench, Heedless(store, "s3://bucket"))
    assert refused.value.code == "objects-unconditional"


def test_an_inventory_chooses_nothing_but_packs_and_tiles_for_removal(
    bench: Bench, store: ObjectStore
) -> None:
    bucket = Bucket(store, "s3://bucket")
    publish_as_cq(bench)
    write(bench, bucket)
    obstore.put(store, "other/kept", b"1")
    before = objects(bucket)
    inventory = json.loads(bytes(obstore.get(store, INVENTORY).bytes()))
    inventory["replaced"] = {"": 1, "other": 1, f"{HOST}/records": 1, f"{HOST}/log/../../other.p": 1}
    obstore.put(store, INVENTORY, json.dumps(inventory).encode())
    write(bench, bucket)
    assert objects(bucket) == before


def test_a_damaged_inventory_is_made_anew(
    bench: Bench, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.publishing.stores.bucket.MAX_BYTES", 1_000_000)
    bucket = Bucket(store, "s3://bucket")
    publish_as_cq(bench)
    write(bench, bucket)
    before = objects(bucket)
    for damage in (
        b"",
        b"{}",
        b'{"ended":true,"files":{"bundle.json":[]},"replaced":{},"run":"","unsure":0}',
        bytes(1_000_001),
    ):
        obstore.put(bucket._store, INVENTORY, damage)
        write(bench, bucket)
        assert objects(bucket) == before


def test_the_tree_of_another_registry_is_replaced_whole(
    bench: Bench, store: ObjectStore, tmp_path: Path
) -> None:
    """Of a trial registry whose log has as many entries, and whose tiles have the same names."""
    trial, folder = Bench(tmp_path / "trial.db"), tmp_path / "tree"
    for one, first in ((trial, 500), (bench, 1)):
        one.issue(*(one.draft(first + number) for number in range(3)))
        publish_as_cq(one)
    bucket = Bucket(store, "s3://bucket")
    write(trial, bucket)
    write_tree(trial.registry, folder)
    trial.registry.close()
    # the head is by a key that this registry does not know: it takes nothing back that it has to know of
    path = f"{HOST}/log/checkpoint"
    text = objects(bucket)[path].partition(b"\n\n")[0] + "\n\n— x AAAAAAAA\n".encode()
    obstore.put(store, path, text)
    (folder / path).write_bytes(text)
    write(bench, bucket)
    write_tree(bench.registry, folder)
    write_tree(bench.registry, tmp_path / "fresh")
    assert files(tmp_path / "fresh").items() <= objects(bucket).items()
    assert files(tmp_path / "fresh").items() <= files(folder).items()


@pytest.mark.parametrize("heeds", [True, False])
def test_storage_that_knows_a_tag_without_its_quotes_only(
    bench: Bench, store: ObjectStore, tmp_path: Path, heeds: bool
) -> None:
    """As Ceph 18.2 does; where it takes any tag in that spelling, it is refused."""

    class Unquoting(Bucket):
        def _put(self, path: str, data: bytes, headers: Any, tag: str | None) -> str | None:
            if not heeds and tag == "0" * 32:
                return super()._put(path, data, headers, self.find(path).tag)  # type: ignore[union-attr]
            if tag and not self.bare_tags:
                return None
            return super()._put(path, data, headers, tag and f'"{tag}"')

    publish_as_cq(bench)
    bucket = Unquoting(store, "s3://bucket")
    if heeds:
        for _ in range(2):
            write(bench, bucket)
        write_tree(bench.registry, tmp_path / "tree")
        assert objects(bucket) == files(tmp_path / "tree")
        return
    with pytest.raises(CarrierError) as refused:
        write(bench, bucket)
    assert refused.value.code == "objects-unconditional"
