"""Find and list stored records."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from credentials.documents.assessment import Assessment
from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS, kind_of_record, kinds_where, parse_any, parse_credential
from credentials.patterns import DIGEST_PATTERN
from credentials.record import Record
from registry.database.tables import (
    CREDENTIAL,
    EVENT,
    INDEX,
    LEAF,
    PEER,
    PLAN,
    RECORD,
    SAME_RECORD,
)
from registry.lookup.receipts import LastCosigned, last_cosigned
from registry.registry import Registry
from registry.view.event_reading import find_final
from registry.view.trees import MIRRORED, RECORDS, count_leaves, log_name
from registry.view.view import RegistryView

PAGE = 500
_DIGEST = re.compile(DIGEST_PATTERN)
_BY_ID = select(RECORD.c.kind, RECORD.c.issuer, RECORD.c.admitted, RECORD.c.data).where(
    RECORD.c.name == bindparam("name")
)
_OF_ENTERPRISE = (
    select(CREDENTIAL.c.issuer, CREDENTIAL.c.position, RECORD.c.data)
    .join(RECORD, SAME_RECORD)
    .where(CREDENTIAL.c.uscc == bindparam("uscc"))
    .where(
        or_(
            CREDENTIAL.c.issuer > bindparam("log"),
            and_(CREDENTIAL.c.issuer == bindparam("log"), CREDENTIAL.c.position > bindparam("last")),
        )
    )
    .order_by(CREDENTIAL.c.issuer, CREDENTIAL.c.position)
    .limit(PAGE)
)
_LONGEST_OF_ENTERPRISE = (
    select(CREDENTIAL.c.issuer, CREDENTIAL.c.position, RECORD.c.data)
    .join(RECORD, SAME_RECORD)
    .where(CREDENTIAL.c.uscc == bindparam("uscc"))
    .order_by(CREDENTIAL.c.valid_until.desc(), CREDENTIAL.c.issuer, CREDENTIAL.c.position)
    .limit(bindparam("number"))
)
_HOLDERS = (
    select(CREDENTIAL.c.uscc)
    .where(CREDENTIAL.c.issuer == bindparam("issuer"), CREDENTIAL.c.uscc > bindparam("after"))
    .distinct()
    .order_by(CREDENTIAL.c.uscc)
    .limit(bindparam("number"))
)
_HOLDER_COUNT = select(func.count(CREDENTIAL.c.uscc.distinct())).where(
    CREDENTIAL.c.issuer == bindparam("issuer")
)
_OWN = select(RECORD.c.data).where(
    RECORD.c.digest == bindparam("digest"), RECORD.c.issuer == bindparam("issuer")
)


def find_credential(
    registry: Registry, reference: str, issuer: str | None = None
) -> Record[Assessment] | None:
    """Find a credential by `urn:uuid:…`, number or digest; of several holders of a number the current one.

    An id or number names one credential of each association that uses it. Without `issuer` the own
    association's comes first. Among others, one that has ended comes first, then the one stored first, so
    that a later record with the same name makes no credential look better. The rest are its namesakes.
    """
    if _DIGEST.fullmatch(reference):
        return registry.read(lambda view: view.credential_by_digest(reference))
    if not reference.startswith("urn:uuid:"):
        return registry.read(lambda view: next(iter(_of_number(view, reference, issuer)), None))
    return next(iter(find_by_id(registry, reference, issuer)), None)


def find_namesakes(registry: Registry, record: Record[Any]) -> list[Record[Any]]:
    """Return records of other associations with the same id or certificate number."""
    namesakes = {other.digest: other for other in find_judged(registry, record.body.id)}
    if record.body.KIND in ASSESSMENTS:
        number = record.body.credential_subject.assessment.certificate_number
        owners = registry.read(lambda view: view.issuers_of(number))
        others = (find_credential(registry, number, o) for o in owners if o != record.body.issuer)
        namesakes.update((other.digest, other) for other in others if other is not None)
    return [other for other in namesakes.values() if other.body.issuer != record.body.issuer]


def find_by_id(registry: Registry, credential_id: str, issuer: str | None = None) -> list[Record[Assessment]]:
    """Return the credentials with this id, at most one an association, in the order of `find_credential`."""
    return [
        record for record in find_judged(registry, credential_id, issuer) if record.body.KIND in ASSESSMENTS
    ]


def find_judged(registry: Registry, record_id: str, issuer: str | None = None) -> list[Record[Any]]:
    """Return the records of judged kinds with this id, in the order of `find_credential`."""
    rows = registry.fetch(_BY_ID, name=record_id)
    kinds = kinds_where(lambda kind: kind.is_judged)
    judged = [row for row in rows if row[0] in kinds and issuer in (None, row[1])]
    records = [parse_any(data) for _, _, _, data in sorted(judged, key=itemgetter(2, 1))]
    return registry.read(lambda view: _own_first(view, records)) if len(records) > 1 else records


def _of_number(view: RegistryView, number: str, issuer: str | None = None) -> list[Record[Assessment]]:
    """Return each association's current holder of the number, in the order of `find_credential`."""
    issuers = [owner for owner in view.issuers_of(number) if issuer in (None, owner)]
    holders = ((owner, view.find_holder(owner, number)) for owner in issuers)
    credentials = (view.credential(owner, holder) for owner, holder in holders if holder is not None)
    return _own_first(view, [record for record in credentials if record is not None])


