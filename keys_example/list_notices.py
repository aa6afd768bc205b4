"""A fictional public notice of Chongqing's association: five enterprises, open for objections."""

from datetime import date, timedelta
from random import Random

from credentials.record import JsonObject
from keys_example.enterprises import example_enterprises

_NOTICE_DAYS = 9
_GRADED = (
    (["工业废水处理"], "二级"),
    (["生活污水处理"], "一级"),
    (["工业废水处理", "除尘脱硫脱硝"], "三级"),
    (["除尘脱硫脱硝"], "二级"),
    (["生活污水处理"], "三级"),
)


def example_items() -> list[JsonObject]:
    """Return the items, one enterprise in each, with its categories and grade."""
    enterprises = example_enterprises(Random(31), 2 * len(_GRADED))[::2]  # noqa: S311 - invented names
    return [
        {
            "legalName": enterprise.legal_name,
            "unifiedSocialCreditCode": enterprise.unified_social_credit_code,
            "category": [*category],
            "grade": grade,
        }
        for enterprise, (category, grade) in zip(enterprises, _GRADED, strict=True)
    ]


def example_list_notice(since: date) -> JsonObject:
    """Return the subject of the first version of a notice that runs from `since`, ten days in all."""
    return {
        "scheme": "cq-facility-operation",
        "batch": f"{since.year} 年第二批（示例）",
        "version": 1,
        "from": since.isoformat(),
        "until": (since + timedelta(days=_NOTICE_DAYS)).isoformat(),
        "items": [*example_items()],
        "basis": {"zh": "专家组评审意见（示例）", "en": "Opinion of the panel (Example)"},
        "objectionsTo": {
            "zh": "公示期内以实名书面提出，写明事实与理由：示例协会秘书处，重庆市示例路 1 号",
            "en": "In writing and by name, with facts and reasons: the secretariat (Example)",
        },
    }
