"""Keys of the association: the list in force, what ends when, who keeps which, and a plan to renew it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.words import speaker
from credentials.documents.key_list import KeyList, Method
from credentials.drafting.compose import build_key_list
from credentials.record import JsonObject, Record
from credentials.times import end_of
from credentials.words.speech import format_key
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.people import party_of
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, read_count, read_form
from desk.web.pages import desk_page, go_to
from desk.web.routes.making import keep_plan
from desk.web.visits import DeskVisit, begin_act, begin_visit
from verifier.trust.party_trust import PartyTrust

router = APIRouter()

_speak = speaker("desk")
_SOON = timedelta(days=60)
_MOST_DAYS = 90


class ShownKey(NamedTuple):
    """A key of the list in words; `holders` are the persons of the people list who keep it."""

    name: str
    method: Method
    signs: str
    state: str
    holders: Sequence[str]


class Ending(NamedTuple):
    """What ends at a moment; `is_soon` within 60 days."""

    at: datetime
    what: str
    is_soon: bool


@router.get("/keys", dependencies=costs(rows=400, kib=128, verifications=200))
async def show_keys(request: Request) -> Response:
    """Show the key list in force, what ends when, and what to do when a key is stolen."""
    visit = await begin_visit(request)
    party = await visit.read(party_of)
    record = party.newest_key_list
    return desk_page(
        visit,
        "keys",
        list=record.body,
        list_digest=record.digest,
        keys=[*_show_keys(visit, record.body)],
        ends=sorted(_list_ends(visit, party, record.body)),
        most_days=_MOST_DAYS,
        own=visit.service.desk.issuer,
    )


@router.post("/keys/renew", dependencies=costs(rows=400, verifications=400, parts=FORM_PARTS))
async def plan_renewal(request: Request) -> Response:
    """Make a plan of the same list for a further term; the root then signs it offline."""
    visit = await begin_act(request)
    form = await read_form(request)
    days = read_count(form.text("days"), "有效天数 days", 1, _MOST_DAYS)

    def make(desk: DeskView) -> str:
        party = party_of(desk)
        record = party.newest_key_list
        if record.digest != form.text("version"):
            raise DeskWebError("form-stale")
        return keep_plan(visit, desk, [draft_renewal(party, record, visit.now, days)], PLAN_LIFE).digest

    return go_to(visit, f"/plans/{await visit.write(make)}")


def draft_renewal(party: PartyTrust, record: Record[KeyList], now: datetime, days: int) -> JsonObject:
    """Return the next version of a key list, with the same keys, for a number of days from now."""
    value: Mapping[str, Any] = record.value
    return build_key_list(
        record.body.id,
        value["verificationMethod"],
        version=record.body.version + 1,
        previous=record.digest,
        valid_from=now,
        valid_until=now + timedelta(days=days),
        events=party.count_events(),
        declines=value["declines"],
        service=value.get("service", ()),
        people=value.get("people"),
    )


def _show_keys(visit: DeskVisit, body: KeyList) -> Iterator[ShownKey]:
    people = visit.people.body.people if visit.people is not None else ()
    for method in body.verification_method:
        state = "good"
        if method.compromised_since is not None:
            state = "compromised"
        elif method.signs_until is not None and method.signs_until <= visit.now:
            state = "over"
        yield ShownKey(
            format_key(method.id, visit.visit.lang),
            method,
            visit.visit.period(method.valid_from, method.signs_until),
            state,
            [person.name for person in people if method.id in (person.holds or ())],
        )


def _list_ends(visit: DeskVisit, party: PartyTrust, body: KeyList) -> Iterator[Ending]:
    """Yield what ends by itself: lists, keys, the agreement, the last publication."""
    say, lang = _speak("keys", visit.visit.lang), visit.visit.lang
    ends = [(body.valid_until, say("end_list", version=body.version))]
    if visit.people is not None:
        listed = visit.people.body
        ends.append((end_of(listed.valid_until), say("end_people", version=listed.version)))
    agreement = visit.visit.trust.chain.in_force_or_last(visit.now).text
    ends.append((agreement.effective_until, say("end_agreement", version=agreement.version)))
    if party.manifest is not None:
        ends.append((party.manifest.body.valid_until, say("end_manifest")))
    ends += [
        (method.signs_until, say("end_key", key=format_key(method.id, lang)))
        for method in body.verification_method
        if method.signs_until is not None and method.signs_until > visit.now
    ]
    yield from (Ending(at, what, at - visit.now < _SOON) for at, what in ends)
