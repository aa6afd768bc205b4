"""A matrix by day and by night: a few of its cases run at every change, the others in `.ci/night`."""

from collections.abc import Container, Iterable
from typing import Any

import pytest


def by_day(cases: Iterable[Any], day: Container[Any]) -> list[Any]:
    """Return the parameters, those that are not in `day` marked for the night; a tuple is several values."""
    return [one if one in day else _by_night(one) for one in cases]


def _by_night(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.night)