def _own_first(view: RegistryView, records: list[Record[Any]]) -> list[Record[Any]]:
    """Sort records of logs signed here first, then those that have ended."""

    def rank(record: Record[Any]) -> tuple[bool, bool]:
        issuer = record.body.signer
        is_copy = log_name(view.connection, issuer) == MIRRORED or view.newest_checkpoint(issuer) is None
        return is_copy, find_final(view.events(issuer, record.body.id)) is None

    return sorted(records, key=rank) if len(records) > 1 else records


def find_record(registry: Registry, digest: str, issuer: str | None = None) -> bytes | None:
    """Return the JCS bytes of a record; with `issuer` only if this association signed it."""
    if issuer is None:
        return registry.read(lambda view: view.data(digest))
    record = registry.fetch(_OWN, digest=digest, issuer=issuer)
    return record[0][0] if record else None


def history(registry: Registry, credential_id: str, issuer: str | None = None) -> list[Record[StatusEvent]]:
    """Return the events of a credential by sequence; the credential itself may be elsewhere.

    Without `issuer`, take the credential that `find_credential` finds; else the first association, by its
    characters, with events about it.
    """
    if issuer is None:
        record = find_credential(registry, credential_id)
        issuer = record.body.issuer if record is not None else None

    def find(view: RegistryView) -> list[Record[StatusEvent]]:
        query = select(func.min(EVENT.c.issuer)).where(EVENT.c.credential == credential_id)
        owner = issuer if issuer is not None else view.connection.scalar(query)
        return view.event_records(owner, credential_id) if owner is not None else []

    return registry.read(find)


def find_replaced(registry: Registry, record: Record[Any]) -> list[Record[Any]]:
    """Return the records of its kind and association that an event here replaces with this one.

    All such events of the kind are read, so use it for kinds with few records.
    """
    old, event = RECORD.alias(), RECORD.alias()
    is_about = and_(EVENT.c.credential == old.c.name, EVENT.c.issuer == old.c.issuer)
    query = (
        select(old.c.data, event.c.data.label("event"))
        .join(EVENT, is_about)
        .join(event, event.c.digest == EVENT.c.digest)
        .where(old.c.kind == record.body.KIND, old.c.issuer == record.body.issuer)
        .where(EVENT.c.action == "supersede")
        .order_by(EVENT.c.created, old.c.digest)
    )
    # parse only events whose bytes contain the id
    naming_rows = (row for row in registry.rows(query) if record.body.id.encode() in row.event)
    replaced = {
        row.data: parse_any(row.data)
        for row in naming_rows
        if parse_any(row.event).body.credential_subject.successor == record.body.id
    }
    return [*replaced.values()]


