"""Contributions to the service: a list, a calendar, pages and feeds, and on the front page the notices
that end next."""

from api.serving import RecordWords, Sections, Serving, WorkDoor
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.documents.works.notice import Notice
from works.notices import feed, pages, routes, wire
from works.notices.comments import tell_comments
from works.notices.words import feeds_of, tell_front, tell_in_log, title_in_log

SERVING = Serving(
    "works.notices",
    (routes.router, feed.router, pages.router),
    (wire,),
    {
        "notices": WorkDoor(
            "/notices",
            ("Notices", "公告"),
            ("Notices", "公告"),
            ("Forums, fairs and calls; technologies wanted.", "论坛、展会、征集与技术需求。"),
            in_head=True,
        )
    },
    {Notice.KIND: RecordWords("/notices/{digest}", title_in_log, tell_in_log)},
    Sections(front=tell_front, records={UnifiedStandard.KIND: tell_comments}),
    feeds_of,
)
