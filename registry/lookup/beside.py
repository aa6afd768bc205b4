"""Records here that bear on another record: for `beside` of verifier.verify_record."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from credentials.documents.desk.list_notice import ListNotice
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.portions import narrow, select_in
from registry.database.tables import RECORD
from registry.view.part_records import find_heard
from registry.view.view import RegistryView
from verifier.desk.reading.gate import AdmittedNotice
from verifier.trust.beside import NOTHING_BESIDE, TOLD_BY, Beside

_ADMITTED = narrow(select(RECORD.c.digest, RECORD.c.admitted), RECORD.c.digest)


def find_beside(
    view: RegistryView, record: Record[Any], heard: Mapping[str, frozenset[str]] | None = None
) -> Beside:
    """Find the records that bear on `record`, with the finder of its apartment (registry.filing).

    `heard` are the manifests whose part is completely here; pass it if it is known already.
    """
    part = TOLD_BY.get(record.body.KIND)
    if part is None:
        return NOTHING_BESIDE
    heard = find_heard(view, part) if heard is None else heard
    finder = view.memory.filed.beside.get(record.body.KIND)
    return Beside(finder(view, record) if finder is not None else (), heard)


def find_beside_each(view: RegistryView, records: Sequence[Record[Any]]) -> list[Beside]:
    """Find the same for each record; their kinds share one part, so `heard` is found once."""
    heard = find_heard(view, TOLD_BY[records[0].body.KIND]) if records else {}
    return [find_beside(view, record, heard) for record in records]


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
