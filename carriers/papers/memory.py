"""Memory limit of a reading process, and the memory left.

Linux counts memory and enforces the limit. On other systems only the time limit and the caps on pixels bound
a page.
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
    """Limit this process to `most` bytes of mapped memory from now on; it leaves no core."""
    with suppress(AttributeError, ValueError, OSError):  # Windows has no limits; keep an existing lower limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def memory_left() -> int | None:
    """Return the bytes that this process may still map; None without a limit or a count."""
    with suppress(AttributeError, ValueError, OSError):
        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            used = int(_STATM.read_text().split()[0]) * resource.getpagesize()
            return int(max(0, most - used))
    return None
