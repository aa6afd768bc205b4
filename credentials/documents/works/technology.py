"""A technology that an association lists: its holder's claims, the evidence, and the term.

Beside the numbers stands the prose of the six columns of the national catalogue. A verification statement
(ISO 14034, GB/T 24034) has an end of its own: after it, the technology is listed but no longer verified.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.assessment import Enterprise
from credentials.documents.works.indicators import (
    CAPACITIES,
    Amount,
    Consumption,
    Indicators,
    TargetCode,
    check_quantity,
)
from credentials.documents.works.lasting import Lasting
from credentials.errors import RecordError
from credentials.patterns import ENDPOINT_PATTERN, INDUSTRY_PATTERN, MEDIA_TYPE_PATTERN
from credentials.record import (
    BilingualName,
    Code,
    Date,
    Digest,
    Items,
    Maybe,
    Model,
    Region,
    Slug,
    Text,
    Time,
    Uuid,
    refuse,
)
from credentials.times import day_of, start_of

Medium = Literal[
    "water",
    "air",
    "solid-waste",
    "soil",
    "groundwater",
    "noise",
    "vibration",
    "radiation",
    "odour",
    "ecology",
    "monitoring",
    "resource-recovery",
    "carbon",
]
TechnologyForm = Literal["process", "equipment", "material", "monitoring", "service", "software"]
Maturity = Literal["bench", "pilot", "demonstrated", "widely-used"]
EvidenceKind = Literal[
    "application",
    "expert-opinion",
    "monitoring-report",
    "acceptance-report",
    "week-log",
    "user-opinion",
    "verification-plan",
    "verification-report",
    "verification-statement",
    "photograph",
    "award",
    "standard",
]
RightKind = Literal["invention", "utility-model", "design", "software", "trade-secret"]
Keeper = Literal["association", "holder"]
_Long = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
_Media = Annotated[Items[Medium], Field(min_length=1, max_length=13)]
_INVESTMENT = ("money", "money-per-capacity")
_OPERATION = ("money", "money-per-volume", "money-per-mass")
_PROVEN = ("demonstrated", "widely-used")


class Prose(Model):
    """Up to 2,000 characters in Chinese, and in English if there is a translation."""

    zh: _Long
    en: Maybe[_Long] = None


class OfficeContact(Model):
    """An office of the holder that answers questions, by web, mail or phone; no person's name or number."""

    office: Text
    service_endpoint: Annotated[str, StringConstraints(pattern=ENDPOINT_PATTERN, max_length=300)]

    @property
    def shown(self) -> str:
        """The address as people write it."""
        return self.service_endpoint.removeprefix("mailto:").removeprefix("tel:")


class IndustryUse(Model):
    """An industry that uses it: a class of GB/T 4754-2017 and its name."""

    code: Annotated[str, StringConstraints(pattern=INDUSTRY_PATTERN)]
    name: BilingualName


class Economics(Model):
    """Costs of building and running it, at the prices of a year."""

    investment: Maybe[Amount] = None
    operation: Maybe[Amount] = None
    basis_year: Annotated[int, Field(ge=1990, le=2199)]

    @model_validator(mode="after")
    def _built(self) -> Self:
        if self.investment is not None:
            check_quantity(self.investment.unit, _INVESTMENT, "investment.unit")
        return self

    @model_validator(mode="after")
    def _run(self) -> Self:
        if self.operation is not None:
            check_quantity(self.operation.unit, _OPERATION, "operation.unit")
        return self


class Installation(Model):
    """A place where it runs, and the evidence about that."""

    name: BilingualName
    region: Region
    since: Date
    capacity: Maybe[Amount] = None
    operator: Maybe[Text] = None
    evidence: Maybe[Annotated[Items[Digest], Field(min_length=1, max_length=12)]] = None

    @model_validator(mode="after")
    def _size(self) -> Self:
        if self.capacity is not None:
            check_quantity(self.capacity.unit, CAPACITIES, "capacity.unit")
        return self


class Right(Model):
    """A patent or another right in it, by its number."""

    kind: RightKind
    number: Code


