"""Two public doors of a node, without an account: an objection, an application. They only fill the inbox."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.rate_limits import bucket_of
from api.http.responses import PAGE
from api.node import BYTES_A_TOKEN, Node, node_of
from api.pages.rendering import begin_bare, page_response
from api.visit import Visit
from credentials.documents.desk.list_notice import ListNotice
from credentials.kinds import parse_any
from credentials.record import JsonObject
from credentials.times import day_of
from desk.errors import DeskError
from desk.inbox.entries import APPLICATION, OBJECTION, add_entry
from desk.inbox.forms import FilledForm, read_application, read_objection
from desk.office.desk import Desk
from desk.office.people import find_people
from desk.web.forms import DeskForm, read_form
from desk.web.guard import check_origin
from registry.view.view import RegistryView
from signing.errors import HurenError

router = APIRouter(tags=[PAGE])

_FILE_BYTES = 4 * 1024 * 1024
"""Evidence, of which digests alone are kept."""
_PARTS = (_FILE_BYTES + 64 * 1024) // BYTES_A_TOKEN + 1


class Addressee(NamedTuple):
    """The association that a form goes to, and the item that it is about."""

    issuer: str
    about: str = ""
    notice: str = ""
    """Digest of a version of the notice: an item keeps its place in all."""


@router.get(
    "/objections/new", dependencies=costs(rows=20, kib=64, verifications=700), include_in_schema=False
)
async def show_objection(request: Request) -> Response:
    """Show the form of an objection to an item of a notice, or to a certificate."""
    visit, asked = await _begin(request), request.query_params
    known = {name: asked.get(name, "")[:250] for name in ("issuer", "notice", "item", "number", "about")}
    return await _objection_page(visit, known)


@router.post("/objections/new", dependencies=costs(rows=200, parts=_PARTS), include_in_schema=False)
async def take_objection(request: Request) -> Response:
    """Keep an objection; show the form again with what is wrong."""
    return await _take(request, OBJECTION, read_objection, _objection_page)


@router.get("/applications/new", dependencies=costs(rows=20, kib=64), include_in_schema=False)
async def show_application(request: Request) -> Response:
    """Show the form of an application to be assessed."""
    visit = await _begin(request)
    return await _application_page(visit, {"issuer": request.query_params.get("issuer", "")[:250]})


@router.post("/applications/new", dependencies=costs(rows=200, parts=_PARTS), include_in_schema=False)
async def take_application(request: Request) -> Response:
    """Keep an application; show the form again with what is wrong."""
    return await _take(request, APPLICATION, read_application, _application_page)


async def _begin(request: Request) -> Visit:
    """Return the visit of a page that needs the agreement's names; ApiError nothing-to-trust."""
    return begin_bare(request, await node_of(request).trust.current())


async def _take(
    request: Request,
    kind: str,
    read: Callable[[FilledForm, date], JsonObject],
    show_again: Callable[..., Any],
) -> Response:
    visit = await _begin(request)
    form: DeskForm | None = None
    try:
        form = await read_form(request, file_bytes=_FILE_BYTES)
        check_origin(request)
        to = await _find_addressee(visit, form.text("issuer"), form.text("notice"), form.text("item"))
        value = read(form, day_of(visit.now))
        if kind == OBJECTION and to.notice:
            value["about"] |= {"notice": to.notice}  # type: ignore[operator]
        desk, sender = Desk(visit.node.registry, to.issuer), _sender_of(request)
        id_ = await run_in_threadpool(
            desk.write, lambda view: add_entry(view, kind, value, sender, visit.now)
        )
    except ApiError:
        raise
    except HurenError as error:
        known = {name: form.text(name) for name in form.fields} if form is not None else {}
        return await show_again(visit, known, error)  # type: ignore[no-any-return]
    association = visit.names.party(to.issuer)
    return _private(page_response(visit, "desk/received", association=association, reference=id_[:8]))


async def _objection_page(visit: Visit, known: dict[str, str], fault: HurenError | None = None) -> Response:
    to = await _find_addressee(visit, known.get("issuer", ""), known.get("notice", ""), known.get("item", ""))
    return _form_page(
        visit,
        "desk/objection",
        to,
        fault,
        notice=to.notice,
        item=known.get("item", ""),
        number=known.get("number", ""),
        about=to.about or known.get("about", ""),
    )


async def _application_page(visit: Visit, known: dict[str, str], fault: HurenError | None = None) -> Response:
    to = await _find_addressee(visit, known.get("issuer", ""), "", "")
    schemes = visit.trust.chain.in_force_or_last(visit.now).text.schemes
    listed = [(scheme.id, visit.names.scheme(scheme.id)) for scheme in schemes if scheme.owner == to.issuer]
    return _form_page(visit, "desk/application", to, fault, schemes=listed)


def _form_page(
    visit: Visit, template: str, to: Addressee, fault: HurenError | None, **context: Any
) -> Response:
    status = 200 if fault is None else 429 if fault.code == "inbox-full" else 422
    association = visit.names.party(to.issuer)
    shown = visit.explain(fault) if fault is not None else ""
    return _private(
        page_response(
            visit, template, status=status, issuer=to.issuer, association=association, fault=shown, **context
        )
    )


def _private(answer: Response) -> Response:
    """Keep an answer to one person out of every cache."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _find_addressee(visit: Visit, issuer: str, notice: str, item: str) -> Addressee:
    """Return whom a form is for; ApiError not-here where no desk of theirs is here."""

    def find(view: RegistryView) -> Addressee:
        data = view.data(notice) if notice else None
        record = parse_any(data) if data is not None else None
        if record is None or not isinstance(record.body, ListNotice):
            return Addressee(issuer)
        items, place = record.body.credential_subject.items, int(item) if item.isdecimal() else 0
        about = items[place - 1].legal_name if 1 <= place <= len(items) else ""
        return Addressee(record.body.issuer, about, record.digest)

    to = await visit.node.read(find)
    if not await run_in_threadpool(_has_desk, visit.node, to.issuer):
        raise ApiError.not_here("desk of this association", "该协会的工作台", to.issuer or "–")
    return to


def _has_desk(node: Node, issuer: str) -> bool:
    """True where people of this association decide here."""
    try:
        return Desk(node.registry, issuer).read(lambda desk: desk.is_kept and bool(find_people(desk).lists))
    except (DeskError, HurenError):
        return False


def _sender_of(request: Request) -> str:
    """Return what entries of one sender share: the address, or the network of an IPv6 address."""
    return bucket_of(request.client.host if request.client is not None else None)
