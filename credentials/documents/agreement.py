"""The recognition agreement: one half per party, one common text (docs/reference/agreement.md).

The text lists grants (an issuer may issue under a scheme) and equivalences (a grade counts as another
elsewhere). Recognition is directional and never transitive.
"""

import hashlib
from collections.abc import Hashable, Iterable
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.kind import TABLE, SchemeKind
from credentials.record import (
    BilingualName,
    Code,
    Credential,
    Did,
    Digest,
    Items,
    Maybe,
    Model,
    Multikey,
    Region,
    Slug,
    Text,
    Time,
    Version,
    refuse,
)
from signing.jcs import canonicalize
from signing.strict_json import JsonValue

Months = Annotated[int, Field(ge=1, le=240)]
Interval = tuple[datetime, datetime]
"""[from, until)."""


class Party(Model):
    """An association that recognises and is recognised; names shown to people come from here only."""

    id: Did
    region: Region
    legal_name: BilingualName
    root_key: Multikey


class Grade(Model):
    """One grade of a scheme; `months` overrides the scheme's."""

    code: Code
    name: BilingualName
    months: Maybe[Months] = None


class Scheme(Model):
    """The basis of an association's assessments: categories, and grades, best first."""

    id: Slug
    owner: Did
    kind: SchemeKind
    name: BilingualName
    basis: Text
    categories: Items[Code]
    grades: Annotated[Items[Grade], Field(min_length=1)]
    months: Months

    def grade(self, code: str) -> Grade | None:
        """Return the grade with this code."""
        return self._grades.get(code)

    @cached_property
    def _grades(self) -> dict[str, Grade]:
        return {grade.code: grade for grade in self.grades}

    def months_of(self, code: str) -> int:
        """Return the longest term, in months, of a credential with this grade."""
        grade = self.grade(code)
        return grade.months if grade is not None and grade.months is not None else self.months


class Grant(Model):
    """An issuer may issue under a scheme for created times in [from, until).

    Enterprises must be in one of `regions`; without it, in the issuer's own region.
    """

    issuer: Did
    scheme: Slug
    since: Time = Field(alias="from")
    until: Time
    regions: Maybe[Annotated[Items[Region], Field(min_length=1)]] = None


class GradeReference(Model):
    """A grade of a scheme, in one category or in every category."""

    scheme: Slug
    category: Maybe[Code] = None
    grade: Code


class Equivalence(Model):
    """`source` counts as `target`, or as nothing (`to` null), by this clause."""

    source: GradeReference = Field(alias="from")
    # null is explicit: an absent member could also be a forgotten target
    target: GradeReference | None = Field(alias="to")
    clause: Text
    until: Maybe[Time] = None


