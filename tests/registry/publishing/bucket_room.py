"""A registry and a bucket to publish into, and writers that are killed or late."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from obstore.store import MemoryStore, ObjectStore

from carriers.objects.bucket import Bucket
from registry.publishing.publish import publish, write_tree
from registry.publishing.stores.bucket import INVENTORY, BucketStore
from registry.registry import Registry
from tests.harness.processes.object_server import open_store
from tests.world.registry_setup import Bench

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

    def die(self) -> None:
        raise Killed

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
