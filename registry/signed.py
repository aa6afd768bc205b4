"""Planned documents that came back signed: matched to their plans, stored with their log leaves."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from credentials.assessment import AssessmentCredential
from credentials.errors import RecordError
from credentials.kinds import read_any
from credentials.record import JsonObject, Record
from credentials.status_event import StatusEvent
from registry.admission.admit import Admitted, Batch, admit_record, check_conflict, parse_record
from registry.admission.credential import check_numbers, check_verdict, find_notes
from registry.admission.status_event import ABSENT
from registry.desk import Desk
from registry.errors import RegistryError
from registry.planning import Progress
from registry.plans import drop_plans, find_plans
from registry.registry import Registry
from registry.storing import store_records
from signing.errors import SigningError
from signing.jcs import canonicalize

CHUNK = 2000
"""Credentials a transaction."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed document and the digest of the plan it must have."""

    record: Record[Any]
    plan: str
    is_credential: bool
    """Else it is an event."""

    @classmethod
    def of(cls, record: Record[Any], plan: str) -> "Signed":
        """A signed document that was planned under the digest `plan`."""
        return cls(record, plan, isinstance(record.body, AssessmentCredential))


def store_signed(
    registry: Registry,
    signed: Sequence[JsonObject | bytes],
    *,
    now: datetime,
    trusted: bool = False,
    progress: Progress | None = None,
) -> list[Admitted]:
    """Stores planned documents that came back signed, with their log leaf, in transactions of 2,000.

    All signatures are looked at before the first is stored, unless `trusted`: only for what this process just
    signed. Documents stored before are `already`. `progress` gets the number stored. Raises RegistryError for
    the first document that is refused, with `documents[i]` before the field.
    """
    items = []
    for position, item in enumerate(signed):
        with _at(position):
            items.append(_read(item))
    if not trusted:
        registry.read(lambda desk: _check_signatures(desk, items, now))
    results = store_planned(registry, items, now=now, progress=progress)
    return [results[item.record.digest] for item in items]


def store_planned(
    registry: Registry,
    items: Sequence[Signed],
    *,
    now: datetime,
    fresh: bool = False,
    progress: Progress | None = None,
) -> dict[str, Admitted]:
    """Like `store_signed`, for documents already read; a credential and the event it comes with together.

    `fresh` ones were planned and signed by this process a moment ago: none of them can be stored already, and
    nobody asks what became of each.
    """
    batch = replace(Batch.of([item.record for item in items]), fresh=fresh)
    credentials = [item for item in items if item.is_credential]
    following = {e.digest for c in credentials if (e := batch.announced.get(c.record.body.id)) is not None}
    by_digest = {item.record.digest: item for item in items}
    rest = [item for item in items if not item.is_credential and item.record.digest not in following]
    results: dict[str, Admitted] = {}
    for start in range(0, len(credentials), CHUNK):
        chunk = credentials[start : start + CHUNK]
        events = (batch.announced.get(item.record.body.id) for item in chunk)
        chunk += [by_digest[event.digest] for event in events if event is not None]
        results.update(_store_chunk(registry, chunk, batch, now))
        if progress is not None:
            progress(len(results))
    for start in range(0, len(rest), CHUNK):
        results.update(_store_chunk(registry, rest[start : start + CHUNK], batch, now))
        if progress is not None:
            progress(len(results))
    return results


def _store_chunk(
    registry: Registry, chunk: Sequence[Signed], batch: Batch, now: datetime
) -> dict[str, Admitted]:
    def store(desk: Desk) -> dict[str, Admitted]:
        results: dict[str, Admitted] = {}
        for issuer in dict.fromkeys(item.record.body.issuer for item in chunk):
            own = [item for item in chunk if item.record.body.issuer == issuer]
            results.update(_store_own(desk, issuer, own, batch, now))
        return results

    return registry.write(store)


def _store_own(
    desk: Desk, issuer: str, items: Sequence[Signed], batch: Batch, now: datetime
) -> dict[str, Admitted]:
    """The signed documents of one association, in the transaction of `desk`."""
    held = set() if batch.fresh else check_conflict(desk, issuer, [item.record for item in items])
    new = [item for item in items if item.record.body.id not in held]
    if not batch.fresh:
        _check_planned(desk, new)
    credentials = [item.record for item in new if item.is_credential]
    if credentials:
        check_numbers(desk, credentials, batch.announced)
        store_records(desk.connection, credentials, now=now)
    for item in new:
        if not item.is_credential:
            _store_event(desk, item.record, now)
    drop_plans(desk.connection, [item.plan for item in items])
    if batch.fresh:
        return {}
    return {item.record.digest: _admitted(item, item.record.body.id in held, now) for item in items}


def _store_event(desk: Desk, record: Record[StatusEvent], now: datetime) -> None:
    """By the rule for events from outside, but what it names must be here."""
    if ABSENT in admit_record(desk, record, now=now).notes:
        change = record.body.credential_subject
        raise RegistryError(
            "unknown-credential",
            "credentialSubject.successor",
            reference=change.successor or change.credential,
        )


def _check_planned(desk: Desk, items: Sequence[Signed]) -> None:
    planned = find_plans(desk.connection, [item.plan for item in items])
    for item in items:
        if item.plan not in planned:
            raise RegistryError("not-planned", f"documents.{item.record.body.id}")


def _admitted(item: Signed, already: bool, now: datetime) -> Admitted:
    record = item.record
    notes = find_notes(record, now) if item.is_credential else ()
    return Admitted(record.body.KIND, record.digest, record.body.issuer, already, (*notes,))


def _check_signatures(desk: Desk, items: Iterable[Signed], now: datetime) -> None:
    """Of the credentials; events are verified when they are stored, each after those before it."""
    for position, item in enumerate(items):
        if item.is_credential:
            with _at(position):
                check_verdict(item.record.data, desk.trust, now)


def _read(item: JsonObject | bytes) -> Signed:
    try:
        record = parse_record(item) if isinstance(item, bytes) else read_any(item)
        return Signed.of(record, sha256(canonicalize(record.unsigned)).hexdigest())
    except (RecordError, SigningError) as error:
        raise RegistryError.of(error) from None


@contextmanager
def _at(position: int) -> Iterator[None]:
    """Puts `documents[i]` before the field of a refusal."""
    try:
        yield
    except RegistryError as error:
        field = f"documents[{position}]" + (f".{error.field}" if error.field else "")
        raise RegistryError(error.code, field, **error.facts) from None
