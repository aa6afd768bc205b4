"""Contributions of the desk to the service of a node: its two public doors, and where to find them."""

from api.pages.rendering import render
from api.serving import PagePart, Sections, Serving
from api.visit import Visit
from api.words import speaker
from credentials.documents.desk.list_notice import ListNotice
from credentials.record import Record
from desk import doors
from desk.checking.rows import list_offices
from desk.inbox.entries import PendingObjection, list_pending
from desk.office.desk import DeskView
from desk.tables import has_tables
from registry.lookup.lookup import list_longest
from registry.view.view import RegistryView

_speak = speaker("desk")
_CERTIFICATES = 20
"""Certificates of an enterprise with a link of their own."""


def tell_enterprise(visit: Visit, uscc: str) -> PagePart | None:
    """Return which objections are pending, and where to object: with associations whose people decide here.

    An objection changes no verdict, and nobody's name stands in it.
    """
    found = visit.node.registry.read(lambda view: _list_pending(view, uscc))
    if not found or visit.trusted is None:
        return None
    records, _ = list_longest(visit.node.registry, uscc, _CERTIFICATES)
    numbers = {
        issuer: [record.body.title for record in records if record.body.issuer == issuer]
        for issuer, _ in found
    }
    offices = [(issuer, visit.names.party(issuer), pending, numbers[issuer]) for issuer, pending in found]
    say = _speak("enterprise", visit.lang)
    return PagePart(render(visit, "desk/enterprise", offices=offices), "object", say("title"))


def _list_pending(view: RegistryView, uscc: str) -> list[tuple[str, list[PendingObjection]]]:
    return [(issuer, list_pending(DeskView(view, issuer), uscc)) for issuer in _list_here(view)]


def tell_notice(visit: Visit, record: Record[ListNotice]) -> PagePart | None:
    """Return where to object to an item of a notice, where people of its association decide here."""
    if record.body.issuer not in visit.node.registry.read(_list_here):
        return None
    issuer, say = record.body.issuer, _speak("noticed", visit.lang)
    part = render(visit, "desk/noticed", issuer=issuer, notice=record.digest)

    def address(place: int) -> str:
        return visit.address("/objections/new", issuer=issuer, notice=record.digest, item=str(place))

    return PagePart(part, "object-online", say("title"), each=address)


def _list_here(view: RegistryView) -> list[str]:
    return [*list_offices(view.connection)] if has_tables(view.connection) else []


SERVING = Serving(
    "desk",
    (doors.router,),
    sections=Sections(enterprise=tell_enterprise, records={ListNotice.KIND: tell_notice}),
)
