"""Technologies, listings and notices of a world; every name says that it is an example."""

from copy import deepcopy
from datetime import timedelta
from hashlib import sha256
from typing import Any

from credentials.record import HUREN_CONTEXT, VC_CONTEXT
from credentials.times import add_months, format_time
from signing.jcs import canonicalize
from tests.world import World

STATEMENT, REPORT = (sha256(name.encode()).hexdigest() for name in ("statement", "report"))
MEDIA = ["water", "air", "solid-waste", "noise"]
CODE = "91350100M000100Y43"
Document = dict[str, Any]


def grant_technologies(world: World) -> None:
    """From now on both list technologies of four media in three classes, for 36 months."""

    def add(text: Any) -> None:
        for name in ("cq", "sc"):
            did = world.association(name).did
            scheme = {
                **text["schemes"][0], "id": f"{name}-technology", "owner": did, "kind": "technology",
                "categories": MEDIA, "months": 36,
                "grades": [{"code": one, "name": {"zh": one, "en": one}} for one in ("推荐", "示范", "收录")],
            }  # fmt: skip
            text["schemes"].append(scheme)
            text["grants"].append(
                {**text["grants"][0], "issuer": did, "scheme": scheme["id"], "regions": ["CN-CQ", "CN-SC"]}
            )

    world.amend(add)
    world.advance(days=2)
    world.publish()


def change(document: Document, members: dict[str, Any]) -> Document:
    """A copy with other members, by dotted path; ... takes a member out."""
    made = deepcopy(document)
    for path, value in members.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = made
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return made


def _document(world: World, by: str, kind: str, days: int, subject: Document) -> Document:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": world.new_id(),
        "type": ["VerifiableCredential", kind],
        "issuer": world.association(by).did,
        "validFrom": format_time(world.now),
        "validUntil": format_time(world.now + timedelta(days=days)),
        "credentialSubject": subject,
    }


def outlet() -> Document:
    """COD at the outlet, at most 30 mg/L of 200 to 450."""
    return {
        "code": "outlet-cod",
        "name": {"zh": "出水化学需氧量", "en": "outlet COD"},
        "measure": "outlet",
        "target": "cod",
        "role": "tested",
        "high": "30",
        "unit": "mg/L",
        "condition": {
            "influentLow": "200", "influentHigh": "450", "influentUnit": "mg/L", "averaging": "day",
        },
        "method": "HJ 828-2017",
        "source": REPORT,
    }  # fmt: skip


def flue_gas() -> Document:
    """NOx at the outlet of a stack."""
    return {
        "code": "outlet-nox",
        "name": {"zh": "出口氮氧化物", "en": "outlet NOx"},
        "measure": "outlet",
        "target": "nox",
        "role": "claimed",
        "low": "20",
        "high": "35",
        "typical": "30",
        "unit": "mg/m3",
        "condition": {"gasState": "dry-standard", "referenceO2": "6", "averaging": "hour"},
    }


