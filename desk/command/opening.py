"""Opening of the desk that a command works at."""

from collections.abc import Iterator
from contextlib import contextmanager

from desk.office.desk import Desk
from terminal.invocation import Invocation


@contextmanager
def open_desk(run: Invocation) -> Iterator[Desk]:
    """Open the desk of `--issuer`, or of the only association with keys here."""
    with run.open_registry() as registry:
        yield Desk(registry, run.choose_issuer(registry))
