"""Making of plans: composed from unsigned documents, asked of the rules, kept."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.plan import MAX_PLAN_LIFE, PLAN_TYPE, PlanDocument, read_plan
from credentials.errors import RecordError
from credentials.record import JsonObject, parse_document
from credentials.times import format_time
from credentials.unsigned import Unsigned
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.facts import (
    check_effects,
    check_notices,
    check_numbers,
    find_draft,
    read_facts,
    widen_rows,
)  # fmt: skip
from desk.office.journal import add_journal
from desk.office.people import find_people, party_of
from desk.office.plans import OfficePlan, Plans
from desk.office.stored import digest_of, store_plan
from desk.tables import prepare_tables
from registry.errors import RegistryError
from registry.issuing.offline_files import MAX_BYTES, UNSIGNED_TYPE, parse_unsigned
from registry.view.view import RegistryView
from verifier.desk.decision import PlanQuestion, judge_plan
from verifier.desk.people import refuse_list
from verifier.desk.plan import EMERGENCIES, find_conflict
from verifier.desk.reading.people import find_association_keys
from verifier.desk.words import AGAINST

PLAN_LIFE = timedelta(days=30)

_CODES = [*AGAINST]
_OF_STATEMENTS = frozenset(_CODES[_CODES.index("rejected") :])
"""Codes that statements, days and notices settle later."""


def compose_plan(
    issuer: str,
    documents: Sequence[JsonObject],
    now: datetime,
    *,
    life: timedelta = PLAN_LIFE,
    **members: Any,
) -> Unsigned[PlanDocument]:
    """Return a plan made now; `members` as the document has them, None for those it lacks. RecordError."""
    value = {
        "type": PLAN_TYPE,
        "issuer": issuer,
        "created": format_time(now),
        "documents": [digest_of(document) for document in documents],
        "expires": format_time(now + life),
        **{name: member for name, member in members.items() if member is not None},
    }
    return read_plan(value)


def read_documents(data: bytes) -> list[JsonObject]:
    """Return the documents that --export-unsigned wrote, or the one unsigned document of a file.

    RecordError and RegistryError for a file of another kind, a signed one too.
    """
    value = parse_document(data, MAX_BYTES)
    if value.get("type") == UNSIGNED_TYPE:
        return [*parse_unsigned(data).documents]
    if "proof" in value:
        raise RecordError("member-unknown", "proof")
    return [value]


def add_plan(
    desk: DeskView,
    plan: Unsigned[PlanDocument],
    documents: Sequence[JsonObject],
    now: datetime,
    *,
    by: str | None = None,
) -> OfficePlan:
    """Keep a plan that nothing but statements, days and notices holds up; return it as it stands.

    Raises DeskError with the code of the rules, which names the other plan of `other-plan-open` and its like;
    RecordError for documents that no plan may have.
    """
    plans, stated = Plans(desk, now), StatedPlan(plan, documents)
    check_plan(plans, stated)
    check_numbers(desk, stated, now)
    check_notices(desk, stated, now)
    check_effects(desk, stated, plans.ask(stated).left, now)
    draft = find_draft(stated, find_association_keys(party_of(desk)))
    refusal = refuse_list(draft) if draft is not None else None
    if refusal is not None:
        raise DeskError(refusal)
    store_plan(desk, plan, documents, now)
    add_journal(desk, now, "plan", plan.digest, by=by)
    kept = Plans(desk, now, people=plans.people).find(plan.digest)
    if kept is None:
        raise DeskError("plan-unknown", plan=plan.digest)
    return kept


def split_plan(
    plan: OfficePlan, without: Collection[int], now: datetime
) -> tuple[Unsigned[PlanDocument], list[JsonObject]]:
    """Return a plan that replaces another with rows and their groups taken out, and its documents.

    DeskError not-a-subset.
    """
    gone = widen_rows(plan.stated.documents, without)
    documents = [document for row, document in enumerate(plan.stated.documents) if row not in gone]
    if not documents or len(documents) == len(plan.stated.documents):
        raise DeskError("not-a-subset")
    earlier = plan.stated.plan.value
    kept: dict[str, Any] = {
        name: earlier.get(name) for name in ("notice", "notBefore", "reasons", "attachments")
    }
    return compose_plan(plan.stated.plan.body.issuer, documents, now, previous=plan.digest, **kept), documents


def check_plan(plans: Plans, stated: StatedPlan) -> None:
    """Raise what the rules have against a plan before anybody states; DeskError, RecordError."""
    question = plans.ask(stated)
    code = judge_plan(question).code
    if code is None or code in _OF_STATEMENTS:
        # here the one that came first stands, also of two made in one second
        late = replace(question.plan, created=question.plan.created + timedelta(seconds=1))
        code = find_conflict(late, question.others, is_exported=False)
    if code is not None:
        raise DeskError(code, plan=stated.plan.digest, other=find_rival(question))


def find_rival(question: PlanQuestion) -> str | None:
    """Return the digest of the plan that stands in the way: its successor, or one on the same object."""
    plan = question.plan
    rivals = [
        other.plan
        for other in question.others
        if other.is_open and other.plan.digest != plan.previous and plan.objects & other.plan.objects
    ]
    newer = [other.plan for other in question.others if other.plan.previous == plan.digest]
    return next((rival.digest for rival in (*newer, *rivals)), None)


def note_emergency(
    view: RegistryView, issuer: str, documents: Sequence[JsonObject], reason: str, now: datetime
) -> None:
    """Keep a plan of what is signed first, in the transaction that stores it.

    It waits for as many as its class asks. Raises RegistryError approval-needed for what is no emergency, and
    RecordError member-missing for a blank reason.
    """
    if not reason.strip():
        raise RecordError("member-missing", "reasons")
    prepare_tables(view.connection)
    desk = DeskView(view, issuer)
    plan = compose_plan(issuer, documents, now, life=MAX_PLAN_LIFE, reasons=reason)
    if read_facts(desk, StatedPlan(plan, documents), find_people(desk)).operation not in EMERGENCIES:
        raise RegistryError("approval-needed", issuer=issuer)
    store_plan(desk, plan, documents, now)
    add_journal(desk, now, "emergency", plan.digest, reason=reason)
