"""Versions of a list notice as they were admitted here: what opens the gate of a plan."""

from datetime import UTC, datetime

from sqlalchemy import select

from credentials.documents.works.list_notice import ListNotice
from credentials.kinds import parse_any
from registry.database.portions import narrow, select_in
from registry.database.tables import RECORD
from registry.view.view import RegistryView
from verifier.desk.reading.gate import AdmittedNotice

_ADMITTED = narrow(select(RECORD.c.digest, RECORD.c.admitted), RECORD.c.digest)


def find_admitted(view: RegistryView, digest: str) -> list[AdmittedNotice]:
    """Return all versions of the notice with this digest; none where it is not here, or nobody files it."""
    data = view.data(digest)
    record = parse_any(data) if data is not None else None
    finder = view.memory.filed.beside.get(ListNotice.KIND)
    if record is None or finder is None or not isinstance(record.body, ListNotice):
        return []
    versions = finder(view, record)
    rows = select_in(view.connection, _ADMITTED, [version.digest for version in versions])
    admitted = {row.digest: datetime.fromtimestamp(row.admitted, UTC) for row in rows}
    return [AdmittedNotice(version, admitted[version.digest]) for version in versions]
