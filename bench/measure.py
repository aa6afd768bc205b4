"""Measurement of a number: in turns with its base, medians, one JSON line."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Number:
    """Measured number; `goal` is the bound on the ratio if there is a base, else on the value; None sets
    no bound."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = True
    base: float | None = None
    base_name: str | None = None

    @property
    def ratio(self) -> float | None:
        """Value over base, in the same unit."""
        return self.value / self.base if self.base else None

    def to_json(self) -> str:
        """Return the line that is printed."""
        line: dict[str, object] = {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "base": round(self.base, 4) if self.base is not None else None,
            "ratio": round(self.ratio, 3) if self.ratio is not None else None,
        }
        if self.goal is not None:
            compared = self.ratio if self.ratio is not None else self.value
            line["goal"] = ("<= " if self.at_most else ">= ") + f"{self.goal:g}"
            line["met"] = compared <= self.goal if self.at_most else compared >= self.goal
        if self.base_name is not None:
            line["baseName"] = self.base_name
        return json.dumps(line, ensure_ascii=False)


Stopwatch = Callable[[], float]


def seconds(run: Callable[[], object], times: int, clock: Stopwatch = time.perf_counter) -> float:
    """Return seconds for one call, as the average of `times` calls."""
    start = clock()
    for _ in range(times):
        run()
    return (clock() - start) / times


def in_turns(
    ours: Callable[[], object],
    other: Callable[[], object],
    *,
    times: int,
    rounds: int = 25,
    clock: Stopwatch = time.perf_counter,
) -> tuple[float, float]:
    """Return the median seconds for one call of each, measured A B A B … so that changes of the machine
    affect both."""
    # warms up, so that caches and late imports are not part of the number
    for run in (ours, other):
        seconds(run, max(times // 10, 1))
    pairs = [(seconds(ours, times, clock), seconds(other, times, clock)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def rate_beside(run: Callable[[], int], bare: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the rates of `run`, which returns its count, and of bare calls before and after it."""
    before = seconds(bare, times)
    start = time.perf_counter()
    rate = run() / (time.perf_counter() - start)
    return rate, 2 / (before + seconds(bare, times))


def cpu_in_turns(ours: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Measure `in_turns` by the thread's own CPU time, for pure computation: waiting for a core does not
    count."""
    return in_turns(ours, other, times=100, rounds=100, clock=time.thread_time)


Bench = Callable[[], Iterator[Number]]
