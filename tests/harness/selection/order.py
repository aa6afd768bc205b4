"""The order of the tests: rooms whose files take long first, or by HUREN_ORDER=N the Nth order of chance."""

import os
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from tests.harness.checkout import ROOT

LONG = (
    "docs",
    "bounds",
    "parity",
    "verify_page",
    "tender_page",
    "service",
    "pages",
    "crash",
    "cli",
    "contract",
    "scenarios",
    "upkeep",
    "api",
)
"""Rooms with servers, browsers and processes: what is short comes last, so that all workers end at once."""


def order_tests(items: list[pytest.Item]) -> None:
    """Puts them in order where they are; those of a file stay together, for what they share is made once."""
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    groups = [*files.values()]
    seed = os.environ.get("HUREN_ORDER")
    if seed:
        chance = Random(seed)
        chance.shuffle(groups)
        for group in groups:
            chance.shuffle(group)
    else:
        groups.sort(key=lambda group: _rank(group[0].path.relative_to(ROOT / "tests").parts[0]))
    items[:] = [item for group in groups for item in group]


def _rank(room: str) -> int:
    return LONG.index(room) if room in LONG else len(LONG)
