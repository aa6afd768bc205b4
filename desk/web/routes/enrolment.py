"""Enrolment by an invitation code: a password, a passkey, the public half of a key file.

A code opens this for fifteen minutes, until one enrolment keeps a key or a password. A key that is enrolled
here decides nothing: it counts when a people list has it, which the people of the list before decide on.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.errors import RecordError
from credentials.record import JsonObject
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.web.accounts import (
    Invited,
    enrol_key,
    find_invitation,
    keep_counter,
    set_password,
    use_invitation,
)
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.guard import check_origin, check_private
from desk.web.pages import desk_page, json_answer
from desk.web.passkeys import creation_options, read_new_passkey
from desk.web.passwords import hash_password, hash_slowly
from desk.web.sessions import end_sessions_of
from desk.web.visits import DeskVisit, begin_anyone
from signing.errors import HurenError

router = APIRouter()

_PASSKEY = "enrol passkey"


@router.get("/enrol", dependencies=costs())
async def show_enrolment(request: Request) -> Response:
    """Show the page that takes an invitation code."""
    return desk_page(await begin_anyone(request), "enrol", given=DeskForm({}))


@router.post("/enrol", dependencies=costs(verifications=40, parts=FORM_PARTS))
async def open_enrolment(request: Request) -> Response:
    """Take a code, which is used once something is enrolled; show the form again for a wrong one."""
    visit, form = await _begin(request)
    visit.count_attempt()
    try:
        invited = await visit.read(lambda desk: find_invitation(desk, form.text("invitation"), visit.now))
    except DeskWebError as error:
        return desk_page(visit, "enrol", fault=error, given=form)
    return _show(visit, visit.service.enrolments.begin(invited), invited)


@router.post("/enrol/password", dependencies=costs(verifications=400, parts=FORM_PARTS))
async def choose_password(request: Request) -> Response:
    """Set the password, and end the sessions that an earlier one opened."""
    visit, form = await _begin(request)
    invited = visit.service.enrolments.find(form.text("enrolment"))
    try:
        if form.secret("password") != form.secret("again"):
            raise DeskWebError("password-differs")
        hashed = await hash_slowly(lambda: hash_password(form.secret("password")))
    except DeskWebError as error:
        return _show(visit, form.text("enrolment"), invited, form, error)

    def keep(desk: DeskView) -> None:
        _use(visit, desk, form, invited)
        set_password(desk, invited.person, hashed, visit.now)
        end_sessions_of(desk, invited.person)
        add_journal(desk, visit.now, "password", invited.person, by=invited.person)

    await visit.write(keep)
    visit.service.enrolments.note_use(form.text("enrolment"))
    return _show(visit, form.text("enrolment"), invited, done="password")


@router.post("/enrol/options", dependencies=costs(parts=FORM_PARTS))
async def offer_passkey(request: Request) -> Response:
    """Return what the browser needs to make a passkey."""
    visit, form = await _begin(request)
    invited = visit.service.enrolments.find(form.text("enrolment"))
    if visit.site is None:
        raise DeskWebError("plain-http")
    name, nonce = visit.service.challenges.give(_PASSKEY)
    listed = visit.find_listed(invited.person)
    credential_ids = (
        [key.credential_id for key in listed.keys if key.credential_id] if listed is not None else []
    )
    # the browser then refuses an authenticator that is enrolled already
    options = creation_options(visit.site, invited.person, invited.name, nonce, credential_ids)
    return json_answer({"options": options, "fields": {"ceremony": name}})


@router.post("/enrol/passkey", dependencies=costs(verifications=80, parts=FORM_PARTS))
async def take_passkey(request: Request) -> Response:
    """Enrol the passkey that the browser made."""
    visit, form = await _begin(request)
    invited = visit.service.enrolments.find(form.text("enrolment"))
    try:
        nonce = visit.service.challenges.take(form.text("ceremony"), _PASSKEY)
        if visit.site is None:
            raise DeskWebError("plain-http")
        made = read_new_passkey(visit.site, form.text("credential"), nonce)
    except DeskWebError as error:
        return _show(visit, form.text("enrolment"), invited, form, error)
    entry: JsonObject = {"kind": "passkey", "public": made.public, "credentialId": made.credential_id}
    return await _keep_key(visit, form, invited, entry, counter=made.counter)


@router.post("/enrol/key", dependencies=costs(verifications=80, parts=FORM_PARTS))
async def take_key_file(request: Request) -> Response:
    """Enrol the public half of a key file, typed or pasted."""
    visit, form = await _begin(request)
    invited = visit.service.enrolments.find(form.text("enrolment"))
    return await _keep_key(visit, form, invited, {"kind": "file", "public": form.text("public")})


async def _begin(request: Request) -> tuple[DeskVisit, DeskForm]:
    """Begin an act of somebody with a code, who need not be signed in."""
    check_origin(request)
    check_private(request)
    form = await read_form(request)
    return await begin_anyone(request), form


async def _keep_key(
    visit: DeskVisit, form: DeskForm, invited: Invited, entry: JsonObject, *, counter: int = 0
) -> Response:
    def keep(desk: DeskView) -> None:
        _use(visit, desk, form, invited)
        enrol_key(desk, invited, entry, visit.now)
        if counter:
            keep_counter(desk, str(entry["credentialId"]), counter)
        add_journal(desk, visit.now, "key", invited.person, by=invited.person, public=str(entry["public"]))

    try:
        await visit.write(keep)
    except (DeskWebError, RecordError) as error:
        return _show(visit, form.text("enrolment"), invited, form, error)
    visit.service.enrolments.note_use(form.text("enrolment"))
    return _show(visit, form.text("enrolment"), invited, done="key")


def _use(visit: DeskVisit, desk: DeskView, form: DeskForm, invited: Invited) -> None:
    """Use the code of an enrolment with the first that it keeps; DeskWebError invitation-ended."""
    if not visit.service.enrolments.uses(form.text("enrolment")):
        use_invitation(desk, invited, visit.now)
        add_journal(desk, visit.now, "enrolment", invited.person, by=invited.person)


def _show(
    visit: DeskVisit,
    enrolment: str,
    invited: Invited,
    form: DeskForm | None = None,
    fault: HurenError | None = None,
    *,
    done: str = "",
) -> Response:
    """Show the page of an enrolment; with what is wrong, and what was typed but for a password."""
    return desk_page(
        visit,
        "enrolling",
        enrolment=enrolment,
        invited=invited,
        done=done,
        fault=fault,
        given=form or DeskForm({}),
    )
