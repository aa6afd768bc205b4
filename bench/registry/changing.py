"""Status changes durably: foreseen, signed, stored and logged, 10,000 in one run."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Number, rate_beside
from bench.scene import NOW, SIGN, drafts, open_registry
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import issue
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from registry.view.view import RegistryView
from signing.signer import Ed25519Signer

T = TypeVar("T")

COUNT = 10_000


def bench_changing() -> Iterator[Number]:
    """Measure changes a second from drafts to disk, and a portion's time with the lock: median, worst."""
    signer, bare, message = example_signer("cq-assessment"), Ed25519PrivateKey.generate(), b"\x5a" * 64
    rates, spans = [], list[float]()
    for round_ in range(3):
        source = random.Random(round_)
        with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
            records = issue(registry, drafts(COUNT), signer, now=NOW, random=source)
            wanted = [StatusDraft(r.body.id, "suspend", "annual-check-overdue") for r in records]
            given: Any = {"issuer": records[0].body.issuer, "now": NOW, "random": source}
            watch = _Watch(registry)
            change = partial(_change, registry, wanted, signer, given)
            rates.append(rate_beside(change, lambda: bare.sign(message), 5_000))
            spans += watch.spans
    runs, bases = zip(*rates, strict=True)
    yield Number("change", median(runs), "changes/s", 2000, False)
    yield Number("change-ratio", median(runs), "changes/s", None, False, median(bases), SIGN)
    yield Number("change-lock", median(spans) * 1000, "ms", 50, True)
    yield Number("change-lock-worst", max(spans) * 1000, "ms", 250, True)


def _change(registry: Registry, wanted: list[StatusDraft], signer: Ed25519Signer, given: Any) -> int:
    fit = [item for item in foresee(registry, wanted, **given) if isinstance(item, Foreseen)]
    return sum(map(len, sign_changes(registry, fit, signer, **given)))


class _Watch:
    """Times of the write transactions, from the lock to the commit on disk."""

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
