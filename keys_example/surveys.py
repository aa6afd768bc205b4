"""A fictional survey of the people who work for the enterprises: what is asked, and what is returned."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from credentials.documents.works.survey import SurveyQuestion
from credentials.drafting.survey_documents import build_survey_definition
from credentials.drafting.survey_return import SurveyReturn
from credentials.record import JsonObject
from keys_example.enterprises import ExampleEnterprise
from signing.strict_json import JsonValue

_SEGMENTS: list[JsonValue] = ["水", "气", "固废"]
_POSITIONS: dict[str, tuple[int, int]] = {
    "管理": (3, 18), "技术": (6, 45), "运行": (12, 160), "研发": (2, 30),
}  # fmt: skip
"""How many an enterprise has in each at least and at most."""
_RESEARCH, _HAVE_RESEARCH = "研发", 0.5
_OPENS, _CLOSES = timedelta(days=5), timedelta(days=28)


def example_survey(issuer: str, *, resolved: date, document_id: str) -> JsonObject:
    """What `issuer` lays before the conference of that day, unsigned: people by segment and position."""
    subject: JsonObject = {
        "code": "example-workforce",
        "title": {
            "zh": "从业人员情况自愿填报（示例）",
            "en": "People employed, returned of one's own accord (Example)",
        },
        "population": {
            "zh": "两协会会员企业，自愿填报（示例）。",
            "en": "Members of both associations, of their own accord (example).",
        },
        "period": str(resolved.year - 1),
        "from": (resolved + _OPENS).isoformat(),
        "until": (resolved + _CLOSES).isoformat(),
        "questions": [
            {
                "code": "example-people",
                "name": {"zh": "年末从业人员（示例）", "en": "People employed at the year's end (Example)"},
                "unit": "人",
                "rows": {"name": {"zh": "细分领域", "en": "Segment"}, "categories": _SEGMENTS},
                "columns": {"name": {"zh": "岗位", "en": "Position"}, "categories": [*_POSITIONS]},
            }
        ],
    }
    return build_survey_definition(issuer, subject, document_id=document_id)


def example_returns(
    random: Random, enterprises: Sequence[ExampleEnterprise], question: SurveyQuestion
) -> list[SurveyReturn]:
    """What these answer: each in one segment, as many in each; half of them have people in research."""
    made = []
    for place, enterprise in enumerate(random.sample(enterprises, len(enterprises))):
        segment = question.rows.categories[place % len(question.rows.categories)]
        for position in question.columns.categories:
            people = random.randint(*_POSITIONS[position])
            if position != _RESEARCH or random.random() < _HAVE_RESEARCH:
                made.append(
                    SurveyReturn(enterprise.unified_social_credit_code, segment, position, str(people))
                )
    return made
