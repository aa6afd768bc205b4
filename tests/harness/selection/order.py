"""Order of the tests: files of long groups first, or a random order by HUREN_ORDER=N."""

import os
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest


def order_tests(items: list[pytest.Item], long: list[str]) -> None:
    """Sort the tests in place; those of a file stay together, as they share costly fixtures."""
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
        groups.sort(
            key=lambda group: not any(map(group[0].get_closest_marker, long))
        )  # so that all workers end at about the same time
    items[:] = [item for group in groups for item in group]
