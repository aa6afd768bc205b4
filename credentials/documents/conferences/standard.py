"""One standard for the schemes of several associations, clause by clause, adopted by a resolution.

Each version is a document of its own and names the one before by its digest.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.works.technology import Prose, check_once
from credentials.patterns import CLAUSE_PATTERN
from credentials.record import (
    BilingualName,
    Credential,
    Date,
    Digest,
    Items,
    Maybe,
    Model,
    Slug,
    Version,
    refuse,
)

ClauseNumber = Annotated[str, StringConstraints(pattern=CLAUSE_PATTERN, max_length=20)]


class Clause(Model):
    """A clause, by its number: `4.2`."""

    no: ClauseNumber
    title: Maybe[BilingualName] = None
    text: Prose


class StandardSubject(Model):
    """The `version`-th text of the standard `code`; `previous` is the digest of the one before.

    `schemes` are those of the agreement whose criteria it sets; `from` is the day from which it is meant to
    apply.
    """

    type: Literal["UnifiedStandard"]
    code: Slug
    title: BilingualName
    version: Version
    previous: Maybe[Digest] = None
    schemes: Annotated[Items[Slug], Field(min_length=2, max_length=16)]
    since: Date = Field(alias="from")
    clauses: Annotated[Items[Clause], Field(min_length=1, max_length=400)]

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("schemes", self.schemes)
        check_once("clauses", [clause.no for clause in self.clauses])
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        numbers = [clause_order(clause.no) for clause in self.clauses]
        for place, (number, after) in enumerate(pairwise(numbers)):
            if after < number:
                raise refuse("clause-order", f"clauses[{place + 1}].no", item=self.clauses[place].no)
        return self


class UnifiedStandard(Credential):
    """A version of a standard, as one party lays it before the conference; it never expires."""

    KIND = "standard"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["UnifiedStandardCredential"]], Strict(False)
    ]
    credential_subject: StandardSubject

    @property
    def title(self) -> str:
        """The name of the standard."""
        return self.credential_subject.title.zh


def clause_order(no: str) -> tuple[int, ...]:
    """Return the sort key of a clause: 4.10 comes after 4.2."""
    return tuple(int(part) for part in no.split("."))
