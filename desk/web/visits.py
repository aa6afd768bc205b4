"""Visits to the desk: whose session it is, what the person is in the people list, and what they may do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.answers.worker_pool import ProvenTrust
from api.errors import ApiError
from api.http.rate_limits import Limits
from api.node import node_of
from api.pages.rendering import begin_bare
from api.visit import Visit
from credentials.documents.desk.people import ListedPerson, PeopleDocument
from credentials.record import Record
from credentials.times import day_of
from desk.office.desk import Desk, DeskView
from desk.office.people import OfficePeople, find_people
from desk.web.accounts import Enrolments
from desk.web.audits import DeskAudits, TlsEnds
from desk.web.errors import DeskWebError, mend_on_page
from desk.web.guard import check_host, check_origin, check_private, is_private, own_origin
from desk.web.passkeys import Challenges
from desk.web.sessions import DeskSession, SignIn, find_session, note_use, token_of
from signing.assertion import PasskeySite
from signing.errors import HurenError
from verifier.desk.people import AUDITOR, CHAIR

T = TypeVar("T")

LOGINS_A_MINUTE, LOGINS_AT_ONCE = 6, 10
"""Attempts of one address: a password of twelve characters is out of reach."""


@dataclass(slots=True)
class DeskService:
    """Shared parts of the pages of one desk; `app.state.desk`."""

    desk: Desk
    origin: str | None
    """The configured address of the desk, until a people list names one."""
    challenges: Challenges
    enrolments: Enrolments
    logins: Limits
    audits: DeskAudits
    tls_ends: TlsEnds


@dataclass(frozen=True)
class DeskVisit:
    """One request at the desk. `person` is None where nobody is signed in, or who was has left the list."""

    visit: Visit
    service: DeskService
    people: Record[PeopleDocument] | None
    session: DeskSession | None = None
    person: ListedPerson | None = field(default=None)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names by id, of every list that counts: who was removed keeps theirs in what they stated."""

    @property
    def now(self) -> datetime:
        """Return the moment of the visit."""
        return self.visit.now

    @property
    def me(self) -> ListedPerson:
        """Return who is signed in; DeskWebError signed-out."""
        if self.person is None:
            raise DeskWebError("signed-out")
        return self.person

    @property
    def may_decide(self) -> bool:
        """True for a person in term who is no auditor: who may state."""
        return self.person is not None and AUDITOR not in self.person.roles

    @property
    def is_chair(self) -> bool:
        """True for a chair."""
        return self.person is not None and CHAIR in self.person.roles

    @property
    def how(self) -> SignIn:
        """Return what opened the session; a password opens reading and drafts."""
        return self.session.how if self.session is not None else "password"

    @property
    def is_by_passkey(self) -> bool:
        """True where a passkey opened the session."""
        return self.how == "passkey"

    @property
    def is_passkey_asked(self) -> bool:
        """True for a person who has a passkey, in a session that a password opened."""
        return not self.is_by_passkey and any(key.kind == "passkey" for key in self.me.keys)

    @property
    def is_private(self) -> bool:
        """True where more than reading and drafts is possible."""
        return is_private(self.visit.request)

    @property
    def site(self) -> PasskeySite | None:
        """Return the site that passkeys are bound to; None where this address is another."""
        site = self.find_site()
        return site if site is not None and site.origin == own_origin(self.visit.request) else None

    def find_site(self) -> PasskeySite | None:
        """Return the site of the list in force, else the configured one, else this machine."""
        body = self.people.body if self.people is not None else None
        if body is not None and body.rp_id is not None and body.origin is not None:
            return PasskeySite(body.rp_id, body.origin)
        # a list without a site binds no passkey, whatever the command line says
        if body is not None:
            return None
        origin = self.service.origin or own_origin(self.visit.request)
        host = origin.partition("://")[2].partition(":")[0]
        is_named = origin.startswith("https://") or host == "localhost"
        return PasskeySite(host, origin) if is_named else None

    def find_listed(self, person: str) -> ListedPerson | None:
        """Return the person with an id in the list in force."""
        listed = self.people.body.people if self.people is not None else ()
        return next((entry for entry in listed if entry.id == person), None)

    def name_of(self, person: str) -> str:
        """Return the name of a person of the list in force or an earlier one; the id of any other."""
        return self.names.get(person, person)

    def find_public(self, path: str) -> str:
        """Return a page of the association's node, where its key list names one; else nothing."""
        party = self.visit.trust.party(self.service.desk.issuer)
        services = party.newest_key_list.body.service if party is not None else ()
        node = next((service.service_endpoint for service in services or () if service.type == "Node"), None)
        return f"{node}{path}" if node is not None else ""

    def explain(self, error: HurenError) -> str:
        """Return a refusal and what to do about it on a page, as text."""
        lang = self.visit.lang
        return error.sentence(lang) + ("" if lang == "zh" else " ") + mend_on_page(error, lang)

    def count_attempt(self) -> None:
        """Count an attempt to get in from this address; DeskWebError login-flood."""
        client = self.visit.request.client
        try:
            self.service.logins.take(client.host if client is not None else None, 1)
        except ApiError as error:
            raise DeskWebError("login-flood", seconds=error.facts["seconds"]) from None

    async def read(self, work: Callable[[DeskView], T]) -> T:
        """Run `work` on one unchanging view of the desk, in a thread."""
        return await run_in_threadpool(self.service.desk.read, work)

    async def write(self, work: Callable[[DeskView], T]) -> T:
        """Run `work` in one write transaction, in a thread."""
        return await run_in_threadpool(self.service.desk.write, work)


