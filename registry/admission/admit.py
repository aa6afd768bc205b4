"""Admission of bytes as a stored record: the steps that every kind shares.

All checks that need no writing come first. Then the records that passed are stored, as many of a kind at once
as the kind allows. Other writers wait only while records are stored.
"""

from collections.abc import Container, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Self

from credentials.errors import RecordError
from credentials.kinds import TRUSTED, kind_of_record, parse_any
from credentials.record import Record
from registry.admission.admission import Admission, admission_of
from registry.admission.companions import NO_COMPANIONS, Companions
from registry.admission.record_rows import by_id
from registry.admission.store import store_records
from registry.admission.submission import Submission, check_created
from registry.database.bulk import delete_rows, insert_rows
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView


@dataclass(frozen=True, slots=True)
class Admitted:
    """A stored record; `already` if it had been stored before. `notes` are codes such as `backdated`."""

    kind: str
    digest: str
    issuer: str
    created: datetime
    already: bool
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Record[Any], *, already: bool = False, notes: Sequence[str] = ()) -> Self:
        """Return the outcome for `record`."""
        return cls(record.body.KIND, record.digest, record.body.signer, record.created, already, (*notes,))


Decision = Admitted | RegistryError


def parse_record(data: bytes) -> Record[Any]:
    """Parse `data` as a record; RegistryError with a code of credentials.errors."""
    try:
        return parse_any(data)
    except RecordError as error:
        raise RegistryError.of(error) from None


def admit_record(
    view: RegistryView, record: Record[Any], *, now: datetime, companions: Companions = NO_COMPANIONS
) -> Admitted:
    """Verify one record by the rule of its kind and store it; the same bytes again are `already`.

    Raises RegistryError.
    """
    (considered,) = consider_records(view, [record], now=now, companions=companions)
    outcome = take_records(view, [considered])[0] if isinstance(considered, Submission) else considered
    if isinstance(outcome, RegistryError):
        raise outcome
    return outcome


def consider_records(
    view: RegistryView,
    records: Sequence[Record[Any]],
    *,
    now: datetime,
    proven: Container[str] = (),
    companions: Companions = NO_COMPANIONS,
) -> list[Decision | Submission]:
    """Check each record without writing; a Submission may be stored.

    `proven` are the digests of credentials that need not be verified again. `companions` are the key lists in
    the same delivery.
    """
    stored = _Stored.of(
        view, [record for record in records if record.digest not in proven]
    )  # proven ones are looked up at storing
    return [
        _consider(
            Submission(record, view, now, proven=record.digest in proven, companions=companions), stored
        )
        for record in records
    ]


def _consider(submission: Submission, stored: "_Stored") -> Decision | Submission:
    record = submission.record
    try:
        # 1. the same bytes again are no error: after a broken connection a sender repeats everything
        if stored.has(record):
            return Admitted.of(record, already=True)
        # 2. refuse a time in the future: it would make every verifier doubt its clock
        check_created(submission)
        # 3. an issuer uses an id for one record only
        stored.refuse_conflict(record)
        # 4. check signature and authority, while others may write
        admission_of(submission.view, record.body.KIND).prove(submission)
    except RegistryError as error:
        return without_trace(error)
    return submission


def take_records(view: RegistryView, considered: Sequence[Submission]) -> list[Decision]:
    """Store the submissions that pass their rules in `view`, in order; return the refusals of others.

    Checks again whether the record or its id is stored: `considered` may come from an earlier view.
    """
    outcomes: list[Decision] = []
    for admission, group in groupby(considered, lambda offer: admission_of(view, offer.record.body.KIND)):
        same = [*group]
        size = 1 if admission.alone else len(same)
        for start in range(0, len(same), size):
            outcomes += _take(
                view, admission, [submission.at(view) for submission in same[start : start + size]]
            )
            # later records of the batch are verified with this trust data
            if same[0].record.body.KIND in TRUSTED:
                view.forget_trust()
    return outcomes


