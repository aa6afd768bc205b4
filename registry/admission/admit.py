"""From bytes someone brought to a stored record: what is the same for every kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.submission import Submission, check_created
from registry.bulk import delete_rows, insert_rows
from registry.desk import Desk
from registry.errors import RegistryError
from registry.kinds import KINDS
from registry.rows import by_id
from registry.storing import store_records
from registry.tables import RECORD


@dataclass(frozen=True, slots=True)
class Admitted:
    """A record that is stored now; `already` when it was before. `notes` are codes such as `backdated`."""

    kind: str
    digest: str
    issuer: str
    already: bool
    notes: tuple[str, ...] = ()


def parse_record(data: bytes) -> Record[Any]:
    """The record in `data`; RegistryError with the code of credentials.errors otherwise."""
    try:
        return parse_any(data)
    except RecordError as error:
        raise RegistryError.of(error) from None


def admit_record(desk: Desk, record: Record[Any], *, now: datetime) -> Admitted:
    """Verifies one record by the rule of its kind and stores it; the same bytes again are `already`.

    Raises RegistryError.
    """
    kind, issuer = KINDS[record.body.KIND], record.body.signer
    if desk.data(record.digest) is not None:
        return Admitted(record.body.KIND, record.digest, issuer, already=True)
    submission = Submission(record, desk, now)
    check_created(submission)
    if kind.name is by_id:
        check_conflict(desk, issuer, [record])
    with desk.connection.begin_nested():  # a refusal leaves nothing behind, however far it came
        kind.rule(submission)
        if not submission.waits:
            store_records(desk.connection, [record], now=now)
        for table, row in submission.rows:
            insert_rows(desk.connection, table, [row])
        delete_rows(desk.connection, RECORD.c.digest, submission.surplus)
    return Admitted(record.body.KIND, record.digest, issuer, False, tuple(submission.notes))


def check_conflict(desk: Desk, issuer: str, records: Sequence[Record[Any]]) -> set[str]:
    """The ids that are stored already, by the same bytes.

    Raises RegistryError conflict when another record of the issuer has the id.
    """
    digests = {record.body.id: record.digest for record in records}
    held = desk.names(issuer, digests)
    for name, digest in held.items():
        if digests[name] != digest:
            raise RegistryError("conflict", "id", what=name)
    return {*held}
