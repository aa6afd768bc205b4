"""What may be published of a voluntary survey: tables in which nobody finds what one contributor returned."""

from credentials.drafting.survey_return import SurveyReturn
from verifier.survey.bounds import find_bounds, is_narrow
from verifier.survey.commitment import check_returns, check_survey_proof, commit_returns
from verifier.survey.compare import check_beside_earlier, check_table_of_returns, compare_table
from verifier.survey.exposure import Inference, find_inferences, find_primary
from verifier.survey.pattern import find_pattern
from verifier.survey.published import PublishedTable, SurveyHeading, join_tables, publish, read_published
from verifier.survey.reissue import Disclosure, find_disclosures
from verifier.survey.report import find_question, format_table, join_reports, read_table
from verifier.survey.rule import RULE, SurveyRule
from verifier.survey.table import SurveyTable, tabulate

__all__ = [
    "RULE",
    "Disclosure",
    "Inference",
    "PublishedTable",
    "SurveyHeading",
    "SurveyReturn",
    "SurveyRule",
    "SurveyTable",
    "check_beside_earlier",
    "check_returns",
    "check_survey_proof",
    "check_table_of_returns",
    "commit_returns",
    "compare_table",
    "find_bounds",
    "find_disclosures",
    "find_inferences",
    "find_pattern",
    "find_primary",
    "find_question",
    "format_table",
    "is_narrow",
    "join_reports",
    "join_tables",
    "publish",
    "read_published",
    "read_table",
    "tabulate",
]
