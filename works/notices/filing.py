"""Registration of notices with the registry: their filing."""

from credentials.documents.works.notice import Notice
from credentials.record import Record
from registry.admission.admission import Admission
from registry.admission.record_rows import Rows, format_categories
from registry.filing import Filing
from works.notices.tables import NOTICE


def notice_rows(record: Record[Notice], position: int | None) -> Rows:
    """Return the row by which a notice is listed."""
    body, subject = record.body, record.body.credential_subject
    media, days = (
        format_categories(subject.media or ()),
        (subject.since.isoformat(), subject.until.isoformat()),
    )
    return ((NOTICE, (body.issuer, position, body.id, subject.kind, media, *days)),)


FILING = Filing("notices", {Notice.KIND: Admission(rows=notice_rows)}, (NOTICE,))
