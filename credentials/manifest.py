"""The manifest: what is current, by digest, and what this association has seen of the others."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.record import (
    AgreementReference,
    Count,
    Credential,
    Did,
    Digest,
    EventCount,
    Items,
    Maybe,
    Model,
    Text,
    Time,
    Version,
    refuse,
)

MAX_LIFE = timedelta(days=7)

PartKind = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class Part(Model):
    """One published document; verifiers skip the kinds they do not know."""

    kind: PartKind
    id: Text
    digest: Digest


class LogHead(Model):
    """The size and RFC 6962 root of the association's log; the signed checkpoint says the same."""

    size: Count
    root: Digest


class Seen(Model):
    """How much of another party this association has seen: hiding less than this takes both keys."""

    issuer: Did
    key_list_version: Version
    agreement: AgreementReference
    events: EventCount


class Publication(Model):
    """The subject of a manifest."""

    type: Literal["PublicationManifest"]
    version: Version
    key_list_version: Version
    agreement: AgreementReference
    events: EventCount
    parts: Annotated[Items[Part], Field(max_length=4096)]
    checkpoint: Maybe[LogHead] = None
    seen: Annotated[Items[Seen], Field(max_length=64)]

    @property
    def order(self) -> tuple[int, int, int]:
        """What "newer" means: (agreement version, key-list version, manifest version)."""
        return self.agreement.version, self.key_list_version, self.version


class Manifest(Credential):
    """Signed by the publication key; lives at most seven days."""

    KIND = "manifest"
    MAX_BYTES = 1024 * 1024
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["PublicationManifestCredential"]], Strict(False)
    ]
    valid_from: Time
    valid_until: Time
    credential_subject: Publication

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        if self.valid_until - self.valid_from > MAX_LIFE:
            raise refuse("life-too-long", "validUntil", expected=MAX_LIFE.days)
        return self
