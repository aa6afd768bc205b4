"""Registration of surveys with the registry: the admission of a report, and the records beside it."""

from credentials.documents.works.survey import SurveyDefinition, SurveyReport
from registry.admission.admission import Admission
from registry.filing import Filing
from works.surveys.admission import admit_report, foresee_report, name_report, which_report
from works.surveys.lookup import find_beside_report

FILING = Filing(
    "surveys",
    {
        SurveyDefinition.KIND: Admission(),
        SurveyReport.KIND: Admission(
            rule=admit_report,
            alone=True,
            name=name_report,
            foresee=foresee_report,
            once=which_report,
            numbered="credentialSubject.year",
        ),
    },
    beside={SurveyReport.KIND: find_beside_report},
)
