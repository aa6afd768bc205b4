"""The common text of the agreement in the reference pages: two parties, three schemes, every form of row.

Names say 示例 or (Example); the schemes, the grades and every equivalence are invented.
"""

from credentials.record import JsonObject
from keys_example import CHONGQING, EXAMPLE_MULTIKEYS, SICHUAN, example_method_id
from signing.strict_json import JsonValue

BEGIN, END = "2026-02-01T00:00:00+08:00", "2031-02-01T00:00:00+08:00"
_MONITORING = "在线监测"


def common_text() -> JsonObject:
    """The text of version 1."""
    return {
        "type": "RecognitionAgreement",
        "agreement": "cq-sc-environment-example",
        "version": 1,
        "effectiveFrom": BEGIN,
        "effectiveUntil": END,
        "parties": [
            _party("cq-root", "CN-CQ", zh="重庆示例环保产业协会", en="Chongqing Association (Example)"),
            _party("sc-root", "CN-SC", zh="四川示例环保产业协会", en="Sichuan Association (Example)"),
        ],
        "schemes": [_facility_here(), _credit_here(), _facility_there()],
        "grants": [
            {"issuer": CHONGQING, "scheme": "cq-facility-operation", "from": BEGIN, "until": END},
            {"issuer": CHONGQING, "scheme": "cq-credit", "from": BEGIN, "until": END},
            {
                "issuer": SICHUAN,
                "scheme": "sc-facility-operation",
                "from": BEGIN,
                "until": END,
                "regions": ["CN-SC", "CN-CQ"],
            },
        ],
        "equivalences": _equivalences(),
    }


def _party(root: str, region: str, **name: JsonValue) -> JsonObject:
    did = example_method_id(root).partition("#")[0]
    return {"id": did, "region": region, "legalName": name, "rootKey": EXAMPLE_MULTIKEYS[root]}


def _grade(code: str, en: str) -> JsonObject:
    return {"code": code, "name": {"zh": code, "en": en}}


def _facility_here() -> JsonObject:
    return {
        "id": "cq-facility-operation",
        "owner": CHONGQING,
        "kind": "capability",
        "name": {"zh": "重庆设施运行服务能力（示例）", "en": "Facility operation, Chongqing (Example)"},
        "basis": "《重庆设施运行服务能力评价办法》（示例）",
        "categories": ["工业废水处理", _MONITORING],
        "grades": [_grade("一级", "Grade 1"), _grade("二级", "Grade 2"), _grade("三级", "Grade 3")],
        "months": 36,
    }


def _credit_here() -> JsonObject:
    return {
        "id": "cq-credit",
        "owner": CHONGQING,
        "kind": "credit",
        "name": {"zh": "重庆环保企业信用（示例）", "en": "Enterprise credit, Chongqing (Example)"},
        "basis": "《重庆环保企业信用评价办法》（示例）",
        "categories": [],
        "grades": [_grade("AAA", "AAA"), _grade("AA", "AA"), _grade("A", "A") | {"months": 6}],
        "months": 12,
    }


def _facility_there() -> JsonObject:
    return {
        "id": "sc-facility-operation",
        "owner": SICHUAN,
        "kind": "capability",
        "name": {"zh": "四川设施运行服务能力（示例）", "en": "Facility operation, Sichuan (Example)"},
        "basis": "《四川设施运行服务能力评价办法》（示例）",
        "categories": ["工业废水处理", "固体废物处理", _MONITORING],
        "grades": [_grade("甲级", "Class A"), _grade("乙级", "Class B"), _grade("丙级", "Class C")],
        "months": 24,
    }


def _equivalences() -> list[JsonValue]:
    return [
        _row(_here("一级"), _there("甲级"), "第三条第一款"),
        _row(_here("二级"), _there("乙级"), "第三条第一款"),
        _row(_here("三级"), _there("丙级"), "第三条第一款") | {"until": "2028-02-01T00:00:00+08:00"},
        _row(_here("二级", _MONITORING), _there("丙级", _MONITORING), "第三条第二款"),
        _row(_here("三级", _MONITORING), None, "第三条第三款"),
        _row(_there("甲级"), _here("一级"), "第四条"),
        _row(_there("乙级"), _here("二级"), "第四条"),
        _row(_there("丙级"), _here("三级"), "第四条"),
    ]


def _row(source: JsonObject, target: JsonObject | None, clause: str) -> JsonObject:
    return {"from": source, "to": target, "clause": f"{clause}（示例）"}


def _here(grade: str, category: str | None = None) -> JsonObject:
    return _reference("cq-facility-operation", grade, category)


def _there(grade: str, category: str | None = None) -> JsonObject:
    return _reference("sc-facility-operation", grade, category)


def _reference(scheme: str, grade: str, category: str | None) -> JsonObject:
    reference: JsonObject = {"scheme": scheme}
    if category is not None:
        reference["category"] = category
    return reference | {"grade": grade}
