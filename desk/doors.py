"""Two public doors of a node, without an account: an objection, an application. They only fill the inbox."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.rate_limits import network_of
from api.http.responses import PAGE
from api.node import BYTES_A_TOKEN, Node, node_of
from api.pages.rendering import begin_bare, page_response
from api.visit import Visit
from credentials.documents.desk.objection import ObjectionAbout
from credentials.record import JsonObject, read_body
from credentials.times import day_of
from desk.errors import DeskError
from desk.inbox.entries import APPLICATION, OBJECTION, add_entry
from desk.inbox.forms import read_application, read_objection
from desk.inbox.holds import foresee_hold
from desk.inbox.subjects import AskedSubject, SubjectChoice, find_subject, list_subjects
from desk.office.desk import Desk, DeskView
from desk.office.people import find_people
from desk.web.forms import DeskForm, read_form
from desk.web.guard import check_origin
from signing.errors import HurenError

router = APIRouter(tags=[PAGE])

_FILE_BYTES = 4 * 1024 * 1024
"""Evidence, of which digests alone are kept."""
_PARTS = (_FILE_BYTES + 64 * 1024) // BYTES_A_TOKEN + 1


@router.get(
    "/objections/new", dependencies=costs(rows=200, kib=512, verifications=700), include_in_schema=False
)
async def show_objection(request: Request) -> Response:
    """Show the choice of an item or a certificate, then the form of an objection to it."""
    visit, asked = await _begin(request), request.query_params
    issuer = await _check_issuer(visit, asked.get("issuer", "")[:250])
    named = (asked.get(name, "").strip()[:250] for name in AskedSubject._fields)
    return await _objection_page(visit, issuer, AskedSubject(*named))


@router.post("/objections/new", dependencies=costs(rows=200, parts=_PARTS), include_in_schema=False)
async def take_objection(request: Request) -> Response:
    """Keep an objection; show the form again with what is wrong."""

    def read(desk: DeskView, form: DeskForm, day: date) -> JsonObject:
        return read_objection(form, find_subject(desk, AskedSubject.of(form)), day)

    async def show_again(visit: Visit, issuer: str, form: DeskForm, fault: HurenError) -> Response:
        return await _objection_page(visit, issuer, AskedSubject.of(form), form, fault)

    return await _take(request, OBJECTION, read, show_again)


@router.get("/applications/new", dependencies=costs(rows=20, kib=64), include_in_schema=False)
async def show_application(request: Request) -> Response:
    """Show the form of an application to be assessed."""
    visit = await _begin(request)
    issuer = await _check_issuer(visit, request.query_params.get("issuer", "")[:250])
    return await _application_page(visit, issuer)


@router.post("/applications/new", dependencies=costs(rows=200, parts=_PARTS), include_in_schema=False)
async def take_application(request: Request) -> Response:
    """Keep an application; show the form again with what is wrong."""
    return await _take(
        request, APPLICATION, lambda _, form, day: read_application(form, day), _application_page
    )


async def _begin(request: Request) -> Visit:
    """Return the visit of a page that needs the agreement's names; ApiError nothing-to-trust."""
    return begin_bare(request, await node_of(request).trust.current())


async def _take(
    request: Request,
    kind: str,
    read: Callable[[DeskView, DeskForm, date], JsonObject],
    show_again: Callable[[Visit, str, DeskForm, HurenError], Awaitable[Response]],
) -> Response:
    visit = await _begin(request)
    form = DeskForm({})
    try:
        form = await read_form(request, file_bytes=_FILE_BYTES)
        issuer = await _check_issuer(visit, form.text("issuer"))
        check_origin(request)
        day, sender = day_of(visit.now), _sender_of(request)

        def keep(desk: DeskView) -> str:
            return add_entry(desk, kind, read(desk, form, day), sender, visit.now)

        id_ = await run_in_threadpool(Desk(visit.node.registry, issuer).write, keep)
    except ApiError:
        raise
    except HurenError as error:
        issuer = await _check_issuer(visit, form.text("issuer"))
        return await show_again(visit, issuer, form, error)
    association = visit.names.party(issuer)
    return _private(page_response(visit, "desk/received", association=association, reference=id_[:8]))


async def _objection_page(
    visit: Visit,
    issuer: str,
    asked: AskedSubject,
    form: DeskForm | None = None,
    fault: HurenError | None = None,
) -> Response:
    desk, given = Desk(visit.node.registry, issuer), form or DeskForm({})

    def look(view: DeskView) -> tuple[SubjectChoice, HurenError | None, str]:
        """Return the choices; behind a subject that is not here, the first ones."""
        try:
            choice = list_subjects(view, asked, day_of(visit.now))
        except DeskError as error:
            return list_subjects(view, AskedSubject(), day_of(visit.now)), error, ""
        if choice.about is None:
            return choice, None, ""
        return choice, None, foresee_hold(view, read_body(choice.about, ObjectionAbout), visit.now)

    choice, missing, hold = await run_in_threadpool(desk.read, look)
    return _form_page(
        visit,
        "desk/objection",
        issuer,
        fault or missing,
        choice=choice,
        asked=asked,
        hold=hold,
        given=given,
        path="/objections/new",
        parameters={"issuer": issuer},
    )


async def _application_page(
    visit: Visit, issuer: str, form: DeskForm | None = None, fault: HurenError | None = None
) -> Response:
    schemes = visit.trust.chain.in_force_or_last(visit.now).text.schemes
    listed = [(scheme.id, visit.names.scheme(scheme.id)) for scheme in schemes if scheme.owner == issuer]
    given = form or DeskForm({})
    return _form_page(visit, "desk/application", issuer, fault, schemes=listed, given=given)


def _form_page(
    visit: Visit, template: str, issuer: str, fault: HurenError | None, **context: Any
) -> Response:
    status = 200 if fault is None else 429 if fault.code == "inbox-full" else 422
    association = visit.names.party(issuer)
    shown = visit.explain(fault) if fault is not None else ""
    return _private(
        page_response(
            visit, template, status=status, issuer=issuer, association=association, fault=shown, **context
        )
    )


def _private(answer: Response) -> Response:
    """Keep an answer to one person out of every cache."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _check_issuer(visit: Visit, issuer: str) -> str:
    """Return whom a form is for; ApiError not-here where no desk of theirs is here."""
    if not await run_in_threadpool(_has_desk, visit.node, issuer):
        raise ApiError.not_here("desk of this association", "该协会的工作台", issuer or "–")
    return issuer


def _has_desk(node: Node, issuer: str) -> bool:
    """True where people of this association decide here."""
    try:
        return Desk(node.registry, issuer).read(lambda desk: desk.is_kept and bool(find_people(desk).lists))
    except (DeskError, HurenError):
        return False


def _sender_of(request: Request) -> str:
    """Return what entries of one sender share: the network of the address, /24 of IPv4, /48 of IPv6.

    A subscriber of IPv6 has 65,536 networks of /64 (RFC 6177 2): they are one sender.
    """
    return network_of(request.client.host if request.client is not None else None)