def _take(view: RegistryView, admission: Admission, submissions: Sequence[Submission]) -> list[Decision]:
    """Store submissions of one admission rule; exactly one where it is `alone`."""
    connection = view.connection
    known = _Stored.of(view, [submission.record for submission in submissions])
    refused: dict[int, Decision] = {}
    taken: list[Submission] = []
    for place, submission in enumerate(submissions):
        record = submission.record
        try:
            # 5. steps 1 and 3 again: the record may have been stored since, or be twice in the batch
            if known.has(record):
                refused[place] = Admitted.of(record, already=True)
                continue
            known.refuse_conflict(record)
            kind = kind_of_record(record)
            if kind.logged and not kind.trusted:
                # 6. refuse entries of an own log that others have seen longer: it would become another log
                view.check_taking(record.body.signer, brought=True)
            with (
                connection.begin_nested() if admission.alone else nullcontext()
            ):  # so that a refusal leaves nothing stored
                # 7. the rule's checks that need the storing transaction
                admission.rule(submission)
                known.refuse_name(record)
        except RegistryError as error:
            refused[place] = without_trace(error)
            continue
        known.add(record)
        taken.append(submission)
    admission.enter(taken)
    stored = [record for taking in taken if not taking.waits for record in (*taking.brings, taking.record)]
    # 8. store record and log leaf in one transaction: neither is ever stored alone
    store_records(view, stored, now=submissions[0].now)
    for submission in taken:
        for table, row in submission.rows:
            insert_rows(connection, table, [row])
        delete_rows(connection, RECORD.c.digest, submission.surplus)
    admitted = (Admitted.of(taking.record, notes=taking.notes) for taking in taken)
    return [refused[place] if place in refused else next(admitted) for place in range(len(submissions))]


@dataclass(frozen=True, slots=True)
class _Stored:
    """Names that issuers have already used, each with the digest of its record."""

    view: RegistryView
    names: dict[tuple[str, str], str]

    @classmethod
    def of(cls, view: RegistryView, records: Sequence[Record[Any]]) -> Self:
        asked_names = sorted((asking.body.signer, _name(view, asking)) for asking in records)
        names = {}
        for issuer, group in groupby(asked_names, lambda pair: pair[0]):
            records_by_name = view.names(issuer, [name for _, name in group])
            names.update({(issuer, name): digest for name, digest in records_by_name.items()})
        return cls(view, names)

    def has(self, record: Record[Any]) -> bool:
        return self.names.get((record.body.signer, _name(self.view, record))) == record.digest

    def refuse_conflict(self, record: Record[Any]) -> None:
        if _is_named(self.view, record) and (record.body.signer, record.body.id) in self.names:
            raise RegistryError("conflict", "id", what=record.body.id)

    def refuse_name(self, record: Record[Any]) -> None:
        """Refuse a used name of a kind that is not named by its id alone; called after the kind's rule."""
        if (record.body.signer, _name(self.view, record)) in self.names:
            admission = admission_of(self.view, record.body.KIND)
            name = admission.once(record.body)[-1]
            raise RegistryError("number-taken", admission.numbered, what=name, issuer=record.body.signer)

    def add(self, record: Record[Any]) -> None:
        self.names[record.body.signer, _name(self.view, record)] = record.digest


def _name(view: RegistryView, record: Record[Any]) -> str:
    return admission_of(view, record.body.KIND).name(record)


def _is_named(view: RegistryView, record: Record[Any]) -> bool:
    """Return whether no other record of the issuer may have this id."""
    return admission_of(view, record.body.KIND).name is by_id


def without_trace(error: RegistryError) -> RegistryError:
    """Drop the error's traceback and causes, so that keeping the error keeps no large objects in memory."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def check_conflict(view: RegistryView, issuer: str, records: Sequence[Record[Any]]) -> set[str]:
    """Return the ids that are stored already with the same bytes.

    Raises RegistryError conflict when another record of the issuer has the id.
    """
    digests = {record.body.id: record.digest for record in records}
    rivals = view.names(issuer, digests)
    for name, digest in rivals.items():
        if digests[name] != digest:
            raise RegistryError("conflict", "id", what=name)
    return {*rivals}
