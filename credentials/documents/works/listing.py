"""An association's decision on a technology that another association listed: it joins, objects, or withdraws.

A record and a joining listing, both in force, are a joint listing: two statements, never two proofs on one
document.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.works.lasting import Lasting
from credentials.record import Digest, Maybe, Model, Text, Version, refuse

ListingDecision = Literal["joins", "objects", "withdraws"]


class ListingSubject(Model):
    """The `sequence`-th decision of its signer on the record with the digest `technology`.

    `reviewers` is the number of reviewers.
    """

    type: Literal["TechnologyListing"]
    technology: Digest
    sequence: Version
    decision: ListingDecision
    reviewers: Maybe[Annotated[int, Field(ge=1, le=99)]] = None
    clause: Maybe[Text] = None
    grounds: Maybe[Text] = None

    @model_validator(mode="after")
    def _grounds(self) -> Self:
        if self.decision == "objects" and self.grounds is None:
            raise refuse("member-missing", "grounds")
        return self


class TechnologyListing(Lasting):
    """An association's decision on a technology that another listed, for a term."""

    KIND = "listing"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["TechnologyListingCredential"]], Strict(False)
    ]
    credential_subject: ListingSubject

    @property
    def title(self) -> str:
        """The beginning of the digest it is about; only the technology itself has its name."""
        return f"{self.technology[:12]}…"

    @property
    def technology(self) -> str:
        """The digest of the record it is about."""
        return self.credential_subject.technology

    @property
    def sequence(self) -> int:
        """The number of this decision among its signer's on that record; the highest counts."""
        return self.credential_subject.sequence
