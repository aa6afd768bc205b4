"""Keeping of a plan that somebody made on a page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from credentials.record import JsonObject
from desk.office.desk import DeskView
from desk.office.make_plan import add_plan, compose_plan
from desk.office.plans import OfficePlan
from desk.web.visits import DeskVisit


def keep_plan(
    visit: DeskVisit, view: DeskView, documents: Sequence[JsonObject], life: timedelta, **members: Any
) -> OfficePlan:
    """Keep a plan of these documents under the name of whoever made it; DeskError, RecordError."""
    plan = compose_plan(view.issuer, documents, visit.now, life=life, **members)
    return add_plan(view, plan, documents, visit.now, by=visit.me.id)