class AgreementText(Model):
    """The common text; equal by JCS in all halves of one version."""

    type: Literal["RecognitionAgreement"]
    agreement: Slug
    version: Version
    previous: Maybe[Digest] = None
    replaces: Maybe[Annotated[Items[Digest], Field(min_length=1, max_length=64)]] = None
    log: Maybe[Literal["witnessed"]] = None
    # for people only: no verdict and no equivalence uses these names
    terms: Maybe[Annotated[Items[BilingualName], Field(min_length=1, max_length=1024)]] = None
    effective_from: Time
    effective_until: Time
    parties: Annotated[Items[Party], Field(min_length=2, max_length=64)]
    schemes: Annotated[Items[Scheme], Field(max_length=256)]
    grants: Items[Grant]
    equivalences: Items[Equivalence]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.effective_from < self.effective_until:
            raise refuse("interval-empty", "effectiveUntil")
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        _once("replaces", self.replaces or ())
        _once("terms", (term.zh for term in self.terms or ()))
        _once("parties", (party.id for party in self.parties))
        # one root of two parties would sign for both
        _once("parties", (party.root_key for party in self.parties))
        _once("schemes", (scheme.id for scheme in self.schemes))
        for scheme in self.schemes:
            self._known_party("schemes", scheme.owner)
            _once("schemes", scheme.categories)
            _once("schemes", (grade.code for grade in scheme.grades))
            if TABLE[scheme.kind].categorised != bool(scheme.categories):
                raise refuse("reference-unknown", "schemes", item=f"{scheme.id}: categories")
        for grant in self.grants:
            self._known_party("grants", grant.issuer)
            if grant.scheme not in self._schemes:
                raise refuse("reference-unknown", "grants", item=grant.scheme)
            if not grant.since < grant.until:
                raise refuse("interval-empty", "grants")
        self._check_equivalences()
        return self

    def _known_party(self, member: str, did: str) -> None:
        if self.party(did) is None:
            raise refuse("reference-unknown", member, item=did)

    def _check_equivalences(self) -> None:
        seen: dict[tuple[str, str | None, str], set[str | None]] = {}
        for row in self.equivalences:
            for end in (row.source, row.target):
                if end is not None and not self._defines(end):
                    raise refuse("reference-unknown", "equivalences", item=_row_name(end))
            target = row.target.scheme if row.target is not None else None
            taken = seen.setdefault((row.source.scheme, row.source.category, row.source.grade), set())
            # a row to null stands for every target, so it is as specific as a row with one
            if taken and (target is None or target in taken or None in taken):
                raise refuse("equivalence-ambiguous", "equivalences", item=_row_name(row.source))
            taken.add(target)

    def _defines(self, end: GradeReference) -> bool:
        scheme = self._schemes.get(end.scheme)
        return (
            scheme is not None
            and scheme.grade(end.grade) is not None
            and (end.category is None or end.category in scheme.categories)
        )

    @cached_property
    def _schemes(self) -> dict[str, Scheme]:
        return {scheme.id: scheme for scheme in self.schemes}

    @cached_property
    def _schemes_of(self) -> dict[tuple[str, str], tuple[Scheme, ...]]:
        by_key: dict[tuple[str, str], tuple[Scheme, ...]] = {}
        for scheme in self.schemes:
            key = (scheme.owner, scheme.kind)
            by_key[key] = (*by_key.get(key, ()), scheme)
        return by_key

    @cached_property
    def _rows(self) -> dict[tuple[str, str | None, str], tuple[Equivalence, ...]]:
        rows: dict[tuple[str, str | None, str], tuple[Equivalence, ...]] = {}
        for row in self.equivalences:
            key = (row.source.scheme, row.source.category, row.source.grade)
            rows[key] = (*rows.get(key, ()), row)
        return rows

    @cached_property
    def _parties(self) -> dict[str, Party]:
        return {party.id: party for party in self.parties}

    @cached_property
    def _grants(self) -> dict[tuple[str, str], tuple[Grant, ...]]:
        grants: dict[tuple[str, str], tuple[Grant, ...]] = {}
        for grant in self.grants:
            key = (grant.issuer, grant.scheme)
            grants[key] = (*grants.get(key, ()), grant)
        return grants

    @cached_property
    def _granted(self) -> dict[tuple[str, str, str], tuple[Interval, ...]]:
        granted: dict[tuple[str, str, str], tuple[Interval, ...]] = {}
        for grant in sorted(self.grants, key=lambda grant: grant.since):
            for region in self.regions_of(grant):
                key = (grant.issuer, grant.scheme, region)
                granted[key] = _join(granted.get(key, ()), (grant.since, grant.until))
        return granted

    @cached_property
    def _terms(self) -> dict[str, str]:
        return {term.zh: term.en for term in self.terms or ()}

    def english(self, term: str) -> str | None:
        """Return the English for a category, a clause or a basis, if the text has it."""
        return self._terms.get(term)

    def party(self, did: str) -> Party | None:
        """Return the party with this DID."""
        return self._parties.get(did)

    def scheme(self, slug: str) -> Scheme | None:
        """Return the scheme with this id."""
        return self._schemes.get(slug)

    def schemes_of(self, owner: str, kind: str) -> tuple[Scheme, ...]:
        """Return the owner's schemes of one kind, in the order of the text."""
        return self._schemes_of.get((owner, kind), ())

    def grants_to(self, issuer: str, scheme: str) -> tuple[Grant, ...]:
        """Return the grants of this issuer for this scheme, in the order of the text."""
        return self._grants.get((issuer, scheme), ())

    def granted(self, issuer: str, scheme: str, region: str) -> tuple[Interval, ...]:
        """Return when the issuer may issue under the scheme to enterprises of the region, in order of time.

        Grants that overlap or touch are one interval.
        """
        return self._granted.get((issuer, scheme, region), ())

    def regions_of(self, grant: Grant) -> tuple[str, ...]:
        """Return the regions of enterprises under this grant."""
        party = self.party(grant.issuer)
        # a forgotten member must not widen a grant
        return grant.regions or ((party.region,) if party is not None else ())

    def equivalence(
        self, scheme: str, category: str | None, grade: str, target: str, at: datetime
    ) -> Equivalence | None:
        """Return the row for a grade in the scheme `target` at `at`.

        A row with the category takes precedence over a row without (docs/reference/agreement.md). A row with
        `to` null stands for every target. A row past its `until` is ignored.
        """
        for key in ((scheme, category, grade), (scheme, None, grade)):
            for row in self._rows.get(key, ()):
                applies = row.target is None or row.target.scheme == target
                if applies and (row.until is None or at < row.until):
                    return row
        return None


def _join(earlier: tuple[Interval, ...], last: Interval) -> tuple[Interval, ...]:
    """Add `last`, which begins no earlier than the others."""
    if earlier and last[0] <= earlier[-1][1]:
        return (*earlier[:-1], (earlier[-1][0], max(earlier[-1][1], last[1])))
    return (*earlier, last)


def _once(member: str, items: Iterable[Hashable]) -> None:
    seen = set()
    for item in items:
        if item in seen:
            raise refuse("item-repeated", member, item=str(item))
        seen.add(item)


def _row_name(end: GradeReference) -> str:
    return "/".join(part for part in (end.scheme, end.category, end.grade) if part is not None)


class AgreementHalf(Credential):
    """One party's signature under the common text; exactly @context, id, type, issuer, subject, proof."""

    KIND = "agreement"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["RecognitionAgreementCredential"]], Strict(False)
    ]
    credential_subject: AgreementText


def agreement_digest(text: JsonValue) -> str:
    """Return SHA-256 of JCS(credentialSubject), 64 hex digits: a version's name, for version 1 the pin."""
    return hashlib.sha256(canonicalize(text)).hexdigest()
