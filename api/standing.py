"""How a credential stands at a moment, from the events here: for lists, where a verdict each is too much."""

from datetime import datetime
from typing import NamedTuple, cast, get_args

from credentials.assessment import Assessment
from credentials.record import JsonObject, Record
from credentials.status_event import EndKind
from credentials.times import format_time
from registry.tallying import find_phase
from verifier import TrustStore
from verifier.checks.status import fold_events

STANDINGS = (
    "active", "suspended", "revoked", "superseded", "expired", "not-yet-valid", "unclear",
)  # fmt: skip

ENDS = get_args(EndKind)
"""What a revocation is by law."""

_OF_CODE = {
    "ok": "active",
    "reinstated": "active",
    "backdated": "active",
    "suspended": "suspended",
    "revoked": "revoked",
    "superseded": "superseded",
}


class Standing(NamedTuple):
    """One of STANDINGS, and for `revoked` one of ENDS."""

    name: str
    end_kind: EndKind | None = None

    @property
    def word(self) -> str:
        """What it is called: by the kind of the end where there is one."""
        return self.end_kind or self.name


def find_standing(record: Record[Assessment], trust: TrustStore, at: datetime) -> Standing:
    """How a credential stands at `at`. Who relies on a credential asks for a verdict instead."""
    body = record.body
    party = trust.party(body.issuer)
    events = party.history(body.id).events if party is not None else ()
    finding = fold_events(events, at) if events else None
    found = _OF_CODE.get(finding.code, "unclear") if finding is not None else "active"
    if finding is not None and found == "revoked":
        return Standing(found, cast("EndKind", finding.evidence["kind"]))
    by_date = find_phase(body.valid_from, body.valid_until, at)
    return Standing(found if by_date == "active" or found == "superseded" else by_date)


def summarise(record: Record[Assessment], trust: TrustStore, at: datetime) -> JsonObject:
    """A credential as a line of a list."""
    body, subject = record.body, record.body.credential_subject
    assessment, standing = subject.assessment, find_standing(record, trust, at)
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
        "standing": standing.name,
        "endKind": standing.end_kind,
    }
