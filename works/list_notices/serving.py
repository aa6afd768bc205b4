"""Contributions to the service: a list, a page for each notice, feeds, and the items of an enterprise that
are under notice."""

from api.serving import RecordWords, Sections, Serving, WorkDoor
from credentials.documents.desk.list_notice import ListNotice
from works.list_notices import feed, pages, routes, wire
from works.list_notices.words import feeds_of, tell_enterprise, tell_in_log, title_in_log

SERVING = Serving(
    "works.list_notices",
    (routes.router, feed.router, pages.router),
    (wire,),
    {
        "list_notices": WorkDoor(
            "/list-notices",
            ("List notices", "公示"),
            ("List notices", "公示"),
            ("Who is about to be assessed as what; how to object.", "拟评价企业名单与异议提交方式。"),
        )
    },
    {ListNotice.KIND: RecordWords("/list-notices/{digest}", title_in_log, tell_in_log)},
    Sections(enterprise=tell_enterprise),
    feeds_of,
)
