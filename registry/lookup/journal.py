"""Signatures of associations in order of time; records are read as a stream."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import orjson
from sqlalchemy import func, select

from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import parse_time
from registry.database.portions import narrow, portions_of, select_in, stream
from registry.database.tables import EVENT, RECORD
from registry.lookup.lookup import find_kept_logs
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier.policy import CLOCK_TOLERANCE

_PORTION = 400
_DATA = narrow(select(RECORD.c.digest, RECORD.c.data), RECORD.c.digest)
_BY_NAME = narrow(select(RECORD.c.issuer, RECORD.c.name, RECORD.c.data), RECORD.c.name)


class JournalEntry(NamedTuple):
    """Signature of a record: time, association, key and kind.

    `action` is a status event's action; for other records it is the kind.
    """

    created: datetime
    issuer: str
    digest: str
    key: str
    action: str


def find_own(registry: Registry, now: datetime) -> list[str]:
    """Return the associations whose log is signed here; before the first head, those whose log is no copy."""
    sources = {issuer: kept.source for issuer, kept in find_kept_logs(registry, now).items()}
    own = [issuer for issuer, source in sources.items() if source == "own"]
    return own or [issuer for issuer, source in sources.items() if source == "hand"]


def count_records(registry: Registry, issuers: Collection[str]) -> int:
    """Count the records that `find_signatures` reads."""
    query = select(func.count()).where(RECORD.c.issuer.in_(issuers))
    return int(registry.rows(query)[0][0])


def find_signatures(
    registry: Registry,
    issuers: Collection[str],
    advance: Callable[[], None] = lambda: None,
    *,
    since: datetime | None = None,
) -> list[JournalEntry]:
    """Return the signatures of these associations, oldest first, those of one moment in log order.

    `advance` is called for each record that is read: with `since`, none of those admitted long before.
    """
    row = RECORD.c
    query = (
        select(row.digest, row.issuer, row.kind, row.position, EVENT.c.action, row.data)
        .outerjoin(EVENT, EVENT.c.digest == RECORD.c.digest)
        .where(RECORD.c.issuer.in_(issuers))
    )
    if since is not None:
        query = query.where(row.admitted >= int((since - CLOCK_TOLERANCE).timestamp()))

    def read(view: RegistryView) -> list[JournalEntry]:
        entries: list[tuple[JournalEntry, int]] = []
        for digest, issuer, kind, position, action, data in stream(view.connection, query):
            advance()
            # admission has read these bytes strictly
            proof = orjson.loads(data)["proof"]
            created, key = parse_time(proof["created"]), str(proof["verificationMethod"])
            entries.append((JournalEntry(created, issuer, digest, key, action or kind), position or 0))
        entries.sort(key=lambda entry: (entry[0].created, entry[0].issuer, entry[1]))
        return [signature for signature, _ in entries if since is None or signature.created >= since]

    return registry.read(read)


def read_signed(
    registry: Registry, signatures: Sequence[JournalEntry]
) -> Iterator[tuple[JournalEntry, Record[Any], Record[Any] | None]]:
    """Yield each signature with its record; for a status event also the record it is about."""
    for portion in portions_of(signatures, _PORTION):
        records, credentials = registry.read(partial(_read, portion=portion))
        for signature in portion:
            record = records[signature.digest]
            subject = getattr(record.body, "credential_subject", None)
            credential_id = str(getattr(subject, "credential", ""))
            yield signature, record, credentials.get((signature.issuer, credential_id))


def _read(
    view: RegistryView, portion: Sequence[JournalEntry]
) -> tuple[dict[str, Record[Any]], dict[tuple[str, str], Record[Any]]]:
    rows = select_in(view.connection, _DATA, [signature.digest for signature in portion])
    records = {row.digest: parse_any(row.data) for row in rows}
    events = [record for record in records.values() if record.body.KIND == "status-event"]
    names = {event.body.credential_subject.credential for event in events}
    credential_rows = select_in(view.connection, _BY_NAME, sorted(names))
    return records, {(row.issuer, row.name): parse_any(row.data) for row in credential_rows}
