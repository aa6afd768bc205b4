"""Contributions to the service: reports among the statistics, and the recount on a report's page."""

from api.serving import Sections, Serving
from credentials.documents.works.report import StatisticsReport
from works.statistics.held import keep_reports
from works.statistics.pages import router, tell_facts, tell_reports

SERVING = Serving(
    "works.statistics",
    (router,),
    facts={StatisticsReport.KIND: tell_facts},
    sections=Sections(statistics=tell_reports),
    keep=keep_reports,
)
