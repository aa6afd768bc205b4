"""Statistics reports as this registry holds them, and what it counts itself where each was counted."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import bindparam, select

from credentials.documents.works.report import StatisticsReport
from credentials.kinds import parse_any
from credentials.record import Record
from registry.admission.rules.report import check_recount, recount
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView

Recount = Literal["equal", "differs", "waiting"]
"""The same bytes; another number, or another log; a head is not here yet."""

_NEWEST = (
    select(RECORD.c.data)
    .where(RECORD.c.kind == StatisticsReport.KIND)
    .order_by(RECORD.c.admitted.desc(), RECORD.c.digest)
    .limit(bindparam("first"))
)


def list_reports(view: RegistryView, first: int) -> Sequence[Record[StatisticsReport]]:
    """So many, those admitted last first."""
    return [parse_any(data) for data in view.connection.scalars(_NEWEST, {"first": first})]


def find_recount(view: RegistryView, record: Record[StatisticsReport]) -> Recount:
    """Counts again what a report says."""
    subject = record.body.credential_subject
    try:
        check_recount(record.unsigned, subject, recount(view, subject))
    except RegistryError as error:
        return "waiting" if error.code == "head-ahead" else "differs"
    return "equal"
