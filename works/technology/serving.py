"""Contributions to the service: the search, single pages, comparisons; parts on enterprises and needs."""

from api.serving import RecordWords, Sections, Serving, WorkDoor
from credentials.documents.works.notice import Notice
from credentials.documents.works.technology import TechnologyRecord
from works.technology import routes, wire
from works.technology.held import keep_search
from works.technology.pages import routes as pages
from works.technology.pages.enterprise import tell_enterprise
from works.technology.pages.matches import tell_matches
from works.technology.pages.scheme import tell_scheme

SERVING = Serving(
    "works.technology",
    (routes.router, routes.for_need, pages.router),
    (wire,),
    doors={
        "technologies": WorkDoor(
            "/technologies",
            ("Technologies", "技术库"),
            ("Technology database", "环保技术信息库"),
            (
                "Performance figures with their test conditions; compare up to four technologies.",
                "数值附条件，可并排对比至多四项。",
            ),
            in_head=True,
        )
    },
    records={TechnologyRecord.KIND: RecordWords("/technologies/{digest}")},
    sections=Sections(enterprise=tell_enterprise, scheme=tell_scheme, records={Notice.KIND: tell_matches}),
    keep=keep_search,
    tags={"technology": "Whoever needs a technology: those listed. · 技术需求方：入库技术。"},
)