def list_credentials(
    registry: Registry,
    issuer: str | None = None,
    uscc: str | None = None,
    *,
    after: tuple[str, int] = ("", -1),
) -> Iterator[Record[Assessment]]:
    """Yield credentials in admission order, by association; of one association or enterprise if given.

    `after` is the (issuer, position) of the last known one: reading begins behind it.
    """
    if uscc is not None:
        yield from _of_enterprise(registry, uscc, issuer, after)
        return
    begin, last = after
    for log in [issuer] if issuer is not None else find_logs(registry):
        if log >= begin:
            for data in _of_log(registry, log, last if log == begin else -1, ASSESSMENTS):
                yield parse_credential(data)


def list_holders(registry: Registry, issuer: str, after: str, most: int) -> tuple[list[str], int]:
    """Return the codes of an association's next holders behind a code, and how many it has in all."""
    rows = registry.fetch(_HOLDERS, issuer=issuer, after=after, number=most)
    return [code for (code,) in rows], registry.fetch(_HOLDER_COUNT, issuer=issuer)[0][0]


def list_longest(registry: Registry, uscc: str, most: int) -> tuple[list[Record[Assessment]], bool]:
    """Return an enterprise's `most` longest-valid credentials, in admission order; and if there are more."""
    rows = registry.fetch(_LONGEST_OF_ENTERPRISE, uscc=uscc, number=most + 1)
    longest = sorted(rows[:most], key=lambda row: row[:2])
    return [parse_credential(data) for *_, data in longest], len(rows) > most


def find_held(registry: Registry, reference: str) -> Record[Any] | None:
    """Return the record of a judged kind by id or digest, chosen as by `find_credential`."""
    if not _DIGEST.fullmatch(reference):
        return next(iter(find_judged(registry, reference)), None)
    data = find_record(registry, reference)
    record = parse_any(data) if data is not None else None
    return record if record is not None and kind_of_record(record).is_judged else None


def list_judged(registry: Registry, issuer: str) -> Iterator[Record[Any]]:
    """Yield the association's records of every judged kind: logged ones in log order, then others."""
    logged = kinds_where(lambda kind: kind.is_judged and kind.logged)
    for data in _of_log(registry, issuer, -1, logged):
        yield parse_any(data)
    row = RECORD.c
    others = kinds_where(lambda kind: kind.is_judged and not kind.logged)
    query = (
        select(row.data).where(row.issuer == issuer, row.kind.in_(others)).order_by(row.admitted, row.digest)
    )
    for other in registry.rows(query) if others else ():
        yield parse_any(other.data)


def _of_enterprise(
    registry: Registry, uscc: str, issuer: str | None, after: tuple[str, int]
) -> Iterator[Record[Assessment]]:
    """Yield an enterprise's credentials page by page; mostly there is one page."""
    log, last = after
    while True:
        rows = registry.fetch(_OF_ENTERPRISE, uscc=uscc, log=log, last=last)
        yield from (parse_credential(data) for owner, _, data in rows if issuer in (None, owner))
        if len(rows) < PAGE:
            return
        log, last, _ = rows[-1]


def _of_log(registry: Registry, issuer: str, last: int, kinds: Sequence[str]) -> Iterator[bytes]:
    """Yield a log's records page by page: each page begins at its place in the index."""
    query = (
        select(LEAF.c.position, RECORD.c.data)
        .join(RECORD, RECORD.c.digest == LEAF.c.digest)
        .where(LEAF.c.issuer == issuer, LEAF.c.tree == RECORDS, RECORD.c.kind.in_(kinds))
        .order_by(LEAF.c.position)
        .limit(PAGE)
    )
    while True:
        rows = registry.rows(query.where(LEAF.c.position > last))
        yield from (row.data for row in rows)
        if len(rows) < PAGE:
            return
        last = rows[-1].position


