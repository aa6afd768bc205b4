"""What `api/` takes from its surroundings: the clock and random numbers. Nothing else here reads them."""

import secrets
import time
from datetime import datetime
from typing import Protocol

from credentials.times import CHINA


class Clock(Protocol):
    """Where an application learns the time; the tests bring their own."""

    def now(self) -> datetime:
        """This moment in whole seconds, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """This moment in whole seconds, at +08:00."""
        return datetime.now(CHINA).replace(microsecond=0)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()


def new_request_id() -> str:
    """16 hex digits."""
    return secrets.token_hex(8)
