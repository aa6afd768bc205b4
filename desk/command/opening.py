"""Opening of the desk that a command works at."""

from collections.abc import Iterator
from contextlib import contextmanager

from desk.filing import is_decided_by_people
from desk.office.desk import Desk
from desk.office.people import remember_people
from registry import Registry
from terminal.invocation import Invocation


@contextmanager
def open_desk(run: Invocation) -> Iterator[Desk]:
    """Open the desk of `choose_office`."""
    with run.open_registry() as registry:
        desk = Desk(registry, choose_office(run, registry))
        remember_people(desk)
        yield desk


def choose_office(run: Invocation, registry: Registry) -> str:
    """Return `--issuer`, else the one association whose root names people or has keys here."""
    if run.issuer is None:
        parties = [party.id for party in run.text(registry).parties]
        deciding = registry.read(lambda view: [did for did in parties if is_decided_by_people(view, did)])
        if len(deciding) == 1:
            return deciding[0]
    return run.choose_issuer(registry)
