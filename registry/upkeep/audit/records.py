"""Audit of records, plans, leaves and rows: every column must follow from the signed bytes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, TypeGuard

import orjson
from sqlalchemy import Table, select

from credentials.documents.status_event import StatusEvent
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, find_kind, read_any
from credentials.record import JsonObject, parse_document, read_body
from registry.admission.admission import admission_of
from registry.admission.record_rows import Row, format_categories, key_fragment
from registry.admission.search_terms import Terms, terms_of
from registry.admission.status_indexes import Slot, find_slot_holder
from registry.database.portions import stream
from registry.database.tables import (
    CREDENTIAL,
    EDGE,
    EVENT,
    GROUP,
    INDEX,
    LEAF,
    PLAN,
    RECORD,
    TERM,
)
from registry.errors import RegistryError
from registry.upkeep.audit.expected_counts import ExpectedCounts
from registry.upkeep.audit.expected_rows import ExpectedRows
from registry.upkeep.audit.report import Report, unusable
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.jcs import encode_profile
from signing.log.merkle import HASH_BYTES

TreeKey = tuple[str, str]
Leaves = dict[TreeKey, bytearray]
"""Digests in every tree, end to end in order, by issuer and name."""

_MOST_NAMED = 16_384
"""Enterprises remembered as named before: their terms need not be derived again."""
_MORE = 2**31
"""More than the columns of the table of indexes hold."""
_DIGITS = frozenset("0123456789abcdef")
_NO_DIGEST = bytes(HASH_BYTES)

TakeRow = Callable[[Table, Row], None]
"""Takes a row that follows from the bytes."""


def audit_records(view: RegistryView, report: Report) -> Leaves:
    """Compare every record, plan, leaf and row; return the leaves for the roots."""
    leaves = _read_leaves(view, report)
    tables = (CREDENTIAL, EVENT, *view.memory.filed.tables, GROUP, EDGE, TERM, INDEX)
    expected = {table: ExpectedRows() for table in tables}
    counts = ExpectedCounts()

    def expect(table: Table, row: Row) -> None:
        expected[table].add(row)
        if table is CREDENTIAL:
            counts.add(row)

    _Derivation(view, report, leaves, expect).run()
    for table, row in counts.rows():
        expect(table, row)
    lacking = {table: _compare(view, report, table, rows) for table, rows in expected.items()}
    missing: dict[Table, set[Row]] = {table: set() for table in tables}

    def name(table: Table, row: Row) -> None:
        if expected[table].fingerprint(row) in lacking[table]:
            missing[table].add(row)

    if any(lacking.values()):
        _Derivation(view, Report(), leaves, name).run()
        for table, row in counts.rows():
            name(table, row)
    missing[INDEX] = {*_report_shared(view, report, missing[INDEX], expected[INDEX])}
    for table, rows in missing.items():
        for row in sorted(rows, key=str):
            report.add(RegistryError("row-missing", f"{table.name} {_text(row)}"))
    return leaves


def _compare(view: RegistryView, report: Report, table: Table, expected: ExpectedRows) -> set[int]:
    """Report the rows that do not follow from the bytes; return the fingerprints of missing ones."""
    extra, lacking = expected.compare(map(tuple, stream(view.connection, select(table))))
    for row in extra:
        report.add(RegistryError("row-extra", f"{table.name} {_text(row)}"))
    return lacking


def _report_shared(
    view: RegistryView, report: Report, missing: Iterable[Row], expected: ExpectedRows
) -> Iterator[Row]:
    """Report credentials that name a slot of another one; yield the other missing rows."""
    for (issuer, *slot), group in groupby(sorted(missing), key=lambda row: row[:3]):
        holders = [holder for *_, holder in group]
        owner = find_slot_holder(view.connection, issuer, Slot(*slot))
        if owner is None or (issuer, *slot, owner) not in expected:
            owner, *holders = holders
            yield (issuer, *slot, owner)
        number, index = slot
        for holder in holders:
            where = f"credential {holder}"
            report.add(RegistryError("index-conflict", where, index=index, list=number, holder=owner))


class _Derivation:
    """Reading of every record and plan, which derives the rows that must be stored."""

    def __init__(self, view: RegistryView, report: Report, leaves: Leaves, take: TakeRow) -> None:
        self._view, self._report, self._leaves, self._take = view, report, leaves, take
        self._events: dict[str, set[bytes]] = {}
        self._logged: dict[str, int] = {}
        self._named: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Report what is wrong with a record, plan or tree; hand every row to `take`."""
        columns = RECORD.c
        query = select(
            columns.digest, columns.kind, columns.issuer, columns.name, columns.position, columns.data
        )
        for digest, *filed, data in stream(self._view.connection, query):
            self._report.records += 1
            self._report.step()
            value = _read(self._report, "record", digest, data)
            if value is not None:
                try:
                    self._record(digest, filed, value)
                except HurenError as error:
                    self._report.add(unusable(f"record {digest}", error))
        self._plans()
        self._trees()

    def _record(self, digest: str, filed: list[Any], value: JsonObject) -> None:
        kind = find_kind(value)
        place = filed.pop()
        if kind.is_assessment:
            issuer, name, row, slot = _file_credential(value, place)
            self._take(CREDENTIAL, row)
            self._take(INDEX, slot)
            self._terms(row[4], _terms(value["credentialSubject"]))
        else:
            record = read_any(value)
            admission = admission_of(self._view, kind.name)
            # this registry does not know how to name records of an apartment that it lacks
            is_known = not kind.is_work or kind.name in self._view.memory.filed.admissions
            issuer, name = record.body.signer, admission.name(record) if is_known else filed[-1]
            for table, row in admission.rows(record, place):
                self._take(table, row)
        for column, actual, signed in zip(
            ("kind", "issuer", "name"), filed, (kind.name, issuer, name), strict=True
        ):
            if actual != signed:
                self._differs(digest, column, actual, signed)
        if not kind.logged:
            if place is not None:
                self._differs(digest, "position", place, None)
            return
        leaf = bytes.fromhex(digest)
        if type(place) is not int or place < 0 or self._leaf(issuer, place) != leaf:
            self._report.add(
                RegistryError("leaf-missing", f"record {digest}", tree=RECORDS, issuer=issuer, place=place)
            )
            return
        self._logged[issuer] = self._logged.get(issuer, 0) + 1
        if kind.name == StatusEvent.KIND:
            self._events.setdefault(issuer, set()).add(leaf)

    def _leaf(self, issuer: str, place: int) -> bytearray | bytes:
        return self._leaves.get((issuer, RECORDS), b"")[place * HASH_BYTES : (place + 1) * HASH_BYTES]

    def _differs(self, digest: str, column: str, actual: object, signed: object) -> None:
        where = f"record {digest}"
        self._report.add(RegistryError("column-differs", where, column=column, found=actual, expected=signed))

    def _terms(self, uscc: str, terms: Terms) -> None:
        mark = terms.mark, uscc
        for term in terms.own if mark in self._named else (*terms.enterprise, *terms.own):
            self._take(TERM, (term, uscc))
        if len(self._named) == _MOST_NAMED:
            self._named.clear()
        self._named.add(mark)

    def _plans(self) -> None:
        query = select(PLAN.c.digest, PLAN.c.issuer, PLAN.c.data)
        for digest, issuer, data in stream(self._view.connection, query):
            value = _read(self._report, "plan", digest, data)
            if value is None:
                continue
            where = f"plan {digest}"
            with self._report.part(where):
                kind = find_kind(value)
                signer = read_body(value, kind.model).signer
                if kind.is_assessment:
                    self._take(INDEX, (signer, *_slot_of(value), str(value["id"])))
                if signer != issuer:
                    self._report.add(
                        RegistryError("column-differs", where, column="issuer", found=issuer, expected=signer)
                    )

    def _trees(self) -> None:
        """Compare the numbers of leaves and records: every record has its leaf, so equal numbers suffice.

        Each leaf of the counted events must be an event of the association; events in no order are loose.
        """
        counted = {(issuer, RECORDS): count for issuer, count in self._logged.items()}
        for key in sorted({*self._leaves, *counted}):
            issuer, tree = key
            leaves = self._leaves.get(key, bytearray())
            known = self._events.get(issuer, set())
            size = len(leaves) // HASH_BYTES
            expected = counted.get(key, 0) if tree == RECORDS else len(known.intersection(each_leaf(leaves)))
            if expected != size:
                where = f"tree {tree} of {issuer}"
                self._report.add(RegistryError("tree-differs", where, leaves=size, records=expected))


