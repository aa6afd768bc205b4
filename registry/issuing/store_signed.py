"""Store planned documents that came back signed: match them to their plans, add their log leaves."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from credentials.documents.assessment import AssessmentCredential
from credentials.documents.status_event import StatusEvent
from credentials.errors import RecordError
from credentials.kinds import check_size, kind_of_record, read_any
from credentials.record import JsonObject, Record
from registry.admission.admit import Admitted, admit_record, check_conflict, parse_record
from registry.admission.rules.credential import check_verdict, find_notes
from registry.admission.status_indexes import Slot, find_slot_holder, reserve_slots
from registry.admission.store import store_records
from registry.errors import RegistryError
from registry.issuing.plan_credentials import Progress
from registry.issuing.rules.next_event import check_change
from registry.issuing.rules.numbers import check_numbers
from registry.issuing.stored_plans import drop_plans, find_plans
from registry.registry import Registry
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.jcs import canonicalize

CHUNK = 100
"""Credentials of one transaction: other writers have their turn in between."""


@dataclass(frozen=True, slots=True)
class SignedPlan:
    """Signed document and the digest of the plan it must have."""

    record: Record[Any]
    plan: str
    is_credential: bool
    """True for an assessment: assessments are stored by the hundred, other documents one by one in order."""

    @classmethod
    def of(cls, record: Record[Any], plan: str) -> "SignedPlan":
        """Return a signed document that was planned under the digest `plan`."""
        return cls(record, plan, isinstance(record.body, AssessmentCredential))


def store_signed(
    registry: Registry,
    signed: Sequence[JsonObject | bytes],
    *,
    now: datetime,
    trusted: bool = False,
    progress: Progress | None = None,
) -> list[Admitted]:
    """Store planned documents that came back signed, with their log leaves, in short transactions.

    Where an association decides by plans, documents come back with their plan (desk.office.upload); here they
    raise RegistryError approval-needed.

    All signatures are checked before the first is stored, unless `trusted`: only for what this process just
    signed. Documents stored before are `already`. `progress` gets the number stored. Raises RegistryError for
    the first document that is refused, with `documents[i]` before the field.
    """
    items = []
    for position, item in enumerate(signed):
        with _at(position):
            items.append(_read(item))
    for issuer in dict.fromkeys(item.record.body.signer for item in items):
        registry.check_gates(issuer)
    if not trusted:
        registry.read(lambda view: _check_signatures(view, items, now))
    results = store_planned(registry, items, now=now, progress=progress)
    return [results[item.record.digest] for item in items]


def store_planned(
    registry: Registry,
    items: Sequence[SignedPlan],
    *,
    now: datetime,
    fresh: bool = False,
    progress: Progress | None = None,
) -> dict[str, Admitted]:
    """Store documents already read, like `store_signed`; a credential together with its event.

    `fresh` documents were planned and signed by this process a moment ago: none can be stored already, and
    the result is empty.
    """
    announced = {(item.record.body.issuer, s): item for item in items if (s := _successor(item)) is not None}
    credentials = [item for item in items if item.is_credential]
    following = {id(e) for item in credentials if (e := announced.get(_key(item))) is not None}
    rest = [item for item in items if not item.is_credential and id(item) not in following]
    results: dict[str, Admitted] = {}
    for start in range(0, len(credentials), CHUNK):
        chunk = credentials[start : start + CHUNK]
        events = (announced.get(_key(item)) for item in chunk)
        chunk += [event for event in events if event is not None]
        results.update(_store_chunk(registry, chunk, now, fresh=fresh))
        if progress is not None:
            progress(len(results))
    for start in range(0, len(rest), CHUNK):
        results.update(_store_chunk(registry, rest[start : start + CHUNK], now, fresh=fresh))
        if progress is not None:
            progress(len(results))
    return results


def _key(item: SignedPlan) -> tuple[str, str]:
    return item.record.body.issuer, item.record.body.id


def _successor(item: SignedPlan) -> str | None:
    """Return the successor that an event names."""
    body = item.record.body
    return body.credential_subject.successor if isinstance(body, StatusEvent) else None


def _store_chunk(
    registry: Registry, chunk: Sequence[SignedPlan], now: datetime, *, fresh: bool
) -> dict[str, Admitted]:
    def store(view: RegistryView) -> dict[str, Admitted]:
        results: dict[str, Admitted] = {}
        for issuer in dict.fromkeys(item.record.body.issuer for item in chunk):
            own = [item for item in chunk if item.record.body.issuer == issuer]
            results.update(store_in_view(view, issuer, own, now, fresh=fresh))
        return results

    return registry.write(store)


def store_in_view(
    view: RegistryView,
    issuer: str,
    items: Sequence[SignedPlan],
    now: datetime,
    *,
    fresh: bool = False,
    decided: bool = False,
) -> dict[str, Admitted]:
    """Store the signed documents of one association, in the transaction of `view`.

    `decided` documents have a plan of the desk, so they need no plan on record here: an earlier copy of the
    database may lack it. Their status indexes are taken then.
    """
    known = set() if fresh else check_conflict(view, issuer, [item.record for item in items])
    new = [item for item in items if item.record.body.id not in known]
    if decided:
        _take_slots(view, issuer, [item.record for item in new if item.is_credential])
    elif not fresh:
        _check_planned(view, new)
    credentials = [item.record for item in new if item.is_credential]
    others = [item.record for item in new if not item.is_credential]
    events = [record for record in others if isinstance(record.body, StatusEvent)]
    if new:
        view.check_taking(issuer)
    if credentials:
        changes = [event.body.credential_subject for event in events]
        replaced = {c.successor: c.credential for c in changes if c.successor is not None}
        # again, in the storing transaction: another process may have used the number since the planning
        check_numbers(view, [record.body for record in credentials], replaced, now=now)
        store_records(view, credentials, now=now)
    for record in others:
        if isinstance(record.body, StatusEvent):
            # again: another event may have been stored since this one was planned
            check_change(view, issuer, record.body.credential_subject, signed=record.created)
        admit_record(view, record, now=now)
    drop_plans(view.connection, [item.plan for item in items])
    if fresh:
        return {}
    return {item.record.digest: _admitted(item, item.record.body.id in known, now) for item in items}


def _take_slots(view: RegistryView, issuer: str, records: Sequence[Record[Any]]) -> None:
    for body in (record.body for record in records):
        slot = Slot(body.list_number, body.index)
        holder = find_slot_holder(view.connection, issuer, slot)
        if holder is None:
            reserve_slots(view.connection, issuer, [slot], [body.id])
        elif holder != body.id:
            place = {"index": slot.position, "list": slot.list_number}
            raise RegistryError("index-conflict", "credentialStatus", **place, holder=holder)


def _check_planned(view: RegistryView, items: Sequence[SignedPlan]) -> None:
    planned = find_plans(view.connection, [item.plan for item in items])
    for item in items:
        if item.plan not in planned:
            raise RegistryError("not-planned", f"documents.{item.record.body.id}")


def _admitted(item: SignedPlan, already: bool, now: datetime) -> Admitted:
    record = item.record
    notes = find_notes(record, now) if item.is_credential else ()
    return Admitted.of(record, already=already, notes=notes)


def _check_signatures(view: RegistryView, items: Iterable[SignedPlan], now: datetime) -> None:
    """Check the credentials' signatures; other documents are verified one by one when they are stored."""
    for position, item in enumerate(items):
        if item.is_credential:
            with _at(position):
                check_verdict(item.record, view.load_trust(), now)


def _read(item: JsonObject | bytes) -> SignedPlan:
    try:
        record = parse_record(item) if isinstance(item, bytes) else read_any(item)
        check_size(kind_of_record(record), len(record.data))
        return SignedPlan.of(record, sha256(canonicalize(record.unsigned)).hexdigest())
    except (RecordError, SigningError) as error:
        raise RegistryError.of(error) from None


@contextmanager
def _at(position: int) -> Iterator[None]:
    """Put `documents[i]` before the field of a refusal."""
    try:
        yield
    except RegistryError as error:
        field = f"documents[{position}]" + (f".{error.field}" if error.field else "")
        raise RegistryError(error.code, field, **error.facts) from None
