"""Sizes: the QR code, and status at one exception in a hundred."""

import gzip
import random
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from uuid import UUID

from bench.measure import Number
from bench.scene import NOW, credentials
from carriers.qr import qr_version
from credentials.documents.status_list import encode_bitstring
from credentials.h1 import container_size, format_h1_url
from credentials.kinds import parse_credential
from tests.world import World


def bench_qr() -> Iterator[Number]:
    """Measure bytes of the H1 container and version of the QR code, median over sample credentials."""
    values = [parse_credential(data).value for data in credentials(300)]
    versions = [qr_version(format_h1_url(value, "https://cq.huren.example")) for value in values[:60]]
    yield Number("qr-bytes", median(map(container_size, values)), "bytes", 245, True)
    yield Number("qr-version", median(versions), "version", 12, True)


def bench_status() -> Iterator[Number]:
    """Measure bytes a credential of the gzipped list and of the gzipped events, at 1 % exceptions."""
    count, exceptions = 131_072, 1_310
    source = random.Random(3)
    encoded = encode_bitstring(source.sample(range(count), exceptions))
    yield Number("status-list", len(encoded) * 3 / 4 / count, "bytes/credential", 0.02, True)
    scene = World(NOW)
    events = []
    for _ in range(exceptions):
        action = source.choice(("suspend", "revoke"))
        created = NOW + timedelta(minutes=source.randrange(500_000))
        target = f"urn:uuid:{UUID(int=source.getrandbits(128), version=4)}"
        events.append(scene.event(target, action, by="cq", created=created, effective_from=created))  # type: ignore[arg-type]
    packed = gzip.compress(b"\n".join(events), 9)
    yield Number("status-events", len(packed) / (exceptions * 100), "bytes/credential", 1.2, True)
