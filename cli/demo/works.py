"""The agreement's other works in the example world, signed as they would have been."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from credentials.documents.works.report import StatisticsReport
from credentials.drafting.make_bundle import digest_of, sign_document
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import format_time, parse_time
from keys_example import (
    CHONGQING,
    SICHUAN,
    ExampleEnterprise,
    example_conferences,
    example_listings,
    example_notices,
    example_signer,
    example_technologies,
)
from keys_example.technologies import document
from registry import Registry
from registry.issuing.stored_plans import make_id
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from works.conferences.lookup import find_adopted
from works.conferences.standards import find_leading, list_codes, list_versions
from works.statistics.admission import compose_report, next_edition
from works.statistics.counts import count_records, find_heads

_AT = timedelta(hours=10)
"""When on its first day something is signed."""
_LISTED = timedelta(days=300)
_PLACES = {CHONGQING: "cq", SICHUAN: "sc"}


def sign_works(
    random: Random, enterprises: Sequence[ExampleEnterprise], *, now: datetime, today: date
) -> list[bytes]:
    """In the order of their signatures: sixty technologies, what others say of them, a dozen notices."""
    technologies = [_sign(one) for one in example_technologies(random, enterprises, today=today)]
    named = [(value, digest_of(value)) for value in technologies]
    listings = [_sign(one) for one in example_listings(random, named, today=today)]
    notices = [_sign(one, now) for one in example_notices(random, today=today)]
    signed = sorted([*technologies, *listings, *notices], key=_created)
    return [canonicalize(value) for value in signed]


def sign_conferences(random: Random, texts: Sequence[str], *, today: date, since: datetime) -> list[bytes]:
    """What four conferences resolved, both halves of each, and the standards that they adopt.

    The first two adopt the versions of the agreement with the digests `texts`.
    """
    return [
        canonicalize(one) for one in example_conferences(random, _sign, texts=texts, today=today, since=since)
    ]


def sign_report(
    registry: Registry, issuer: str, random: Random, *, now: datetime
) -> Record[StatisticsReport]:
    """Counts both logs up to their newest heads here as of `now`; signs the next edition and admits it."""

    def compose(view: RegistryView) -> JsonObject:
        counts = count_records(view, find_heads(view), now)
        return compose_report(issuer, counts, edition=next_edition(view, issuer), report_id=make_id(random))

    signer = example_signer(f"{_PLACES[issuer]}-publication")
    data = canonicalize(sign_document(registry.read(compose), signer, now))
    registry.admit(data, now=now)
    return parse_any(data)


def tell_adopted(registry: Registry, now: datetime) -> tuple[str, str] | None:
    """What adopted the newest agreement and the first standard, en and zh; None until both are adopted."""
    trust = registry.load_trust()
    text = trust.chain.latest
    adopting = find_adopted(registry, text.digest, "agreement", trust, now)
    for code in list_codes(registry, trust, first=1):
        record, by, _ = find_leading(registry, list_versions(registry, code, trust), trust, now).held
        if adopting is not None and by is not None:
            subject, title = record.body.credential_subject, record.body.credential_subject.title
            first, second = adopting[0].subject.number, by.subject.number
            return (
                f"both have adopted version {text.text.version} of the agreement ({first}) "
                f"and version {subject.version} of {title.en} ({second})",
                f"双方已通过协议第 {text.text.version} 版（{first}）"
                f"和{title.zh}第 {subject.version} 版（{second}）",
            )
    return None


def new_technology(
    random: Random, enterprises: Sequence[ExampleEnterprise], *, now: datetime, verified_until: datetime
) -> JsonObject:
    """One more of Chongqing, unsigned, listed from now on, with a verification statement until then."""
    local = [one for one in enterprises if one.region == "CN-CQ"]
    made: Any = example_technologies(random, local, today=now.date())[0]
    subject = made["credentialSubject"]
    subject["version"] = f"{now:%y.%m.%d.%H%M%S}"
    subject["verification"] |= {"from": format_time(now), "until": format_time(verified_until)}
    return {**made, "validFrom": format_time(now), "validUntil": format_time(now + _LISTED)}


def join_technology(random: Random, record: Record[Any], *, now: datetime) -> JsonObject:
    """That Sichuan joins it, unsigned."""
    subject: JsonObject = {
        "type": "TechnologyListing",
        "technology": record.digest,
        "sequence": 1,
        "decision": "joins",
        "clause": "第八条（示例）",
    }
    return document(random, "TechnologyListingCredential", SICHUAN, (now, now + _LISTED), subject)


def _sign(unsigned: JsonObject, moment: datetime | None = None) -> JsonObject:
    """With the assessment key of its issuer; without a moment, on the first day that it is valid."""
    signer = example_signer(f"{_PLACES[str(unsigned['issuer'])]}-assessment")
    return sign_document(unsigned, signer, moment or parse_time(str(unsigned["validFrom"])) + _AT)


def _created(value: JsonObject) -> datetime:
    proof = value["proof"]
    assert isinstance(proof, dict)  # noqa: S101 - it was just signed
    return parse_time(str(proof["created"]))
