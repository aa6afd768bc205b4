"""A survey, the commitment to its returns and its report, for the reference pages: invented."""

from credentials.drafting.survey_documents import (
    build_survey_commitment,
    build_survey_definition,
    build_survey_report,
)
from credentials.record import JsonObject
from keys_example import CHONGQING
from signing.strict_json import JsonValue

DEFINITION_SIGNED = "2026-04-17T10:00:00+08:00"
COMMITMENT_SIGNED = "2026-06-02T10:00:00+08:00"
EDITION_SIGNED = "2026-06-05T10:00:00+08:00"
ROWS: list[JsonValue] = ["水", "气", "固废"]
COLUMNS: list[JsonValue] = ["大型", "中型", "小型"]
QUESTION, COUNT = "environmental-revenue", 74
CELLS: list[JsonValue] = [
    "1680", "c", "c", "2985",
    "1610", "c", "c", "2860",
    "940", "505", "", "1445",
    "4230", "2205", "855", "7290",
]  # fmt: skip


def _id(number: int) -> str:
    return f"urn:uuid:7b1f6c1e-0000-4000-8000-{number:012d}"


def _name(zh: str, en: str) -> JsonValue:
    return {"zh": zh, "en": en}


def build_definition() -> JsonObject:
    """Chongqing lays one question before the conference."""
    subject: JsonObject = {
        "code": "industry-2025",
        "title": _name("2025 年度环保业务自愿填报（示例）", "Voluntary returns on 2025 (Example)"),
        "population": {"zh": "两协会会员企业，自愿填报，非政府统计（示例）。"},
        "period": "2025",
        "from": "2026-05-06",
        "until": "2026-05-31",
        "questions": [
            {
                "code": QUESTION,
                "name": _name("环保业务营业收入", "Revenue from environmental business"),
                "unit": "万元",
                "rows": {"name": _name("细分领域", "Segment"), "categories": ROWS},
                "columns": {"name": _name("规模", "Size class"), "categories": COLUMNS},
            }
        ],
    }
    return build_survey_definition(CHONGQING, subject, document_id=_id(64))


def build_commitment(definition: str) -> JsonObject:
    """Chongqing commits to the returns it holds under the definition with this digest."""
    root = "9a1d0b52c6a1ff6f0c9c6b8f6b9b2c3f2f2d6c0f2b7f4a5a0c3e1d8e7f605142"
    returns: JsonObject = {"question": QUESTION, "count": COUNT, "root": root}
    return build_survey_commitment(CHONGQING, definition, "CN-CQ", [returns], document_id=_id(65))


def build_edition(definition: str, commitment: str) -> JsonObject:
    """Its report on the one question, the first edition."""
    table: JsonObject = {
        "question": QUESTION, "count": COUNT, "rows": ROWS, "columns": COLUMNS, "cells": CELLS,
    }  # fmt: skip
    return build_survey_report(
        CHONGQING, definition, commitment, period="2025", area="CN-CQ", edition=1, previous=None,
        tables=[table], document_id=_id(66),
    )  # fmt: skip
