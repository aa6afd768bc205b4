"""Report of a running audit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from registry.errors import RegistryError
from signing.errors import HurenError

SIGNED_SO = ("index-conflict", "list-unnamed")
"""Problems in signed records, which are no fault of the database."""

_STEP = 500
_LONGEST = 300


class Report:
    """Counts and problems; each problem is an error that says what is wrong where, and what to do."""

    def __init__(self, progress: Callable[[int], None] | None = None) -> None:
        self._progress = progress
        self.clear()

    def clear(self) -> None:
        """Begin again: a transaction may run more than once."""
        self.problems: list[RegistryError] = []
        self.records = 0
        self.proofs = 0

    def add(self, problem: RegistryError) -> None:
        """Add a problem."""
        self.problems.append(problem)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """Enclose a part of the work: an error in it becomes a problem, and the next part goes on."""
        try:
            yield
        except HurenError as error:
            self.add(unusable(what, error))

    def step(self) -> None:
        """Count a step; report progress every so many steps."""
        done = self.records + self.proofs
        if self._progress is not None and done % _STEP == 0:
            self._progress(done)


def unusable(where: str, error: Exception) -> RegistryError:
    """Return the problem that something stored cannot be read or used."""
    why, why_zh = str(error), str(error)
    if isinstance(error, HurenError):
        why, why_zh = error.sentence("en"), error.sentence("zh")
    return RegistryError("stored-unusable", where, why=why[:_LONGEST], why_zh=why_zh[:_LONGEST])
