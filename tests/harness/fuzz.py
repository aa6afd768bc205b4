"""How many examples a property test runs: its own number, scaled up by HUREN_FUZZ=N (N examples in all)."""

import os


def examples(default: int) -> int:
    """`default`, or the number in the environment's HUREN_FUZZ when that is larger."""
    return max(default, int(os.environ.get("HUREN_FUZZ", "0")))
