"""Tender/1: the certificates that a tender asks for, lot by lot (docs/reference/tender.md).

A criterion is met if one of its groups is met, a group if all of its requirements are. Points are never
summed.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from credentials.documents.assessment import Score
from credentials.record import (
    Code,
    Count,
    Date,
    Did,
    Digest,
    Items,
    Maybe,
    Model,
    Slug,
    Text,
    Time,
    Version,
    refuse,
)
from credentials.times import start_of
from credentials.unsigned import (
    Label,
    Passage,
    Unsigned,
    check_known,
    check_once,
    parse_unsigned,
    read_unsigned,
)
from signing.strict_json import JsonValue
from verifier.policy import MAX_AGE

MAX_TENDER_BYTES = 512 * 1024
MAX_TENDER_VALUES = 40_000
_LONGEST_AGE = int(MAX_AGE.total_seconds()) // 3600

Regime = Literal["mandatory", "government", "voluntary"]
CriterionUse = Literal["qualification", "scoring", "information"]
Bearing = Literal["condition", "scoring", "information"]
HolderRule = Literal["bidder", "any-member", "every-member-on-item"]
ValidAt = Literal["opening", "award", "contract-end", "all"]
SharedRule = Literal["same-profession", "same-work"]
Hours = Annotated[int, Field(ge=1, le=_LONGEST_AGE)]


class Titled(Model):
    """A lot, or an item of the work that members of a consortium divide."""

    id: Label
    title: Text


class Contract(Model):
    """The days of the contract, the last one included."""

    since: Date = Field(alias="from")
    until: Date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise refuse("interval-empty", "until")
        return self


class ConsortiumTerms(Model):
    """Terms for joint bids: whether they are accepted, and whose grade counts where members share work."""

    allowed: bool
    rule: Maybe[SharedRule] = None
    max_members: Maybe[Annotated[int, Field(ge=2, le=100)]] = None


class FreshnessTerms(Model):
    """Hours after which old trust data is remarked upon, and after which it is not used."""

    warn_after_hours: Maybe[Hours] = None
    fail_after_hours: Maybe[Hours] = None


class CategoriesAsked(Model):
    """One of the categories, or all of them; exactly one of the two members."""

    any_of: Maybe[Annotated[Items[Code], Field(min_length=1, max_length=50)]] = None
    all_of: Maybe[Annotated[Items[Code], Field(min_length=1, max_length=50)]] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.any_of is None and self.all_of is None:
            raise refuse("member-missing", "anyOf")
        if self.any_of is not None and self.all_of is not None:
            raise refuse("member-unknown", "allOf")
        check_once("anyOf" if self.all_of is None else "allOf", self.any_of or self.all_of or ())
        return self


class Requirement(Model):
    """One certificate asked for; grades are those of the home association's scheme."""

    id: Label
    scheme: Slug
    categories: Maybe[CategoriesAsked] = None
    """Absent: any category."""
    min_grade: Code
    holder: HolderRule
    work_item: Maybe[Label] = None
    valid_at: ValidAt
    accept_equivalents: Maybe[bool] = None
    """Absent: true."""
    text: Maybe[Passage] = None
    """The tender's own sentence, and its page."""
    page: Maybe[Annotated[int, Field(ge=1, le=100_000)]] = None

    @property
    def takes_equivalents(self) -> bool:
        """True where a grade of another association's scheme counts by the agreement."""
        return self.accept_equivalents is not False


class RequirementGroup(Model):
    """Requirements that must all be met."""

    id: Label
    requirements: Annotated[Items[Requirement], Field(max_length=50)]


def _as_text(points: object) -> object:
    return str(points) if type(points) is int else points


Points = Annotated[
    Score,
    BeforeValidator(_as_text, json_schema_input_type=Score | Annotated[int, Field(ge=0, le=999_999)]),
]
"""A decimal as text, or a whole number as a number, as people type a table in TOML."""


class PointsRow(Model):
    """The points of a grade by the tender's own table."""

    min_grade: Code
    points: Points


