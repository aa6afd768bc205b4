"""Clock: the only place that reads it; everything below takes the time as an argument."""

from datetime import datetime

from credentials.times import CHINA


def read_clock() -> datetime:
    """Return this moment in whole seconds, at +08:00."""
    return datetime.now(CHINA).replace(microsecond=0)
