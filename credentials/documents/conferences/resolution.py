"""A resolution of a joint conference as one party signs it; adopted when every party's half is there.

Halves are equal in all of `credentialSubject`, as agreement halves are: no party speaks for another. An item
withheld from the public stands as the digest of its text, under its number.
"""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.works.technology import Prose, check_days, check_once
from credentials.errors import RecordError
from credentials.record import (
    BilingualName,
    Code,
    Credential,
    Date,
    Did,
    Digest,
    Items,
    JsonObject,
    Maybe,
    Model,
    Text,
    refuse,
)
from credentials.times import start_of
from signing.jcs import encode_profile
from signing.strict_json import JsonValue

ItemDecision = Literal["adopted", "rejected", "noted"]
CitedKind = Literal["agreement", "scheme", "technology", "standard", "report", "survey", "document"]
ItemNumber = Annotated[int, Field(ge=1, le=60)]


class Citation(Model):
    """The subject of an item, by its digest: a text of the agreement, a signed record, or any file."""

    kind: CitedKind
    digest: Digest
    name: Maybe[BilingualName] = None


class ResolutionItem(Model):
    """One item, in full, or `withheld`: the digest of its text, which the parties keep.

    The text of a withheld item is a JSON object of the same members with a random `salt`; its digest is the
    SHA-256 of its JCS bytes.
    """

    no: ItemNumber
    title: Maybe[BilingualName] = None
    text: Maybe[Prose] = None
    decision: Maybe[ItemDecision] = None
    refers: Maybe[Annotated[Items[Citation], Field(min_length=1, max_length=20)]] = None
    due: Maybe[Date] = None
    owner: Maybe[Did] = None
    # without the salt anybody could try likely texts against it
    withheld: Maybe[Digest] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        content = {"title": self.title, "text": self.text, "decision": self.decision}
        stray = {**content, "refers": self.refers, "due": self.due, "owner": self.owner}
        if self.withheld is not None:
            for member, value in stray.items():
                if value is not None:
                    raise refuse("condition-stray", member)
            return self
        for member, value in content.items():
            if value is None:
                raise refuse("member-missing", member)
        if self.decision != "adopted":
            for member in ("due", "owner"):
                if stray[member] is not None:
                    raise refuse("condition-stray", member)
        check_once("refers", [f"{reference.kind} {reference.digest}" for reference in self.refers or ()])
        return self


class KeptItem(ResolutionItem):
    """The text of a withheld item, as the parties keep it: `withheld` is the digest of its JCS bytes."""

    salt: Digest


class Dissent(Model):
    """A party's objection to an item that it signs all the same."""

    dissenter: Did
    item: ItemNumber
    text: Prose


class Meeting(Model):
    """The conference; `from` and `until` are its days, the last one whole."""

    title: BilingualName
    place: Text
    since: Date = Field(alias="from")
    until: Date

    @model_validator(mode="after")
    def _days(self) -> Self:
        check_days(self.since, self.until, "until")
        return self


class ResolutionSubject(Model):
    """The common content of all halves; `resolvedOn` is the day of the resolution."""

    type: Literal["Resolution"]
    number: Code
    resolved_on: Date
    meeting: Meeting
    parties: Annotated[Items[Did], Field(min_length=2, max_length=16)]
    items: Annotated[Items[ResolutionItem], Field(min_length=1, max_length=60)]
    dissent: Maybe[Annotated[Items[Dissent], Field(min_length=1, max_length=60)]] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("parties", self.parties)
        check_days(self.meeting.since, self.resolved_on, "resolvedOn")
        for place, item in enumerate(self.items):
            if item.no != place + 1:
                raise refuse("member-value", f"items[{place}].no", expected=str(place + 1))
            if item.due is not None:
                check_days(self.resolved_on, item.due, f"items[{place}].due")
            self._check_party(f"items[{place}].owner", item.owner)
        dissent = self.dissent or ()
        check_once("dissent", [f"{dissenting.dissenter} {dissenting.item}" for dissenting in dissent])
        for place, dissenting in enumerate(dissent):
            self._check_party(f"dissent[{place}].dissenter", dissenting.dissenter)
            if dissenting.item > len(self.items):
                raise refuse("reference-unknown", f"dissent[{place}].item", item=str(dissenting.item))
        return self

    def _check_party(self, member: str, party: str | None) -> None:
        if party is not None and party not in self.parties:
            raise refuse("reference-unknown", member, item=party)


class ResolutionHalf(Credential):
    """One party's half of a resolution; it never expires."""

    KIND = "resolution"
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["ResolutionHalfCredential"]], Strict(False)
    ]
    credential_subject: ResolutionSubject

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.issuer not in self.credential_subject.parties:
            raise refuse("issuer-no-party", "credentialSubject.parties", item=self.issuer)
        return self

    def check_created(self, created: datetime) -> None:
        """Refuse a signature before the day of the resolution."""
        if created < start_of(self.credential_subject.resolved_on):
            raise RecordError("not-yet", "credentialSubject.resolvedOn")

    @property
    def title(self) -> str:
        """The number of the resolution."""
        return self.credential_subject.number

    @property
    def resolution(self) -> ResolutionSubject:
        """The common content of all parties' halves."""
        return self.credential_subject


def digest_of_content(value: JsonValue) -> str:
    """Return SHA-256 of the JCS bytes of the halves' common content, or of a withheld item's text."""
    return sha256(encode_profile(value)).hexdigest()


def digest_of_item(number: str, item: JsonObject) -> str:
    """Return the digest by which a later resolution names an item as carried out."""
    return digest_of_content({"number": number, "item": item})
