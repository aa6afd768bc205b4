"""Audit: everything stored, recomputed from the signed bytes and compared.

The audit trusts no column. The bytes of a record determine its columns, rows and leaves; the leaves determine
the roots; the events determine the status lists.

Two columns are not compared: `record.admitted` and `plan.planned`, the times of storing. No rule reads them;
the times that count are signed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from registry.errors import RegistryError
from registry.log.last_heads import Heads, load_heads
from registry.registry import Registry
from registry.upkeep.audit.database_file import audit_pages
from registry.upkeep.audit.named import audit_named
from registry.upkeep.audit.others import audit_conflicts, audit_cosignatures, audit_mirrors
from registry.upkeep.audit.records import audit_records
from registry.upkeep.audit.report import Report
from registry.upkeep.audit.roots import audit_roots
from registry.upkeep.audit.signatures import audit_proofs
from registry.upkeep.audit.status_lists import audit_status_lists
from registry.upkeep.audit.waiting import audit_waiting
from registry.view.view import RegistryView

__all__ = ["Audit", "audit_registry"]


@dataclass(frozen=True, slots=True)
class Audit:
    """Numbers of records and proofs checked, and every problem; a sound registry has none."""

    records: int
    proofs: int
    problems: tuple[RegistryError, ...]


def audit_registry(
    registry: Registry,
    *,
    signatures: bool = False,
    alone: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Audit:
    """Audit one unchanging view of the registry; with `signatures` every proof too.

    The last signed heads are compared unless the registry is a copy `alone`, without the file beside it.
    `progress` gets the number of records checked, twice as many in all with `signatures`. Raises nothing: an
    unreadable database is a problem like any other.
    """
    report = Report(progress)
    heads, unread = (None, []) if alone else _read_heads(registry)

    def run(view: RegistryView) -> None:
        # a read runs again if the connection breaks
        report.clear()
        for error in unread:
            report.add(error)
        audit_pages(view, report)
        leaves = audit_records(view, report)
        audit_mirrors(view, report, leaves)
        audit_roots(view, report, leaves, heads, registry.heads if registry.remembers_heads else None)
        audit_named(view, report)
        audit_status_lists(view, report)
        audit_waiting(view, report)
        audit_conflicts(view, report)
        audit_cosignatures(view, report)
        if signatures:
            audit_proofs(view, report)

    try:
        registry.read(run)
    except RegistryError as error:
        report.add(error)
    return Audit(report.records, report.proofs, tuple(report.problems))


def _read_heads(registry: Registry) -> tuple[Heads | None, list[RegistryError]]:
    """Return the last signed heads, read before the view they are compared with, or the error."""
    if not registry.remembers_heads:
        return None, []
    try:
        return load_heads(registry.heads), []
    except RegistryError as error:
        return None, [error]
