"""Entries of a mirrored log, from rows: new ones, and those that act long before they were logged.

No record is parsed and no signature checked: admission has verified them.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import and_, bindparam, select

from credentials.identifiers import log_origin
from credentials.times import CHINA, format_time
from registry.database.portions import narrow, select_in, stream
from registry.database.tables import CHECKPOINT, CREDENTIAL, EVENT, LEAF, LOOKED, MIRROR, RECORD, SAME_PLACE
from registry.monitor.alerts import BACKDATED, EXAMPLES, UNDONE, Observation
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from signing.log.note import COSIGNATURE_V1, cosigned_times, hash_key, parse_note
from verifier.policy import BACKDATED_AFTER
from verifier.trust.trust_store import TrustStore

FINAL = ("revoke", "supersede")
WITHDRAWN = "revoke"
_EARLY = int(BACKDATED_AFTER.total_seconds())
Keys = Container[tuple[str, bytes]]
"""Name and key id of each cosigner."""
_NEVER: tuple[int, int | None] = (0, None)


@dataclass(slots=True)
class LogNews:
    """Entries of a log seen for the first time, and the records among them."""

    entries: int = 0
    new: int = 0
    others: int = 0
    changed: int = 0
    withdrawn: int = 0

    def add(self, other: "LogNews") -> None:
        """Add those of a further portion."""
        self.entries += other.entries
        self.new += other.new
        self.others += other.others
        self.changed += other.changed
        self.withdrawn += other.withdrawn

    def count(self, action: str | None, certificate: str | None) -> None:
        """Count one admitted entry: a status event by its action, a certificate, or another record."""
        if action is None and certificate is not None:
            self.new += 1
        elif action is None:
            self.others += 1
        elif action == WITHDRAWN:
            self.withdrawn += 1
        else:
            self.changed += 1


@dataclass(slots=True)
class Portion:
    """Result of a portion of entries."""

    news: LogNews = field(default_factory=LogNews)
    observations: list[Observation] = field(default_factory=list)


_COLUMNS = (
    MIRROR.c.position,
    MIRROR.c.digest,
    RECORD.c.admitted,
    CREDENTIAL.c.certificate_number,
    CREDENTIAL.c.valid_from,
    EVENT.c.action,
    LOOKED.c.digest.label("looked"),
)
_ADMITTED = (
    select(*_COLUMNS)
    .join(RECORD, and_(RECORD.c.digest == MIRROR.c.digest, RECORD.c.issuer == MIRROR.c.issuer))
    .join(CREDENTIAL, SAME_PLACE, isouter=True)
    .join(EVENT, EVENT.c.digest == MIRROR.c.digest, isouter=True)
    .join(LOOKED, and_(LOOKED.c.issuer == MIRROR.c.issuer, LOOKED.c.digest == MIRROR.c.digest), isouter=True)
    .where(MIRROR.c.issuer == bindparam("issuer"), MIRROR.c.code.is_(None))
    .order_by(MIRROR.c.position)
)
_LOGGED = _ADMITTED.where(MIRROR.c.position >= bindparam("start"), MIRROR.c.position < bindparam("end"))
_LATE = _ADMITTED.join(
    LEAF,
    and_(LEAF.c.issuer == MIRROR.c.issuer, LEAF.c.digest == MIRROR.c.digest, LEAF.c.tree == RECORDS),
).where(
    LEAF.c.position >= bindparam("start"),
    LEAF.c.position < bindparam("end"),
    MIRROR.c.position < bindparam("place"),
)
_TOUCHED = (
    select(EVENT.c.credential)
    .join(LEAF, and_(LEAF.c.issuer == EVENT.c.issuer, LEAF.c.digest == EVENT.c.digest))
    .where(
        LEAF.c.issuer == bindparam("issuer"),
        LEAF.c.tree == RECORDS,
        LEAF.c.position >= bindparam("start"),
        LEAF.c.position < bindparam("end"),
    )
    .distinct()
)
_EVENTS = narrow(
    select(EVENT.c.credential, EVENT.c.digest, EVENT.c.sequence, EVENT.c.action, RECORD.c.position)
    .join(RECORD, RECORD.c.digest == EVENT.c.digest)
    .where(EVENT.c.issuer == bindparam("issuer"))
    .order_by(EVENT.c.credential, EVENT.c.sequence, EVENT.c.digest),
    EVENT.c.credential,
)
_COVERING = (
    select(CHECKPOINT.c.size, CHECKPOINT.c.note)
    .where(CHECKPOINT.c.issuer == bindparam("issuer"), CHECKPOINT.c.size > bindparam("position"))
    .order_by(CHECKPOINT.c.size)
)


def read_entries(view: RegistryView, issuer: str, keys: Keys, start: int, end: int) -> Portion:
    """Read the entries of the log from `start` on, before `end`; `keys` as `witness_keys`."""
    rows = view.connection.execute(_LOGGED, {"issuer": issuer, "start": start, "end": end})
    portion = _look(view, issuer, keys, rows.all())
    portion.news.entries = end - start
    return portion


def read_arrivals(
    view: RegistryView, issuer: str, keys: Keys, start: int, end: int, *, place: int
) -> Portion:
    """Read records in the order of their arrival here, from `start` on, before `end`.

    Observe ends that are taken back, logged or not, and entries before `place` that an earlier pass saw
    refused.
    """
    given = {"issuer": issuer, "start": start, "end": end, "place": place}
    portion = _look(view, issuer, keys, view.connection.execute(_LATE, given).all() if place else ())
    undone = [*_find_undone(view, issuer, start, end)]
    if undone:
        portion.observations.append(observe_events(view, issuer, UNDONE, f"{start}", undone))
    return portion


def observe_events(
    view: RegistryView, issuer: str, code: str, subject: str, events: Sequence[Any]
) -> Observation:
    """Observe status events: their number, and the certificate of the first."""
    credential = view.credential(issuer, events[0].credential)
    number = (
        credential.body.credential_subject.assessment.certificate_number if credential is not None else None
    )
    facts = {
        "issuer": issuer,
        "count": len(events),
        "credential": number or events[0].credential,
        "examples": [event.digest for event in events[:EXAMPLES]],
    }
    return Observation(code, subject, facts, stands=False)


def _look(view: RegistryView, issuer: str, keys: Keys, rows: Sequence[Any]) -> Portion:
    portion, early = Portion(), dict[int, list[Any]]()
    dates = Dates(view, issuer, keys, rows[0].position) if rows else None
    publications = _Publications(view, issuer)
    for row in rows:
        portion.news.count(row.action, row.certificate_number)
        if row.valid_from is not None and row.looked is None and dates is not None:
            limit = row.valid_from + _EARLY
            if limit < dates.logged(row.position, row.admitted):
                # the time of a pull depends on transport; what the owner published does not
                without = publications.without(row.position, limit)
                if without is not None:
                    early.setdefault(without, []).append(row)
    portion.observations += [_backdated(issuer, without, example) for without, example in early.items()]
    return portion


class _Publications:
    """Times at which the association published its log, by its own dates, and the log's sizes.

    The time at which others saw the log proves nothing: a USB stick may have been under way for days.
    """

    def __init__(self, view: RegistryView, issuer: str) -> None:
        self._left = view.manifests(issuer)
        self._read: list[tuple[int, int]] = []

    def without(self, position: int, after: int) -> int | None:
        """Return when the association last published without the entry, in seconds, if later than `after`."""
        for size, created in chain(self._read, self._read_on()):
            if created <= after:
                return None
            if size <= position:
                return created
        return None

    def _read_on(self) -> Iterator[tuple[int, int]]:
        for record in self._left:
            head = record.body.credential_subject.checkpoint
            if head is not None:
                self._read.append((head.size, int(record.created.timestamp())))
                yield self._read[-1]


def _backdated(issuer: str, without: int, rows: Sequence[Any]) -> Observation:
    facts = {
        "issuer": issuer,
        "count": len(rows),
        "credential": rows[0].certificate_number,
        "since": _time(rows[0].valid_from),
        "logged": _time(without),
        "examples": [row.digest for row in rows[:EXAMPLES]],
    }
    return Observation(BACKDATED, f"{without}", facts, stands=False)


class Dates:
    """Times since which others know entries: of the earliest cosigned checkpoint, or the admission here.

    The earlier of the two counts. Ask in the order of the log.
    """

    def __init__(self, view: RegistryView, issuer: str, keys: Keys, start: int) -> None:
        heads = stream(view.connection, _COVERING, issuer=issuer, position=start)
        self._witnessed = _find_witnessed(heads, keys)
        self._size, self._time = next(self._witnessed, _NEVER)

    def logged(self, position: int, admitted: int) -> int:
        """Return the time in seconds since 1970."""
        while self._time is not None and self._size <= position:
            self._size, self._time = next(self._witnessed, _NEVER)
        # the earlier of the two: a USB stick may have been under way, and a witness may be late
        return min(self._time, admitted) if self._time is not None else admitted


def _find_witnessed(heads: Iterable[Any], keys: Keys) -> Iterator[tuple[int, int]]:
    for size, text in heads:
        times = cosigned_times(parse_note(text), keys)
        if times:
            yield size, min(times)


def witness_keys(trust: TrustStore, issuer: str) -> set[tuple[str, bytes]]:
    """Return name and key id of all other parties' cosigning keys, stolen ones left out."""
    return {
        (log_origin(party.issuer), hash_key(log_origin(party.issuer), key, COSIGNATURE_V1))
        for party in trust.parties.values()
        for key in party.publication_keys()
        if party.issuer != issuer
    }


def _find_undone(view: RegistryView, issuer: str, start: int, end: int) -> Iterator[Any]:
    """Yield events after a credential's end, if the later of the two entries is in `start` to `end`."""
    given = {"issuer": issuer, "start": start, "end": end}
    touched = [*view.connection.scalars(_TOUCHED, given)]
    rows = select_in(view.connection, _EVENTS, touched, issuer=issuer)
    histories: dict[str, dict[int, list[Any]]] = {}
    for row in rows:
        histories.setdefault(row.credential, {}).setdefault(row.sequence, []).append(row)
    for history in histories.values():
        ended: int | None = None
        for same in history.values():  # group the events by sequence number, in order
            ends = [row.position for row in same if row.action in FINAL]
            ended = min(ends if ended is None else [ended, *ends], default=None)
            for row in same:
                if row.action not in FINAL and ended is not None and start <= max(row.position, ended) < end:
                    yield row


def _time(seconds: int) -> str:
    return format_time(datetime.fromtimestamp(seconds, CHINA))
