"""The log of an association for people: its page, and its feed."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery, read_digits
from api.http.responses import PAGE
from api.pages.feeds.answering import answer_feed
from api.pages.feeds.record_frames import log_link
from api.pages.feeds.writing import Feed
from api.pages.logs.lines import make_feed, tell_alert, tell_log
from api.pages.parties import needed_member
from api.pages.rendering import begin, page_response
from api.visit import Visit
from credentials.record import MAX_VERSION, Maybe
from registry.monitor.alerts import Alert, list_alerts
from registry.monitor.log_pages import LogPage, read_log_page
from registry.monitor.watch import last_passes
from registry.view.view import RegistryView

router = APIRouter(tags=[PAGE], include_in_schema=False)

ON_A_PAGE, IN_A_FEED = 20, 50
ALERTS = 20
"""Most alerts on the page."""

_Place = Annotated[Annotated[int, Field(ge=0, le=MAX_VERSION)], BeforeValidator(read_digits)]


class LogQuery(PageQuery):
    """Parameters of the page of a log: `before` names the place where the entries end."""

    before: Maybe[_Place] = None


@router.get("/associations/{did}/log", dependencies=costs(30, verifications=380))
async def show_log(request: Request, did: str) -> Response:
    """Show the keeper and the witnesses of a log, the alerts of its monitor, its newest entries."""
    visit, query = await begin(request, LogQuery)
    member = needed_member(visit, did)

    def find(view: RegistryView) -> tuple[LogPage, list[Alert], int | None]:
        page = read_log_page(view, did, query.before, ON_A_PAGE)
        return page, list_alerts(view, did, ALERTS), last_passes(view).get(did)

    page, alerts, passed = await visit.node.read(find)
    kept = await visit.node.about.kept()
    return page_response(
        visit,
        "log",
        member=member,
        party=member.party,
        page=page,
        lines=tell_log(page, visit),
        alerts=[tell_alert(alert, visit) for alert in alerts],
        passed=passed,
        kept=kept.get(did) if kept is not None else None,
        feed=log_link(visit, did),
    )


@router.get("/associations/{did}/log.atom", dependencies=costs(110, kib=64, verifications=700, parts=1))
async def get_feed(request: Request, did: str) -> Response:
    """Return the log as an Atom feed."""

    def make(visit: Visit, query: LogQuery) -> Feed:
        if visit.names.text.party(did) is None:
            raise ApiError.not_here("association", "协会", did)
        read = partial(read_log_page, issuer=did, before=query.before, limit=IN_A_FEED)
        return make_feed(visit.node.registry.read(read), visit, did)

    return await answer_feed(request, LogQuery, make)
