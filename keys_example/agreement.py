"""Common text of the demo's agreement, version 1.

Chongqing's categories and grades are the published ones; Sichuan's schemes and every equivalence are invented
and say so (示例).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from credentials.record import JsonObject
from credentials.times import CHINA, format_time
from keys_example.keys import CHONGQING, EXAMPLE_MULTIKEYS, SICHUAN
from signing.strict_json import JsonValue

AGREEMENT = "cq-sc-environment-example"
EFFECTIVE_FROM = datetime(2021, 7, 1, tzinfo=CHINA)
EFFECTIVE_UNTIL = datetime(2031, 7, 1, tzinfo=CHINA)
PROVISIONAL_UNTIL = datetime(2025, 7, 1, tzinfo=CHINA)
"""End of Sichuan's recognition of Chongqing's provisional 甲临; its row in the text has no effect after
that."""

_TERMS = {
    "生活污水处理": "domestic sewage treatment",
    "工业废水处理": "industrial wastewater treatment",
    "除尘脱硫脱硝": "dust removal, desulphurisation and denitrification",
    "工业废气处理": "industrial waste gas treatment",
    "工业废气治理": "control of industrial waste gas",
    "工业固体废物处理处置": "treatment and disposal of industrial solid waste",
    "固体废物处理处置": "treatment and disposal of solid waste",
    "有机废物处理处置": "treatment and disposal of organic waste",
    "生活垃圾处理处置": "treatment and disposal of household waste",
    "在线监测": "online monitoring",
    "水": "water",
    "气": "air",
    "固废": "solid waste",
    "土壤": "soil",
    "噪声": "noise",
    "水污染治理": "water pollution control",
    "大气污染治理": "air pollution control",
    "固体废物处理": "solid waste treatment",
    "土壤修复": "soil remediation",
    "噪声与振动控制": "noise and vibration control",
    "第三条第一款（示例）": "Article 3(1) (Example)",
    "第三条第二款（示例）": "Article 3(2) (Example)",
    "第三条第三款（示例）": "Article 3(3) (Example)",
    "第三条第四款（示例）": "Article 3(4) (Example)",
    "第四条第一款（示例）": "Article 4(1) (Example)",
    "第四条第二款（示例）": "Article 4(2) (Example)",
    "第五条第一款（示例）": "Article 5(1) (Example)",
    "第五条第二款（示例）": "Article 5(2) (Example)",
    "第五条第三款（示例）": "Article 5(3) (Example)",
    "第六条第一款（示例）": "Article 6(1) (Example)",
    "第六条第二款（示例）": "Article 6(2) (Example)",
    "第七条（示例）": "Article 7 (Example)",
}
"""English names of categories and clauses."""
_FACILITY = ("生活污水处理", "工业废水处理", "除尘脱硫脱硝", "工业废气处理", "工业固体废物处理处置",
             "有机废物处理处置", "生活垃圾处理处置", "在线监测")  # fmt: skip
_FACILITY_THERE = ("生活污水处理", "工业废水处理", "工业废气治理", "固体废物处理处置", "在线监测")
_CONTROL_HERE_THERE = {
    "水": "水污染治理",
    "气": "大气污染治理",
    "固废": "固体废物处理",
    "土壤": "土壤修复",
    "噪声": "噪声与振动控制",
}
_NUMBERED = {"一级": "Grade 1", "二级": "Grade 2", "三级": "Grade 3"}
_LETTERED = {"甲级": "Class A", "乙级": "Class B", "丙级": "Class C"}
_CONTROL = {
    "甲级": "Class A",
    "乙级": "Class B",
    "甲临": "Class A, provisional",
    "乙临": "Class B, provisional",
}
_CONTROL_MONTHS = {"甲临": 12, "乙临": 12}
_CREDIT = {grade: grade for grade in ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")}
_CREDIT_MAP = {**_CREDIT, "CCC": "C", "CC": "C"}


def agreement_text(
    *,
    effective_from: datetime = EFFECTIVE_FROM,
    effective_until: datetime = EFFECTIVE_UNTIL,
    roots: Mapping[str, str] | None = None,
) -> JsonObject:
    """Return a fresh text of version 1; `roots` gives other root multikeys by DID."""
    keys = {CHONGQING: EXAMPLE_MULTIKEYS["cq-root"], SICHUAN: EXAMPLE_MULTIKEYS["sc-root"], **(roots or {})}
    schemes = _schemes()
    grants: list[JsonValue] = [
        {
            "issuer": scheme["owner"],
            "scheme": scheme["id"],
            "from": format_time(effective_from),
            # a grant without `regions` covers the issuer's own region only
            "until": format_time(effective_until),
        }
        for scheme in schemes
    ]
    return {
        "type": "RecognitionAgreement",
        "agreement": AGREEMENT,
        "version": 1,
        "effectiveFrom": format_time(effective_from),
        "effectiveUntil": format_time(effective_until),
        "parties": [
            _party(CHONGQING, "CN-CQ", "重庆示例环境保护产业协会",
                   "Chongqing Environmental Protection Industry Association (Example)", keys),
            _party(SICHUAN, "CN-SC", "四川示例环境保护产业协会",
                   "Sichuan Environmental Protection Industry Association (Example)", keys),
        ],
        "schemes": [*schemes],
        "grants": grants,
        "terms": [{"zh": zh, "en": en} for zh, en in {**_TERMS, **_name_bases(schemes)}.items()],
        "equivalences": [*_facility_rows(), *_control_rows(), *_credit_rows()],
    }  # fmt: skip


def _name_bases(schemes: Iterable[JsonObject]) -> dict[str, str]:
    """Return the basis of each scheme in English, by the text's own words."""
    named = {}
    for scheme in schemes:
        name: Any = scheme["name"]
        region = "Chongqing" if scheme["owner"] == CHONGQING else "Sichuan"
        called = name["en"].removesuffix(" (Example)")
        named[str(scheme["basis"])] = f"Measures of {region}: {called} (Example); after GB/T 38221-2019"
    return named


