"""Registration of reports with the registry: their admission, and the check that counts them again."""

from credentials.documents.works.report import StatisticsReport
from registry.admission.admission import Admission
from registry.filing import Filing
from works.statistics.admission import comes_out, foresee_report, name_report, prove_report, which_report
from works.statistics.lookup import find_editions

FILING = Filing(
    "statistics",
    {
        StatisticsReport.KIND: Admission(
            prove_report,
            alone=True,
            name=name_report,
            foresee=foresee_report,
            once=which_report,
            numbered="credentialSubject.edition",
        )
    },
    beside={StatisticsReport.KIND: find_editions},
    recounts={StatisticsReport.KIND: comes_out},
)
