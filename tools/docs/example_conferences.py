"""A standard and the two halves of the resolution that adopts it, for the reference pages: invented."""

from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from keys_example import CHONGQING, SICHUAN
from signing.strict_json import JsonValue

STANDARD_SIGNED = "2026-04-16T10:00:00+08:00"
HALF_SIGNED = "2026-04-24T17:00:00+08:00"
OTHER_SIGNED = "2026-04-25T09:30:00+08:00"


def _document(number: int, issuer: str, kind: str, subject: JsonObject) -> JsonObject:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": f"urn:uuid:7b1f6c1e-0000-4000-8000-{number:012d}",
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "credentialSubject": subject,
    }


def _name(zh: str, en: str) -> JsonValue:
    return {"zh": zh, "en": en}


def build_standard() -> JsonObject:
    """Chongqing lays the first version of a common standard before the conference."""
    subject: JsonObject = {
        "type": "UnifiedStandard",
        "code": "facility-operation-criteria",
        "title": _name(
            "川渝环境污染治理设施运行服务能力评价准则（示例）", "Criteria for facility operation (Example)"
        ),
        "version": 1,
        "schemes": ["cq-facility-operation", "sc-facility-operation"],
        "from": "2026-09-01",
        "clauses": [
            {
                "no": "1",
                "title": _name("范围", "Scope"),
                "text": {"zh": "适用于自愿申请评价的企业（示例）。"},
            },
            {
                "no": "4.2",
                "title": _name("人员", "Staff"),
                "text": {"zh": "一级不少于 20 名持证运行人员（示例）。"},
            },
            {"no": "4.10", "text": {"zh": "连续十二个月稳定运行记录（示例）。"}},
        ],
    }
    return _document(61, CHONGQING, "UnifiedStandardCredential", subject)


def build_resolution(issuer: str, standard: str) -> JsonObject:
    """The half of `issuer` of a resolution that adopts the standard with this digest."""
    items: list[JsonValue] = [
        {
            "no": 1,
            "title": _name("统一评价准则", "One set of criteria"),
            "text": {"zh": "通过《川渝环境污染治理设施运行服务能力评价准则》第一版（示例）。"},
            "decision": "adopted",
            "refers": [{"kind": "standard", "digest": standard}],
            "due": "2026-09-01",
            "owner": SICHUAN,
        },
        {"no": 2, "withheld": "4f2c9d0e8b7a6f5e4d3c2b1a09182736455463728190afbecddceba9f8e7d6c5"},
    ]
    subject: JsonObject = {
        "type": "Resolution",
        "number": "川渝环协联〔2026〕2 号（示例）",
        "resolvedOn": "2026-04-22",
        "meeting": {
            "title": _name("2026 年第一次联席会议（示例）", "First joint conference of 2026 (Example)"),
            "place": "重庆（示例）",
            "from": "2026-04-21",
            "until": "2026-04-22",
        },
        "parties": [CHONGQING, SICHUAN],
        "items": items,
        "dissent": [{"dissenter": SICHUAN, "item": 1, "text": {"zh": "建议过渡期延长三个月（示例）。"}}],
    }
    return _document(62 if issuer == CHONGQING else 63, issuer, "ResolutionHalfCredential", subject)
