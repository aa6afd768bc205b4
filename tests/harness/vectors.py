"""Where published test data is: beside the checkout, never copied into it."""

import os
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT

ROOT = ROOT.parent / "shared" / "vectors"


def vectors(name: str) -> Path:
    """The path of one published vector file or folder; skips the test, naming the group, when it is absent.

    With HUREN_REQUIRE_ALL=1 the skip is a failure.
    """
    return _beside(ROOT / name, "published-vectors")


def worked_example(name: str) -> Path:
    """The path of a worked example, `tender` for one; skips as `vectors` does."""
    return _beside(ROOT.parent / "design" / name / "worked-example.json", "worked-examples")


def _beside(path: Path, group: str) -> Path:
    if not path.exists():
        reason = f"group {group}: {path.name} is not beside the checkout"
        if os.environ.get("HUREN_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
