"""Hand-over to another chair: a form that makes a plan of the next list, and the protocol to print."""

import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from random import SystemRandom
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.documents.desk.people import ListedPerson
from credentials.patterns import LABEL_PATTERN
from credentials.words.speech import format_key
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.people import find_people, party_of
from desk.people.drafts import draft_next, list_enrolled
from desk.people.invitations import LIFE, invite
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_day, read_form
from desk.web.pages import desk_page, digest_words, go_to
from desk.web.routes.making import keep_plan
from desk.web.visits import DeskVisit, begin_act, begin_visit
from verifier.desk.people import AUDITOR, CHAIR
from verifier.desk.words import PERSON_ROLES
from web.sign_page import build_sign_page

router = APIRouter()

_RANDOM = SystemRandom()


@router.post("/people/hand-over", dependencies=costs(rows=400, verifications=400, parts=FORM_PARTS))
async def hand_over(request: Request) -> Response:
    """Make a plan of the list with another chair: who comes, who goes and when, who keeps which keys."""
    visit = await begin_act(request)
    form = await read_form(request)

    def make(desk: DeskView) -> str:
        current = find_people(desk).in_force(visit.now)
        if current is None or current.digest != form.text("version"):
            raise DeskWebError("form-stale")
        listed = {person.id: person for person in current.body.people}
        document = _draft(desk, visit, form, listed)
        return keep_plan(visit, desk, [document], PLAN_LIFE).digest

    return go_to(visit, f"/plans/{await visit.write(make)}")


def _draft(
    desk: DeskView, visit: DeskVisit, form: DeskForm, listed: Mapping[str, ListedPerson]
) -> dict[str, Any]:
    comes, goes = form.text("successor")[:60], form.text("predecessor")[:60]
    enrolled = {person.id: person for person in list_enrolled(desk)}
    if comes == goes or (comes not in listed and comes not in enrolled):
        raise DeskError("person-unknown", person=comes)
    first, last, leaves = (_read(form, name) for name in ("first", "last", "leaves"))
    before = listed.get(comes)
    roles = before.roles if before is not None else enrolled[comes].roles
    successor: dict[str, Any] = {
        "roles": [CHAIR, *(role for role in roles if role not in (CHAIR, AUDITOR))],
        "until": last.isoformat(),
        **({"from": first.isoformat()} if before is None else {}),
    }
    changes: dict[str, dict[str, Any]] = {comes: successor}
    if goes:
        if goes not in listed:
            raise DeskError("person-unknown", person=goes)
        changes[goes] = {"until": leaves.isoformat()}
        if form.text("holds") and listed[goes].holds:
            own = before.holds if before is not None else None
            successor["holds"] = [*dict.fromkeys([*(own or ()), *(listed[goes].holds or ())])]
            changes[goes]["holds"] = None
    return draft_next(desk, visit.now, add=[comes] if comes in enrolled else [], changes=changes)


def _read(form: DeskForm, name: str) -> date:
    day = read_day(form.text(name), name)
    if day is None:
        raise DeskWebError("field-value", name=f"日期 {name}")
    return day


@router.post("/people/invite", dependencies=costs(rows=100, verifications=100, parts=FORM_PARTS))
async def invite_person(request: Request) -> Response:
    """Show an invitation code, once, to a chair whom a passkey signed in: it is for somebody new alone."""
    visit = await begin_act(request)
    form = await read_form(request)
    person, name, role = (form.text(field)[:60] for field in ("person", "name", "role"))
    if not (visit.is_chair and visit.is_by_passkey):
        raise DeskWebError("chair-invites")
    # a code for somebody who is listed would set a new password for them: the terminal makes those
    is_new = re.fullmatch(LABEL_PATTERN, person) is not None and visit.find_listed(person) is None
    if not (is_new and name) or role not in PERSON_ROLES:
        raise DeskWebError("field-value", name="人员 person")
    code = await visit.write(
        lambda desk: invite(desk, visit.now, _RANDOM, person=person, name=name, roles=[role])
    )
    minutes = LIFE.seconds // 60
    return desk_page(visit, "invited", invitation=code, person=person, name=name, minutes=minutes)


@router.get("/people/protocol", dependencies=costs(rows=400, kib=128, verifications=400))
async def show_protocol(request: Request) -> Response:
    """Show the protocol of a hand-over, to be printed and signed: people, keys, digests, drills."""
    visit = await begin_visit(request)
    if visit.people is None:
        raise DeskError("people-missing")
    party = await visit.read(party_of)
    page = await run_in_threadpool(build_sign_page)
    methods = party.newest_key_list.body.verification_method
    return desk_page(
        visit,
        "protocol",
        people=visit.people.body,
        words=digest_words(visit.people.digest, visit),
        list_digest=visit.people.digest,
        sign_digest=sha256(page).hexdigest(),
        keys=[
            (
                format_key(method.id, visit.visit.lang),
                method,
                "、".join(
                    person.name for person in visit.people.body.people if method.id in (person.holds or ())
                ),
            )
            for method in methods
        ],
        today=visit.now,
    )