class VerificationStatement(Model):
    """A named verifier's confirmation of indicators, in [from, until); by digests of the evidence."""

    standard: Literal["GB/T 24034-2019", "ISO 14034:2016"]
    verifier: Text
    indicators: Annotated[Items[Slug], Field(min_length=1, max_length=40)]
    statement: Digest
    report: Maybe[Digest] = None
    plan: Maybe[Digest] = None
    since: Time = Field(alias="from")
    until: Time

    @model_validator(mode="after")
    def _term(self) -> Self:
        if not self.since < self.until:
            raise refuse("interval-empty", "until")
        return self


class EvidenceFile(Model):
    """A file that its keeper can show, identified by its digest."""

    kind: EvidenceKind
    digest: Digest
    byte_count: Annotated[int, Field(ge=1, le=2**40)]
    media_type: Annotated[str, StringConstraints(pattern=MEDIA_TYPE_PATTERN)]
    kept_by: Keeper


class ListedAs(Model):
    """The scheme and the class of the listing, and its days of public notice."""

    scheme: Slug
    listing_class: Code = Field(alias="class")
    notice_from: Maybe[Date] = None
    notice_until: Maybe[Date] = None

    @model_validator(mode="after")
    def _notice(self) -> Self:
        if (self.notice_from is None) != (self.notice_until is None):
            raise refuse("member-missing", "noticeUntil" if self.notice_until is None else "noticeFrom")
        if self.notice_from is not None and self.notice_until is not None:
            check_days(self.notice_from, self.notice_until, "noticeUntil")
        return self


def check_days(first: Date, last: Date, member: str) -> None:
    """Refuse days upside down."""
    if last < first:
        raise refuse("range-upside-down", member)


class TechnologySubject(Model):
    """The technology, its holder and the facts about it."""

    type: Literal["Technology"]
    title: BilingualName
    version: Code
    succeeds: Maybe[Uuid] = None
    enterprise: Enterprise
    contact: Maybe[OfficeContact] = None
    media: _Media
    form: TechnologyForm
    industries: Maybe[Annotated[Items[IndustryUse], Field(min_length=1, max_length=12)]] = None
    targets: Annotated[Items[TargetCode], Field(min_length=1, max_length=20)]
    process: Prose
    features: Maybe[Prose] = None
    applicability: Prose
    limitations: Maybe[Prose] = None
    cross_media: Maybe[Prose] = None
    indicators: Indicators
    inputs: Maybe[Annotated[Items[Consumption], Field(min_length=1, max_length=20)]] = None
    economics: Maybe[Economics] = None
    maturity: Maturity
    cases: Maybe[Annotated[Items[Installation], Field(min_length=1, max_length=20)]] = None
    rights: Maybe[Annotated[Items[Right], Field(min_length=1, max_length=20)]] = None
    verification: Maybe[VerificationStatement] = None
    evidence: Annotated[Items[EvidenceFile], Field(max_length=60)]
    listing: ListedAs

    @model_validator(mode="after")
    def _once(self) -> Self:
        check_once("media", self.media)
        check_once("targets", self.targets)
        check_once("indicators", (indicator.code for indicator in self.indicators))
        check_once("evidence", (document.digest for document in self.evidence))
        return self

    @model_validator(mode="after")
    def _proven(self) -> Self:
        if self.maturity in _PROVEN and not self.cases:
            raise refuse("case-missing", "maturity")
        return self

    @model_validator(mode="after")
    def _targeted(self) -> Self:
        for place, indicator in enumerate(self.indicators):
            if indicator.target is not None and indicator.target not in self.targets:
                raise refuse("reference-unknown", f"indicators[{place}].target", item=indicator.target)
        return self

    @model_validator(mode="after")
    def _verified(self) -> Self:
        self._check_verification()
        return self

    @model_validator(mode="after")
    def _evidenced(self) -> Self:
        for member, digest in self._cited():
            if not any(document.digest == digest for document in self.evidence):
                raise refuse("evidence-missing", member)
        return self

    def _check_verification(self) -> None:
        """Check that the statement names indicators it has, and is among the evidence."""
        verification = self.verification
        if verification is None:
            return
        codes = {indicator.code for indicator in self.indicators}
        strange = next((code for code in verification.indicators if code not in codes), None)
        if strange is not None:
            raise refuse("reference-unknown", "verification.indicators", item=strange)
        statements = {
            document.digest for document in self.evidence if document.kind == "verification-statement"
        }
        if verification.statement not in statements:
            raise refuse("evidence-missing", "verification.statement")

    def _cited(self) -> Iterator[tuple[str, str]]:
        """Yield every digest that must be among the evidence, with its member."""
        for place, indicator in enumerate(self.indicators):
            if indicator.source is not None:
                yield f"indicators[{place}].source", indicator.source
        for place, case in enumerate(self.cases or ()):
            for digest in case.evidence or ():
                yield f"cases[{place}].evidence", digest
        verification = self.verification
        if verification is not None and verification.report is not None:
            yield "verification.report", verification.report
        if verification is not None and verification.plan is not None:
            yield "verification.plan", verification.plan


