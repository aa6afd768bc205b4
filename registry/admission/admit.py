"""From bytes someone brought to a stored record: what is the same for every kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.status_event import StatusEvent
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


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that came together: their supersede events by successor id, and those admitted out of turn."""

    announced: dict[str, Record[StatusEvent]] = field(default_factory=dict)
    out_of_turn: dict[str, Admitted] = field(default_factory=dict)
    fresh: bool = False

    @classmethod
    def of(cls, records: Sequence[Record[Any]]) -> "Batch":
        """The batch of `records`."""
        events = [r for r in records if isinstance(r.body, StatusEvent)]
        successors = ((e.body.credential_subject.successor, e) for e in events)
        return cls({successor: event for successor, event in successors if successor is not None})


def parse_record(data: bytes) -> Record[Any]:
    """The record in `data`; RegistryError with the code of credentials.errors otherwise."""
    try:
        return parse_any(data)
    except RecordError as error:
        raise RegistryError.of(error) from None


def admit_record(desk: Desk, record: Record[Any], *, now: datetime, batch: Batch | None = None) -> Admitted:
    """Verifies one record by the rule of its kind and stores it; the same bytes again are `already`.

    Raises RegistryError.
    """
    batch = batch if batch is not None else Batch()
    kind, issuer = KINDS[record.body.KIND], record.body.signer
    if desk.data(record.digest) is not None:
        before = Admitted(record.body.KIND, record.digest, issuer, already=True)
        return batch.out_of_turn.get(record.digest, before)
    submission = Submission(record, desk, now, batch.announced)
    check_created(submission)
    if kind.name is by_id:
        check_conflict(desk, issuer, [record])
    with desk.connection.begin_nested():  # a refusal leaves nothing behind, however far it came
        kind.rule(submission)
        _store(submission, batch)
    return Admitted(record.body.KIND, record.digest, issuer, False, tuple(submission.notes))


def _store(submission: Submission, batch: Batch) -> None:
    """The record, and with it the event it depends on."""
    desk, event = submission.desk, submission.follow_up
    store_records(desk.connection, [submission.record], now=submission.now)
    for table, row in submission.rows:
        insert_rows(desk.connection, table, [row])
    delete_rows(desk.connection, RECORD.c.digest, submission.surplus)
    if event is not None:
        batch.out_of_turn[event.digest] = admit_record(desk, event, now=submission.now)


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
