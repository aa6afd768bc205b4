"""Example of each further kind with every member: reference pages show it, tests change it.

The documents are unsigned, and the same at every call; the ids are numbered.
"""

from datetime import date
from hashlib import sha256
from random import Random

from credentials.documents.works.report import COUNTS
from credentials.drafting.compose import (
    build_list_notice,
    build_resolution_half,
    build_standard,
    build_survey,
    build_survey_report,
)
from credentials.drafting.works import TechnologyDraft, build_technology, build_technology_listing
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from credentials.times import parse_time
from keys_example.enterprises import ExampleEnterprise
from keys_example.keys import CHONGQING, SICHUAN
from keys_example.list_notices import example_items, example_list_notice
from keys_example.notices import example_notices
from keys_example.technologies import CLAUSE, evidence_file
from signing.strict_json import JsonValue

HOLDER = ExampleEnterprise(
    "重庆示例安林环境治理有限公司",
    "Chongqing Anlin Environmental Remediation Co., Ltd. (Example)",
    "91500100MAYM6LY900",
    "CN-CQ",
)


def reference_id(number: int) -> str:
    """Return the id of a document of the reference."""
    return f"urn:uuid:7b1f6c1e-0000-4000-8000-{number:012d}"


def reference_technology() -> JsonObject:
    """Return Chongqing's record of a tested and verified treatment of sewage."""
    statement, report = _invent("statement"), _invent("report")
    influent: JsonObject = {"influentLow": "200", "influentHigh": "450", "influentUnit": "mg/L"}
    outlet: JsonObject = {
        "code": "outlet-cod",
        "name": _name("出水化学需氧量", "COD at the outlet"),
        "measure": "outlet",
        "target": "cod",
        "role": "tested",
        "high": "30",
        "unit": "mg/L",
        "condition": {**influent, "averaging": "day", "temperatureLow": "12"},
        "method": "HJ 828-2017",
        "source": report,
    }
    removal: JsonObject = {
        "code": "removal-tn",
        "name": _name("总氮去除率", "removal of total nitrogen"),
        "measure": "removal",
        "target": "total-nitrogen",
        "role": "claimed",
        "low": "80",
        "unit": "%",
        "condition": {"influentLow": "30", "influentHigh": "60", "influentUnit": "mg/L"},
    }
    case: JsonObject = {
        "name": _name("示例城北污水处理厂", "Example north works"),
        "region": "CN-CQ",
        "since": "2023-05-01",
        "capacity": {"low": "20000", "high": "20000", "unit": "m3/d"},
        "evidence": [report],
    }
    subject: JsonObject = {
        "type": "Technology",
        "title": _name("示例短程脱氮一体化工艺", "Integrated shortcut denitrification (Example)"),
        "version": "2.1",
        "enterprise": {"type": "Enterprise", **HOLDER.members},
        "contact": {"office": "示例技术推广部", "serviceEndpoint": "mailto:technology@anlin.example"},
        "media": ["water"],
        "form": "process",
        "industries": [{"code": "4620", "name": _name("污水处理及其再生利用", "Sewage treatment")}],
        "targets": ["cod", "total-nitrogen"],
        "process": {"zh": "格栅、缺氧池、好氧池、沉淀池依次处理，硝化液回流（示例）。"},
        "features": {"zh": "占地小，碳源投加少（示例）。"},
        "applicability": _name("日处理一万吨以上的城镇污水处理厂（示例）。", "Sewage works (Example)."),
        "limitations": {"zh": "水温低于 12 ℃ 时脱氮效率下降（示例）。"},
        "crossMedia": {"zh": "剩余污泥须另行处置（示例）。"},
        "indicators": [outlet, removal],
        "inputs": [{"name": _name("电耗", "electricity"), "high": "0.35", "unit": "kW.h/m3"}],
        "economics": {
            "investment": {"low": "1800", "high": "2500", "unit": "CNY/(m3/d)"},
            "operation": {"high": "0.9", "unit": "CNY/m3"},
            "basisYear": 2025,
        },
        "maturity": "demonstrated",
        "cases": [case],
        "verification": {
            "standard": "GB/T 24034-2019",
            "verifier": "示例环境技术验证中心",
            "indicators": ["outlet-cod"],
            "statement": statement,
            "from": "2026-04-01T00:00:00+08:00",
            "until": "2027-04-01T00:00:00+08:00",
        },
        "evidence": [
            evidence_file("verification-statement", statement, 48_213, "association"),
            evidence_file("monitoring-report", report, 1_204_118, "holder"),
        ],
        "listing": {
            "scheme": "cq-technology",
            "class": "推荐",
            "noticeFrom": "2026-04-27",
            "noticeUntil": "2026-05-06",
        },
    }
    term = parse_time("2026-05-11T00:00:00+08:00"), parse_time("2029-05-11T00:00:00+08:00")
    draft = TechnologyDraft(subject, *term)
    return build_technology(draft, technology_id=reference_id(51), issuer=CHONGQING)