def check_once(member: str, items: Iterable[str]) -> None:
    """Refuse a list that repeats an item."""
    seen = set()
    for item in items:
        if item in seen:
            raise refuse("item-repeated", member, item=item)
        seen.add(item)


def _find_over(subject: TechnologySubject, created: datetime) -> Iterator[RecordError]:
    if subject.verification is not None and subject.verification.until <= created:
        yield RecordError("already-over", "credentialSubject.verification.until")


def _find_future_cases(subject: TechnologySubject, created: datetime) -> Iterator[RecordError]:
    for place, case in enumerate(subject.cases or ()):
        if start_of(case.since) > created:
            yield RecordError("not-yet", f"credentialSubject.cases[{place}].since")


def _find_future_prices(subject: TechnologySubject, created: datetime) -> Iterator[RecordError]:
    if subject.economics is not None and subject.economics.basis_year > day_of(created).year:
        yield RecordError("not-yet", "credentialSubject.economics.basisYear")


TIMELY = (_find_over, _find_future_cases, _find_future_prices)
"""Rules that the time of the signature must meet."""


class TechnologyRecord(Lasting):
    """An association lists a technology of an enterprise."""

    KIND = "technology"
    PLACES: ClassVar[Mapping[str, str]] = {
        "scheme": "credentialSubject.listing.scheme",
        "region": "credentialSubject.enterprise.region",
        "category": "credentialSubject.media",
        "grade": "credentialSubject.listing.class",
    }
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["TechnologyCredential"]], Strict(False)]
    credential_subject: TechnologySubject

    def check_created(self, created: datetime) -> None:
        """Refuse a verification that is over, and cases and prices of days to come."""
        for rule in TIMELY:
            for refused in rule(self.credential_subject, created):
                raise refused

    @property
    def title(self) -> str:
        """The title in Chinese."""
        return self.credential_subject.title.zh

    @property
    def holder(self) -> str:
        """The legal name of the technology's holder."""
        return self.credential_subject.enterprise.legal_name

    @property
    def holder_en(self) -> str:
        """The English name of the holder, if there is one."""
        return self.credential_subject.enterprise.legal_name_en or ""

    @property
    def holder_code(self) -> str:
        """The holder's unified social credit code."""
        return self.credential_subject.enterprise.unified_social_credit_code

    @property
    def region(self) -> str:
        """The region of the holder."""
        return self.credential_subject.enterprise.region

    @property
    def scheme(self) -> str:
        """The scheme of the listing."""
        return self.credential_subject.listing.scheme

    @property
    def categories(self) -> tuple[str | None, ...]:
        """Its media: the categories of a scheme for technologies."""
        return self.credential_subject.media

    @property
    def grade(self) -> str:
        """The class in which it is listed."""
        return self.credential_subject.listing.listing_class

    @property
    def verification(self) -> VerificationStatement | None:
        """The verification statement, if there is one."""
        return self.credential_subject.verification

    @property
    def lineage(self) -> Mapping[str, str]:
        """Scheme and holder."""
        return {"scheme": self.scheme, "unifiedSocialCreditCode": self.holder_code}
