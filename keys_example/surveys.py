"""A fictional survey of Sichuan's association, and invented answers of fictional enterprises."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from credentials.record import JsonObject
from keys_example.enterprises import ExampleEnterprise, example_enterprises

_SEGMENTS = (("水", "Water", 9), ("大气", "Air", 7), ("固体废物", "Solid waste", 4), ("土壤", "Soil", 1))
"""Segments: Chinese and English name, and the number of answers out of twenty-one."""
_ENTERPRISES, _GROUPED, _NOTHING = 120, 3, 7


class ExampleAnswer(NamedTuple):
    """The answer of an enterprise; `parent` is the code of the topmost company of its group, or empty."""

    enterprise: ExampleEnterprise
    parent: str
    segment: str
    revenue: int
    staff: int


def example_answers(region: str) -> Iterator[ExampleAnswer]:
    """Yield the answers of a region; two enterprises are of one group, and one had no revenue."""
    random = Random(29)  # noqa: S311 - invented numbers
    parent = ""
    local = (invented for invented in example_enterprises(random, _ENTERPRISES) if invented.region == region)
    for place, enterprise in enumerate(local):
        ((segment, *_),) = random.choices(_SEGMENTS, [share for *_, share in _SEGMENTS])
        revenue, staff = round(random.lognormvariate(7.3, 0.9)), round(random.lognormvariate(3.8, 0.7))
        yield ExampleAnswer(enterprise, parent, segment, revenue if place != _NOTHING else 0, staff)
        parent = enterprise.unified_social_credit_code if place == _GROUPED else ""


def example_survey(since: date, *, year: int) -> JsonObject:
    """Return the subject of a survey of members on a year, answered from `since` for four weeks."""
    return {
        "year": year,
        "title": {"zh": f"{year} 年度会员自愿填报（示例）", "en": f"Survey of members on {year} (Example)"},
        "questions": [
            {"name": {"zh": "示例营业收入", "en": "Revenue (Example)"}, "unit": "wan-yuan"},
            {"name": {"zh": "示例从业人员", "en": "Staff (Example)"}, "unit": "persons"},
        ],
        "segments": [{"zh": zh, "en": en} for zh, en, _ in _SEGMENTS],
        "respondents": {"zh": "示例协会会员企业", "en": "Members of the association (Example)"},
        "from": since.isoformat(),
        "until": (since + timedelta(days=27)).isoformat(),
    }
