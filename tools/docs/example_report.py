"""A statistics report for the reference page: invented numbers of two invented associations."""

from hashlib import sha256

from credentials.documents.works.report import COUNTS
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from keys_example import CHONGQING, SICHUAN
from signing.strict_json import JsonValue

COUNTED, REPORTED = "2026-05-01T00:00:00+08:00", "2026-05-01T09:00:00+08:00"


def build_report() -> JsonObject:
    """Chongqing's first edition."""
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": "urn:uuid:7b1f6c1e-0000-4000-8000-000000000071",
        "type": ["VerifiableCredential", "StatisticsReportCredential"],
        "issuer": CHONGQING,
        "credentialSubject": {
            "type": "StatisticsReport",
            "definition": COUNTS,
            "edition": 1,
            "countedAt": COUNTED,
            "logHeads": [_head(CHONGQING, 412), _head(SICHUAN, 655)],
            "counts": _invent("counts"),
            "tables": [
                {
                    "issuer": CHONGQING,
                    "scheme": "cq-facility-operation",
                    "rows": [_row("一级", "active", 31, "水"), _row("一级", "given-up", 2, "水")],
                },
                {"issuer": SICHUAN, "scheme": "sc-credit", "rows": [_row("AA", "active", 58)]},
            ],
        },
    }


def _head(issuer: str, size: int) -> JsonValue:
    return {"issuer": issuer, "size": size, "root": _invent(issuer)}


def _row(grade: str, standing: str, total: int, *category: str) -> JsonValue:
    named: JsonObject = {"category": [*category]} if category else {}
    return {**named, "grade": grade, "standing": standing, "total": total}


def _invent(name: str) -> str:
    return sha256(f"{name} (example)".encode()).hexdigest()
