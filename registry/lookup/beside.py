"""What this registry holds that tells of a record: for `beside` of verifier.verify_record."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from credentials.kinds import kind_of_record, parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.view.part_records import find_heard
from registry.view.view import RegistryView
from verifier.trust.beside import NOTHING_BESIDE, TOLD_BY, Beside


def find_beside(
    view: RegistryView, record: Record[Any], heard: Mapping[str, frozenset[str]] | None = None
) -> Beside:
    """Of a report, those of its edition; of a record of a work, what its apartment says (registry.filing).

    Heard is by which manifests a part is here as they name it; it may be known already.
    """
    checks, part = kind_of_record(record).checks, TOLD_BY.get(record.body.KIND)
    if part is None:
        return NOTHING_BESIDE
    heard = find_heard(view, part) if heard is None else heard
    if "recomputed" in checks:
        return Beside(_find_editions(view, record), heard)
    finder = view.memory.filed.beside.get(record.body.KIND)
    return Beside(finder(view, record) if finder is not None else (), heard)


def find_beside_each(view: RegistryView, records: Sequence[Record[Any]]) -> list[Beside]:
    """Of each; all are told of by one kind of part, and who was heard is the same for all."""
    heard = find_heard(view, TOLD_BY[records[0].body.KIND]) if records else {}
    return [find_beside(view, record, heard) for record in records]


def _find_editions(view: RegistryView, report: Record[Any]) -> list[Record[Any]]:
    prefix = f"report/{report.body.credential_subject.edition}/"
    row = RECORD.c
    query = select(row.data).where(
        row.issuer == report.body.issuer, row.kind == report.body.KIND, row.name.startswith(prefix)
    )
    return [parse_any(data) for data in view.connection.scalars(query)]
