"""How many examples a property test runs: its own number, a quarter of many in CI, more by HUREN_FUZZ=N."""

import os

JUDGED = os.environ.get("HUREN_REQUIRE_ALL") == "1" and "HUREN_ORDER" not in os.environ
"""CI judges by the same examples each time; the night and whoever works draw new ones."""

FEW = 24


def examples(default: int) -> int:
    """`default`, or the number in the environment's HUREN_FUZZ when that is larger.

    Where no new ones are drawn they find nothing that they have not found before: CI runs a quarter of more
    than a few, and the night draws new ones.
    """
    own = max(default // 4, min(default, FEW)) if JUDGED else default
    return max(own, int(os.environ.get("HUREN_FUZZ", "0")))
