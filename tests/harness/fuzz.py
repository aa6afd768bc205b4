"""Number of examples of a property test: its own, a tenth of many in CI, more by HUREN_FUZZ=N."""

import os

JUDGED = os.environ.get("HUREN_REQUIRE_ALL") == "1" and "HUREN_ORDER" not in os.environ
"""CI draws the same examples each time; the night and a developer draw new ones."""

FEW = 10


def examples(default: int) -> int:
    """Return `default`, or HUREN_FUZZ if it is larger.

    Repeated examples find nothing new: CI runs a tenth of a large number, and the night draws new ones.
    """
    own = max(default // 10, min(default, FEW)) if JUDGED else default
    return max(own, int(os.environ.get("HUREN_FUZZ", "0")))
