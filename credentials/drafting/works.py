"""Unsigned technologies and listings (see `compose.py`); ids are arguments, the models read them back."""

from dataclasses import dataclass
from datetime import datetime

from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from credentials.times import format_time


@dataclass(frozen=True, slots=True)
class TechnologyDraft:
    """A clerk's draft of a technology: the subject of its record, and the term of the listing."""

    subject: JsonObject
    valid_from: datetime
    valid_until: datetime


def build_technology(draft: TechnologyDraft, *, technology_id: str, issuer: str) -> JsonObject:
    """Build the unsigned record of a technology."""
    term = draft.valid_from, draft.valid_until
    return _lasting(technology_id, "TechnologyCredential", issuer, term, draft.subject)


def build_technology_listing(
    technology: str,
    *,
    listing_id: str,
    issuer: str,
    sequence: int,
    decision: str,
    term: tuple[datetime, datetime],
    reviewers: int | None = None,
    clause: str | None = None,
    grounds: str | None = None,
) -> JsonObject:
    """Build an association's unsigned decision on the record with the digest `technology`."""
    subject: JsonObject = {
        "type": "TechnologyListing",
        "technology": technology,
        "sequence": sequence,
        "decision": decision,
    }
    optional: JsonObject = {"reviewers": reviewers, "clause": clause, "grounds": grounds}
    subject |= {name: value for name, value in optional.items() if value is not None}
    return _lasting(listing_id, "TechnologyListingCredential", issuer, term, subject)


def _lasting(
    document_id: str, kind: str, issuer: str, term: tuple[datetime, datetime], subject: JsonObject
) -> JsonObject:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": document_id,
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": format_time(term[0]),
        "validUntil": format_time(term[1]),
        "credentialSubject": subject,
    }
