"""The clock and the random numbers of `api/`. Nothing else here reads them."""

import secrets
import time
from datetime import datetime
from typing import Protocol

from credentials.times import CHINA


class Clock(Protocol):
    """The source of time of an application; the tests bring their own."""

    def now(self) -> datetime:
        """Return this moment in whole seconds, aware."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return this moment in whole seconds, at +08:00."""
        return datetime.now(CHINA).replace(microsecond=0)

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()


def new_request_id() -> str:
    """Return 16 hex digits."""
    return secrets.token_hex(8)
