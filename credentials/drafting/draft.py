"""Drafts as a clerk types them: of one assessment, or of a change of a credential."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from credentials.documents.assessment import Assessment, Grading, Score, list_address
from credentials.documents.status_event import Reason
from credentials.kinds import KINDS
from credentials.record import (
    HUREN_CONTEXT,
    VC_CONTEXT,
    Code,
    Date,
    Items,
    JsonObject,
    Maybe,
    Model,
    Region,
    Slug,
    Text,
    Time,
    Uscc,
    read_body,
    refuse,
)
from credentials.times import format_time
from signing.strict_json import JsonValue


class AssessmentDraft(Model):
    """One assessment before signing; `supersedes` is the certificate number it replaces, `reason` why."""

    kind: Literal["capability", "credit"]
    legal_name: Text
    legal_name_en: Maybe[Text] = None
    unified_social_credit_code: Uscc
    region: Region
    scheme: Slug
    category: Annotated[Items[Code], Field(max_length=20)] = ()
    grade: Code
    certificate_number: Code
    assessed_on: Date
    valid_from: Time
    valid_until: Time
    score: Maybe[Score] = None
    score_max: Maybe[Score] = None
    supersedes: Maybe[Code] = None
    reason: Maybe[Reason] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        categorised = KINDS[self.kind].categorised
        if categorised != bool(self.category):
            raise refuse("member-length", "category", expected="1..20" if categorised else "0")
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        return self

    @property
    def grading(self) -> Grading:
        """Return as what its enterprise is to be graded."""
        categories, code = self.category or (None,), self.unified_social_credit_code
        return Grading(self.scheme, code, self.legal_name, categories, self.grade)


def redraft(body: Assessment, reason: str, since: datetime, **changes: JsonValue) -> AssessmentDraft:
    """Return the draft of a credential that takes the place of `body` from a moment to the same end.

    `changes` are members as the draft names them; None leaves one out. RecordError.
    """
    subject, assessment = body.credential_subject, body.credential_subject.assessment
    value: dict[str, JsonValue] = {
        "kind": body.KIND,
        "legalName": subject.legal_name,
        "legalNameEn": subject.legal_name_en,
        "unifiedSocialCreditCode": subject.unified_social_credit_code,
        "region": subject.region,
        "scheme": assessment.scheme,
        "category": [name for name in body.categories if name is not None],
        "grade": assessment.grade,
        "certificateNumber": assessment.certificate_number,
        "assessedOn": assessment.assessed_on.isoformat(),
        "validFrom": format_time(since),
        "validUntil": format_time(body.valid_until),
        "score": assessment.score,
        "scoreMax": assessment.score_max,
        "supersedes": assessment.certificate_number,
        "reason": reason,
        **changes,
    }
    return read_body({name: member for name, member in value.items() if member is not None}, AssessmentDraft)


@dataclass(frozen=True, slots=True)
class StatusDraft:
    """A clerk's change of a credential, named by its id or certificate number.

    Without `effective_from` it acts as its reason implies. `successor` is named like the credential; its
    enterprise must have the `legal_name`, if given. A draft also holds the values common to all rows of a
    sheet, with "" for those in each row. The registry plans a `StatusChange` from it (registry.issuing).
    """

    reference: str = ""
    action: str = ""
    reason: str = ""
    effective_from: datetime | None = None
    until: datetime | None = None
    successor: str | None = None
    legal_name: str | None = None


Purpose = Literal["revocation", "suspension"]


def build_credential(
    draft: AssessmentDraft, *, credential_id: str, issuer: str, list_number: int, index: int
) -> JsonObject:
    """Build the unsigned credential of a draft, with the id and status index that the registry reserved."""
    credential_type = str(KINDS[draft.kind].type)
    assessment: JsonObject = {
        "type": credential_type.removesuffix("Credential"),
        "scheme": draft.scheme,
        "grade": draft.grade,
        "certificateNumber": draft.certificate_number,
        "assessedOn": draft.assessed_on.isoformat(),
    }
    if KINDS[draft.kind].categorised:
        assessment["category"] = list(draft.category)
    if draft.score is not None:
        assessment["score"] = draft.score
    if draft.score_max is not None:
        assessment["scoreMax"] = draft.score_max
    subject: JsonObject = {
        "type": "Enterprise",
        "legalName": draft.legal_name,
        "unifiedSocialCreditCode": draft.unified_social_credit_code,
        "region": draft.region,
        "assessment": assessment,
    }
    if draft.legal_name_en is not None:
        subject["legalNameEn"] = draft.legal_name_en
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": credential_id,
        "type": ["VerifiableCredential", credential_type],
        "issuer": issuer,
        "validFrom": format_time(draft.valid_from),
        "validUntil": format_time(draft.valid_until),
        "credentialStatus": [
            _status_entry(issuer, "revocation", list_number, index),
            _status_entry(issuer, "suspension", list_number, index),
        ],
        "credentialSubject": subject,
    }


def _status_entry(issuer: str, purpose: Purpose, number: int, index: int) -> JsonValue:
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_address(issuer, purpose, number),
    }
