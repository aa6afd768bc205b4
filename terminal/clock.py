"""The only place that reads the clock; everything below takes the time as an argument."""

from datetime import datetime

from credentials.times import CHINA


def read_clock() -> datetime:
    """This moment in whole seconds, at +08:00."""
    return datetime.now(CHINA).replace(microsecond=0)
