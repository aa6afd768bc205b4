"""Writers into a bucket that are killed, late, or have an old copy of the database."""

from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from obstore.store import ObjectStore

from carriers.objects.bucket import Bucket
from registry import RegistryError
from registry.log.tiles import entry_tiles, hash_tiles
from registry.publishing.publish import write_tree
from registry.publishing.static_tree import refuse_ahead
from registry.publishing.stores.bucket import INVENTORY, BucketStore
from registry.registry import Registry
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note
from tests.harness.apartments import FILINGS, back_up
from tests.harness.processes.object_server import object_server
from tests.harness.selection.by_day import by_day
from tests.registry.publishing.bucket_room import (
    HOST,
    DyingBucket,
    Killed,
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


def test_what_a_killed_writer_left_is_mended_though_the_inventory_knows_the_content(
    bench: Bench, store: ObjectStore, tmp_path: Path
) -> None:
    """A file that the killed publication changed is again as before: the inventory has its digest."""
    bucket = DyingBucket(store, "s3://bucket")
    publish_as_cq(bench)
    write(bench, bucket)
    loose = f"{HOST}/log/loose.ndjson.gz"
    issued = bench.world.issue("cq")
    for data in (issued, bench.world.suspend(issued)):
        bench.admit(data)
    bucket.meet = lambda path: bucket.die() if path == "bundle.json" else None
    with pytest.raises(Killed):
        write(bench, bucket)
    bucket.meet = len
    publish_as_cq(bench)
    write(bench, bucket)
    write_tree(bench.registry, tmp_path / "tree")
    tree = files(tmp_path / "tree")
    assert objects(bucket)[loose] == tree[loose]
    assert tree.items() <= objects(bucket).items()


def test_a_late_write_of_a_writer_who_lost_his_turn_is_mended_by_the_next_publication(
    bench: Bench, store: ObjectStore, tmp_path: Path
) -> None:
    """The second writer skips a file that has not changed; then the first one's arrives, by its old tag."""
    first, second, late = DyingBucket(store, "s3://bucket"), Bucket(store, "s3://bucket"), "trust.json"
    publish_as_cq(bench)
    write(bench, second)

    def intrude(met: str) -> None:
        if met == f"{HOST}/log/checkpoint":
            first.meet = len
            write(bench, second)
            here = second.find(late)
            assert here is not None
            assert Bucket.swap(first, late, b"late", here.tag, {}) is not None

    bench.issue(bench.draft(1))
    publish_as_cq(bench)
    first.meet = intrude
    with pytest.raises(RegistryError):
        write(bench, first)
    assert objects(second)[late] == b"late"
    bench.world.advance(days=3)
    write(bench, second)
    write_tree(bench.registry, tmp_path / "tree")
    assert files(tmp_path / "tree").items() <= objects(second).items()


def test_a_lost_answer_to_the_first_request_is_no_other_spelling_of_tags(
    bench: Bench, store: ObjectStore
) -> None:
    class Losing(Bucket):
        def swap(self, *rest: Any) -> str | None:
            done, self.swaps = super().swap(*rest), getattr(self, "swaps", 0) + 1
            return None if self.swaps == 1 else done

    publish_as_cq(bench)
    write(bench, Bucket(store, "s3://bucket"))
    bucket = Losing(store, "s3://bucket")
    write(bench, bucket)
    assert not bucket.bare_tags


def test_a_resumed_publication_sends_no_file_again_that_is_there(bench: Bench, store: ObjectStore) -> None:
    bench.issue(*(bench.draft(number) for number in range(40)))
    publish_as_cq(bench)
    bucket = DyingBucket(store, "s3://bucket")
    bucket.meet = lambda path: bucket.die() if path.endswith("log/checkpoint") else None
    with pytest.raises(Killed):
        write(bench, bucket)
    put: list[str] = []
    bucket.meet = put.append
    write(bench, bucket)
    assert [path for path in put if path.startswith((f"{HOST}/records", f"{HOST}/log/tile"))] == []
