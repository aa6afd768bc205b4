"""The technologies, listings and notices of the example world, signed as they would have been."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from credentials.drafting.make_bundle import sign_document
from credentials.record import JsonObject, Record
from credentials.times import format_time, parse_time
from keys_example import (
    CHONGQING,
    SICHUAN,
    ExampleEnterprise,
    example_listings,
    example_notices,
    example_signer,
    example_technologies,
)
from keys_example.technologies import document
from signing.jcs import canonicalize

_AT = timedelta(hours=10)
"""When on its first day something is signed."""
_LISTED = timedelta(days=300)


def sign_works(
    random: Random, enterprises: Sequence[ExampleEnterprise], *, now: datetime, today: date
) -> list[bytes]:
    """In the order of their signatures: sixty technologies, what others say of them, a dozen notices."""
    technologies = [_sign(one) for one in example_technologies(random, enterprises, today=today)]
    named = [(value, sha256(canonicalize(value)).hexdigest()) for value in technologies]
    listings = [_sign(one) for one in example_listings(random, named, today=today)]
    notices = [_sign(one, now) for one in example_notices(random, today=today)]
    signed = sorted([*technologies, *listings, *notices], key=_created)
    return [canonicalize(value) for value in signed]


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
    name = "cq" if unsigned["issuer"] == CHONGQING else "sc"
    begin = parse_time(str(unsigned["validFrom"]))
    return sign_document(unsigned, example_signer(f"{name}-assessment"), moment or begin + _AT)


def _created(value: JsonObject) -> datetime:
    proof = value["proof"]
    assert isinstance(proof, dict)  # noqa: S101 - it was just signed
    return parse_time(str(proof["created"]))
