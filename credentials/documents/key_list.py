"""The key list = the association's did:web document, signed by its root (docs/reference/key-list.md)."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.errors import RecordError
from credentials.patterns import ENDPOINT_PATTERN
from credentials.record import (
    Body,
    Did,
    Digest,
    EventCount,
    Items,
    Maybe,
    MethodId,
    Model,
    Multikey,
    Signature,
    Slug,
    Time,
    Version,
    refuse,
)

KEY_LIST_CONTEXT = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/huren/v1",
)
# the longest time for which two stolen publication keys can hide a revocation: the next list counts it
MAX_LIFE = timedelta(days=90)

Use = Literal["root", "assessment", "publication"]
ServiceType = Literal["Contact", "ObjectionOffice", "Node"]


class Method(Model):
    """One key: its `use`, and the created times [validFrom, signsUntil) for which it may sign."""

    id: MethodId
    type: Literal["Multikey"]
    controller: Did
    public_key_multibase: Multikey
    use: Use
    valid_from: Time
    signs_until: Maybe[Time] = None
    compromised_since: Maybe[Time] = None
    salvage: Maybe[Digest] = None
    possession: Maybe[Signature] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.id.partition("#")[0] != self.controller:
            raise refuse("reference-unknown", "id", item=self.id)
        if self.signs_until is not None and not self.valid_from < self.signs_until:
            raise refuse("interval-empty", "signsUntil")
        return self


class Decline(Model):
    """This party stops recognising an issuer (under one scheme, or all) in [from, until)."""

    issuer: Did
    scheme: Maybe[Slug] = None
    since: Time = Field(alias="from")
    until: Maybe[Time] = None


class Service(Model):
    """An address of the association, to ask or to object, or of its node: by web, mail or phone.

    `answer_days` are the days within which it answers.
    """

    id: MethodId
    type: ServiceType
    service_endpoint: Annotated[str, StringConstraints(pattern=ENDPOINT_PATTERN, max_length=300)]
    answer_days: Maybe[Annotated[int, Field(ge=1, le=366)]] = None


class KeyList(Body):
    """Keys with use, declines and the floor of events, append-only from version to version; addresses.

    `people` is the digest of the association's list of the people who decide.
    """

    KIND = "key-list"
    context: Annotated[
        tuple[
            Literal["https://www.w3.org/ns/did/v1"],
            Literal["https://w3id.org/security/multikey/v1"],
            Literal["https://w3id.org/huren/v1"],
        ],
        Strict(False),
    ] = Field(alias="@context")
    id: Did
    version: Version
    previous: Maybe[Digest] = None
    valid_from: Time
    valid_until: Time
    verification_method: Annotated[Items[Method], Field(min_length=1, max_length=256)]
    assertion_method: Items[MethodId]
    declines: Annotated[Items[Decline], Field(max_length=256)]
    events: EventCount
    people: Maybe[Digest] = None
    service: Maybe[Annotated[Items[Service], Field(max_length=16)]] = None

    @property
    def signer(self) -> str:
        """The association itself."""
        return self.id

    def check_created(self, created: datetime) -> None:
        """Refuse an end later than MAX_LIFE after the signature."""
        # counted from the signature too: otherwise a list with a late `validFrom` would outlive the limit
        if self.valid_until - created > MAX_LIFE:
            raise RecordError("life-too-long", "validUntil", expected=MAX_LIFE.days)

    def method(self, method_id: str) -> Method | None:
        """Return the method with this id."""
        return self._methods.get(method_id)

    @cached_property
    def _methods(self) -> dict[str, Method]:
        return {method.id: method for method in self.verification_method}

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        if self.valid_until - self.valid_from > MAX_LIFE:
            raise refuse("life-too-long", "validUntil", expected=MAX_LIFE.days)
        declines = [(decline.issuer, decline.scheme, decline.since) for decline in self.declines]
        for place, decline in enumerate(declines):
            if decline in declines[:place]:
                raise refuse("item-repeated", "declines", item=decline[0])
        ids, keys = set(), set()
        for method in self.verification_method:
            if method.controller != self.id:
                raise refuse("reference-unknown", "verificationMethod", item=method.id)
            # one key for two uses: a thief of the server's key could issue as well
            if method.id in ids or method.public_key_multibase in keys:
                raise refuse("key-use-mixed", "verificationMethod", item=method.id)
            ids.add(method.id)
            keys.add(method.public_key_multibase)
        for service in self.service or ():
            if service.id.partition("#")[0] != self.id:
                raise refuse("reference-unknown", "service", item=service.id)
            if service.id in ids:
                raise refuse("item-repeated", "service", item=service.id)
            ids.add(service.id)
        sound = [method.id for method in self.verification_method if method.compromised_since is None]
        if list(self.assertion_method) != sound:
            raise refuse("key-list-assertion", "assertionMethod")
        return self


def find_rewrite(old: KeyList, new: KeyList) -> str | None:
    """Return the member by which `new` does not continue `old` append-only, or None.

    No version is skipped. No method is dropped or changed, and none begins before the list that first names
    it. signsUntil is only set or moved earlier, never before the list's own validFrom. compromisedSince is
    never cleared or moved later. Declines are kept like methods, in any order, and their ends follow the same
    rule. The event floor never shrinks (docs/reference/key-list.md, Versions).
    """
    if new.version != old.version + 1 or new.valid_from < old.valid_from:
        return "version"
    # a smaller floor could hide a counted revocation again
    if new.events.count < old.events.count:
        return "events.count"
    for before in old.verification_method:
        after = new.method(before.id)
        if after is None:
            return before.id
        fixed = ("public_key_multibase", "use", "valid_from", "controller", "possession")
        if any(getattr(before, name) != getattr(after, name) for name in fixed):
            return before.id
        if not _ends_honestly(before.signs_until, after.signs_until, new.valid_from):
            return f"{before.id}.signsUntil"
        # a later mark would make the thief's records valid again
        if before.compromised_since is not None and (
            after.compromised_since is None or after.compromised_since > before.compromised_since
        ):
            return f"{before.id}.compromisedSince"
    if new.version == old.version + 1:  # otherwise a list between the two may have named the method first
        for method in new.verification_method:
            # a new key that begins earlier could sign for days on which nobody knew the key
            if old.method(method.id) is None and method.valid_from < new.valid_from:
                return f"{method.id}.validFrom"
    ends = {(decline.issuer, decline.scheme, decline.since): decline.until for decline in new.declines}
    for decline in old.declines:
        name = (decline.issuer, decline.scheme, decline.since)
        if name not in ends or not _ends_honestly(decline.until, ends[name], new.valid_from):
            return "declines"
    return None


def _ends_honestly(before: datetime | None, after: datetime | None, since: datetime) -> bool:
    """Return whether an end is unchanged, or set or moved earlier, but not before the list that does so."""
    if before == after:
        return True
    # an end in the past would invalidate what the key signed honestly since
    return after is not None and since <= after and (before is None or after < before)
