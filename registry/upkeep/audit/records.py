"""Audit of records, plans, leaves and rows: every column must follow from the signed bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Table, select

from credentials.documents.status_event import StatusEvent
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, find_kind, read_any
from credentials.record import JsonObject, parse_document, read_body
from registry.admission.admission import admission_of
from registry.admission.group_rows import GroupCount
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
)
from registry.errors import RegistryError
from registry.upkeep.audit.report import Report, unusable
from registry.upkeep.audit.search_terms import ExpectedTerms
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.jcs import encode_profile

TreeKey = tuple[str, str]

_FOUND_BY = (CREDENTIAL, EVENT)
_DIGITS = frozenset("0123456789abcdef")


@dataclass(slots=True)
class Found:
    """Leaves of every tree in order, and the expected rows that have not been found yet."""

    view: RegistryView
    leaves: dict[TreeKey, list[str]] = field(default_factory=dict)
    events: dict[str, set[str]] = field(default_factory=dict)
    logged: dict[str, int] = field(default_factory=dict)
    rows: dict[Table, set[Row]] = field(default_factory=lambda: {table: set() for table in _FOUND_BY})
    terms: ExpectedTerms = field(default_factory=ExpectedTerms)
    counted: GroupCount = field(default_factory=lambda: GroupCount.of(()))
    slots: dict[tuple[str, int, int], str] = field(default_factory=dict)
    shared: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)
    """Slots that several credentials name, with the names."""


def audit_records(view: RegistryView, report: Report) -> Found:
    """Compare every record, plan, leaf and row; return the leaves for the roots."""
    result = Found(view)
    result.rows |= {table: set() for table in view.memory.filed.tables}
    _read_leaves(view, report, result)
    columns = RECORD.c
    query = select(columns.digest, columns.kind, columns.issuer, columns.name, columns.position, columns.data)
    for digest, *filed, data in stream(view.connection, query):
        report.records += 1
        report.step()
        value = _read(report, "record", digest, data)
        if value is not None:
            try:
                _audit_record(report, result, digest, filed, value)
            except HurenError as error:
                report.add(unusable(f"record {digest}", error))
    _audit_plans(view, report, result)
    _audit_trees(report, result)
    result.rows[GROUP], result.rows[EDGE] = {*result.counted.group_rows}, {*result.counted.edge_rows}
    for table in (*_FOUND_BY, *view.memory.filed.tables, GROUP, EDGE):
        _compare(report, table, stream(view.connection, select(table)), result.rows[table])
    result.terms.compare(view, report)
    slots = {(*slot, _holder(view, result, slot, holder)) for slot, holder in result.slots.items()}
    _compare(report, INDEX, stream(view.connection, select(INDEX)), slots)
    return result


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


def _audit_record(report: Report, result: Found, digest: str, filed: list[Any], value: JsonObject) -> None:
    kind = find_kind(value)
    place = filed.pop()
    if kind.is_assessment:
        issuer, name, row, slot = _file_credential(value, place)
        result.rows[CREDENTIAL].add(row)
        result.terms.add(row[4], _terms(value["credentialSubject"]))
        result.counted.add(row)
        _reserve(report, result, slot, name)
    else:
        record = read_any(value)
        admission = admission_of(result.view, kind.name)
        # this registry does not know how to name records of an apartment that it lacks
        is_known = not kind.is_work or kind.name in result.view.memory.filed.admissions
        issuer, name = record.body.signer, admission.name(record) if is_known else filed[-1]
        for table, row in admission.rows(record, place):
            result.rows[table].add(row)
    for column, actual, signed in zip(
        ("kind", "issuer", "name"), filed, (kind.name, issuer, name), strict=True
    ):
        if actual != signed:
            _differs(report, digest, column, actual, signed)
    if not kind.logged:
        if place is not None:
            _differs(report, digest, "position", place, None)
        return
    leaves = result.leaves.get((issuer, RECORDS), ())
    if type(place) is not int or not 0 <= place < len(leaves) or leaves[place] != digest:
        report.add(
            RegistryError("leaf-missing", f"record {digest}", tree=RECORDS, issuer=issuer, place=place)
        )
        return
    result.logged[issuer] = result.logged.get(issuer, 0) + 1
    if kind.name == StatusEvent.KIND:
        result.events.setdefault(issuer, set()).add(digest)


def _differs(report: Report, digest: str, column: str, actual: object, signed: object) -> None:
    where = f"record {digest}"
    report.add(RegistryError("column-differs", where, column=column, found=actual, expected=signed))


def _file_credential(value: Any, place: int | None) -> tuple[str, str, Row, tuple[str, int, int]]:
    """Return a credential's name, row and slot, read by members: a typed reading takes most of the time."""
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
        slot = (issuer, *_slot_of(value))
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