def _party(did: str, region: str, zh: str, en: str, keys: Mapping[str, str]) -> JsonObject:
    return {"id": did, "region": region, "legalName": {"zh": zh, "en": en}, "rootKey": keys[did]}


def _schemes() -> list[JsonObject]:
    facility = ("污染治理设施运行服务能力", "Pollution control facility operation")
    control = ("环境污染治理服务能力", "Environmental pollution control")
    credit = ("环保企业信用评价", "Environmental enterprise credit")
    return [
        _scheme("cq-facility-operation", facility, _FACILITY, _grades(_NUMBERED), 36),
        _scheme("cq-pollution-control", control, _CONTROL_HERE_THERE, _grades(_CONTROL, _CONTROL_MONTHS), 36),
        _scheme("cq-credit", credit, (), _grades(_CREDIT), 12),
        _scheme("sc-facility-operation", facility, _FACILITY_THERE, _grades(_LETTERED), 24),
        _scheme("sc-pollution-control", control, _CONTROL_HERE_THERE.values(), _grades(_NUMBERED), 36),
        _scheme("sc-credit", credit, (), _grades(_CREDIT), 12),
    ]


def _scheme(
    scheme: str, name: tuple[str, str], categories: Iterable[str], grades: list[JsonValue], months: int
) -> JsonObject:
    here = scheme.startswith("cq-")
    place = "重庆" if here else "四川"
    return {
        "id": scheme,
        "owner": CHONGQING if here else SICHUAN,
        "kind": "credit" if scheme.endswith("-credit") else "capability",
        "name": {"zh": f"{place}{name[0]}（示例）", "en": f"{name[1]} (Example)"},
        "basis": f"《{place}{name[0].removesuffix('评价')}评价办法》（示例）；参照 GB/T 38221-2019",
        "categories": [*categories],
        "grades": grades,
        "months": months,
    }


