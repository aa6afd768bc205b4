"""Filing of a record: the name that its issuer may use once, and the rows that find the record."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Table

from credentials.documents.assessment import Assessment
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.status_event import StatusEvent, acts_from
from credentials.documents.status_list import StatusList
from credentials.record import Record
from registry.database.tables import (
    CREDENTIAL,
    EVENT,
)
from registry.view.manifest_order import format_order

Row = tuple[Any, ...]
"""The values of one row in the order of the table's columns (registry.database.tables)."""

Rows = Sequence[tuple[Table, Row]]


def no_rows(record: Record[Any], position: int | None) -> Rows:  # noqa: ARG001 - like its siblings
    """Return no rows: for kinds that are found by kind and issuer alone."""
    return ()


def credential_rows(record: Record[Assessment], position: int | None) -> Rows:
    """Return the row by which a credential at `position` in the log is found, listed and counted."""
    body, subject = record.body, record.body.credential_subject
    assessment = subject.assessment
    row = (
        body.issuer,
        position,
        assessment.certificate_number,
        body.id,
        subject.unified_social_credit_code,
        subject.region,
        assessment.scheme,
        format_categories(assessment.categories),
        assessment.grade,
        int(record.created.timestamp()),
        key_fragment(record.proof.verification_method),
        int(body.valid_from.timestamp()),
        int(body.valid_until.timestamp()),
    )
    return ((CREDENTIAL, row),)


def format_categories(categories: Iterable[str | None]) -> str:
    """Format categories for a row; a credit assessment has one, None."""
    return orjson.dumps([*categories]).decode()


def key_fragment(method_id: str) -> str:
    """Return the fragment of a key's id: its name within its association."""
    return method_id.partition("#")[2]


def event_rows(record: Record[StatusEvent], position: int | None) -> Rows:  # noqa: ARG001 - like its siblings
    """Return the row of an event: its credential, sequence, times of effect, and key."""
    change = record.body.credential_subject
    since = acts_from(change.action, change.effective_from, record.created)
    row = (
        record.digest,
        record.body.issuer,
        change.credential,
        change.sequence,
        change.action,
        int(since.timestamp()),
        int(change.until.timestamp()) if change.until is not None else None,
        change.reason,
        int(record.created.timestamp()),
        key_fragment(record.proof.verification_method),
    )
    return ((EVENT, row),)


def by_id(record: Record[Any]) -> str:
    """Name a record by its id."""
    return str(record.body.id)


def by_version(record: Record[KeyList]) -> str:
    """Name a key list by version and digest; names sort by version.

    The verifier decides about two lists of one version.
    """
    # zero-padded: names sort as text, where 10 stands before 9
    return f"{record.body.version:016} {record.digest[:16]}"


def by_order(record: Record[Manifest]) -> str:
    """Name a manifest by order and digest; names sort as manifests do.

    The verifier decides which one ranks.
    """
    return f"{format_order(record.body.credential_subject.order)} {record.digest[:16]}"


def by_time(record: Record[StatusList]) -> str:
    """Name a status list by address, time and digest: an address may have many."""
    return f"{record.body.id} {int(record.body.valid_from.timestamp()):012} {record.digest[:16]}"