def _slot_of(value: Any) -> tuple[int, int]:
    entry = value["credentialStatus"][0]
    return int(entry["statusListCredential"].rpartition("/")[2]), int(entry["statusListIndex"])


def _reserve(report: Report, result: Found, slot: tuple[str, int, int], holder: str) -> None:
    other = result.slots.setdefault(slot, holder)
    if other != holder:
        result.shared.setdefault(slot, {other}).add(holder)
        _, number, index = slot
        report.add(
            RegistryError("index-conflict", f"credential {holder}", index=index, list=number, holder=other)
        )


def _holder(view: RegistryView, result: Found, slot: tuple[str, int, int], holder: str) -> str:
    if slot not in result.shared:
        return holder
    issuer, number, position = slot
    owner = find_slot_holder(view.connection, issuer, Slot(number, position))
    return owner if owner in result.shared[slot] else holder


def _audit_plans(view: RegistryView, report: Report, result: Found) -> None:
    for digest, issuer, data in stream(view.connection, select(PLAN.c.digest, PLAN.c.issuer, PLAN.c.data)):
        value = _read(report, "plan", digest, data)
        if value is None:
            continue
        with report.part(f"plan {digest}"):
            kind = find_kind(value)
            signer = read_body(value, kind.model).signer
            if kind.is_assessment:
                _reserve(report, result, (signer, *_slot_of(value)), str(value["id"]))
            if signer != issuer:
                where = f"plan {digest}"
                report.add(
                    RegistryError("column-differs", where, column="issuer", found=issuer, expected=signer)
                )


def _read_leaves(view: RegistryView, report: Report, result: Found) -> None:
    query = select(LEAF).order_by(LEAF.c.issuer, LEAF.c.tree, LEAF.c.position)
    for issuer, tree, position, digest in stream(view.connection, query):
        entries = result.leaves.setdefault((issuer, tree), [])
        where = f"leaf {issuer} {tree} {position}"
        if position != len(entries):
            report.add(RegistryError("leaf-gap", where, expected=len(entries)))
        if not is_digest(digest):
            report.add(RegistryError("leaf-alone", where, digest=digest))
            # keeps the places of later leaves
            entries.append("0" * 64)
        else:
            entries.append(digest)


def is_digest(text: object) -> bool:
    """Return whether `text` is 64 lower-case hex digits."""
    return isinstance(text, str) and len(text) == 64 and _DIGITS.issuperset(text)


def _audit_trees(report: Report, result: Found) -> None:
    """Compare the numbers of leaves and records: every record has its leaf, so equal numbers suffice.

    Each leaf of the counted events must be an event of the association; events in no order are loose.
    """
    counted = {(issuer, RECORDS): count for issuer, count in result.logged.items()}
    for key in sorted({*result.leaves, *counted}):
        issuer, tree = key
        leaves = result.leaves.get(key, [])
        known = result.events.get(issuer, set())
        expected = counted.get(key, 0) if tree == RECORDS else len(known.intersection(leaves))
        if expected != len(leaves):
            where = f"tree {tree} of {issuer}"
            report.add(RegistryError("tree-differs", where, leaves=len(leaves), records=expected))


def _compare(report: Report, table: Table, stored: Iterable[Any], expected: set[Row]) -> None:
    """Compare the rows of a table with the rows that follow from the bytes."""
    for stored_row in stored:
        row = tuple(stored_row)
        if row in expected:
            expected.remove(row)
        else:
            report.add(RegistryError("row-extra", f"{table.name} {_text(row)}"))
    for row in sorted(expected, key=str):
        report.add(RegistryError("row-missing", f"{table.name} {_text(row)}"))


def _text(row: Row) -> str:
    return " ".join(map(str, row))
