"""Audit of the database file: a row that an index does not find is as good as lost."""

from registry.errors import RegistryError
from registry.upkeep.audit.report import Report
from registry.view.view import RegistryView

_MOST = 20


def audit_pages(view: RegistryView, report: Report) -> None:
    """Run SQLite's check of its pages and indexes; other engines have their own."""
    if view.connection.dialect.name != "sqlite":
        return
    for (line,) in view.connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
        if line != "ok":
            report.add(RegistryError("pages-damaged", "registry.db", why=str(line)[:200]))
