"""Export of a plan to the person who holds the key, with all evidence that it was decided."""

from datetime import datetime

from credentials.documents.agreement import AgreementHalf
from credentials.documents.desk.carried import PlanToSign, SigningMethod, StatedPlan, format_plan_to_sign
from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.documents.key_list import Use
from credentials.kinds import find_kind
from credentials.record import JsonObject, Record
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.facts import (
    check_effects,
    check_numbers,
    find_about,
    find_stands,
    find_versions_before,
    load_stored,
    name_row,
)
from desk.office.journal import add_journal
from desk.office.make_plan import find_rival
from desk.office.people import OfficePeople, party_of
from desk.office.plans import OfficePlan, Plans
from desk.office.stored import find_deciding, load_exports, load_plans, seconds
from desk.tables import EXPORT
from registry.database.bulk import insert_rows
from verifier.desk.words import AGAINST

_NAMED = 10
"""Rows that a refusal names."""


def export_plan(desk: DeskView, digest: str, now: datetime, *, by: str | None = None) -> bytes:
    """Return huren-unsigned/2 of a plan that may be signed now, and note the export.

    Raises DeskError plan-unknown, the code of the rules for a plan that may not be signed, rows-refused for
    one with a row that may not be, and number-refused.
    """
    plans = Plans(desk, now)
    plan = plans.find(digest)
    if plan is None:
        raise DeskError("plan-unknown", plan=digest)
    if plan.answer.code is not None:
        raise DeskError(plan.answer.code, plan=digest, other=find_rival(plan.question))
    _check_rows(plan)
    check_numbers(desk, plan.stated, now)
    check_effects(desk, plan.stated, plan.question.left, now)
    data = format_plan_to_sign(carry_plan(desk, plan, plans.people, now))
    last = load_exports(desk, [digest]).get(digest)
    if last is None or seconds(last) != seconds(now):  # one that was cut off is made again
        insert_rows(desk.view.connection, EXPORT, [(digest, seconds(now))])
    add_journal(desk, now, "export", digest, by=by)
    return data


def _check_rows(plan: OfficePlan) -> None:
    """Refuse a plan of which some rows may not be signed: the key holder signs the file whole."""
    rows = plan.answer.rows
    if not rows:
        return
    named = [(name_row(plan.stated, row), AGAINST[rows[row]]) for row in sorted(rows)[:_NAMED]]
    more = "…" if len(rows) > _NAMED else ""
    raise DeskError(
        "rows-refused",
        count=len(rows),
        rows="; ".join(f"{name}: {en.rstrip('.')}" for name, (en, _) in named) + more,
        rows_zh="；".join(f"{name}：{zh.rstrip('。')}" for name, (_, zh) in named) + more,
    )


def carry_plan(desk: DeskView, plan: OfficePlan, people: OfficePeople, now: datetime) -> PlanToSign:
    """Return a plan as it goes to the key holder at a moment."""
    stated, party = plan.stated, party_of(desk)
    use, key_list = _use_of(stated), desk.view.load_trust().key_list(desk.issuer, now)
    lists = [people.lists[list_.id] for list_ in people.chain.lists]
    deciding = find_deciding(desk, [record for record in lists if record.body.previous is not None])
    previous = stated.plan.body.previous
    before = [*load_plans(desk, [previous] if previous is not None else []), *deciding]
    return PlanToSign(
        issuer=desk.issuer,
        stated=stated,
        people=lists,
        before=[earlier for earlier in before if earlier.plan.digest != plan.digest],
        key_list=party.newest_key_list,
        agreement=_find_halves(desk),
        exported=now,
        methods=[
            SigningMethod.of(key.method)
            for key in party.keys.values()
            if party.find_objection(key.method.id, use, now, key_list) is None
        ],
        about=[
            record.value
            for record in (
                *find_about(desk, stated.documents),
                *find_stands(desk, stated.documents, now),
                *find_versions_before(desk, stated.documents),
            )
        ],
        stored=load_stored(desk, stated, plan.question.stored),
    )


def _use_of(stated: StatedPlan) -> Use:
    document: JsonObject = stated.documents[0]
    return "assessment" if document.get("type") == PEOPLE_TYPE else find_kind(document).use


def _find_halves(desk: DeskView) -> list[Record[AgreementHalf]]:
    version = desk.view.load_trust().chain.latest.text.version
    return [half for half in desk.view.halves() if half.body.credential_subject.version == version]
