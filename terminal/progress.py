"""Progress bar on standard error for long work."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds without a bar: most work is over by then, and drawing one costs start-up time."""


class ProgressBar:
    """Progress of the work; drawn after `PATIENCE`, on a terminal only."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done = label, total, 0
        self._began = time.monotonic()  # the wall clock may be set while the work goes on
        self._shown: _Shown | None = None
        self._wanted = sys.stderr.isatty()

    def advance(self, count: int = 1) -> None:
        """Count further pieces as done."""
        self.reach(self.done + count)

    def reach(self, done: int) -> None:
        """Set the number of pieces done."""
        self.done = done
        if self._shown is None and self._wanted and time.monotonic() - self._began > PATIENCE:
            self._shown = _Shown(self.label, self.total)
        if self._shown is not None:
            self._shown.update(done)

    def close(self) -> None:
        """Remove the bar from the terminal."""
        if self._shown is not None:
            self._shown.close()


@contextmanager
def progress(label: str, total: int | None) -> Iterator[ProgressBar]:
    """Yield a bar for `total` pieces of work (None: unknown), gone when the work ends."""
    bar = ProgressBar(label, total)
    try:
        yield bar
    finally:
        bar.close()


class _Shown:
    def __init__(self, label: str, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        # the bar goes to standard error, because a redirected standard output holds data only
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.display = Progress(*columns, console=Console(file=sys.stderr), transient=True)
        self.task = self.display.add_task(label, total=total)
        self.display.start()

    def update(self, done: int) -> None:
        self.display.update(self.task, completed=done)

    def close(self) -> None:
        self.display.stop()
