"""A technology, a listing that joins it and a notice, for the reference pages: invented, and marked so."""

from hashlib import sha256

from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from keys_example import CHONGQING, SICHUAN
from signing.strict_json import JsonValue

SIGNED = "2026-05-11T10:00:00+08:00"
JOINED = "2026-05-18T15:00:00+08:00"
_STATEMENT, _REPORT = (sha256(name).hexdigest() for name in (b"statement (example)", b"report (example)"))


def _document(number: int, issuer: str, kind: str, term: tuple[str, str], subject: JsonObject) -> JsonObject:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": f"urn:uuid:7b1f6c1e-0000-4000-8000-{number:012d}",
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": term[0],
        "validUntil": term[1],
        "credentialSubject": subject,
    }


def build_technology() -> JsonObject:
    """Chongqing lists a treatment of sewage, tested and verified."""
    outlet: JsonObject = {
        "code": "outlet-cod",
        "name": {"zh": "出水化学需氧量", "en": "COD at the outlet"},
        "measure": "outlet",
        "target": "cod",
        "role": "tested",
        "high": "30",
        "unit": "mg/L",
        "condition": {
            "influentLow": "200",
            "influentHigh": "450",
            "influentUnit": "mg/L",
            "averaging": "day",
            "temperatureLow": "12",
        },
        "method": "HJ 828-2017",
        "source": _REPORT,
    }
    removal: JsonObject = {
        "code": "removal-tn",
        "name": {"zh": "总氮去除率", "en": "removal of total nitrogen"},
        "measure": "removal",
        "target": "total-nitrogen",
        "role": "claimed",
        "low": "80",
        "unit": "%",
        "condition": {"influentLow": "30", "influentHigh": "60", "influentUnit": "mg/L"},
    }
    return _document(
        51, CHONGQING, "TechnologyCredential", ("2026-05-11T00:00:00+08:00", "2029-05-11T00:00:00+08:00"),
        {
            "type": "Technology",
            "title": {"zh": "示例短程脱氮一体化工艺", "en": "Integrated shortcut denitrification (Example)"},
            "version": "2.1",
            "enterprise": {
                "type": "Enterprise",
                "legalName": "重庆示例安林环境治理有限公司",
                "legalNameEn": "Chongqing Anlin Environmental Remediation Co., Ltd. (Example)",
                "unifiedSocialCreditCode": "91500100MAYM6LY900",
                "region": "CN-CQ",
            },
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
            "inputs": [{"name": {"zh": "电耗", "en": "electricity"}, "high": "0.35", "unit": "kW.h/m3"}],
            "economics": {
                "investment": {"low": "1800", "high": "2500", "unit": "CNY/(m3/d)"},
                "operation": {"high": "0.9", "unit": "CNY/m3"},
                "basisYear": 2025,
            },
            "maturity": "demonstrated",
            "cases": [
                {
                    "name": {"zh": "示例城北污水处理厂", "en": "Example north works"},
                    "region": "CN-CQ",
                    "since": "2023-05-01",
                    "capacity": {"low": "20000", "high": "20000", "unit": "m3/d"},
                    "evidence": [_REPORT],
                }
            ],
            "verification": {
                "standard": "GB/T 24034-2019",
                "verifier": "示例环境技术验证中心",
                "indicators": ["outlet-cod"],
                "statement": _STATEMENT,
                "from": "2026-04-01T00:00:00+08:00",
                "until": "2027-04-01T00:00:00+08:00",
            },
            "evidence": [
                _file("verification-statement", _STATEMENT, 48_213, "association"),
                _file("monitoring-report", _REPORT, 1_204_118, "holder"),
            ],
            "listing": {
                "scheme": "cq-technology",
                "class": "推荐",
                "noticeFrom": "2026-04-27",
                "noticeUntil": "2026-05-06",
            },
        },
    )  # fmt: skip


def _name(zh: str, en: str) -> JsonObject:
    return {"zh": zh, "en": en}


def _file(kind: str, digest: str, size: int, keeper: str) -> JsonValue:
    return {
        "kind": kind, "digest": digest, "byteCount": size, "mediaType": "application/pdf", "keptBy": keeper,
    }  # fmt: skip


def build_listing(technology: str) -> JsonObject:
    """Sichuan joins the listing of the technology with this digest."""
    subject: JsonObject = {
        "type": "TechnologyListing",
        "technology": technology,
        "sequence": 1,
        "decision": "joins",
        "reviewers": 5,
        "clause": "第八条（示例）",
    }
    term = "2026-05-18T00:00:00+08:00", "2028-05-18T00:00:00+08:00"
    return _document(52, SICHUAN, "TechnologyListingCredential", term, subject)


def build_notice() -> JsonObject:
    """Chongqing announces what a sewage works needs."""
    subject: JsonObject = {
        "type": "Notice",
        "kind": "need",
        "title": {
            "zh": "示例工业园区污水处理厂提标技术需求",
            "en": "Technology wanted by an example industrial park",
        },
        "summary": {"zh": "征集出水化学需氧量不高于 30 mg/L 的成套技术（示例）。"},
        "from": "2026-05-12",
        "until": "2026-06-30",
        "media": ["water"],
        "targets": ["cod"],
        "limits": [{"target": "cod", "high": "30", "unit": "mg/L"}],
        "link": "https://cq.huren.example/notices/2026-05",
    }
    term = "2026-05-12T00:00:00+08:00", "2026-07-01T00:00:00+08:00"
    return _document(53, CHONGQING, "NoticeCredential", term, subject)
