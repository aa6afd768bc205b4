"""How much memory a reading process may have, and how much of it is left.

Linux counts it and holds to it. Where the system does not, time and the caps on pixels bound a page.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

resource: Any
try:
    import resource
except ImportError:  # not on Windows
    resource = None

_STATM = Path("/proc/self/statm")


def limit_memory(most: int) -> None:
    """From now on this process gets no more than `most` bytes, whatever it maps; it leaves no core."""
    with suppress(AttributeError, ValueError, OSError):  # none on Windows; not above a lower limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def memory_left() -> int | None:
    """Bytes that this process may still map; None where nothing limits it, or nobody counts."""
    with suppress(AttributeError, ValueError, OSError):
        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            held = int(_STATM.read_text().split()[0]) * resource.getpagesize()
            return int(max(0, most - held))
    return None
