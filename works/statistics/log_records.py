"""The records of an association in its log up to a head, and the standing its events leave a credential.

An entry of a log counts even if it was refused here. The node does not count a log with an unreadable entry
yet.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, select

from credentials.documents.assessment import Assessment
from credentials.documents.kind import Kind
from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.documents.works.report import HeadCounted
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, find_kind, parse_any
from credentials.record import Record, parse_document
from credentials.times import CHINA
from registry.database.tables import CREDENTIAL, EVENT, MIRROR, RECORD
from registry.errors import RegistryError
from registry.view.trees import MIRRORED, log_name
from registry.view.view import RegistryView
from signing.data_integrity import check_signature
from signing.strict_json import MAX_VALUES
from verifier import Result
from verifier.checks.status import fold_events
from verifier.trust.events import Event

OWN_OR_MIRRORED = (False, True)
BY_THEN = CREDENTIAL.c.created <= bindparam("moment")
_AT_ONCE = 64
_REFUSED = (
    select(MIRROR.c.position, MIRROR.c.data)
    .join(RECORD, RECORD.c.digest == MIRROR.c.digest, isouter=True)
    .where(
        RECORD.c.digest.is_(None),
        MIRROR.c.issuer == bindparam("issuer"),
        MIRROR.c.position < bindparam("size"),
        MIRROR.c.code.is_not(None),
    )
    .order_by(MIRROR.c.position)
)
PHASE = case(
    (CREDENTIAL.c.valid_until <= bindparam("moment"), "expired"),
    (CREDENTIAL.c.valid_from > bindparam("moment"), "not-yet-valid"),
    else_="active",
).label("phase")
_SIGNED = select(
    EVENT.c.credential, EVENT.c.digest, EVENT.c.sequence, EVENT.c.action, EVENT.c.since, EVENT.c.until,
    EVENT.c.reason, EVENT.c.created,
).join(RECORD, RECORD.c.digest == EVENT.c.digest)  # fmt: skip


def in_log(query: Select[Any], place: ColumnElement[int], *, mirrored: bool) -> Select[Any]:
    """Restrict `query` on records of an association to those in its log up to the head."""
    of_issuer = query.where(RECORD.c.issuer == bindparam("issuer"))
    if not mirrored:
        return of_issuer.where(place < bindparam("size"))
    # MIRROR knows the place in a mirrored log: the record may have been admitted before its log came
    same = and_(MIRROR.c.issuer == RECORD.c.issuer, MIRROR.c.digest == RECORD.c.digest)
    return of_issuer.join(MIRROR, same).where(MIRROR.c.position < bindparam("size"))


_EVENTS = [
    in_log(_SIGNED, RECORD.c.position, mirrored=mirrored).order_by(EVENT.c.credential, EVENT.c.sequence)
    for mirrored in OWN_OR_MIRRORED
]


def check_head(view: RegistryView, head: HeadCounted) -> None:
    """Check that the head is here and fits its log; return the place in the log up to which records count."""
    log, newest = view.log(head.issuer), view.newest_checkpoint(head.issuer)
    # entries may lie beyond the newest head, and a head may be ahead of its entries
    known_size = min(log.size, newest.size) if newest is not None else 0
    if head.size > known_size:
        raise RegistryError("head-ahead", issuer=head.issuer, size=known_size, named=head.size)
    if log.root(head.size).hex() != head.root:
        raise RegistryError("head-differs", issuer=head.issuer, size=head.size)


def _read_refused(
    view: RegistryView, head: HeadCounted, wanted: Callable[[Kind], bool]
) -> Iterator[Record[Any]]:
    """Yield the records of these kinds in an association's log up to the head that were not admitted here.

    It checks only the record's signature, and excludes the publication key: that key signs the log and may
    not make credentials. Raises RegistryError entry-uncounted for an unreadable record, or one by a key that
    is not here.
    """
    party, issuer = view.load_trust().party(head.issuer), head.issuer
    parameters = {"issuer": issuer, "size": head.size}
    with view.connection.execute(_REFUSED, parameters, execution_options={"yield_per": _AT_ONCE}) as refused:
        for place, data in refused:
            uncounted = RegistryError("entry-uncounted", issuer=issuer, place=place)
            try:
                kind = find_kind(parse_document(data, MAX_ANY_BYTES, MAX_VALUES))
                record: Record[Any] | None = parse_any(data) if wanted(kind) else None
            except RecordError:
                raise uncounted from None
            # a log may carry other associations' records; those count in their own logs
            if record is None or record.body.issuer != issuer:
                continue
            key = party.key(record.proof.verification_method) if party is not None else None
            # the key list may still come, and would change the count
            if key is None:
                raise uncounted
            # the publication key signs the log, and must not make credentials
            signed = check_signature(record.value, record.proof, key.public)
            if signed and key.method.use == kind.use and not key.weak:
                yield record


def is_mirrored(view: RegistryView, issuer: str) -> bool:
    return log_name(view.connection, issuer) == MIRRORED


def read_events(view: RegistryView, head: HeadCounted) -> dict[str, tuple[Event, ...]]:
    """Return the events in a log by the credential that they name."""
    mirrored, parameters = is_mirrored(view, head.issuer), {"issuer": head.issuer, "size": head.size}
    rows = view.connection.execute(_EVENTS[mirrored], parameters)
    events = {
        credential: (*map(_read_event, grouped),)
        for credential, grouped in groupby(rows, key=lambda row: row.credential)
    }
    # only a mirrored log can hold entries that this node refused
    if mirrored:
        for record in _read_refused(view, head, lambda kind: kind.name == StatusEvent.KIND):
            change: StatusChange = record.body.credential_subject
            event = Event(change, record.created, record.digest, counts=True)
            events[change.credential] = (*events.get(change.credential, ()), event)
    return events


def read_refused_credentials(
    view: RegistryView, head: HeadCounted, moment: int
) -> Iterator[Record[Assessment]]:
    """Yield the credentials in a mirrored log that this node refused, if they were signed by `moment`."""
    if is_mirrored(view, head.issuer):
        for record in _read_refused(view, head, lambda kind: kind.is_assessment):
            if int(record.created.timestamp()) <= moment:
                yield record


def find_phase(body: Assessment, moment: int) -> str:
    """Return the phase of a term, as `PHASE` computes it for a row."""
    if int(body.valid_until.timestamp()) <= moment:
        return "expired"
    return "not-yet-valid" if int(body.valid_from.timestamp()) > moment else "active"


def _read_event(row: Any) -> Event:
    # skips validation: admission verified the record behind the row
    change = StatusChange.model_construct(
        type="StatusEvent",
        credential=row.credential,
        sequence=row.sequence,
        action=row.action,
        effective_from=_moment(row.since),
        until=_moment(row.until) if row.until is not None else None,
        reason=row.reason,
        successor=None,
    )
    return Event(change, _moment(row.created), row.digest, counts=True)


def stand(events: Iterable[Event], moment: int, phase: str) -> str:
    """Return the standing: an end by an event outranks the end of the term."""
    status = fold_events(events, _moment(moment))
    if status.code == "revoked":
        return str(status.evidence["kind"])
    # a suspension adds nothing to a credential that has expired anyway
    if status.code == "superseded" or (status.code == "suspended" and phase == "active"):
        return status.code
    return "unclear" if status.outcome is Result.INDETERMINATE and phase == "active" else phase


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, CHINA)
