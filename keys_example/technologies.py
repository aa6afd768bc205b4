"""Fictional technologies and two associations' statements on them, the same for the same random source.

Sixty over all media, of example enterprises: tested or claimed, verified or not, with statements that are
over by now, joined by the other association, objected to, withdrawn. They are unsigned: each is to be signed
at its `validFrom`.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from credentials.documents.agreement import agreement_digest
from credentials.drafting.works import TechnologyDraft, build_technology, build_technology_listing
from credentials.record import JsonObject
from credentials.times import add_months, format_time, start_of
from credentials.words.work_words import MEDIA
from keys_example.archetypes import ARCHETYPES, Archetype, Measured
from keys_example.documents import make_id
from keys_example.enterprises import ExampleEnterprise
from keys_example.keys import CHONGQING, SHORT_NAMES, SICHUAN

CLASSES = {"推荐": "recommended", "示范": "demonstrated", "收录": "collected"}
MONTHS = 36
_MONITORING = {"scheme": "cq-facility-operation", "category": "在线监测", "grade": "三级"}
_NOISE = {"scheme": "sc-pollution-control", "category": "噪声与振动控制", "grade": "三级"}
_OTHER = {CHONGQING: SICHUAN, SICHUAN: CHONGQING}
_PLACES = {CHONGQING: ("重庆", "Chongqing"), SICHUAN: ("四川", "Sichuan")}
CLAUSE = "第八条（示例）"
"""Clause by which an association joins the other's listing."""

_GAS = {"mg/m3", "ng{TEQ}/m3"}


def technology_text(text: JsonObject, effective_from: datetime) -> JsonObject:
    """Return the version after `text`: both associations list technologies of all media and provinces."""
    made: Any = deepcopy(text)
    made["previous"] = agreement_digest(text)
    made["version"] += 1
    made["effectiveFrom"] = format_time(effective_from)
    for owner, (zh, en) in _PLACES.items():
        scheme = {
            "id": f"{SHORT_NAMES[owner]}-technology",
            "owner": owner,
            "kind": "technology",
            "name": {"zh": f"{zh}环境技术库（示例）", "en": "Environmental technologies (Example)"},
            "basis": f"《{zh}环境技术入库办法》（示例）；参照 GB/T 24034-2019",
            "categories": [*MEDIA],
            "grades": [{"code": code, "name": {"zh": code, "en": name}} for code, name in CLASSES.items()],
            "months": MONTHS,
        }
        grant = {
            "issuer": owner,
            "scheme": scheme["id"],
            "from": made["effectiveFrom"],
            "until": made["effectiveUntil"],
            "regions": [party["region"] for party in made["parties"]],
        }
        basis = f"Measures of {en} for listing technologies (Example); after GB/T 24034-2019"
        made["terms"].append({"zh": scheme["basis"], "en": basis})
        made["schemes"].append(scheme)
        made["grants"].append(grant)
    return made  # type: ignore[no-any-return]


def amended_text(text: JsonObject, effective_from: datetime) -> JsonObject:
    """Return the version after `agreement_text`: technologies, class for class; two grades more count."""
    made: Any = technology_text(text, effective_from)
    (row,) = (row for row in made["equivalences"] if row["from"] == _MONITORING)
    row["to"] = _MONITORING | {"scheme": "sc-facility-operation", "grade": "丙级"}
    (row,) = (row for row in made["equivalences"] if row["from"] == _NOISE)
    row["to"] = {"scheme": "cq-pollution-control", "category": "噪声", "grade": "乙级"}
    made["terms"].append({"zh": CLAUSE, "en": "Article 8 (Example)"})
    made["equivalences"] += [
        {
            "from": {"scheme": f"{here}-technology", "grade": grade},
            "to": {"scheme": f"{there}-technology", "grade": grade},
            "clause": CLAUSE,
        }
        for here, there in (("cq", "sc"), ("sc", "cq"))
        for grade in CLASSES
    ]
    return made  # type: ignore[no-any-return]


def example_technologies(
    random: Random, enterprises: Sequence[ExampleEnterprise], *, today: date
) -> list[JsonObject]:
    """Return sixty records, each by its enterprise's association, listed in the two years before.

    Every third has a verification statement, and every third of those is over by `today`.
    """
    made = []
    for number in range(3 * len(ARCHETYPES)):
        enterprise = enterprises[number % len(enterprises)]
        issuer = CHONGQING if enterprise.region == "CN-CQ" else SICHUAN
        begin = start_of(today - timedelta(days=420 + number if number % 3 == 0 else 20 + 9 * number))
        subject = _subject(enterprise, issuer, begin, number)
        draft = TechnologyDraft(subject, begin, add_months(begin, MONTHS))
        made.append(build_technology(draft, technology_id=make_id(random), issuer=issuer))
    return made


