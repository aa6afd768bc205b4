"""Contributions to the service: reports among the statistics, and the recount on a report's page."""

from api.serving import RecordWords, Sections, Serving
from credentials.documents.works.report import StatisticsReport
from works.statistics.held import keep_reports
from works.statistics.pages import name_report, router, tell_facts, tell_in_log, tell_reports

SERVING = Serving(
    "works.statistics",
    (router,),
    records={StatisticsReport.KIND: RecordWords(title=name_report, line=tell_in_log)},
    facts={StatisticsReport.KIND: tell_facts},
    sections=Sections(statistics=tell_reports),
    keep=keep_reports,
)
