"""Contributions to the service: resolutions, open items, standards, the adopting resolution of an
agreement."""

from api.serving import Sections, Serving, WorkDoor
from works.conferences import feed, routes, wire
from works.conferences.pages import routes as pages
from works.conferences.pages.adopted import tell_adopted

SERVING = Serving(
    "works.conferences",
    (routes.router, feed.router, pages.router),
    (wire,),
    {
        "resolutions": WorkDoor(
            "/resolutions",
            ("Joint conferences", "联席会议"),
            ("Joint conferences", "联席会议"),
            ("What was resolved, and what is still open.", "议定事项与未办议项。"),
        ),
        "standards": WorkDoor(
            "/standards",
            ("Standards", "统一标准"),
            ("Unified standards", "统一标准"),
            ("The criteria, old and new side by side.", "评价准则，新旧条文对照。"),
        ),
    },
    sections=Sections(agreement=tell_adopted),
)
