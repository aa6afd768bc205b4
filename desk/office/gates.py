"""Gate of a plan's notice: which rows may be signed, by the versions admitted here and the objections."""

from credentials.documents.desk.carried import StatedPlan
from desk.office.desk import DeskView
from verifier.desk.gate import Gate
from verifier.desk.plan import SKIPPED, STOCK

NOTICE_DAYS = 7


def find_gate(desk: DeskView, stated: StatedPlan) -> Gate | None:
    """Return the gate of a plan that names a notice, or None."""
    del desk
    notice = stated.plan.body.notice
    return Gate([], NOTICE_DAYS) if notice not in (None, STOCK, SKIPPED) else None
