"""Issuing durably: plan, sign, store, log; the speed of 10,000, the memory of 100,000."""

import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Number, rate_beside
from bench.scene import NOW, SIGN, drafts, open_registry
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import issue, issue_in_portions

COUNT = 10_000
MANY = 100_000


def bench_issue() -> Iterator[Number]:
    """Measure credentials a second, against bare pyca signatures before and after each run."""
    drafts(COUNT)  # made before the measurement starts
    bare, message = Ed25519PrivateKey.generate(), b"\x5a" * 64
    rates = []
    for round_ in range(3):
        with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
            issue_all = partial(_issue, registry, random.Random(round_))
            rates.append(rate_beside(issue_all, lambda: bare.sign(message), 5_000))
    runs, bases = zip(*rates, strict=True)
    yield Number("issue", median(runs), "credentials/s", 0.2, False, median(bases), SIGN)


def _issue(registry: Registry, source: random.Random) -> int:
    return len(issue(registry, drafts(COUNT), example_signer("cq-assessment"), now=NOW, random=source))


def bench_memory() -> Iterator[Number]:
    """Measure the peak memory of a process that issues a batch of 100,000, drafts included."""
    command = [sys.executable, "-c", "from bench.registry.issuing import issue_many; issue_many()"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    drafts_only, peak = (int(text) / 1024 for text in done.stdout.split())
    yield Number("issue 100,000: memory", peak, "MiB", 500, True)
    yield Number("issue 100,000: memory beside the drafts", peak - drafts_only, "MiB", 300, True)


def issue_many() -> None:
    """Print the peak memory in KiB before issuing and after it."""
    stock, signer = drafts(MANY), example_signer("cq-assessment")
    print(_peak())
    with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
        for _ in issue_in_portions(registry, stock, signer, now=NOW, random=random.Random(1)):
            pass
    print(_peak())


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
