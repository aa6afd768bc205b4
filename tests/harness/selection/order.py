"""The order of the tests: files of long groups first, or by HUREN_ORDER=N the Nth order of chance."""

import os
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest


def order_tests(items: list[pytest.Item], long: list[str]) -> None:
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
        groups.sort(
            key=lambda group: not any(map(group[0].get_closest_marker, long))
        )  # all workers end at once
    items[:] = [item for group in groups for item in group]
