"""What a run of all tests leaves out: group `slow`, and one database where a rule is no matter of it."""

import os
from collections.abc import Callable

import pytest

from tests.harness.checkout import ROOT

SLOW = (
    "api/test_clients.py",
    "api/test_schema.py",
    "bounds/",
    "carriers/bids/",
    "carriers/spreadsheet/test_hostile.py",
    "cli/demo/",
    "cli/tender/",
    "contract/test_browser_types.py",
    "crash/",
    "docs/test_tutorial.py",
    "drills/",
    "pages/test_browser.py",
    "pages/test_contract.py",
    "parity/",
    "registry/admission/test_reports.py",
    "registry/issuing/test_concurrency.py",
    "scenarios/test_arrival_orders.py",
    "scenarios/test_theft_drills.py",
    "scenarios/test_two_nodes.py",
    "service/test_read_only.py",
    "sync/",
    "tender_page/",
    "upkeep/",
    "verifier/test_memory_orders.py",
    "verify_page/",
)
"""Where a case has processes, a browser or nodes of its own: a seventh of the tests, two thirds of the time.

HUREN_REQUIRE_ALL=1 runs them, as CI does before a change lands; so does naming a room or a file.
"""

ALWAYS = (
    "cli/tender/test_example.py",
    "parity/test_ground.py",
    "parity/works/",
    "sync/test_packs.py",
    "tender_page/test_contract.py",
    "upkeep/test_backup.py",
    "verify_page/test_verify.py",
)
"""Of these, what is run all the same: each face is met once."""

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
    "sync/monitoring/",
    "sync/test_packs.py",
    "sync/test_posters.py",
)
"""With HUREN_LONG=1 both. What is asked of a database, and processes beside it, are tested on both always."""


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """Takes them from the list, where it is; what was taken out."""
    reasons: list[Callable[[pytest.Item], bool]] = []
    if leaves_slow_out(config):
        reasons.append(is_slow)
    if os.environ.get("HUREN_LONG") != "1":
        reasons.append(_is_elsewhere)
    left = [item for item in items if any(reason(item) for reason in reasons)]
    taken = set(map(id, left))
    items[:] = [item for item in items if id(item) not in taken]
    return left


def leaves_slow_out(config: pytest.Config) -> bool:
    """Whether all of tests/ was asked for, and not every group."""
    asked = {(config.invocation_params.dir / arg).resolve() for arg in config.args}
    return os.environ.get("HUREN_REQUIRE_ALL") != "1" and asked == {ROOT / "tests"}


def tell_left_out() -> str:
    """For the end of a run."""
    rooms = ", ".join(name for name in SLOW if name.endswith("/"))
    return (
        f"group slow: not run: most of {rooms} and more; HUREN_REQUIRE_ALL=1 runs them, as does naming a room"
    )


def is_slow(item: pytest.Item) -> bool:
    """By where it is."""
    return _path(item).startswith(SLOW) and not _path(item).startswith(ALWAYS)


def _is_elsewhere(item: pytest.Item) -> bool:
    return _path(item).startswith(ON_SQLITE) and "postgresql" in _asked(item)


def _path(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0].removeprefix("tests/")


def _asked(item: pytest.Item) -> list[object]:
    found = getattr(item, "callspec", None)
    return [*found.params.values()] if found is not None else []