def reference_listing(technology: str) -> JsonObject:
    """Return Sichuan's listing of the technology with this digest."""
    return build_technology_listing(
        technology,
        listing_id=reference_id(52),
        issuer=SICHUAN,
        sequence=1,
        decision="joins",
        term=(parse_time("2026-05-18T00:00:00+08:00"), parse_time("2028-05-18T00:00:00+08:00")),
        reviewers=5,
        clause=CLAUSE,
    )


def reference_notice() -> JsonObject:
    """Return Chongqing's notice of a sewage works' need."""
    made = example_notices(Random(0), today=date(2026, 5, 12))  # noqa: S311 - only its id is random
    return {**made[4], "id": reference_id(53)}


def reference_list_notice(previous: str | None = None) -> JsonObject:
    """Return Chongqing's public notice of a batch; after version 1, named by `previous`, the one that
    withdraws an item."""
    subject = example_list_notice(date(2026, 5, 12))
    if previous is None:
        return build_list_notice(CHONGQING, subject, notice_id=reference_id(54))
    objection: JsonObject = {"receivedOn": "2026-05-15", "decidedOn": "2026-05-20", "result": "upheld"}
    *items, last = example_items()
    items.append({**last, "withdrawn": True, "objections": [objection]})
    subject |= {"version": 2, "previous": previous, "until": "2026-05-25", "items": [*items]}
    return build_list_notice(CHONGQING, subject, notice_id=reference_id(55))


def reference_standard() -> JsonObject:
    """Return the first version of a common standard, laid before the conference by Chongqing."""
    clauses: list[JsonValue] = [
        {"no": "1", "title": _name("范围", "Scope"), "text": {"zh": "适用于自愿申请评价的企业（示例）。"}},
        {
            "no": "4.2",
            "title": _name("人员", "Staff"),
            "text": {"zh": "一级不少于 20 名持证运行人员（示例）。"},
        },
        {"no": "4.10", "text": {"zh": "连续十二个月稳定运行记录（示例）。"}},
    ]
    zh = "川渝环境污染治理设施运行服务能力评价准则（示例）"
    subject: JsonObject = {
        "code": "facility-operation-criteria",
        "title": _name(zh, "Criteria for facility operation (Example)"),
        "version": 1,
        "schemes": ["cq-facility-operation", "sc-facility-operation"],
        "from": "2026-09-01",
        "clauses": clauses,
    }
    return build_standard(CHONGQING, subject, standard_id=reference_id(61))


def reference_resolution(issuer: str, standard: str) -> JsonObject:
    """Return the half of `issuer` of a resolution that adopts the standard with this digest."""
    adopted: JsonObject = {
        "no": 1,
        "title": _name("统一评价准则", "One set of criteria"),
        "text": {"zh": "通过《川渝环境污染治理设施运行服务能力评价准则》第一版（示例）。"},
        "decision": "adopted",
        "refers": [{"kind": "standard", "digest": standard}],
        "due": "2026-09-01",
        "owner": SICHUAN,
    }
    subject: JsonObject = {
        "number": "川渝环协联〔2026〕2 号（示例）",
        "resolvedOn": "2026-04-22",
        "meeting": {
            "title": _name("2026 年第一次联席会议（示例）", "First joint conference of 2026 (Example)"),
            "place": "重庆（示例）",
            "from": "2026-04-21",
            "until": "2026-04-22",
        },
        "parties": [CHONGQING, SICHUAN],
        "items": [adopted, {"no": 2, "withheld": _invent("item")}],
        "dissent": [{"dissenter": SICHUAN, "item": 1, "text": {"zh": "建议过渡期延长三个月（示例）。"}}],
    }
    return build_resolution_half(issuer, subject, half_id=reference_id(62 if issuer == CHONGQING else 63))


