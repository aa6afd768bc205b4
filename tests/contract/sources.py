"""Sources that the house rules read: the floors, their modules, their errors."""

import importlib

from signing.errors import HurenError
from tests.harness.checkout import FLOORS, ROOT

MODULES = sorted(p for floor in (*FLOORS, "bench", "tools") for p in (ROOT / floor).rglob("*.py"))


def error_classes() -> list[type[HurenError]]:
    """Every subclass of the family that a floor defines in an `errors` module."""
    for floor in FLOORS:
        if any((ROOT / floor / name).exists() for name in ("errors.py", "errors")):
            importlib.import_module(f"{floor}.errors")
    found, queue = [], [HurenError]
    while queue:
        for child in queue.pop().__subclasses__():
            found.append(child)
            queue.append(child)
    return sorted(found, key=lambda cls: cls.__name__)
