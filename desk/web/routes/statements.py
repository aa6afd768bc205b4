"""Statements by passkey: the page asks for one, the browser confirms its bytes, and it is kept."""

import json
from random import SystemRandom

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.documents.desk.people import PersonKey
from credentials.documents.desk.statement import (
    MAX_STATEMENT_BYTES,
    MAX_STATEMENT_VALUES,
    read_statement,
    signed_bytes,
)
from credentials.record import JsonObject, parse_document
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.plans import OfficePlan, Plans, find_plan
from desk.office.statements import add_statement, draft_statement
from desk.web.accounts import keep_counter, last_counter
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.pages import go_to, json_answer
from desk.web.passkeys import (
    AnsweredAssertion,
    check_assertion,
    check_counter,
    read_assertion,
    request_options,
)
from desk.web.shown.plans import list_choices, version_of
from desk.web.visits import DeskVisit, begin_act
from signing.assertion import challenge_of
from signing.jcs import canonicalize

router = APIRouter()

_RANDOM = SystemRandom()
_WITH_REASONS = ("return", "reject")


@router.post(
    "/plans/{digest}/statements/options",
    dependencies=costs(rows=2_000, verifications=2_000, parts=FORM_PARTS),
)
async def offer(request: Request, digest: str) -> Response:
    """Return the statement to be confirmed, and what the browser needs to confirm it."""
    visit = await begin_act(request)
    form = await read_form(request)
    site, keys = visit.site, _passkeys_of(visit)
    if site is None or not keys:
        raise DeskWebError("passkey-unknown")
    statement = await visit.read(lambda desk: _compose(visit, desk, digest, form))
    challenge = challenge_of(signed_bytes(canonicalize(statement)))
    options = request_options(site, challenge, [*keys])
    return json_answer(
        {"options": options, "fields": {"statement": json.dumps(statement, ensure_ascii=False)}}
    )


@router.post(
    "/plans/{digest}/statements", dependencies=costs(rows=2_000, verifications=2_000, parts=FORM_PARTS)
)
async def take(request: Request, digest: str) -> Response:
    """Keep a statement that the passkey of its author confirmed."""
    visit = await begin_act(request)
    form = await read_form(request)
    value = parse_document(form.text("statement").encode(), MAX_STATEMENT_BYTES, MAX_STATEMENT_VALUES)
    answered, site = read_assertion(form.text("credential")), visit.site
    key = _passkeys_of(visit).get(answered.credential_id)
    if key is None or site is None or value.get("by") != visit.me.id or value.get("plan") != digest:
        raise DeskWebError("passkey-unknown")
    statement = read_statement({**value, "proof": answered.proof(key.public)})
    check_assertion(answered, key.public, statement.message, site)

    def keep(desk: DeskView) -> OfficePlan:
        _check_version(find_plan(desk, digest, visit.now), form)
        _count(desk, answered)
        return add_statement(desk, statement, visit.now)

    visit.service.audits.follow(await visit.write(keep))
    return go_to(visit, f"/plans/{digest}", stated=statement.body.decision)


def _compose(visit: DeskVisit, desk: DeskView, digest: str, form: DeskForm) -> JsonObject:
    """Return the statement that a form asks for; DeskWebError form-stale, field-value; DeskError."""
    plans = Plans(desk, visit.now)
    plan = plans.find(digest)
    if plan is None:
        raise DeskError("plan-unknown", plan=digest)
    _check_version(plan, form)
    decision = next((one for one in list_choices(visit, plan) if one == form.text("decision")), None)
    if decision is None:
        raise DeskWebError("form-stale")
    reasons = form.text("reasons") or None
    if decision in _WITH_REASONS and reasons is None:
        raise DeskWebError("field-value", name="理由 reasons")
    return draft_statement(
        desk,
        plans.people,
        visit.now,
        _RANDOM,
        plan=digest,
        decision=decision,
        by=visit.me.id,
        rows=read_rows(form, len(plan.stated.documents)) if decision == "return" else (),
        reasons=reasons,
    )


def read_rows(form: DeskForm, most: int) -> list[int]:
    """Return the rows ticked, from 0; none, which means all, where none is."""
    try:
        rows = sorted({int(row) - 1 for row in form.all("row")})
    except ValueError:
        rows = [-1]
    if rows and not 0 <= rows[0] <= rows[-1] < most:
        raise DeskWebError("field-value", name="行 rows")
    return rows


def _check_version(plan: OfficePlan, form: DeskForm) -> None:
    if version_of(plan) != form.text("version"):
        raise DeskWebError("form-stale")


def _count(desk: DeskView, answered: AnsweredAssertion) -> None:
    check_counter(answered, last_counter(desk, answered.credential_id))
    keep_counter(desk, answered.credential_id, answered.counter)


def _passkeys_of(visit: DeskVisit) -> dict[str, PersonKey]:
    """Return the passkeys of the person who is signed in, by credential id."""
    return {key.credential_id: key for key in visit.me.keys if key.credential_id is not None}