def technology(world: World, by: str = "cq", **members: Any) -> Document:
    """An unsigned record of a technology for water; `members` by path of the subject, `__` for a dot."""
    subject = {
        "type": "Technology",
        "title": {"zh": "示例高效脱氮工艺", "en": "Efficient denitrification (Example)"},
        "version": "2.1",
        "enterprise": {
            "type": "Enterprise",
            "legalName": "重庆示例清源环保科技有限公司",
            "unifiedSocialCreditCode": CODE,
            "region": "CN-CQ",
        },
        "media": ["water"],
        "form": "process",
        "industries": [{"code": "4620", "name": {"zh": "污水处理及其再生利用", "en": "Sewage treatment"}}],
        "targets": ["cod", "total-nitrogen", "nox"],
        "process": {"zh": "预处理—缺氧—好氧—沉淀（示例）"},
        "applicability": {"zh": "城镇污水处理（示例）", "en": "Municipal sewage (Example)"},
        "indicators": [
            outlet(),
            {
                "code": "removal-tn",
                "name": {"zh": "总氮去除率", "en": "removal of total nitrogen"},
                "measure": "removal",
                "target": "total-nitrogen",
                "role": "claimed",
                "low": "85.5",
                "unit": "%",
                "condition": {"influentLow": "25", "influentHigh": "60", "influentUnit": "mg/L"},
            },
            flue_gas(),
        ],
        "inputs": [{"name": {"zh": "电耗", "en": "electricity"}, "high": "0.35", "unit": "kW.h/m3"}],
        "economics": {
            "investment": {"low": "1800", "high": "2500", "unit": "CNY/(m3/d)"},
            "operation": {"high": "0.9", "unit": "CNY/m3"},
            "basisYear": 2025,
        },
        "maturity": "demonstrated",
        "cases": [
            {
                "name": {"zh": "示例污水处理厂", "en": "Example sewage works"},
                "region": "CN-CQ",
                "since": "2023-05-01",
                "capacity": {"low": "20000", "high": "20000", "unit": "m3/d"},
                "evidence": [REPORT],
            }
        ],
        "verification": {
            "standard": "GB/T 24034-2019",
            "verifier": "示例技术验证中心",
            "indicators": ["outlet-cod"],
            "statement": STATEMENT,
            "from": format_time(world.now),
            "until": format_time(world.now + timedelta(days=300)),
        },
        "evidence": [
            {
                "kind": "verification-statement", "digest": STATEMENT, "byteCount": 48_213,
                "mediaType": "application/pdf", "keptBy": "association",
            },
            {
                "kind": "monitoring-report", "digest": REPORT, "byteCount": 1_204_118,
                "mediaType": "application/pdf", "keptBy": "holder",
            },
        ],
        "listing": {
            "scheme": f"{by}-technology", "class": "推荐",
            "noticeFrom": "2026-01-05", "noticeUntil": "2026-01-12",
        },
    }  # fmt: skip
    made = _document(world, by, "TechnologyCredential", 1, subject)
    made["validUntil"] = format_time(add_months(world.now, 36))
    return change(made, {f"credentialSubject.{name.replace('__', '.')}": to for name, to in members.items()})


def listing(
    world: World, technology: bytes, by: str = "sc", decision: str = "joins", days: int = 700, **members: Any
) -> Document:
    """An unsigned decision on a signed technology."""
    grounds = {"grounds": "示例理由"} if decision == "objects" else {}
    subject = {
        "type": "TechnologyListing",
        "technology": sha256(technology).hexdigest(),
        "sequence": 1,
        "decision": decision,
        **grounds,
        **members,
    }
    return _document(world, by, "TechnologyListingCredential", days, subject)


def notice(world: World, by: str = "cq", kind: str = "need", **members: Any) -> Document:
    """An unsigned notice of the days that come."""
    day = world.now.date()
    subject = {
        "type": "Notice",
        "kind": kind,
        "title": {"zh": "示例污水处理厂提标技术需求", "en": "Technology wanted by an example works"},
        "summary": {"zh": "求购可达标的成套技术（示例）"},
        "from": day.isoformat(),
        "until": (day + timedelta(days=20)).isoformat(),
        "media": ["water"],
        "targets": ["cod"],
        **({"limits": [{"target": "cod", "high": "30", "unit": "mg/L"}]} if kind == "need" else {}),
        "link": f"https://{world.association(by).did.removeprefix('did:web:')}/notices/1",
    }
    made = _document(world, by, "NoticeCredential", 30, subject)
    return change(made, {f"credentialSubject.{name.replace('__', '.')}": to for name, to in members.items()})


def signed(world: World, document: Document) -> bytes:
    """As its issuer signs it now."""
    by = next(one for one in world.parties.values() if one.did == document["issuer"])
    return canonicalize(by.sign(document, "assessment", world.now))
