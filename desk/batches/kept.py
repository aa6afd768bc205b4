"""Batches: sheets that people dropped, kept as drafts; and the stored certificates of their plans.

How far a batch has come is worked out from its plans, notices and records each time.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, null, select

from carriers.errors import CarrierError
from credentials.documents.assessment import Assessment
from credentials.record import Record
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.stored import moment, seconds
from desk.tables import BATCH
from registry.database.bulk import delete_rows, insert_rows
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, RECORD
from registry.view.event_reading import find_final
from verifier.checks.status import fold_events
from verifier.verdict import Result

MAX_SHEET_BYTES = 4 * 1024 * 1024
MAX_BATCHES = 100
MAX_ENDING = 1_000
"""As many as a plan has documents."""
_STORED = narrow(select(RECORD.c.name, RECORD.c.admitted, RECORD.c.position), RECORD.c.digest)


class Batch(NamedTuple):
    """A batch by its name, and the sheet that was dropped for it last; `sheet` is its digest."""

    id: str
    issuer: str
    name: str
    person: str
    dropped: datetime
    file: str
    sheet: str
    data: bytes


class StoredCertificate(NamedTuple):
    """A stored certificate: its id, the moment of storing, and its place in the log."""

    id: str
    admitted: datetime
    position: int


def list_batches(desk: DeskView) -> list[Batch]:
    """Return the batches of the association, the last dropped first; without the bytes of their sheets."""
    return _load(desk, null()) if desk.is_kept else []


def find_batch(desk: DeskView, id_: str) -> Batch:
    """Return the batch with an id; DeskError batch-unknown."""
    batches = _load(desk, BATCH.c.data, BATCH.c.id == id_) if desk.is_kept else []
    if not batches:
        raise DeskError("batch-unknown")
    return batches[0]


def _load(desk: DeskView, data: ColumnElement[Any], *narrowed: ColumnElement[bool]) -> list[Batch]:
    columns = [column for column in BATCH.c if column is not BATCH.c.data]
    query = select(*columns, data).where(BATCH.c.issuer == desk.issuer, *narrowed)
    rows = desk.view.connection.execute(query.order_by(BATCH.c.dropped.desc(), BATCH.c.id))
    made = [Batch._make((*row[:-1], row[-1] or b"")) for row in rows]
    return [batch._replace(dropped=moment(batch.dropped)) for batch in made]  # type: ignore[arg-type]


def keep_batch(desk: DeskView, batch: Batch) -> None:
    """Keep a batch with its sheet, in place of an earlier sheet.

    Raises CarrierError sheet-too-large; DeskError batch-named for the name of another one, batches-full.
    """
    if len(batch.data) > MAX_SHEET_BYTES:
        raise CarrierError("sheet-too-large", size=len(batch.data), limit=MAX_SHEET_BYTES)
    others = [other for other in list_batches(desk) if other.id != batch.id]
    if any(other.name.casefold() == batch.name.casefold() for other in others):
        raise DeskError("batch-named", name=batch.name)
    if len(others) >= MAX_BATCHES:
        raise DeskError("batches-full", most=MAX_BATCHES)
    drop_batch(desk, batch.id)
    row = (*batch[:4], seconds(batch.dropped), batch.file, digest_sheet(batch.data), batch.data)
    insert_rows(desk.view.connection, BATCH, [row])


def drop_batch(desk: DeskView, id_: str) -> None:
    """Forget a batch; its plans and certificates stay."""
    delete_rows(desk.view.connection, BATCH.c.id, [id_])


def digest_sheet(data: bytes) -> str:
    """Return the digest by which a plan names the sheet that it was made of."""
    return sha256(data).hexdigest()


def find_named(desk: DeskView, sheets: Collection[str]) -> str | None:
    """Return the id of the batch whose sheet is one of these, by digest."""
    return next((batch.id for batch in list_batches(desk) if batch.sheet in sheets), None) if sheets else None


def find_stored_certificates(desk: DeskView, ids: Iterable[str]) -> list[StoredCertificate]:
    """Return those of the association's certificates with these ids that are stored, by place."""
    digests = desk.view.names(desk.issuer, ids).values()
    rows = select_in(desk.view.connection, _STORED, digests)
    certificates = [StoredCertificate(row.name, moment(row.admitted), row.position) for row in rows]
    return sorted(certificates, key=lambda certificate: certificate.position)


def list_ending(desk: DeskView, scheme: str, now: datetime, until: datetime) -> list[Record[Assessment]]:
    """Return the certificates in force under a scheme that end by a moment, by their ends.

    Without those that are suspended or replaced; at most 1,000.
    """
    row = CREDENTIAL.c
    is_ending = and_(row.valid_until > seconds(now), row.valid_until <= seconds(until))
    query = select(row.id).where(row.issuer == desk.issuer, row.scheme == scheme, is_ending)
    ids = desk.view.connection.scalars(query.order_by(row.valid_until, row.certificate_number))
    ending: list[Record[Assessment]] = []
    for id_ in ids:
        record, events = desk.view.credential(desk.issuer, id_), desk.view.events(desk.issuer, id_)
        is_out = find_final(events) is not None or fold_events(events, now).outcome is Result.FAILED
        if record is not None and not is_out:
            ending.append(record)
        if len(ending) == MAX_ENDING:
            break
    return ending
