"""Desk of one association in a registry: everything is read and written through it."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from desk.last_people import load_last
from desk.tables import has_tables, is_behind, prepare_tables
from registry.registry import Registry
from registry.view.view import RegistryView

T = TypeVar("T")


class DeskView(NamedTuple):
    """One transaction's view of a desk."""

    view: RegistryView
    issuer: str
    known: str | None = None
    """Digest of the newest people list that the file beside the database names."""
    is_kept: bool = True
    """False before the desk first wrote: there are no tables yet."""


class Desk:
    """Desk of an association; time is an argument of what is asked."""

    def __init__(self, registry: Registry, issuer: str) -> None:
        self.registry = registry
        self.issuer = issuer
        self._is_current = False

    @property
    def known(self) -> str | None:
        """Digest of the newest people list that this machine has seen."""
        last = load_last(self.registry).get(self.issuer)
        return last.digest if last is not None else None

    def read(self, work: Callable[[DeskView], T]) -> T:
        """Run `work` on one unchanging view; tables of an earlier version are brought up first."""
        known = self.known
        if not self._is_current and self.registry.read(lambda view: is_behind(view.connection)):
            self.write(lambda _: None)
        self._is_current = True
        return self.registry.read(
            lambda view: work(DeskView(view, self.issuer, known, has_tables(view.connection)))
        )

    def write(self, work: Callable[[DeskView], T]) -> T:
        """Run `work` in one write transaction, which may run it again; the tables are made if need be."""
        known = self.known

        def run(view: RegistryView) -> T:
            prepare_tables(view.connection)
            return work(DeskView(view, self.issuer, known))

        return self.registry.write(run)
