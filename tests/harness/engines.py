"""Which tests meet one database alone: rules that are no matter of the engine, told on the quicker one."""

import os

import pytest

ON_SQLITE = (
    "drills/test_late.py",
    "interop/test_tlog.py",
    "registry/admission/test_admission_of_manifests.py",
    "registry/issuing/test_planning.py",
    "registry/publishing/test_register.py",
    "scenarios/desk/",
    "sync/lying/test_ahead.py",
    "sync/lying/test_lies.py",
    "sync/lying/test_partition.py",
    "sync/test_monitor.py",
    "sync/test_packs.py",
    "sync/test_posters.py",
)
"""With HUREN_LONG=1 both. What is asked of a database, and processes beside it, are tested on both always."""


def leave_out_engines(items: list[pytest.Item]) -> list[pytest.Item]:
    """Takes them from the list, where it is; what was taken out."""
    if os.environ.get("HUREN_LONG") == "1":
        return []
    left = [item for item in items if _is_elsewhere(item)]
    taken = set(map(id, left))
    items[:] = [item for item in items if id(item) not in taken]
    return left


def _is_elsewhere(item: pytest.Item) -> bool:
    path = item.nodeid.partition("::")[0].removeprefix("tests/")
    return path.startswith(ON_SQLITE) and "postgresql" in _asked(item)


def _asked(item: pytest.Item) -> list[object]:
    found = getattr(item, "callspec", None)
    return [*found.params.values()] if found is not None else []