def _read(report: Report, table: str, digest: str, data: object) -> JsonObject | None:
    """Return the value of stored bytes that are canonical and match their digest.

    Bytes that the encoder reproduces have no member twice; `audit_proofs` checks the rest of the profile.
    """
    where = f"{table} {digest}"
    if not isinstance(data, bytes) or sha256(data).hexdigest() != digest:
        report.add(RegistryError("bytes-altered", where))
        return None
    try:
        value: JsonObject = orjson.loads(data)
        if encode_profile(value) == data:
            return value
        value = parse_document(data, MAX_ANY_BYTES)
    except (orjson.JSONDecodeError, HurenError) as error:
        report.add(unusable(where, error))
        return None
    report.add(RegistryError("bytes-not-canonical", where))
    return value


def _file_credential(value: Any, place: int | None) -> tuple[str, str, Row, Row]:
    """Return a credential's issuer, name, row and index row, read by members.

    A typed reading takes most of the time.
    """
    try:
        subject, issuer, name = value["credentialSubject"], value["issuer"], value["id"]
        assessment = subject["assessment"]
        row = (
            issuer,
            place,
            assessment["certificateNumber"],
            name,
            subject["unifiedSocialCreditCode"],
            subject["region"],
            assessment["scheme"],
            format_categories(assessment.get("category", (None,))),
            assessment["grade"],
            int(datetime.fromisoformat(value["proof"]["created"]).timestamp()),
            key_fragment(value["proof"]["verificationMethod"]),
            int(datetime.fromisoformat(value["validFrom"]).timestamp()),
            int(datetime.fromisoformat(value["validUntil"]).timestamp()),
        )
        slot = (issuer, *_slot_of(value), name)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise RecordError("member-type", "credentialSubject", expected="credential") from None
    return issuer, name, row, slot