class Criterion(Model):
    """A criterion; one of its groups is enough."""

    id: Label
    title: Maybe[Text] = None
    lots: Maybe[Annotated[Items[Label], Field(min_length=1, max_length=200)]] = None
    """Absent: every lot."""
    use: CriterionUse
    mandatory: Maybe[bool] = None
    groups: Annotated[Items[RequirementGroup], Field(max_length=20)]
    points: Maybe[Annotated[Items[PointsRow], Field(min_length=1, max_length=50)]] = None

    @property
    def bearing(self) -> Bearing:
        """The effect of failing the criterion: by default a bidder that fails a condition is out."""
        is_condition = self.use == "qualification" if self.mandatory is None else self.mandatory
        return "condition" if is_condition else "scoring" if self.use == "scoring" else "information"

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The requirements of all groups, in order."""
        return tuple(requirement for group in self.groups for requirement in group.requirements)


class Tender(Model):
    """The whole document; `otherCriteria` counts the criteria that no certificate answers."""

    type: Literal["Tender/1"]
    number: Text
    version: Version
    previous: Maybe[Digest] = None
    title: Text
    buyer: Text
    home: Did
    regime: Regime
    stage: Maybe[Literal["prequalification", "postqualification"]] = None
    lots: Annotated[Items[Titled], Field(min_length=1, max_length=200)]
    opening_at: Time
    award_at: Maybe[Time] = None
    contract: Contract
    consortium: Maybe[ConsortiumTerms] = None
    work_items: Maybe[Annotated[Items[Titled], Field(max_length=100)]] = None
    freshness: Maybe[FreshnessTerms] = None
    criteria: Annotated[Items[Criterion], Field(min_length=1, max_length=200)]
    other_criteria: Maybe[Count] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        if self.award_at is not None and self.award_at < self.opening_at:
            raise refuse("interval-empty", "awardAt")
        if start_of(self.contract.until) < self.opening_at:
            raise refuse("interval-empty", "contract.until")
        lots = [lot.id for lot in self.lots]
        items = [item.id for item in self.work_items or ()]
        check_once("lots", lots)
        check_once("workItems", items)
        check_once("criteria", (criterion.id for criterion in self.criteria))
        # unique in the whole tender: a cell is named by bidder and requirement
        check_once("criteria", (r.id for criterion in self.criteria for r in criterion.requirements))
        for place, criterion in enumerate(self.criteria):
            where = f"criteria[{place}]"
            check_known(f"{where}.lots", criterion.lots or (), lots)
            check_once(f"{where}.lots", criterion.lots or ())
            check_once(f"{where}.groups", (group.id for group in criterion.groups))
            for number, group in enumerate(criterion.groups):
                for index, requirement in enumerate(group.requirements):
                    named = f"{where}.groups[{number}].requirements[{index}].workItem"
                    check_known(
                        named, [requirement.work_item] if requirement.work_item is not None else [], items
                    )
        return self

    def criteria_of(self, lot: str) -> tuple[Criterion, ...]:
        """Return the criteria of the lot, in order."""
        return tuple(c for c in self.criteria if c.lots is None or lot in c.lots)

    @property
    def requirements(self) -> dict[str, Requirement]:
        """The requirements of all criteria, by id."""
        return {
            requirement.id: requirement
            for criterion in self.criteria
            for requirement in criterion.requirements
        }

    @property
    def shared_rule(self) -> SharedRule:
        """The rule for whose grade counts in a consortium; by default, that of the law of the regime.

        政府采购法实施条例 22: members that share the work; 招标投标法 31: members of one profession.
        """
        if self.consortium is not None and self.consortium.rule is not None:
            return self.consortium.rule
        return "same-work" if self.regime == "government" else "same-profession"

    @property
    def fail_after_hours(self) -> int:
        """The age limit of trust data."""
        terms = self.freshness
        return terms.fail_after_hours or _LONGEST_AGE if terms is not None else _LONGEST_AGE


def parse_tender(data: bytes) -> Unsigned[Tender]:
    """Parse the tender in JSON bytes; RecordError names the member and how to mend it."""
    return parse_unsigned(data, Tender, MAX_TENDER_BYTES, MAX_TENDER_VALUES)


def read_tender(value: Mapping[str, JsonValue]) -> Unsigned[Tender]:
    """Read the tender in a plain dict; RecordError as `parse_tender`."""
    return read_unsigned(value, Tender, MAX_TENDER_BYTES)
