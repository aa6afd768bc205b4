"""Admission of list notices: the registry admits a version only if it has the previous version, and only as
the next one.

A mirror that gets the previous version later admits this one later, because each pull tries refused log
entries again. The result therefore does not depend on the order of arrival.
"""

from typing import Any

from sqlalchemy import select

from credentials.documents.desk.list_notice import ListNotice, find_breach
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.record_rows import Rows, format_categories, key_fragment
from registry.admission.submission import Submission
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.list_notices.tables import LIST_ITEM, LIST_VERSION

_VERSION, _PREVIOUS = "credentialSubject.version", "credentialSubject.previous"


def which_version(body: ListNotice) -> tuple[str, ...]:
    """Return scheme, batch and version."""
    subject = body.credential_subject
    return (subject.scheme, subject.batch, str(subject.version))


def check_version(view: RegistryView, body: ListNotice) -> None:
    """Raise RegistryError number-taken; list-unpreceded without the previous version; list-changed."""
    subject, row = body.credential_subject, LIST_VERSION.c
    same = select(row.digest).where(
        row.issuer == body.issuer,
        row.scheme == subject.scheme,
        row.batch == subject.batch,
        row.version == subject.version,
    )
    if view.connection.scalar(same) is not None:
        what = f"{subject.batch} {subject.version}"
        raise RegistryError("number-taken", _VERSION, what=what, issuer=body.issuer)
    if subject.previous is None:
        return
    data = view.data(subject.previous)
    before: Any = parse_any(data).body if data is not None else None
    if not isinstance(before, ListNotice):
        raise RegistryError("list-unpreceded", _PREVIOUS, version=subject.version - 1)
    member = find_breach(before, body)
    if member is not None:
        raise RegistryError("list-changed", member, version=subject.version - 1)


def admit_list_notice(submission: Submission) -> None:
    """Apply the rules of `check_version`."""
    check_version(submission.view, submission.record.body)


def list_rows(record: Record[ListNotice], position: int | None) -> Rows:
    """Return the row of a version, and one row for each item."""
    body, subject = record.body, record.body.credential_subject
    version = (
        body.issuer,
        position,
        record.digest,
        body.id,
        subject.scheme,
        subject.batch,
        subject.version,
        subject.since.isoformat(),
        subject.until.isoformat(),
        len(subject.items),
        sum(bool(item.withdrawn) for item in subject.items),
        key_fragment(record.proof.verification_method),
        int(record.created.timestamp()),
    )
    items = [
        (
            item.unified_social_credit_code,
            body.issuer,
            position,
            place,
            format_categories(item.category or ()),
            item.grade,
            bool(item.withdrawn),
        )
        for place, item in enumerate(subject.items)
    ]
    return ((LIST_VERSION, version), *((LIST_ITEM, item) for item in items))