def _terms(subject: Any) -> Terms:
    uscc = subject["unifiedSocialCreditCode"]
    number = subject["assessment"]["certificateNumber"]
    try:
        return terms_of(subject["legalName"], subject.get("legalNameEn"), uscc, subject["region"], number)
    except (KeyError, TypeError):
        raise RecordError("member-type", "credentialSubject", expected="credential") from None


def _slot_of(value: Any) -> Slot:
    entry = value["credentialStatus"][0]
    slot = Slot(int(entry["statusListCredential"].rpartition("/")[2]), int(entry["statusListIndex"]))
    if not 0 <= min(slot) <= max(slot) < _MORE:
        raise ValueError
    return slot


def _read_leaves(view: RegistryView, report: Report) -> Leaves:
    leaves: Leaves = {}
    query = select(LEAF).order_by(LEAF.c.issuer, LEAF.c.tree, LEAF.c.position)
    for issuer, tree, position, digest in stream(view.connection, query):
        entries = leaves.setdefault((issuer, tree), bytearray())
        where = f"leaf {issuer} {tree} {position}"
        if position != len(entries) // HASH_BYTES:
            report.add(RegistryError("leaf-gap", where, expected=len(entries) // HASH_BYTES))
        if not is_digest(digest):
            report.add(RegistryError("leaf-alone", where, digest=digest))
        add_leaf(entries, digest)
    return leaves


def add_leaf(entries: bytearray, digest: object) -> None:
    """Append an entry; a damaged one as zeros, which keep the places of later entries."""
    entries += bytes.fromhex(digest) if is_digest(digest) else _NO_DIGEST


def each_leaf(entries: bytearray) -> Iterator[bytes]:
    """Yield the entries."""
    return (bytes(entries[start : start + HASH_BYTES]) for start in range(0, len(entries), HASH_BYTES))


def is_digest(text: object) -> TypeGuard[str]:
    """Return whether `text` is 64 lower-case hex digits."""
    return isinstance(text, str) and len(text) == 64 and _DIGITS.issuperset(text)


def _text(row: Row) -> str:
    return " ".join(map(str, row))