def service_of(request: Request) -> DeskService:
    """Return the desk that answers this request."""
    service: DeskService = request.app.state.desk
    return service


async def begin_anyone(request: Request) -> DeskVisit:
    """Return a visit without a sign-in, for the page to sign in at; DeskWebError other-host."""
    service, trusted = service_of(request), await _find_trust(request)
    visit = begin_bare(request, trusted)

    def look(desk: DeskView) -> tuple[DeskSession | None, OfficePeople | None]:
        session = find_session(desk, token_of(request), visit.now)
        has_any = desk.is_kept and trusted is not None and trusted.store.party(desk.issuer) is not None
        return session, find_people(desk) if has_any else None

    session, office = await run_in_threadpool(service.desk.read, look)
    people = office.in_force(visit.now) if office is not None else None
    # only here: the people list in force names the desk's own address
    check_host(request, (service.origin, people.body.origin if people is not None else None))
    person = _find_person(people, session, visit.now)
    names = office.list_names(visit.now) if office is not None else {}
    found = DeskVisit(visit, service, people, session, person, names)
    # a refusal later on is a page of this visit, with its menu
    request.scope["state"]["desk_visit"] = found
    return found


async def begin_visit(request: Request) -> DeskVisit:
    """Return the visit of a person who is signed in; DeskWebError signed-out."""
    visit = await begin_anyone(request)
    session = visit.session
    if session is None or visit.person is None:
        raise DeskWebError("signed-out")
    if session.is_to_note(visit.now):
        await visit.write(lambda desk: note_use(desk, session, visit.now))
    return visit


async def begin_act(request: Request, *, draft: bool = False, by_own_key: bool = False) -> DeskVisit:
    """Return the visit of a person who changes something: from a page of the desk, over a private way.

    A `draft` may come over plain HTTP. An act `by_own_key` may let something be signed by no statement:
    whoever has a passkey in the people list does it in a session that a passkey opened. DeskWebError
    other-origin, plain-http, signed-out, auditor-reads, passkey-asked.
    """
    # first: a forged form must not even keep the session alive
    check_origin(request)
    if not draft:
        check_private(request)
    visit = await begin_visit(request)
    if not visit.may_decide:
        raise DeskWebError("auditor-reads")
    if by_own_key and visit.is_passkey_asked:
        raise DeskWebError("passkey-asked")
    return visit


def _find_person(
    people: Record[PeopleDocument] | None, session: DeskSession | None, now: datetime
) -> ListedPerson | None:
    """Return the person of a session as the list in force has them, in term today."""
    listed = people.body.people if people is not None and session is not None else ()
    return next(
        (
            person
            for person in listed
            if session is not None
            and person.id == session.person
            and person.since <= day_of(now) <= person.until
        ),
        None,
    )


async def _find_trust(request: Request) -> ProvenTrust | None:
    """Return the trust data of this node; None before there is an agreement."""
    try:
        return await node_of(request).trust.current()
    except ApiError:
        return None