def _grades(names: Mapping[str, str], months: Mapping[str, int] = MappingProxyType({})) -> list[JsonValue]:
    grades: list[JsonValue] = []
    for code, en in names.items():
        grade: JsonObject = {"code": code, "name": {"zh": code, "en": en}}
        if code in months:
            grade["months"] = months[code]
        grades.append(grade)
    return grades


def _row(
    source: tuple[str, str | None, str],
    target: tuple[str, str | None, str] | None,
    clause: str,
    until: datetime | None = None,
) -> JsonValue:
    row: JsonObject = {
        "from": _reference(source),
        "to": _reference(target) if target is not None else None,
        "clause": f"{clause}（示例）",
    }
    if until is not None:
        row["until"] = format_time(until)
    return row


def _reference(end: tuple[str, str | None, str]) -> JsonObject:
    scheme, category, grade = end
    reference: JsonObject = {"scheme": scheme, "grade": grade}
    if category is not None:
        reference["category"] = category
    return reference


def _facility_rows() -> list[JsonValue]:
    """Return rows grade for grade, except for categories that the two sides define differently."""
    here, there = "cq-facility-operation", "sc-facility-operation"
    dust, gas, refuse, solid = "除尘脱硫脱硝", "工业废气治理", "生活垃圾处理处置", "固体废物处理处置"
    return [
        *(_row((here, None, a), (there, None, b), "第三条第一款")
          for a, b in zip(_NUMBERED, _LETTERED, strict=True)),
        *(_row((here, dust, a), (there, gas, b), "第三条第二款")
          for a, b in zip(_NUMBERED, _LETTERED, strict=True)),
        *(_row((here, refuse, a), (there, solid, b), "第三条第三款")
          for a, b in (("一级", "乙级"), ("二级", "丙级"), ("三级", "丙级"))),
        # a row says that the grade counts as nothing, because a missing row would look forgotten
        _row((here, "在线监测", "三级"), None, "第三条第四款"),
        *(_row((there, None, a), (here, None, b), "第四条第一款")
          for a, b in zip(_LETTERED, _NUMBERED, strict=True)),
        _row((there, gas, "甲级"), (here, "工业废气处理", "二级"), "第四条第二款"),
        _row((there, gas, "乙级"), (here, "工业废气处理", "三级"), "第四条第二款"),
        _row((there, gas, "丙级"), None, "第四条第二款"),
    ]  # fmt: skip


def _control_rows() -> list[JsonValue]:
    """Return rows category by category, because the names differ; provisional grades have rows of their
    own."""
    here, there = "cq-pollution-control", "sc-pollution-control"
    rows = []
    for a, b in _CONTROL_HERE_THERE.items():
        noise = a == "噪声"
        rows += [
            _row((here, a, "甲级"), (there, b, "一级"), "第五条第一款"),
            _row((here, a, "乙级"), (there, b, "三级" if noise else "二级"), "第五条第一款"),
            _row((there, b, "一级"), (here, a, "甲级"), "第六条第一款"),
            _row((there, b, "二级"), (here, a, "乙级"), "第六条第一款"),
            _row((there, b, "三级"), None if noise else (here, a, "乙级"), "第六条第二款"),
        ]
    return [
        *rows,
        _row((here, None, "甲临"), (there, None, "二级"), "第五条第二款", until=PROVISIONAL_UNTIL),
        _row((here, None, "乙临"), None, "第五条第三款"),
    ]


def _credit_rows() -> list[JsonValue]:
    """Return rows grade for grade; CCC, CC and C all count as C."""
    return [
        _row((a, None, grade), (b, None, counts_as), "第七条")
        for a, b in (("cq-credit", "sc-credit"), ("sc-credit", "cq-credit"))
        for grade, counts_as in _CREDIT_MAP.items()
    ]
