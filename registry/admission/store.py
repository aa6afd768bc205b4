"""Writes of admitted records: each with its log leaf and search rows, in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from credentials.documents.assessment import Assessment
from credentials.kinds import KINDS
from credentials.record import Record
from registry.admission.admission import admission_of
from registry.admission.group_rows import count_in
from registry.admission.record_rows import Row
from registry.admission.search_terms import credential_terms
from registry.database.bulk import insert_rows
from registry.database.portions import IN_LIMIT, narrow, select_in
from registry.database.tables import CREDENTIAL, LEAF, RECORD, TERM
from registry.view.trees import RECORDS, count_leaves
from registry.view.view import RegistryView

_KNOWN = narrow(select(CREDENTIAL.c.uscc).distinct(), CREDENTIAL.c.uscc)
# two IN lists, each with an index: for pairs PostgreSQL reads the whole table until it has statistics
_HELD = narrow(select(TERM.c.term, TERM.c.uscc), TERM.c.term, "terms").also(TERM.c.uscc, "usccs")


def store_records(view: RegistryView, records: Iterable[Record[Any]], *, now: datetime) -> None:
    """Store admitted records with their leaves, in order, and count credentials."""
    connection = view.connection
    rows: dict[Table, list[Row]] = {RECORD: [], LEAF: []}
    sizes: dict[str, int] = {}
    credentials: list[Record[Assessment]] = []
    admitted = int(now.timestamp())
    for record in records:
        kind = KINDS[record.body.KIND]
        admission, issuer, digest = admission_of(view, kind.name), record.body.signer, record.digest
        place = None
        if kind.logged:
            place = sizes.get(issuer)
            if place is None:
                # counted once for the batch: writers take turns, so nobody else takes a place meanwhile
                place = count_leaves(connection, issuer, RECORDS)
            sizes[issuer] = place + 1
            rows[LEAF].append((issuer, RECORDS, place, digest))
        rows[RECORD].append((digest, kind.name, issuer, admission.name(record), place, admitted, record.data))
        for table, row in admission.rows(record, place):
            rows.setdefault(table, []).append(row)
        if kind.is_assessment:
            credentials.append(record)
    rows[TERM] = new_terms(connection, credentials)
    for table, values in rows.items():
        insert_rows(connection, table, values)
    view.memory.filed.remove_other_marks(connection, {kind for _, kind, *_ in rows[RECORD]})
    count_in(connection, rows.get(CREDENTIAL, ()))


def new_terms(connection: Connection, credentials: Sequence[Record[Assessment]]) -> list[Row]:
    """Return the terms that are not stored yet; a name whose mark is stored has none."""
    own: set[Row] = set()
    enterprises: dict[Row, tuple[str, ...]] = {}
    for record in credentials:
        own_terms = credential_terms(record)
        uscc = record.body.credential_subject.unified_social_credit_code
        own.update((term, uscc) for term in own_terms.own)
        enterprises[own_terms.mark, uscc] = own_terms.enterprise
    stored = held_terms(connection, {*own, *enterprises})
    new = {mark: terms for mark, terms in enterprises.items() if mark not in stored}
    known = {row.uscc for row in select_in(connection, _KNOWN, {u for _, u in new})}
    pairs = own | {(term, uscc) for (_, uscc), terms in new.items() for term in terms}
    renamed = {(term, uscc) for term, uscc in pairs if uscc in known}
    return sorted(pairs - stored - held_terms(connection, renamed))


def held_terms(connection: Connection, pairs: Collection[Row]) -> set[Row]:
    """Return the pairs of term and enterprise that are stored.

    The pairs are in the order of enterprises, so that a portion has few of them.
    """
    wanted = sorted(pairs, key=itemgetter(1))
    matching: set[Row] = set()
    for start in range(0, len(wanted), IN_LIMIT):
        terms, usccs = zip(*wanted[start : start + IN_LIMIT], strict=True)
        rows = _HELD.run(connection, terms=[*{*terms}], usccs=[*{*usccs}])
        matching.update((row.term, row.uscc) for row in rows)
    # the two lists also match other pairs
    return matching.intersection(pairs)
