"""Signed documents that come back: each is judged at its own time, stored, or kept with the reason.

The file brings all that shows that its plan was decided, so that a desk put back from an older copy loses
nothing. Rows are stored a hundred at a time, with the plan and its statements: a crash leaves whole portions,
and the same file again completes the rest.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from credentials.documents.desk.carried import CarriedPlan, PlanAsSigned, StatedPlan, parse_signed_plan
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument, read_people
from credentials.errors import RecordError
from credentials.kinds import check_size, kind_of_record, read_any
from credentials.record import JsonObject, Record
from desk.errors import DeskError
from desk.office.desk import Desk, DeskView
from desk.office.facts import group_rows
from desk.office.journal import add_journal
from desk.office.people import party_of, remember_people, store_people
from desk.office.plans import OfficePlan, Plans
from desk.office.refused import drop_refused, keep_refused
from desk.office.stored import digest_of, is_plan_here, store_plan, store_statement
from registry.admission.rules.credential import check_credential
from registry.errors import RegistryError
from registry.issuing.store_signed import SignedPlan, store_in_view
from signing.errors import HurenError
from verifier.desk.reading.people import is_signed_list
from verifier.desk.reading.statements import read_statements
from verifier.desk.upload import ALREADY, STORED, judge_upload

PORTION = 100
"""Rows of one transaction: other writers have their turn in between."""


@dataclass(frozen=True, slots=True)
class UploadRow:
    """Result of a signed document: stored, already here, or kept with the reason."""

    record: Record[Any]
    error: HurenError | None = None
    already: bool = False

    @property
    def code(self) -> str:
        """Return `stored`, `already`, or the code of the reason."""
        return self.error.code if self.error is not None else ALREADY if self.already else STORED


@dataclass(frozen=True, slots=True)
class _SignedRow:
    """A signed document at its place in the file, and the digest of what was decided."""

    place: int
    record: Record[Any]
    digest: str


def store_upload(desk: Desk, data: bytes, now: datetime, *, by: str | None = None) -> list[UploadRow]:
    """Store what huren-signed/2 brings, and return what became of each document, in order.

    Raises RecordError for a file that cannot be read, or is of another association.
    """
    carried = parse_signed_plan(data)
    if carried.issuer != desk.issuer:
        raise RecordError("file-mixed", "issuer", found=carried.issuer, expected=desk.issuer)
    rows = [_read(place, document) for place, document in enumerate(carried.documents)]
    results: list[UploadRow] = []
    for portion in _cut(rows):
        results += desk.write(partial(_store_portion, carried=carried, portion=portion, now=now))
    codes = Counter(result.code for result in results)
    digest = carried.stated.plan.digest
    desk.write(lambda view: add_journal(view, now, "upload", digest, by=by, **{"rows": dict(codes)}))
    remember_people(desk)
    return results


def _read(place: int, document: JsonObject) -> _SignedRow:
    try:
        if document.get("type") == PEOPLE_TYPE:
            record: Record[Any] = read_people(document)
        else:
            record = read_any(document)
            check_size(kind_of_record(record), len(record.data))
    except RecordError as error:
        raise RecordError(
            error.code, f"documents[{place}].{error.field}".rstrip("."), **error.facts
        ) from None
    return _SignedRow(place, record, digest_of(record.unsigned))


def _cut(rows: Sequence[_SignedRow]) -> Iterator[list[_SignedRow]]:
    """Yield portions; a credential stays with the event that names it as a successor."""
    portion: list[_SignedRow] = []
    for group in _group(rows):
        if len(portion) + len(group) > PORTION:
            yield portion
            portion = []
        portion += group
    if portion:
        yield portion


def _group(rows: Sequence[_SignedRow]) -> Iterator[list[_SignedRow]]:
    for group in group_rows([row.record.value for row in rows]):
        yield [rows[place] for place in group]


def _store_portion(
    view: DeskView, carried: PlanAsSigned, portion: Sequence[_SignedRow], now: datetime
) -> list[UploadRow]:
    """Store a portion in the transaction of `view`; of a refused file nothing stays but its rows."""
    digest = carried.stated.plan.digest
    is_here = is_plan_here(view, digest)
    savepoint = view.view.connection.begin_nested()
    _keep(view, carried, now)
    results = _judge(Plans(view, now).find(digest), portion)
    results |= _store(view, [row for row in portion if results[row.place].code == STORED], now)
    done = [results[row.place] for row in portion]
    if is_here or any(result.error is None for result in done):
        savepoint.commit()
    else:
        savepoint.rollback()
    drop_refused(view, [result.record.digest for result in done])
    refused = [(result.record, result.code) for result in done if result.error is not None]
    keep_refused(view, refused, digest, now)
    return done


def keep_decisions(view: DeskView, carried: CarriedPlan, now: datetime) -> None:
    """Keep the plans of a file with their statements: its own, the one replaced, those on people lists."""
    for stated in (*carried.before, carried.stated):
        _keep_plan(view, carried, stated, now)


def _keep(view: DeskView, carried: PlanAsSigned, now: datetime) -> None:
    """Keep the lists, plans and statements that the file brings, where they are in order."""
    party = party_of(view)
    for record in carried.people:
        if is_signed_list(record, party):
            store_people(view, record, now)
    keep_decisions(view, carried, now)


def _keep_plan(view: DeskView, carried: CarriedPlan, stated: StatedPlan, now: datetime) -> None:
    if [*stated.plan.body.documents] == [digest_of(document) for document in stated.documents]:
        store_plan(view, stated.plan, stated.documents, now)
    proven = {item.digest for item in read_statements(stated.statements, carried.people).proven}
    for statement in stated.statements:
        if statement.digest in proven:
            store_statement(view, statement, now)


def _judge(plan: OfficePlan | None, portion: Sequence[_SignedRow]) -> dict[int, UploadRow]:
    """Return what the rules say of each row; `stored` are those that may be."""
    if plan is None:
        return {row.place: UploadRow(row.record, DeskError("no-decision")) for row in portion}
    places = {digest: place for place, digest in enumerate(plan.question.plan.documents)}
    moments = {row.record.created for row in portion}
    codes = {moment: judge_upload(plan.question, [moment] * len(places)) for moment in moments}
    results: dict[int, UploadRow] = {}
    for row in portion:
        planned = places.get(row.digest)
        code = codes[row.record.created][planned] if planned is not None else "wrong-document"
        error = DeskError(code, plan=plan.digest) if code not in (STORED, ALREADY) else None
        results[row.place] = UploadRow(row.record, error, already=code == ALREADY)
    return results


def _store(view: DeskView, rows: Sequence[_SignedRow], now: datetime) -> dict[int, UploadRow]:
    """Store rows together; where the registry refuses one, each by itself."""
    try:
        return _store_together(view, rows, now)
    except RegistryError:
        results: dict[int, UploadRow] = {}
        for group in _group(rows):
            try:
                results |= _store_together(view, group, now)
            except RegistryError as error:
                results |= {row.place: UploadRow(row.record, error) for row in group}
        return results


def _store_together(view: DeskView, rows: Sequence[_SignedRow], now: datetime) -> dict[int, UploadRow]:
    registry_view, trust = view.view, view.view.load_trust()
    savepoint = registry_view.connection.begin_nested()
    try:
        signed = []
        for row in rows:
            if isinstance(row.record.body, PeopleDocument):
                _store_list(view, row.record, now)
                continue
            signed.append(SignedPlan.of(row.record, row.digest))
            if signed[-1].is_credential:
                check_credential(row.record, trust, now)
        if signed:
            store_in_view(registry_view, view.issuer, signed, now, decided=True)
    except RegistryError:
        savepoint.rollback()
        registry_view.forget_trust()
        raise
    savepoint.commit()
    return {row.place: UploadRow(row.record) for row in rows}


def _store_list(view: DeskView, record: Record[PeopleDocument], now: datetime) -> None:
    if not is_signed_list(record, party_of(view)):
        raise RegistryError("bad-signature", "proof.proofValue")
    store_people(view, record, now)
