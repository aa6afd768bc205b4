"""How a record is filed: the name an issuer may use once only, and the rows it is found by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table

from credentials.assessment import Assessment
from credentials.key_list import KeyList
from credentials.manifest import Manifest
from credentials.record import Record
from credentials.status_event import StatusEvent
from credentials.status_list import StatusList
from registry.tables import CREDENTIAL, EVENT

Row = dict[str, Any]
Rows = Sequence[tuple[Table, Row]]


def no_rows(record: Record[Any]) -> Rows:  # noqa: ARG001 - the signature is that of its siblings
    """For kinds that are found by kind and issuer alone."""
    return ()


def credential_rows(record: Record[Assessment]) -> Rows:
    """Id, certificate number, scheme and enterprise of a credential."""
    subject = record.body.credential_subject
    row = {
        "digest": record.digest,
        "issuer": record.body.issuer,
        "id": record.body.id,
        "certificate_number": subject.assessment.certificate_number,
        "scheme": subject.assessment.scheme,
        "uscc": subject.unified_social_credit_code,
    }
    return ((CREDENTIAL, row),)


def event_rows(record: Record[StatusEvent]) -> Rows:
    """The credential an event is about, and its place in the sequence."""
    change = record.body.credential_subject
    row = {
        "digest": record.digest,
        "issuer": record.body.issuer,
        "credential": change.credential,
        "sequence": change.sequence,
    }
    return ((EVENT, row),)


def by_id(record: Record[Any]) -> str:
    """One record an id."""
    return str(record.body.id)


def by_version(record: Record[KeyList]) -> str:
    """One key list a version."""
    return f"{record.body.version:016}"


def by_order(record: Record[Manifest]) -> str:
    """One manifest for each place in the order of manifests; names sort as the manifests do."""
    return ".".join(f"{number:016}" for number in record.body.credential_subject.order)


def by_time(record: Record[StatusList]) -> str:
    """Any number of status lists an address; the names of one address sort by time."""
    return f"{record.body.id} {int(record.body.valid_from.timestamp()):012} {record.digest[:16]}"
