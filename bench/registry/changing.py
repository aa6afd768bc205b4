"""Status changes durably: foreseen, signed, stored and logged, 10,000 in one run."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Number, seconds
from bench.registry.issuing import open_registry
from bench.scene import NOW, drafts
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import issue
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from registry.view.view import RegistryView

T = TypeVar("T")

COUNT = 10_000


def bench_changing() -> Iterator[Number]:
    """Changes a second from drafts to the disk, and how long a portion holds the lock: median and worst."""
    signer, bare, message = example_signer("cq-assessment"), Ed25519PrivateKey.generate(), b"\x5a" * 64
    runs, bases, held = [], [], []
    for round_ in range(3):
        source = random.Random(round_)
        with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
            records = issue(registry, drafts(COUNT), signer, now=NOW, random=source)
            wanted = [StatusDraft(r.body.id, "suspend", "annual-check-overdue") for r in records]
            watch = _Watch(registry)
            before = seconds(lambda: bare.sign(message), 5_000)
            start = time.perf_counter()
            issuer = records[0].body.issuer
            changes = _fit(foresee(registry, wanted, issuer=issuer, now=NOW, random=source))
            stored = sum(
                len(portion)
                for portion in sign_changes(registry, changes, signer, issuer=issuer, now=NOW, random=source)
            )
            runs.append(stored / (time.perf_counter() - start))
            after = seconds(lambda: bare.sign(message), 5_000)
            held += watch.spans
        bases.append(2 / (before + after))
    yield Number("change", median(runs), "changes/s", 2000, False)
    yield Number("change-ratio", median(runs), "changes/s", None, False, median(bases), "pyca Ed25519 sign")
    yield Number("change-lock", median(held) * 1000, "ms", 50, True)
    yield Number("change-lock-worst", max(held) * 1000, "ms", 250, True)


def _fit(found: Sequence[Foreseen | Exception]) -> list[Foreseen]:
    return [item for item in found if isinstance(item, Foreseen)]


class _Watch:
    """How long the transactions that write took, from the lock to the commit on disk."""

    def __init__(self, registry: Registry) -> None:
        self.spans: list[float] = []
        write = registry.write

        def timed(work: Callable[[RegistryView], T]) -> T:
            start = time.perf_counter()
            try:
                return write(work)
            finally:
                self.spans.append(time.perf_counter() - start)

        registry.write = timed  # type: ignore[method-assign]