def _subject(enterprise: ExampleEnterprise, issuer: str, begin: datetime, number: int) -> JsonObject:
    archetype, variant = ARCHETYPES[number // 3], number % 3
    report, statement = (
        sha256(f"example {kind} {number}".encode()).hexdigest() for kind in ("report", "statement")
    )
    is_tested, is_verified = variant != 2, number % 3 == 0
    zh, en = (
        f"示例{archetype.zh}（{'甲乙丙'[variant]}型）",
        f"Example of {archetype.en}, type {'ABC'[variant]}",
    )
    code, name, name_en = archetype.industry
    indicators = [*_indicators(archetype, variant, report if is_tested else "")]
    subject: Any = {
        "type": "Technology",
        "title": {"zh": zh, "en": en},
        "version": f"{1 + variant}.0",
        "enterprise": {"type": "Enterprise", **enterprise.members},
        "media": [*archetype.media],
        "form": archetype.form,
        "industries": [{"code": code, "name": {"zh": name, "en": name_en}}],
        "targets": [*dict.fromkeys(indicator.target for indicator in archetype.indicators)],
        "process": {"zh": f"{archetype.process}（示例）"},
        "applicability": {"zh": f"{archetype.applicability}（示例）"},
        "indicators": indicators,
        "inputs": [
            {
                "name": {"zh": "电耗", "en": "electricity"},
                "high": archetype.energy[0],
                "unit": archetype.energy[1],
            }
        ],
        "maturity": ("widely-used", "demonstrated", "pilot")[variant],
        "evidence": [evidence_file("monitoring-report", report, 900_000 + 777 * number, "holder")]
        if is_tested
        else [],
        "listing": {
            "scheme": f"{SHORT_NAMES[issuer]}-technology",
            "class": [*CLASSES][variant],
            "noticeFrom": (begin.date() - timedelta(days=15)).isoformat(),
            # ends before the listing begins: a running notice blocks a listing
            "noticeUntil": (begin.date() - timedelta(days=8)).isoformat(),
        },
    }
    if is_tested:
        address = f"mailto:technology@enterprise-{number + 1}.example"  # RFC 2606 reserves .example
        subject["contact"] = {"office": "示例技术推广部", "serviceEndpoint": address}
        subject["cases"] = [_case(enterprise, begin, report, number)]
    if is_verified:
        lapses = number % 9 == 0
        subject["verification"] = {
            "standard": "GB/T 24034-2019",
            "verifier": "示例环境技术验证中心",
            "indicators": [indicators[0]["code"]],
            "statement": statement,
            "from": format_time(begin),
            "until": format_time(begin + timedelta(days=300 if lapses else 1000)),
        }
        subject["evidence"].append(
            evidence_file("verification-statement", statement, 40_000 + number, "association")
        )
    return subject  # type: ignore[no-any-return]


def _case(enterprise: ExampleEnterprise, begin: datetime, report: str, number: int) -> JsonObject:
    return {
        "name": {"zh": f"示例第{number + 1}工程", "en": f"Example installation {number + 1}"},
        "region": enterprise.region,
        "since": (begin.date() - timedelta(days=400)).isoformat(),
        "evidence": [report],
    }


def evidence_file(kind: str, digest: str, size: int, keeper: str) -> JsonObject:
    """Return a PDF behind a technology, as its record names it."""
    return {
        "kind": kind, "digest": digest, "byteCount": size, "mediaType": "application/pdf", "keptBy": keeper,
    }  # fmt: skip


def _indicators(archetype: Archetype, variant: int, report: str) -> Iterator[dict[str, Any]]:
    for measured in archetype.indicators:
        indicator: dict[str, Any] = {
            "code": measured.code,
            "name": {"zh": measured.zh, "en": measured.en},
            "measure": measured.measure,
            "target": measured.target,
            "role": "tested" if report else "claimed",
            "unit": measured.unit,
        }
        for member, values in (("low", measured.low), ("high", measured.high)):
            if values:
                indicator[member] = values[variant]
        condition = _condition(measured)
        if condition:
            indicator["condition"] = condition
        if report:
            indicator["source"] = report
        yield indicator


def _condition(measured: Measured) -> JsonObject:
    if len(measured.under) == 3:
        low, high, unit = measured.under
        return {"influentLow": low, "influentHigh": high, "influentUnit": unit, "averaging": "day"}
    if measured.unit in _GAS:
        state, *oxygen = measured.under or ("dry-standard",)
        return {"gasState": state, **({"referenceO2": oxygen[0]} if oxygen else {}), "averaging": "hour"}
    return {}


def example_listings(
    random: Random, technologies: Sequence[tuple[JsonObject, str]], *, today: date
) -> list[JsonObject]:
    """Return the other association's statements on signed technologies, given with digests, in order.

    It joins every other one; of those it objects to every tenth a month later, and withdraws from the next.
    """
    made = []
    for number, (record, digest) in enumerate(technologies[::2]):
        issuer = _OTHER[str(record["issuer"])]
        since = start_of(today - timedelta(days=19))
        words = ["joins", *({3: ["objects"], 4: ["withdraws"]}.get(number % 10, []))]
        for place, decision in enumerate(words, 1):
            begin = since + timedelta(days=7 * (place - 1))
            made.append(
                build_technology_listing(
                    digest,
                    listing_id=make_id(random),
                    issuer=issuer,
                    sequence=place,
                    decision=decision,
                    # ten months: a listing must not outlive its technology
                    term=(begin, add_months(begin, 10)),
                    reviewers=5,
                    clause=CLAUSE,
                    grounds="所附监测报告的采样时段不足（示例）" if decision == "objects" else None,
                )
            )
    return made
