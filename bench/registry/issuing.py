"""Issuing durably: plan, sign, store, log; how fast 10,000, in how much room 100,000."""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Number, seconds
from bench.scene import NOW, drafts, world
from cli.apartments import load_filings
from keys_example import example_signer
from registry import Registry
from registry.issuing.issue import issue, issue_in_portions
from signing.jcs import canonicalize

COUNT = 10_000
MANY = 100_000


def open_registry(place: Path | str, heads: Path | None = None) -> Registry:
    """A fresh registry that holds the example world's agreement and key lists."""
    scene = world()
    registry = Registry.open(place, heads=heads, demo=True, filings=load_filings())
    halves = [half for version in scene.agreements for half in version]
    lists = [key_list for party in scene.parties.values() for key_list in party.key_lists]
    registry.set_pin(scene.pin)
    for document in (*halves, *lists):
        registry.admit(canonicalize(document), now=NOW)
    return registry


def bench_issue() -> Iterator[Number]:
    """Credentials a second, against bare pyca signatures a second measured before and after each run."""
    stock, signer = drafts(COUNT), example_signer("cq-assessment")
    bare, message = Ed25519PrivateKey.generate(), b"\x5a" * 64
    runs, bases = [], []
    for round_ in range(3):
        with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
            before = seconds(lambda: bare.sign(message), 5_000)
            start = time.perf_counter()
            issued = issue(registry, stock, signer, now=NOW, random=random.Random(round_))
            runs.append(len(issued) / (time.perf_counter() - start))
            after = seconds(lambda: bare.sign(message), 5_000)
        bases.append(2 / (before + after))
    yield Number("issue", median(runs), "credentials/s", 0.2, False, median(bases), "pyca Ed25519 sign")


def bench_memory() -> Iterator[Number]:
    """The most memory that a process of its own ever had which issued a batch of 100,000, drafts included."""
    command = [sys.executable, "-c", "from bench.registry.issuing import issue_many; issue_many()"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    drafts_only, peak = (int(text) / 1024 for text in done.stdout.split())
    yield Number("issue 100,000: memory", peak, "MiB", 500, True)
    yield Number("issue 100,000: memory beside the drafts", peak - drafts_only, "MiB", 300, True)


def issue_many() -> None:
    """Prints the peak memory in KiB before issuing and after it."""
    stock, signer = drafts(MANY), example_signer("cq-assessment")
    print(_peak())
    with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
        for _ in issue_in_portions(registry, stock, signer, now=NOW, random=random.Random(1)):
            pass
    print(_peak())


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
