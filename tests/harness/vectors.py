"""Where the published test vectors are: beside the checkout, never copied into it."""

import os
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT

ROOT = ROOT.parent / "shared" / "vectors"


def vectors(name: str) -> Path:
    """The path of one published vector file or folder; skips the test, naming the group, when it is absent.

    With HUREN_REQUIRE_ALL=1 the skip is a failure.
    """
    path = ROOT / name
    if not path.exists():
        reason = f"group published-vectors: {name} is not beside the checkout"
        if os.environ.get("HUREN_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
