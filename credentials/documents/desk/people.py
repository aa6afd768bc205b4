"""huren-people/1: the people who decide for an association, signed by its assessment key.

The list is never published: it is no kind of record. The root-signed key list names the first list by digest
(docs/reference/desk.md).
"""

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.desk.keys import PasskeyText
from credentials.errors import RecordError
from credentials.patterns import BASE64URL_PATTERN, HOST_PATTERN
from credentials.record import (
    Body,
    Date,
    Did,
    Digest,
    Items,
    JsonObject,
    Maybe,
    MethodId,
    Model,
    Record,
    Text,
    Version,
    parse_document,
    read_record,
    refuse,
)
from credentials.unsigned import Label, check_once

PEOPLE_TYPE = "huren-people/1"
MAX_PEOPLE_BYTES = 128 * 1024
MAX_PEOPLE_VALUES = 10_000
ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+)(?::[1-9][0-9]{0,4})?")

PersonRole = Literal["clerk", "reviewer", "chair", "auditor"]
PersonCount = Annotated[int, Field(ge=2, le=100)]  # only with `alone` may one person decide


class PersonKey(Model):
    """A key of a person; `credentialId` is that of a passkey."""

    kind: Literal["passkey", "file"]
    public: PasskeyText
    credential_id: Maybe[Annotated[str, StringConstraints(pattern=BASE64URL_PATTERN, max_length=1_364)]] = (
        None
    )

    @model_validator(mode="after")
    def _rules(self) -> Self:
        is_passkey = self.kind == "passkey"
        if is_passkey != (self.credential_id is not None):
            raise refuse("member-missing" if is_passkey else "member-unknown", "credentialId")
        if not is_passkey and not self.public.startswith("z6Mk"):
            raise refuse("passkey-form", "public")
        return self


class ListedPerson(Model):
    """A person, with a first and a last day; `holds` are ids of association keys in the person's hands."""

    id: Label
    name: Text
    roles: Annotated[Items[PersonRole], Field(min_length=1, max_length=4)]
    since: Date = Field(alias="from")
    until: Date
    keys: Annotated[Items[PersonKey], Field(max_length=8)]
    holds: Maybe[Annotated[Items[MethodId], Field(min_length=1, max_length=16)]] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_once("roles", self.roles)
        check_once("holds", self.holds or ())
        if self.until < self.since:
            raise refuse("interval-empty", "until")
        return self


class PersonPolicy(Model):
    """How many persons must decide, by class of operation, if more than the default minimum."""

    plain: Maybe[PersonCount] = None
    chair: Maybe[PersonCount] = None
    grave: Maybe[PersonCount] = None


class PeopleDocument(Body):
    """The list as a signed document; `validUntil` is its last day."""

    KIND: ClassVar[str] = "people"
    context: Annotated[tuple[Literal["https://w3id.org/huren/v1"]], Strict(False)] = Field(alias="@context")
    type: Literal["huren-people/1"]
    issuer: Did
    version: Version
    previous: Maybe[Digest] = None
    rp_id: Maybe[Annotated[str, StringConstraints(pattern=HOST_PATTERN, max_length=250)]] = None
    origin: Maybe[Annotated[str, StringConstraints(max_length=270)]] = None
    alone: Maybe[bool] = None
    valid_until: Date
    people: Annotated[Items[ListedPerson], Field(min_length=1, max_length=100)]
    policy: PersonPolicy

    @property
    def signer(self) -> str:
        """The issuer."""
        return self.issuer

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        # an absent member means the same: one meaning has one form
        if self.alone is False:
            raise refuse("member-value", "alone", expected="'true'")
        check_once("people", (person.id for person in self.people))
        has_passkey = any(key.kind == "passkey" for person in self.people for key in person.keys)
        if self.rp_id is None and (has_passkey or self.origin is not None):
            raise refuse("member-missing", "rpId")
        if self.rp_id is not None:
            self._check_origin(self.rp_id)
        return self

    def _check_origin(self, rp_id: str) -> None:
        if self.origin is None:
            raise refuse("member-missing", "origin")
        match = ORIGIN.fullmatch(self.origin)
        # Web Authentication, RP ID: the host of the page or a name above it
        is_below = match is not None and (match[2] == rp_id or match[2].endswith("." + rp_id))
        # passkeys need a secure context, which over plain HTTP is localhost alone
        if match is None or not is_below or (match[1] == "http" and match[2] != "localhost"):
            raise refuse("origin-elsewhere", "origin", item=rp_id)


def parse_people(data: bytes) -> Record[PeopleDocument]:
    """Parse the signed list in JSON bytes (at most 128 KiB); RecordError names the member."""
    return read_people(parse_document(data, MAX_PEOPLE_BYTES, MAX_PEOPLE_VALUES))


def read_people(value: JsonObject) -> Record[PeopleDocument]:
    """Read the signed list in a parsed JSON object; RecordError as `parse_people`."""
    record = read_record(value, PeopleDocument)
    if len(record.data) > MAX_PEOPLE_BYTES:
        raise RecordError("too-large", size=len(record.data), limit=MAX_PEOPLE_BYTES)
    return record
