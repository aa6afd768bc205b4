"""Contributions to the service: surveys among the statistics, and the pages of a survey and of its report."""

from api.serving import Sections, Serving
from credentials.documents.works.survey import SurveyDefinition, SurveyReport
from works.surveys.pages import tell_report, tell_survey, tell_surveys

SERVING = Serving(
    "works.surveys",
    sections=Sections(statistics=tell_surveys),
    facts={SurveyDefinition.KIND: tell_survey, SurveyReport.KIND: tell_report},
)
