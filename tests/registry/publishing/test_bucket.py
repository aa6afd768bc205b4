"""Publishing into a bucket: the same tree as in a folder, whoever is killed, late or an old copy."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import obstore
import pytest
from obstore.store import MemoryStore, ObjectStore

from carriers.errors import CarrierError
from carriers.objects.bucket import Bucket
from registry import RegistryError
from registry.log.tiles import entry_tiles, hash_tiles
from registry.publishing.publish import publish, write_tree
from registry.publishing.static_tree import refuse_ahead
from registry.publishing.stores.bucket import INVENTORY, MAX_BYTES, BucketStore
from registry.registry import Registry
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note
from tests.harness.apartments import FILINGS, back_up
from tests.harness.processes.object_server import object_server, open_store
from tests.harness.selection.by_day import by_day
from tests.world.registry_setup import Bench

__all__ = ["object_server"]

pytestmark = pytest.mark.one_database

HOST = "cq.huren.example"
RUNS = map(str, range(1_000_000))


class Killed(BaseException):
    """The process has ended."""


class DyingBucket(Bucket):
    """A bucket whose caller is killed at its n-th request that writes; `meet` is called before each."""

    left = 10**9
    meet: Callable[[str], object] = staticmethod(len)

    def _put(self, path: str, *rest: Any) -> str | None:
        self._live(path)
        return super()._put(path, *rest)

    def delete(self, paths: Any) -> None:
        self._live(paths[0] if paths else "")
        super().delete(paths)

    def _live(self, path: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed
        self.meet(path)


@pytest.fixture(params=["memory", pytest.param("server", marks=pytest.mark.night)])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    """An empty place, of obstore itself or of a server."""
    if request.param == "memory":
        return MemoryStore()
    return open_store(request.getfixturevalue("object_server"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "registry.db")
    yield bench
    bench.registry.close()


def publish_as_cq(bench: Bench, registry: Registry | None = None) -> None:
    party, random = bench.world.cq, bench.random
    publish(
        registry or bench.registry,
        party.did,
        party.signers["publication"],
        now=bench.world.now,
        random=random,
    )


def write(bench: Bench, bucket: Bucket, *, registry: Registry | None = None, **more: Any) -> int:
    now = bench.world.now
    store = BucketStore(bucket, run=next(RUNS), now=now)
    return write_tree(registry or bench.registry, store, now=now, **more)


def objects(bucket: Bucket) -> dict[str, bytes]:
    entries = [entry.path for entry in bucket.list("")]
    return {path: bucket.get(path, 10**9).data for path in entries if path != INVENTORY}  # type: ignore[union-attr,misc]


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def check_covered(bench: Bench, tree: dict[str, bytes]) -> None:
    """Check that all that the checkpoint of the tree names is there."""
    text = tree.get(f"{HOST}/log/checkpoint")
    if text is None:
        return
    head = parse_checkpoint(parse_note(text).text)
    log = bench.registry.read(lambda view: view.log(bench.world.cq.did))
    assert log.goes_on_from(head.size, head.root)
    leaves = [log.tree.node(0, place) for place in range(head.size)]
    for path, _ in hash_tiles(log.tree, head.size):
        assert f"{HOST}/log/tile/{path}" in tree
    for path, _ in entry_tiles(leaves):
        assert f"{HOST}/log/tile/{path}" in tree


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
    assert spent[1] - spent[0] <= 2, "a tile of the next level, and a look at the last full pack"


@pytest.mark.night
def test_a_killed_publication_goes_on_to_the_same_tree(
    bench: Bench, store: ObjectStore, tmp_path: Path
) -> None:
    """Killed at requests that write, of the first publication and of one over a boundary of tiles."""
    for round_ in (1, 260):
        bench.issue(*(bench.draft(round_ * 1000 + number) for number in range(round_)))
        publish_as_cq(bench)
        for budget in range(0, 10_000, 13):
            bucket = DyingBucket(store, "s3://bucket")
            bucket.left = budget
            try:
                write(bench, bucket)
            except Killed:
                check_covered(bench, objects(bucket))
            else:
                break
        write_tree(bench.registry, tmp_path / "tree")
        assert objects(Bucket(store, "")) == files(tmp_path / "tree")


@pytest.mark.parametrize(
    "path", by_day([INVENTORY, f"{HOST}/log/checkpoint", "trust.json", "bundle.json"], ["trust.json"])
)
def test_of_two_writers_the_earlier_one_is_refused(
    bench: Bench, store: ObjectStore, tmp_path: Path, path: str
) -> None:
    """The second begins and ends when the first is about to write `path`."""
    first, second = DyingBucket(store, "s3://bucket"), Bucket(store, "s3://bucket")
    publish_as_cq(bench)
    write(bench, first)
    bench.issue(bench.draft(1))
    publish_as_cq(bench)

    def intrude(met: str) -> None:
        if met == path:
            first.meet = len
            bench.issue(bench.draft(2))
            publish_as_cq(bench)
            write(bench, second)

    first.meet = intrude
    with pytest.raises(RegistryError) as refused:
        write(bench, first)
    assert refused.value.code == "tree-overtaken"
    assert "s3://bucket" in refused.value.sentence("zh")
    write_tree(bench.registry, tmp_path / "tree")
    assert files(tmp_path / "tree").items() <= objects(second).items()


def test_an_old_copy_of_the_database_is_named_and_signs_nothing(
    bench: Bench, store: ObjectStore, tmp_path: Path
) -> None:
    """Its file of last heads is as old as it is, so that only the bucket shows it."""
    bucket = Bucket(store, "s3://bucket")
    bench.issue(bench.draft(1))
    publish_as_cq(bench)
    back_up(bench.path, tmp_path / "old.db")
    copyfile(f"{bench.path}.heads", tmp_path / "old.db.heads")
    bench.issue(bench.draft(2))
    publish_as_cq(bench)
    write(bench, bucket)
    before = objects(bucket)
    with Registry.open(tmp_path / "old.db", filings=FILINGS) as old:
        for attempt in (
            lambda: refuse_ahead(old, BucketStore(bucket, run="b", now=bench.world.now)),
            lambda: write(bench, bucket, registry=old),
        ):
            with pytest.raises(RegistryError) as refused:
                attempt()
            assert refused.value.code == "tree-ahead"
            assert str(tmp_path / "old.db") in refused.value.sentence("en")
        with pytest.raises(RegistryError) as unsigned:
            publish_as_cq(bench, old)
        assert unsigned.value.code == "log-behind"
    assert objects(bucket) == before
    write(bench, bucket)


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


def test_a_damaged_inventory_is_made_anew(bench: Bench, store: ObjectStore) -> None:
    bucket = Bucket(store, "s3://bucket")
    publish_as_cq(bench)
    write(bench, bucket)
    before = objects(bucket)
    for damage in (b"", b"{}", b'{"files":{"bundle.json":[]},"replaced":{},"run":""}', bytes(MAX_BYTES + 1)):
        obstore.put(bucket._store, INVENTORY, damage)
        write(bench, bucket)
        assert objects(bucket) == before


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
