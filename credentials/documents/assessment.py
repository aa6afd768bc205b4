"""Capability and credit credentials: one assessment of one enterprise."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.identifiers import did_web_address
from credentials.record import (
    Code,
    Credential,
    Date,
    Items,
    Maybe,
    Model,
    Region,
    Slug,
    Text,
    Time,
    Uscc,
    refuse,
)

LIST_BITS = 131_072
"""Entries in one status list (Bitstring Status List 1.0, 3.1: the minimum for herd privacy)."""

# a string, since the profile has no fractions
Score = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?$")]
_LIST_ADDRESS = re.compile(
    r"(https://[^?#\s]{1,200})/status/(revocation|suspension)/(0|[1-9][0-9]{0,5})", re.ASCII
)


class Assessed(Model):
    """Members of both kinds of assessment; grades, schemes and months are read by the agreement."""

    scheme: Slug
    grade: Code
    certificate_number: Code
    assessed_on: Date
    score: Maybe[Score] = None
    score_max: Maybe[Score] = None

    @model_validator(mode="after")
    def _scores_together(self) -> Self:
        if self.score is None and self.score_max is None:
            return self
        if self.score is None or self.score_max is None or Decimal(self.score) > Decimal(self.score_max):
            raise refuse("score-pair", "score")
        return self


class CapabilityAssessment(Assessed):
    """Service capability in one or more categories of a scheme."""

    type: Literal["CapabilityAssessment"]
    category: Annotated[Items[Code], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _categories_once(self) -> Self:
        if len(self.category) > 1 and len(set(self.category)) != len(self.category):
            raise refuse("item-repeated", "category", item="、".join(self.category))
        return self

    @property
    def categories(self) -> tuple[str | None, ...]:
        """The categories that recognition checks one by one."""
        return self.category


class CreditAssessment(Assessed):
    """Credit: a grade without categories."""

    type: Literal["CreditAssessment"]

    @property
    def categories(self) -> tuple[str | None, ...]:
        """One entry without a category."""
        return (None,)


class Grading(NamedTuple):
    """A grade of an enterprise by a scheme; one entry without a category for credit."""

    scheme: str
    code: str
    name: str
    categories: Sequence[str | None]
    grade: str


class Enterprise(Model):
    """The subject; it has no `id`, so that only its credit code identifies it."""

    type: Literal["Enterprise"]
    legal_name: Text
    legal_name_en: Maybe[Text] = None
    unified_social_credit_code: Uscc
    region: Region


class CapabilitySubject(Enterprise):
    """An enterprise and its capability assessment."""

    assessment: CapabilityAssessment


class CreditSubject(Enterprise):
    """An enterprise and its credit assessment."""

    assessment: CreditAssessment


class RevocationEntry(Model):
    """Bitstring Status List 1.0, 2.1, purpose revocation."""

    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["revocation"]
    status_list_index: Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})$")]
    status_list_credential: Annotated[str, StringConstraints(max_length=240)]


class SuspensionEntry(RevocationEntry):
    """Bitstring Status List 1.0, 2.1, purpose suspension."""

    status_purpose: Literal["suspension"]  # type: ignore[assignment]


class AssessmentCredential(Credential):
    """Members of both kinds of credential, beside the subject."""

    PLACES: ClassVar[Mapping[str, str]] = {
        "scheme": "credentialSubject.assessment.scheme",
        "region": "credentialSubject.region",
        "category": "credentialSubject.assessment.category",
        "grade": "credentialSubject.assessment.grade",
    }
    valid_from: Time
    valid_until: Time
    credential_status: Annotated[tuple[RevocationEntry, SuspensionEntry], Strict(False)]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        revocation, suspension = self.credential_status
        index = revocation.status_list_index
        address = revocation.status_list_credential
        if (
            index != suspension.status_list_index
            or int(index) >= LIST_BITS
            or suspension.status_list_credential != address.replace("/revocation/", "/suspension/")
            # outside the issuer's address, the host of a list could tell third-party verifiers anything
            or not is_list_address(address, self.issuer, "revocation")
        ):
            raise refuse("status-pair", "credentialStatus")
        return self

    @property
    def title(self) -> str:
        """The certificate number."""
        return self._subject.assessment.certificate_number

    @property
    def holder(self) -> str:
        """The legal name of the enterprise."""
        return self._subject.legal_name

    @property
    def grading(self) -> Grading:
        """Return as what its enterprise is graded."""
        return Grading(self.scheme, self.holder_code, self.holder, self.categories, self.grade)

    @property
    def holder_en(self) -> str:
        """The English name, if there is one."""
        return self._subject.legal_name_en or ""

    @property
    def holder_code(self) -> str:
        """The unified social credit code of the enterprise."""
        return self._subject.unified_social_credit_code

    @property
    def region(self) -> str:
        """The region of the enterprise."""
        return self._subject.region

    @property
    def scheme(self) -> str:
        """The scheme of the assessment."""
        return self._subject.assessment.scheme

    @property
    def categories(self) -> tuple[str | None, ...]:
        """The categories that recognition checks one by one; one entry without a category for credit."""
        return self._subject.assessment.categories

    @property
    def grade(self) -> str:
        """The grade of the assessment."""
        return self._subject.assessment.grade

    @property
    def lineage(self) -> Mapping[str, str]:
        """Scheme and enterprise."""
        return {"scheme": self.scheme, "unifiedSocialCreditCode": self.holder_code}

    @property
    def _subject(self) -> CapabilitySubject | CreditSubject:
        return self.credential_subject  # type: ignore[attr-defined,no-any-return]  # each kind has its own

    @property
    def index(self) -> int:
        """The index in both status lists."""
        return int(self.credential_status[0].status_list_index)

    @property
    def list_number(self) -> int:
        """The number of the issuer's status list."""
        return int(self.credential_status[0].status_list_credential.rpartition("/")[2])


class CapabilityCredential(AssessmentCredential):
    """A capability credential."""

    KIND = "capability"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["CapabilityAssessmentCredential"]], Strict(False)
    ]
    credential_subject: CapabilitySubject


class CreditCredential(AssessmentCredential):
    """A credit credential."""

    KIND = "credit"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["CreditAssessmentCredential"]], Strict(False)
    ]
    credential_subject: CreditSubject


Assessment = CapabilityCredential | CreditCredential


def list_address(issuer: str, purpose: str, number: int) -> str:
    """Return the address of an association's status list `number` for `purpose`."""
    return f"{did_web_address(issuer)}/status/{purpose}/{number}"


@lru_cache(maxsize=1024)
def is_list_address(address: str, issuer: str, purpose: str) -> bool:
    """Return whether `address` is a status list of `issuer` for `purpose`, under the issuer's own site."""
    match = _LIST_ADDRESS.fullmatch(address)
    return match is not None and match[1] == did_web_address(issuer) and match[2] == purpose
