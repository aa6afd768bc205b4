"""How a credential stands at a moment, from the events here: for lists, where a verdict each is too much."""

from datetime import datetime

from credentials.assessment import Assessment
from credentials.record import JsonObject, Record
from credentials.times import format_time
from verifier import TrustStore
from verifier.checks.status import fold_events

STANDINGS = (
    "active", "suspended", "revoked", "superseded", "expired", "not-yet-valid", "unclear",
)  # fmt: skip

_OF_CODE = {
    "ok": "active",
    "reinstated": "active",
    "suspended": "suspended",
    "revoked": "revoked",
    "superseded": "superseded",
}


def find_standing(record: Record[Assessment], trust: TrustStore, at: datetime) -> str:
    """One of STANDINGS. Who relies on a credential asks for a verdict instead."""
    body = record.body
    party = trust.party(body.issuer)
    events = party.events.get(body.id, ()) if party is not None else ()
    found = _OF_CODE.get(fold_events(events, at).code, "unclear") if events else "active"
    if found in ("revoked", "superseded"):
        return found
    by_date = standing_by_date(body.valid_from, body.valid_until, at)
    return found if by_date == "active" else by_date


def standing_by_date(since: datetime, until: datetime, at: datetime) -> str:
    """How a credential stands of which no event says anything."""
    if at >= until:
        return "expired"
    return "not-yet-valid" if at < since else "active"


def summarise(record: Record[Assessment], trust: TrustStore, at: datetime) -> JsonObject:
    """A credential as a line of a list."""
    body, subject = record.body, record.body.credential_subject
    assessment = subject.assessment
    return {
        "digest": record.digest,
        "id": body.id,
        "issuer": body.issuer,
        "legalName": subject.legal_name,
        "uscc": subject.unified_social_credit_code,
        "region": subject.region,
        "scheme": assessment.scheme,
        "category": [category for category in assessment.categories if category is not None],
        "grade": assessment.grade,
        "certificateNumber": assessment.certificate_number,
        "validFrom": format_time(body.valid_from),
        "validUntil": format_time(body.valid_until),
        "standing": find_standing(record, trust, at),
    }