def reference_survey() -> JsonObject:
    """Return Chongqing's survey about the year 2025."""
    subject: JsonObject = {
        **_FORM,
        "respondents": {"zh": "本协会会员企业（示例）", "en": "Members of the association (Example)"},
        "from": "2026-04-27",
        "until": "2026-06-20",
    }
    return build_survey(CHONGQING, subject, survey_id=reference_id(72))


def reference_survey_report(survey: str) -> JsonObject:
    """Return the report on the survey with this digest, with invented numbers."""
    rows: list[JsonValue] = [
        {"segments": ["水"], "contributors": "20-49", "totals": [68278, 1389]},
        {"segments": ["固体废物", "土壤"], "contributors": "10-19", "totals": [32182, 589]},
    ]
    subject: JsonObject = {**_FORM, "survey": survey, "rows": rows}
    return build_survey_report(CHONGQING, subject, report_id=reference_id(73))


def reference_report() -> JsonObject:
    """Return the first edition of Chongqing's statistics, with invented numbers."""
    rows: list[JsonValue] = [
        {"category": ["水"], "grade": "一级", "standing": standing, "total": total}
        for standing, total in (("active", 31), ("given-up", 2))
    ]
    facility: JsonObject = {"issuer": CHONGQING, "scheme": "cq-facility-operation", "rows": rows}
    credit: JsonObject = {
        "issuer": SICHUAN,
        "scheme": "sc-credit",
        "rows": [{"grade": "AA", "standing": "active", "total": 58}],
    }
    heads: list[JsonValue] = [
        {"issuer": issuer, "size": size, "root": _invent(issuer)}
        for issuer, size in ((CHONGQING, 412), (SICHUAN, 655))
    ]
    kinds: list[JsonValue] = [
        {"grade": "一级", **_count(29, 26)},
        {"category": "水", **_count(29, 26)},
        {"category": "水", "grade": "一级", **_count(29, 26)},
    ]
    schemes: list[JsonValue] = [{"scheme": "cq-facility-operation", **_count(29, 26), "rows": kinds}]
    credits: list[JsonValue] = [{"grade": "AA", **_count(58, 55)}]
    others: list[JsonValue] = [{"scheme": "sc-credit", **_count(58, 55), "rows": credits}]
    holders: list[JsonValue] = [
        {"issuer": CHONGQING, **_count(29, 26), "schemes": schemes},
        {"issuer": SICHUAN, **_count(58, 55), "schemes": others},
    ]
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": reference_id(71),
        "type": ["VerifiableCredential", "StatisticsReportCredential"],
        "issuer": CHONGQING,
        "credentialSubject": {
            "type": "StatisticsReport",
            "definition": COUNTS,
            "edition": 1,
            "countedAt": "2026-05-01T00:00:00+08:00",
            "logHeads": heads,
            "counts": _invent("counts"),
            "tables": [facility, credit],
            "enterprises": {"comparedAt": "2025-05-01T00:00:00+08:00", **_count(76, 70), "issuers": holders},
        },
    }


def _count(total: int, before: int) -> JsonObject:
    return {"total": total, "yearBefore": before}


def _name(zh: str, en: str) -> JsonObject:
    return {"zh": zh, "en": en}


def _invent(name: str) -> str:
    """Return a digest of nothing that exists."""
    return sha256(f"{name} (example)".encode()).hexdigest()


_FORM: JsonObject = {
    "year": 2025,
    "title": _name("2025 年度会员自愿填报（示例）", "Survey of members on 2025 (Example)"),
    "questions": [
        {"name": _name("营业收入", "Revenue"), "unit": "wan-yuan"},
        {"name": _name("从业人员", "Staff"), "unit": "persons"},
    ],
    "segments": [_name("水", "Water"), _name("固体废物", "Solid waste"), _name("土壤", "Soil")],
}
"""Questions of the survey, repeated by its report."""
