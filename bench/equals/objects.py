"""Publishing to object storage: requests and bytes sent for one more record, at logs of three sizes.

The storage is obstore's memory, so that nothing is repeated; a server adds no request of its own. Each log
ends half way through a pack: the pack and the tiles at its end are sent again until they are full.
"""

from collections.abc import Callable, Iterator

from obstore.store import MemoryStore

from bench.equals.office import EXCEPTIONS, Office, new_office
from bench.measure import Number
from carriers.objects.bucket import Bucket
from registry.log.tiles import WIDTH
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import write_tree
from registry.publishing.stores.bucket import BucketStore

SIZES = (1_000, 10_000, 100_000)
MOST_REQUESTS = 50
MOST_KIB = 512
"""Goals for one more record, without the bundle: that has every status event."""


def bench_objects() -> Iterator[Number]:
    """Measure the first publication, one more credential, one event, and nothing new."""
    acts: dict[str, Callable[[Office], object]] = {
        "first": lambda _: None,
        "credential": Office.issue,
        "event": Office.revoke,
        "nothing": lambda _: None,
    }
    for size in SIZES:
        with new_office(size) as office:
            office.issue((WIDTH // 2 - size - size // EXCEPTIONS) % WIDTH)
            store = MemoryStore()
            for number, (what, act) in enumerate(acts.items()):
                act(office)
                now, bucket = office.sign(), Bucket(store, "s3://bench")
                files = write_tree(office.registry, BucketStore(bucket, run=str(number), now=now), now=now)
                kib = (bucket.sent - len(build_bundle(office.registry))) / 1024
                bounds = (None, None) if what == "first" else (MOST_REQUESTS, MOST_KIB)
                name = f"objects-{what}-{size}"
                yield Number(f"{name}-requests", bucket.requests, "requests", bounds[0])
                yield Number(f"{name}-sent", kib, "KiB without the bundle", bounds[1])
                if what == "first":
                    yield Number(f"{name}-files", files, "files")
            yield Number(f"objects-bundle-{size}", len(build_bundle(office.registry)) / 1024, "KiB")