def find_logs(registry: Registry) -> list[str]:
    """Return the associations that have a log, in the order of their characters."""
    after = select(func.min(LEAF.c.issuer))

    def find(view: RegistryView) -> list[str]:
        ids: list[str] = []
        # step from one issuer to the next in the index: DISTINCT may walk every leaf
        while issuer := view.connection.scalar(after.where(LEAF.c.issuer > ids[-1]) if ids else after):
            ids.append(issuer)
        # sorted by characters: PostgreSQL would sort by a language's rules
        return sorted(ids)

    return registry.read(find)


def find_position(registry: Registry, digest: str) -> int | None:
    """Return the place of a record in its association's log."""
    query = select(RECORD.c.position).where(RECORD.c.digest == digest)
    return registry.read(lambda view: view.connection.scalar(query))


Source = Literal["own", "copy", "hand"]
"""Origin of records: a log signed here, a copy of its owner's, or records brought by hand."""


class Kept(NamedTuple):
    """Stock of an association here: records by kind, log entries, and entries under its newest head.

    `witnesses` are the last cosignatures by other associations. `pulled` is the time of the last full pull
    from the association's own node, if that is another node, in seconds since 1970.
    """

    records: Mapping[str, int]
    log_entries: int
    signed_head: int | None
    witnesses: Mapping[str, LastCosigned] = MappingProxyType({})
    pulled: int | None = None
    source: Source = "hand"


def find_kept(registry: Registry, now: datetime) -> dict[str, Kept]:
    """Return the stock by association; one walk through an index."""
    query = select(RECORD.c.issuer, RECORD.c.kind, func.count()).group_by(RECORD.c.kind, RECORD.c.issuer)

    def find(view: RegistryView) -> dict[str, Kept]:
        by_holder: dict[str, dict[str, int]] = {}
        for issuer, kind, number in view.connection.execute(query):
            by_holder.setdefault(issuer, {})[kind] = number
        return {issuer: _keep(view, issuer, by_holder[issuer], now) for issuer in sorted(by_holder)}

    return registry.read(find)


def find_kept_logs(registry: Registry, now: datetime) -> dict[str, Kept]:
    """Return the stock of each party without counting its records: quick however many there are."""
    return registry.read(
        lambda view: {issuer: _keep(view, issuer, {}, now) for issuer in sorted(view.load_trust().parties)}
    )


def keeps_log(registry: Registry, issuer: str) -> bool:
    """Return whether the association's log is here: begun, and as long as its newest manifest says."""

    def ask(view: RegistryView) -> bool:
        manifest = view.newest_manifest(issuer, repeating_unknown=True)
        head = manifest.body.credential_subject.checkpoint if manifest is not None else None
        entries = count_leaves(view.connection, issuer, log_name(view.connection, issuer))
        return entries >= max(1, head.size if head is not None else 0)

    return registry.read(ask)


def _keep(view: RegistryView, issuer: str, records: Mapping[str, int], now: datetime) -> Kept:
    head, name = view.newest_checkpoint(issuer), log_name(view.connection, issuer)
    entries = count_leaves(view.connection, issuer, name)
    source: Source = "copy" if name == MIRRORED else "own" if head is not None else "hand"
    pulled = view.connection.scalar(select(PEER.c.pulled).where(PEER.c.issuer == issuer))
    size = head.size if head is not None else None
    witnesses = last_cosigned(view, issuer, now)
    return Kept(dict(sorted(records.items())), entries, size, witnesses, pulled or None, source)


def counts(registry: Registry) -> dict[str, int]:
    """Count the records of each kind, unsigned plans (`plans`) and reserved indexes (`indexes`)."""

    def count(view: RegistryView) -> dict[str, int]:
        by_kind = select(RECORD.c.kind, func.count()).group_by(RECORD.c.kind).order_by(RECORD.c.kind)
        counted = {str(kind): int(number) for kind, number in view.connection.execute(by_kind)}
        for name, table in (("plans", PLAN), ("indexes", INDEX)):
            counted[name] = int(view.connection.scalar(select(func.count()).select_from(table)) or 0)
        return counted

    return registry.read(count)
