"""Signing in by a password or a passkey, and out again; one's own new password. None makes a statement."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.documents.desk.people import ListedPerson
from credentials.times import day_of
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.web.accounts import find_password, keep_counter, last_counter, set_password
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.guard import check_origin, check_private
from desk.web.pages import desk_page, go_to, json_answer
from desk.web.passkeys import check_assertion, check_counter, read_assertion, request_options
from desk.web.passwords import hash_password, hash_slowly, is_password
from desk.web.sessions import SignIn, begin_session, end_session, end_sessions_of, set_cookie
from desk.web.visits import DeskVisit, begin_anyone, begin_visit
from signing.assertion import challenge_of

router = APIRouter()

_LOGIN = "login"


@router.get("/login", dependencies=costs())
async def show_login(request: Request) -> Response:
    """Show the page to sign in at."""
    visit = await begin_anyone(request)
    if visit.person is not None:
        return go_to(visit, "/")
    return _login_page(visit)


@router.post("/login", dependencies=costs(verifications=400, parts=FORM_PARTS))
async def sign_in(request: Request) -> Response:
    """Sign in by the password of a person."""
    check_origin(request)
    form = await read_form(request)
    visit = await begin_anyone(request)
    visit.count_attempt()
    person = visit.find_listed(form.text("person"))
    kept = await visit.read(lambda desk: find_password(desk, person.id)) if person is not None else None
    fits = await hash_slowly(lambda: is_password(form.secret("password"), kept))
    if person is None or not fits:
        # what is no id of the list may be a password typed in the wrong field
        known = person.id if person is not None else ""
        await visit.write(lambda desk: add_journal(desk, visit.now, "login-failed", known))
        return _login_page(visit, form, DeskWebError("login-failed"))
    return await _open_session(visit, person, "password", form.text("next"))


@router.post("/login/options", dependencies=costs(parts=FORM_PARTS))
async def offer_passkeys(request: Request) -> Response:
    """Return what the browser needs to sign in by a passkey of the person typed."""
    check_origin(request)
    check_private(request)
    form = await read_form(request)
    visit = await begin_anyone(request)
    site, person = visit.site, visit.find_listed(form.text("person"))
    keys = [key.credential_id for key in person.keys if key.credential_id] if person is not None else []
    if site is None or not keys:
        raise DeskWebError("passkey-unknown")
    name, nonce = visit.service.challenges.give(_LOGIN)
    options = request_options(site, challenge_of(nonce), keys)
    return json_answer({"options": options, "fields": {"ceremony": name}})


@router.post("/login/passkey", dependencies=costs(verifications=80, parts=FORM_PARTS))
async def sign_in_by_passkey(request: Request) -> Response:
    """Sign in by an assertion over the random bytes that were given out for it."""
    check_origin(request)
    check_private(request)
    form = await read_form(request)
    visit = await begin_anyone(request)
    visit.count_attempt()
    nonce = visit.service.challenges.take(form.text("ceremony"), _LOGIN)
    answered, person, site = (
        read_assertion(form.text("credential")),
        visit.find_listed(form.text("person")),
        visit.site,
    )
    key = next(
        (
            key
            for key in (person.keys if person is not None else ())
            if key.credential_id == answered.credential_id
        ),
        None,
    )
    if person is None or key is None or site is None:
        raise DeskWebError("passkey-unknown")
    check_assertion(answered, key.public, nonce, site)

    def count(desk: DeskView) -> None:
        check_counter(answered, last_counter(desk, answered.credential_id))
        keep_counter(desk, answered.credential_id, answered.counter)

    await visit.write(count)
    return await _open_session(visit, person, "passkey", form.text("next"))


@router.post("/logout", dependencies=costs(parts=FORM_PARTS))
async def sign_out(request: Request) -> Response:
    """End the session: its cookie opens nothing any more, wherever it was copied to."""
    check_origin(request)
    visit = await begin_anyone(request)
    session = visit.session
    if session is not None:
        await visit.write(lambda desk: end_session(desk, session))
    answer = go_to(visit, "/login")
    set_cookie(request, answer, None)
    return answer


@router.get("/password", dependencies=costs())
async def show_password(request: Request) -> Response:
    """Show the form for one's own new password."""
    return _password_page(await begin_visit(request))


@router.post("/password", dependencies=costs(verifications=800, parts=FORM_PARTS))
async def change_password(request: Request) -> Response:
    """Set one's own password, end every session that is open, and go on in a new one.

    Whoever a password signed in types it again: a browser left open gives nobody a password of their own.
    """
    check_origin(request)
    check_private(request)
    visit = await begin_visit(request)
    form = await read_form(request)
    visit.count_attempt()
    me, how = visit.me.id, visit.how
    try:
        if how != "passkey":
            kept = await visit.read(lambda desk: find_password(desk, me))
            if not await hash_slowly(lambda: is_password(form.secret("current"), kept)):
                raise DeskWebError("password-wrong")
        if form.secret("password") != form.secret("again"):
            raise DeskWebError("password-differs")
        hashed = await hash_slowly(lambda: hash_password(form.secret("password")))
    except DeskWebError as error:
        return _password_page(visit, error)

    def keep(desk: DeskView) -> str:
        set_password(desk, me, hashed, visit.now)
        end_sessions_of(desk, me)
        add_journal(desk, visit.now, "password", me, by=me)
        return begin_session(desk, me, how, visit.now)

    answer = go_to(visit, "/password", done="1")
    set_cookie(request, answer, await visit.write(keep))
    return answer


def _password_page(visit: DeskVisit, fault: DeskWebError | None = None) -> Response:
    return desk_page(
        visit,
        "password",
        done=fault is None and visit.visit.request.query_params.get("done") == "1",
        fault=fault,
    )


async def _open_session(visit: DeskVisit, person: ListedPerson, how: SignIn, then: str) -> Response:
    if not person.since <= day_of(visit.now) <= person.until:
        raise DeskWebError("term-over", since=person.since, until=person.until)

    def begin(desk: DeskView) -> str:
        if visit.session is not None:  # whoever signs in anew leaves nothing open behind
            end_session(desk, visit.session)
        add_journal(desk, visit.now, "login", how, by=person.id)
        return begin_session(desk, person.id, how, visit.now)

    token = await visit.write(begin)
    is_own = then.startswith("/") and not then.startswith("//") and "\\" not in then
    answer = go_to(visit, then if is_own else "/")
    set_cookie(visit.visit.request, answer, token)
    return answer


def _login_page(
    visit: DeskVisit, form: DeskForm | None = None, fault: DeskWebError | None = None
) -> Response:
    then = form.text("next") if form is not None else visit.visit.request.query_params.get("next", "")
    return desk_page(
        visit,
        "login",
        then=then[:200],
        typed=form.text("person")[:60] if form is not None else "",
        fault=fault,
        has_list=visit.people is not None,
    )
